package contract_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// FuzzCheck checks arbitrary responses against the module's own contract, and compares the outcome with two
// independent judges: what kin-openapi refuses is reported, and what conforms decodes with encoding/json to what the
// contract promises.
func FuzzCheck(f *testing.F) {
	document, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		f.Fatal(err)
	}
	contract, err := contract.Load(document)
	if err != nil {
		f.Fatal(err)
	}
	kin := newKinJudge(f, document, "/v3/connections/{connectionId}", "DELETE")
	for _, body := range []string{`{"id":"a","provider":"b"}`, `[{"id":"a","provider":"b"}]`,
		`{"error":"a","details":"b"}`, `{"id":"a","id":null}`,
		"\ufeff{}", ")]}'\n{}", `{"id":"\ud800","provider":1e999999999}`, "{\"id\":\"\xff\"",
		`{"id":"a","provider":"b"} x`, ``, `null`, strings.Repeat("[", 20000)} {
		f.Add(200, "application/json", []byte(body))
		f.Add(404, "application/json; charset=utf-8", []byte(body))
		f.Add(301, "text/html", []byte(body))
	}
	f.Fuzz(func(t *testing.T, status int, mediaType string, body []byte) {
		x := drift.Exchange{
			Method: "DELETE",
			URL:    "/v3/connections/a",
			Status: status,
			Header: http.Header{"Content-Type": {mediaType}},
			Body:   body,
		}
		found := contract.Check(x).Findings
		breaking := 0
		for _, finding := range found {
			if _, ok := drift.RuleNamed(finding.Rule); !ok || finding.Message == "" || len(finding.Message) > 1000 ||
				len(finding.Pointer) > 600 {
				t.Errorf("%+v", finding)
			}
			if strings.ContainsAny(finding.Message, "\n\r\x1b") || !utf8.ValidString(finding.Message) {
				t.Errorf("the message is not one printable line: %q", finding.Message)
			}
			if finding.Severity == drift.Breaking {
				breaking++
			}
		}
		if err := kin.check(x); err != nil && breaking == 0 {
			t.Errorf("kin-openapi reports what Check does not: %v", err)
		}
		if breaking == 0 {
			var id, provider, message *string
			members := map[string]any{"id": &id, "provider": &provider, "error": &message}
			var object map[string]json.RawMessage
			if err := json.Unmarshal(body, &object); err != nil || !utf8.Valid(body) {
				t.Fatalf("a conforming body is no JSON object: %v", err)
			}
			for name, target := range members {
				if raw, ok := object[name]; ok {
					if err := json.Unmarshal(raw, target); err != nil {
						t.Errorf("%s of a conforming body: %v", name, err)
					}
				}
			}
			if status == 200 && (id == nil || provider == nil) || status != 200 && message == nil {
				t.Errorf("status %d conforms without its required properties", status)
			}
		}
	})
}

// FuzzLoad loads arbitrary documents: an error is one line, and a contract judges an exchange without a panic.
func FuzzLoad(f *testing.F) {
	for _, version := range []string{"3.0.3", "3.1.0"} {
		for _, schema := range []string{
			"{type: string, format: date, pattern: '^a', minLength: 1, nullable: true}",
			"{type: object, required: [a], properties: {a: {$ref: '#/components/schemas/A'}}, additionalProperties: false}",
			"{oneOf: [{$ref: '#/components/schemas/A'}, {type: array, items: {type: integer}}], " +
				"discriminator: {propertyName: t}}",
			"{allOf: [{$ref: '#/components/schemas/A'}, {enum: [1, null, a]}], not: {const: 1}}",
		} {
			f.Add([]byte("openapi: " + version + "\npaths:\n  /v3/connections/{id}:\n    delete:\n      responses:\n" +
				"        '200': {headers: {A: {schema: " + schema + "}}, content: {application/json: {schema: " + schema +
				"}}}\ncomponents: {schemas: {A: {type: object, properties: {t: {type: string}}}}}\n"))
		}
	}
	f.Add([]byte("swagger: '2.0'"))
	f.Add(
		[]byte(
			`{"openapi":"3.1.0","paths":{"/":{"get":{"responses":{"200":{"description":"",` +
				`"content":{"*/*":{"schema":true}}}}}}}}`,
		),
	)
	f.Add(
		[]byte(
			"openapi: 3.0.0\npaths: {/{a}{b}: {get: {responses: {default: {content: {application/json: {schema: {$ref: " +
				"'#/paths'}}}}}}}}",
		),
	)
	f.Fuzz(func(t *testing.T, document []byte) {
		if len(document) > 4<<10 {
			t.Skip() // a long document takes long, and shows nothing that a short one does not
		}
		contract, err := contract.Load(document)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q", err)
			}
			return
		}
		for _, r := range contract.Responses() {
			if r.Operation == "" || r.Status == 0 {
				t.Errorf("%+v", r)
			}
		}
		contract.Check(
			drift.Exchange{
				Method: "DELETE",
				URL:    "/v3/connections/a",
				Status: 200,
				Header: http.Header{"Content-Type": {"application/json"}},
				Body:   []byte(`{"a":[1]}`),
			},
		)
	})
}
