package upstream

import (
	"strings"
	"testing"
)

// FuzzParse looks for documents that make reading or comparing panic, hang, or fail with more than one line.
func FuzzParse(f *testing.F) {
	f.Add([]byte(things))
	f.Add([]byte(strings.Replace(things, "3.0.3", "3.1.0", 1)))
	f.Add([]byte(`{"openapi":"3.1.0","paths":{"/v1/things/{id}":{"delete":{"responses":{"200":{"$ref":"#/paths"}}}}}}`))
	f.Add([]byte("openapi: 3.0.3\npaths: {/v1/things/{x}: {delete: {responses: {default: {$ref: '#/a'}}}}}\na: {$ref: '#/b'}\nb: {$ref: '#/a'}\n"))
	f.Add([]byte("a: &a [*a]\nopenapi: 3.0.0\npaths: {x: {get: *a}}\n"))
	f.Add([]byte("swagger: '2.0'\n"))
	f.Add([]byte("<html>"))
	contract := parsed(f, things, "contract.yaml")
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Parse(data, "fuzzed")
		if err == nil {
			_, _, err = d.Compare(contract)
		}
		if err != nil && (err.Error() == "" || strings.ContainsAny(err.Error(), "\r\n")) {
			t.Errorf("an error of more than one line: %q", err)
		}
		if d != nil {
			_, _, _ = parsed(t, things, "published.yaml").Compare(d)
		}
	})
}
