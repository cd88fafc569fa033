package contract_test

import (
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// TestMalformedSchemas: what is malformed in a schema of a response is an error that says where, and what to write.
// Elsewhere it is noted if an operation needs it, and the contract can be used.
func TestMalformedSchemas(t *testing.T) {
	t.Parallel()
	const request = "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/B'}}}}\n"
	for schema, want := range map[string]string{
		`{properties: {b: }}`:                 "/properties/b, line 13: the schema is malformed: write a schema",
		`{type: 5}`:                           "type is malformed: write the name of a type, or a list of them",
		`{maxLength: "5"}`:                    "maxLength is malformed: write a whole number, 0 or more",
		`{minItems: -1}`:                      "minItems is malformed: write a whole number, 0 or more",
		`{nullable: "true"}`:                  "nullable is malformed: write true or false",
		`{maximum: many}`:                     "maximum is malformed: write a number",
		`{enum: a}`:                           "enum is malformed: write a list",
		`{required: a}`:                       "required is malformed: write a list of names",
		`{allOf: {type: string}}`:             "allOf is malformed: write a list of schemas",
		`{properties: [a]}`:                   "properties is malformed: write an object",
		`{additionalProperties: "false"}`:     "additionalProperties is malformed: write a schema",
		`{type: array, items: [{}]}`:          "items is malformed: write a schema",
		`{pattern: 5}`:                        "pattern is malformed: write a string",
		`{discriminator: kind}`:               "discriminator is malformed: write an object",
		`{properties: {b: string}}`:           "/properties/b, line 13: the schema is malformed: write a schema",
		`string`:                              "/components/schemas/B, line 13: the schema is malformed: write a schema",
		`{description: [a], title: {b: c}}`:   "",
		`{properties: {b: {required: true}}}`: "",
	} {
		responds := identified("{$ref: '#/components/schemas/B'}", "A: {}", "B: "+schema)
		_, err := contract.Load(responds)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", schema, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "!!") ||
			!strings.Contains(err.Error(), "GET /things: #/components/schemas/B") || !strings.Contains(err.Error(), "line 13")):
			t.Errorf("%s: %v", schema, err)
		}
		unused := string(identified("{$ref: '#/components/schemas/A'}", "A: {type: string}", "B: "+schema))
		used := strings.Replace(unused, "    get:\n", "    get:\n"+request, 1)
		for document, notes := range map[string]int{unused: 0, used: 1} {
			judge, err := contract.Load([]byte(document))
			if err != nil {
				t.Errorf("%s, unused: %v", schema, err)
				continue
			}
			x := drift.Exchange{Method: "GET", URL: "https://a/things", Status: 200, Body: []byte(`1`)}
			x.Header = map[string][]string{"Content-Type": {"application/json"}}
			if found := judge.Check(x).Findings; len(found) != 1 || found[0].Rule != drift.ValueType {
				t.Errorf("%s: %v", schema, found)
			}
			if strings.Contains(schema, "discriminator") {
				notes = 1 // a value may name the schema
			}
			if got := judge.Notes(); min(len(got), 1) != notes || notes > 0 && got[0].Place.Line == 0 {
				t.Errorf("%s: the notes %v", schema, got)
			}
		}
	}
}

// TestMalformedElsewhere: an error about what is no schema has no words of a library either.
func TestMalformedElsewhere(t *testing.T) {
	t.Parallel()
	document := strings.Replace(string(identified("{}")), "{description: d,", "{description: [d],", 1)
	_, err := contract.Load([]byte(document))
	const want = "#/paths/~1things/get/responses/200/description, line 8: " +
		"the value does not have the form that OpenAPI asks for"
	if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "!!") {
		t.Error(err)
	}
}
