package openapi

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestErrorsQuoteNothing: a reference may lead to a file of secrets; what is wrong with that is said in plain words.
func TestErrorsQuoteNothing(t *testing.T) {
	t.Parallel()
	for other, want := range map[string]string{
		"TOKEN=hunter2":                                   "other: line 1: expected an object, saw text",
		"- hunter2\n- 1\n":                                "other: line 1: expected an object, saw a list",
		"description: d\ncontent: hunter2\n":              "other: #/content, line 2: the value does not have",
		"description: {hunter2: 1}\n":                     "other: #/description, line 1: the value does not",
		"hunter2: 1\nhunter2: 2\n":                        "other: line 2: mapping key already defined at line 1",
		"description: *hunter2\n":                         neither + "line 1: unknown anchor referenced",
		"{\"hunter2\": \"hunter2\"\n":                     neither + "line 2: did not find expected ',' or '}'",
		"a: \"hunter2\nb: [hunter2\n":                     neither + "line 3: found unexpected end of stream",
		"description: d\nheaders: {A: {schema: hunter2}}": "other: #/headers/A/schema, line 2: the value does",
	} {
		folder := t.TempDir()
		root := filepath.Join(folder, "root.yaml")
		document := "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n" +
			"      responses: {'200': {$ref: other}}\n"
		for name, text := range map[string]string{"root.yaml": document, "other": other} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		_, err := Load(root)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: got %v, want %q", other, err, want)
		}
		file, err := Open(t.Context(), root, Options{})
		if err != nil {
			t.Fatal(err)
		}
		operations, _ := file.Operations()
		if _, err = file.Load(operations); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: got %v", other, err)
		}
	}
}
