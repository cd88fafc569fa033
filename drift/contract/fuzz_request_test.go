package contract_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// FuzzRequest checks arbitrary requests against a contract with parameters of all kinds: a finding is one printable
// line about a rule of requests, the verdict is the same each time, and nothing is missing that was dropped.
func FuzzRequest(f *testing.F) {
	c := requestContract(f, "3.1.0", strings.Join([]string{
		`{name: id, in: path, required: true, style: matrix, explode: true, schema: {type: array, items: {type: integer}}}`,
		`{name: n, in: query, required: true, schema: {type: integer}}`,
		`{name: list, in: query, explode: false, schema: {type: array, items: {type: integer}}}`,
		`{name: pipes, in: query, style: pipeDelimited, schema: {type: array, items: {type: boolean}}}`,
		`{name: json, in: query, content: {application/json: {schema: {type: object, required: [a]}}}}`,
		shutDeep, `{name: p, in: query, ` + point + `}`,
		`{name: X-A, in: header, required: true, explode: true, schema: {type: object, properties: {a: {type: number}}}}`,
		`{name: c, in: cookie, required: true, schema: {type: [integer, "null"]}}`,
	}, ", "), `{required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}},
        application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Thing"}},
        multipart/form-data: {schema: {$ref: "#/components/schemas/Thing"}}, text/plain: {schema: {type: integer}}}}`)
	for _, test := range requestCases {
		for _, request := range []string{test.bad, test.good} {
			x := sent(request)
			f.Add(x.URL, x.Request.Header.Get("X-N"), x.Request.Header.Get("Cookie"), x.Request.Header.Get("Content-Type"),
				x.Request.Body)
		}
	}
	f.Add(
		"https://h/things/;id=1;id=2?n=1&list=1,2&pipes=true|false&json={}&f[n]=1&x=1",
		"a=1",
		"c=null",
		appJSON,
		[]byte(`{}`),
	)
	f.Fuzz(func(t *testing.T, url, header, cookie, mediaType string, body []byte) {
		x := drift.Exchange{Method: "POST", URL: url, Status: 200, Request: &drift.Request{Body: body, Header: http.Header{
			"X-A": {header}, "Cookie": {cookie}, "Content-Type": {mediaType},
		}}}
		result := c.Check(x)
		for _, finding := range result.Findings {
			rule, ok := drift.RuleNamed(finding.Rule)
			if !ok || !strings.HasPrefix(rule.Name, "request-") || finding.Severity != rule.Severity ||
				finding.In != "request" ||
				finding.Place.Line == 0 || len(finding.Message) > 1000 ||
				len(finding.Pointer) > 600 {
				t.Errorf("%+v", finding)
			}
			if strings.ContainsAny(finding.Message, "\n\r\x1b") || !utf8.ValidString(finding.Message) {
				t.Errorf("the message is not one printable line: %q", finding.Message)
			}
		}
		if again := c.Check(x); fmt.Sprint(again) != fmt.Sprint(result) {
			t.Errorf("two verdicts:\n%v\n%v", result, again)
		}
		x.Request.Dropped = []string{"id", "n", "list", "pipes", "json", "f", "p", "x-a", "C"}
		for _, finding := range c.Check(x).Findings {
			if strings.Contains(finding.Message, " path parameter ") { // it cannot be dropped
				continue
			}
			if finding.Rule == drift.RequestParameterMissing || finding.Rule == drift.RequestParameterInvalid {
				t.Errorf("what was dropped is judged: %v", finding)
			}
		}
		x.Status = 422
		if found := c.Check(x).Findings; len(found) > 0 {
			t.Errorf("a request that was refused is judged: %v", found)
		}
	})
}
