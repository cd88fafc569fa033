package edit

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"go.yaml.in/yaml/v4"
)

// schemaDocument is a document with a schema for a response.
func schemaDocument(schema string) string {
	return `openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a:
    get:
      responses:
        "200": {description: d, content: {application/json: {schema: ` + schema + `}}}
components:
  schemas:
    Word: {type: string, enum: [a, b]}
    Nested: {$defs: {Deep: {type: [integer, "null"]}}, type: object}
`
}

// TestTranscribe: a schema becomes another one, which judges all values alike, unless something was left out.
func TestTranscribe(t *testing.T) {
	t.Parallel()
	const word = "{$ref: '#/components/schemas/Word'}"
	for _, c := range []struct{ from, to, lost string }{
		{"{type: string}", "{type: string}", ""},
		{"{type: [string]}", "{type: string}", ""},
		{"{type: [string, 'null']}", "{type: string, nullable: true}", ""},
		{"{type: 'null'}", "{enum: [null], nullable: true}", ""},
		{"{type: ['null']}", "{enum: [null], nullable: true}", ""},
		{"{const: null}", "{enum: [null], nullable: true}", ""},
		{"{const: 7}", "{enum: [7]}", ""},
		{"{const: [a], enum: [1]}", "{enum: [[a]], allOf: [{enum: [1]}]}", ""},
		{"{type: [string, 'null'], enum: [a, null]}", "{type: string, enum: [a, null], nullable: true}", ""},
		{"{type: [string, 'null'], enum: [a]}", "{type: string, enum: [a]}", ""},
		{"{type: string, enum: [a, null]}", "{type: string, enum: [a, null]}", ""},
		{"{enum: [a, null]}", "{enum: [a, null], nullable: true}", ""},
		{"{type: [string, integer]}", "{anyOf: [{type: string}, {type: integer}]}", ""},
		{"{type: [integer, number]}", "{type: number}", ""},
		{
			"{type: [string, array, 'null'], items: {type: string}, maxLength: 3, maxItems: 0}",
			"{anyOf: [{type: string, maxLength: 3}, {type: array, items: {type: string}, maxItems: 0}], nullable: true}", "",
		},
		{
			"{type: [string, integer], anyOf: [{minimum: 3}, {minLength: 3}]}",
			"{anyOf: [{minimum: 3}, {minLength: 3}], allOf: [{anyOf: [{type: string}, {type: integer}]}]}", "",
		},
		{"{anyOf: [{type: string, maxLength: 3}, {type: 'null'}]}", "{type: string, maxLength: 3, nullable: true}", ""},
		{"{oneOf: [" + word + ", {type: 'null'}]}", "{allOf: [" + word + "], nullable: true}", ""},
		{"{type: string, anyOf: [{maxLength: 3}, {type: 'null'}]}", "{type: string, maxLength: 3}", ""},
		{"{type: string, anyOf: [{type: string}, {const: null}]}", "{type: string, allOf: [{type: string}]}", ""},
		{"{anyOf: [{type: 'null'}]}", "{enum: [null], nullable: true}", ""},
		{
			"{anyOf: [{anyOf: [{type: string}, {type: 'null'}], title: T}, {type: 'null'}], title: U}",
			"{title: U, nullable: true, type: string}", "",
		},
		{
			"{anyOf: [" + word + ", {type: integer}, {type: 'null'}]}",
			"{anyOf: [" + word + ", {type: integer}], nullable: true}", "",
		},
		{"{$ref: '#/components/schemas/Word', maxLength: 0}", "{maxLength: 0, allOf: [" + word + "]}", ""},
		{"{$ref: '#/components/schemas/Nested/$defs/Deep'}", "{$ref: '#/components/schemas/NestedDeep'}", ""},
		{"{exclusiveMinimum: 5}", "{exclusiveMinimum: true, minimum: 5}", ""},
		{"{exclusiveMinimum: 0, minimum: 5}", "{minimum: 5}", ""},
		{"{exclusiveMaximum: 5, maximum: 5}", "{exclusiveMaximum: true, maximum: 5}", ""},
		{"{exclusiveMaximum: 5.0, maximum: 1}", "{maximum: 1}", ""},
		{"{type: array}", "{type: array, items: {}}", ""},
		{"{type: array, items: true}", "{type: array, items: {}}", ""},
		{"{type: array, items: false}", "{type: array, items: {not: {}}}", ""},
		{"{type: object, additionalProperties: false}", "{type: object, additionalProperties: false}", ""},
		{"{type: object, unevaluatedProperties: false}", "{type: object, additionalProperties: false}", ""},
		{"{allOf: [{}], unevaluatedProperties: true}", "{allOf: [{}]}", ""},
		{"{propertyNames: {type: string}}", "{}", ""},
		{"{type: string, example: a, examples: [b]}", "{type: string, example: a}", "1 more example"},
		{"{type: string, examples: [b]}", "{type: string, example: b}", ""},
		{"{type: string, $comment: c}", "{type: string}", ""},
		{"{type: string, contentMediaType: text/html}", "{type: string}", "contentMediaType text/html"},
		{"{type: array, prefixItems: [{}], items: false}", "{type: array, items: {}}", "prefixItems"},
		{"{patternProperties: {a: {}}, additionalProperties: false}", "{additionalProperties: true}", "patternProperties"},
		{"{allOf: [{}], unevaluatedProperties: false}", "{allOf: [{}]}", "unevaluatedProperties"},
		{"{if: {}, then: false, else: {}, contains: {}}", "{}", "if, then, else, contains"},
	} {
		t.Run(c.from, func(t *testing.T) {
			t.Parallel()
			source := schemaDocument(c.from)
			fragment := cutAll(t, source)
			lost := fragment.Transcribe()
			at := "paths/~1a/get/responses/200/content/application~1json/schema: " +
				"left out, since OpenAPI 3.0.3 has no word for it: "
			if got := strings.Join(lost, "; "); got != "" && got != at+c.lost || (got == "") != (c.lost == "") {
				t.Errorf("lost %q, want %q", got, c.lost)
			}
			made := fragment.root
			for _, token := range strings.Split("paths /a get responses 200 content application/json schema", " ") {
				made = member(made, token)
			}
			want, err := parse([]byte("schema: " + c.to))
			if err != nil {
				t.Fatal(err)
			}
			if where, same := sameValues(made, member(want, "schema"), ""); !same {
				t.Errorf("at %q got\n%s\nwant %s", where, dump(t, made), c.to)
			}
			if c.lost == "" {
				compareVerdicts(t, source, fragment)
			}
		})
	}
}

// cutAll cuts out all operations of a document.
func cutAll(t *testing.T, document string) *Fragment {
	t.Helper()
	file, err := openapi.OpenBytes([]byte(document), "document.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCutter(file)
	if err != nil {
		t.Fatal(err)
	}
	operations, _ := file.Operations()
	fragment, err := c.Cut(operations)
	if err != nil {
		t.Fatal(err)
	}
	return fragment
}

func dump(t *testing.T, n *yaml.Node) string {
	t.Helper()
	text, err := (&Fragment{root: n}).YAML()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// compareVerdicts judges values by a document and by its transcription.
func compareVerdicts(t *testing.T, source string, fragment *Fragment) {
	t.Helper()
	before, err := contract.Load([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	after, err := contract.Load([]byte(dump(t, fragment.root)))
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{
		`null`, `true`, `-1`, `0`, `1`, `5`, `5.5`, `7`, `""`, `"a"`, `"abc"`, `"abcd"`, `"YQ=="`, `[]`,
		`["a"]`, `[1]`, `[null]`, `{}`, `{"a":1}`, `{"b":"x"}`,
	} {
		x := drift.Exchange{
			Method: "GET", URL: "/a", Status: 200,
			Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body),
		}
		was, is := isBroken(before.Check(x)), isBroken(after.Check(x))
		if was != is {
			t.Errorf("%s was drift: %t, and is drift: %t", body, was, is)
		}
	}
}

func isBroken(r drift.Result) bool {
	for _, f := range r.Findings {
		if f.Severity == drift.Breaking {
			return true
		}
	}
	return false
}
