package normal

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// schemas loads the lines of components.schemas, in YAML.
func schemas(t *testing.T, lines string) openapi3.Schemas {
	t.Helper()
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	document, err := loader.LoadFromData([]byte("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n" +
		"components:\n  schemas:\n    " + strings.ReplaceAll(lines, "\n", "\n    ") + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return document.Components.Schemas
}

// formOf is the normal form of the schema A, in JSON.
func formOf(t *testing.T, lines string, passes []pass) string {
	t.Helper()
	all := schemas(t, lines)
	n := newNormaliser(all, passes)
	form, err := json.Marshal(n.Ref(all["A"]).Value)
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Err(); err != nil {
		t.Fatal(err)
	}
	return string(form)
}

// TestPasses has, for each pass, schemas with their normal forms, of which some differ without it; and one that no pass
// may change.
func TestPasses(t *testing.T) {
	t.Parallel()
	cases := map[string][][2]string{
		"annotations say nothing": {
			{`A: {type: string, title: T, description: d, example: e, examples: [e], x-other: 1, externalDocs: {url: u}}`,
				`{"type":"string"}`},
			{
				`A: {type: string, default: d, x-extensible-enum: [a]}`,
				`{"default":"d","type":"string","x-extensible-enum":["a"]}`,
			},
		},
		"a sunset date implies deprecation": {
			{`A: {type: string, x-sunset: "2099-01-01"}`, `{"deprecated":true,"type":"string","x-sunset":"2099-01-01"}`},
			{`A: {type: string}`, `{"type":"string"}`},
		},
		"const is an enum of one value": {
			{`A: {type: string, const: a}`, `{"enum":["a"],"type":"string"}`},
			{`A: {type: string, enum: [a, b]}`, `{"enum":["a","b"],"type":"string"}`},
			{`A: {type: string, const: a, enum: [b]}`, `{"enum":["b"],"type":"string"}`},
		},
		"exclusive bounds are numbers": {
			{`A: {type: number, minimum: 1, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: true}`,
				`{"exclusiveMaximum":2,"exclusiveMinimum":1,"type":"number"}`},
			{
				`A: {type: number, minimum: 1, exclusiveMinimum: false, exclusiveMaximum: true}`,
				`{"minimum":1,"type":"number"}`,
			},
			{`A: {type: number, exclusiveMinimum: 3, maximum: 4}`, `{"exclusiveMinimum":3,"maximum":4,"type":"number"}`},
			{`A: {type: number, exclusiveMinimum: 0, minimum: 1}`, `{"minimum":1,"type":"number"}`},
			{`A: {type: number, exclusiveMinimum: 1, minimum: 1}`, `{"exclusiveMinimum":1,"type":"number"}`},
			{`A: {type: number, exclusiveMaximum: 10, maximum: 9}`, `{"maximum":9,"type":"number"}`},
			{`A: {type: number, exclusiveMaximum: 8, maximum: 9}`, `{"exclusiveMaximum":8,"type":"number"}`},
		},
		"content encodings are formats": {
			{`A: {type: string, contentEncoding: base64}`, `{"format":"byte","type":"string"}`},
			{`A: {type: string, contentEncoding: base64, contentMediaType: application/octet-stream}`,
				`{"format":"byte","type":"string"}`},
			{`A: {type: string, contentMediaType: application/octet-stream}`, `{"format":"binary","type":"string"}`},
			{`A: {type: string, contentEncoding: binary}`, `{"format":"binary","type":"string"}`},
			{`A: {type: string, contentMediaType: image/png}`, `{"contentMediaType":"image/png","type":"string"}`},
			{`A: {type: string, contentEncoding: base64, contentMediaType: image/png}`,
				`{"contentEncoding":"base64","contentMediaType":"image/png","type":"string"}`},
			{`A: {type: string, format: uuid, contentEncoding: base64}`,
				`{"contentEncoding":"base64","format":"uuid","type":"string"}`},
		},
		"names are strings": {
			{`A: {type: object, additionalProperties: {type: string}, propertyNames: {type: string}}`,
				`{"additionalProperties":{"type":"string"},"type":"object"}`},
			{`A: {type: object, additionalProperties: {type: string}, propertyNames: {type: string, maxLength: 3}}`,
				`{"additionalProperties":{"type":"string"},"propertyNames":{"maxLength":3,"type":"string"},"type":"object"}`},
		},
		"null is said in one way": {
			{`A: {type: [string, "null"]}`, `{"nullable":true,"type":"string"}`},
			{`A: {type: string, enum: [a, null]}`, `{"enum":["a"],"nullable":true,"type":"string"}`},
			{`A: {enum: [null]}`, `{"type":"null"}`},
			{`A: {anyOf: [{type: string}, {type: array, items: {type: string}}, {type: "null"}]}`,
				`{"anyOf":[{"type":"string"},{"items":{"type":"string"},"type":"array"}],"nullable":true}`},
			{`A: {oneOf: [{type: string}, {enum: [null]}]}`, `{"nullable":true,"type":"string"}`},
			{`A: {nullable: true}`, `{}`},
			{`A: {nullable: true, enum: [a]}`, `{"enum":["a"],"nullable":true}`},
			{`A: {type: "null"}`, `{"type":"null"}`},
			{`A: {anyOf: [{type: "null"}]}`, `{"type":"null"}`},
		},
		"a list of types with keywords is a union": {
			{`A: {type: [string, array, "null"], maxLength: 3, items: {type: string}}`,
				`{"anyOf":[{"maxLength":3,"type":"string"},{"items":{"type":"string"},"type":"array"}],"nullable":true}`},
			{`A: {type: [string, integer]}`, `{"type":["integer","string"]}`},
		},
		"oneOf is anyOf": {
			{`A: {oneOf: [{type: string, maxLength: 1}, {type: integer}]}`,
				`{"anyOf":[{"maxLength":1,"type":"string"},{"type":"integer"}]}`},
			{`A: {oneOf: [{type: string, maxLength: 1}, {type: integer}], anyOf: [{maxLength: 2}, {maxLength: 3}]}`,
				`{"anyOf":[{"maxLength":2},{"maxLength":3}],"oneOf":[{"maxLength":1,"type":"string"},{"type":"integer"}]}`},
		},
		"an open enum is its type": {
			{`A: {anyOf: [{type: string}, {type: string, enum: [a]}]}`, `{"type":"string"}`},
			{`A: {anyOf: [{type: string}, {type: string, enum: [a]}, {type: integer}]}`,
				`{"anyOf":[{"type":"string"},{"type":"integer"}]}`},
			{`A: {anyOf: [{type: string, maxLength: 9}, {type: string, enum: [a]}]}`,
				`{"anyOf":[{"maxLength":9,"type":"string"},{"enum":["a"],"type":"string"}]}`},
			{`A: {anyOf: [{type: string}, {type: string, nullable: true, enum: [a]}]}`,
				`{"anyOf":[{"type":"string"},{"enum":["a"],"nullable":true,"type":"string"}]}`},
		},
		"a union of enums is an enum": {
			{`A: {oneOf: [{const: b, type: string}, {enum: [a, b], type: string}]}`, `{"enum":["a","b"],"type":"string"}`},
			{`A: {oneOf: [{const: 1, type: integer}, {enum: [a], type: string}]}`,
				`{"anyOf":[{"enum":[1],"type":"integer"},{"enum":["a"],"type":"string"}]}`},
			{`A: {anyOf: [{enum: [a], type: string, minLength: 1}, {enum: [b], type: string}]}`,
				`{"anyOf":[{"enum":["a"],"minLength":1,"type":"string"},{"enum":["b"],"type":"string"}]}`},
			{`A: {enum: [a, c], anyOf: [{enum: [a], type: string}, {enum: [b], type: string}]}`,
				`{"anyOf":[{"enum":["a"],"type":"string"},{"enum":["b"],"type":"string"}],"enum":["a","c"]}`},
		},
		"a union of one schema is that schema": {
			{`A: {maxLength: 3, anyOf: [{type: string, maxLength: 2}]}`, `{"maxLength":2,"type":"string"}`},
			{
				`A: {oneOf: [{type: string, maxLength: 2}], anyOf: [{minLength: 1}]}`,
				`{"maxLength":2,"minLength":1,"type":"string"}`,
			},
			{`A: {anyOf: [{maxLength: 2}, {minLength: 9}]}`, `{"anyOf":[{"maxLength":2},{"minLength":9}]}`},
		},
		"allOf is one schema": {
			{`A: {allOf: [{type: object, required: [b]}, {required: [a], properties: {a: {type: string}}}]}`,
				`{"properties":{"a":{"type":"string"}},"required":["a","b"],"type":"object"}`},
			{`A: {type: string, maxLength: 3}`, `{"maxLength":3,"type":"string"}`},
		},
		"properties make an object, items an array": {
			{`A: {properties: {a: {type: string}}}`, `{"properties":{"a":{"type":"string"}},"type":"object"}`},
			{`A: {additionalProperties: {type: string}}`, `{"additionalProperties":{"type":"string"},"type":"object"}`},
			{`A: {items: {type: string}}`, `{"items":{"type":"string"},"type":"array"}`},
			{`A: {enum: [a], properties: {a: {type: string}}}`, `{"enum":["a"],"properties":{"a":{"type":"string"}}}`},
			{`A: {maxLength: 3}`, `{"maxLength":3}`},
		},
		"a union has the type of its branches": {
			{`A: {type: object, anyOf: [{type: object, required: [a]}, {type: object, required: [b]}]}`,
				`{"anyOf":[{"additionalProperties":{},"required":["a"],"type":"object"},` +
					`{"additionalProperties":{},"required":["b"],"type":"object"}]}`},
			{
				`A: {type: string, anyOf: [{type: string, maxLength: 1}, ` +
					`{anyOf: [{type: string, minLength: 2}, {type: string, pattern: a}]}]}`,
				`{"anyOf":[{"maxLength":1,"type":"string"},` +
					`{"anyOf":[{"minLength":2,"type":"string"},{"pattern":"a","type":"string"}]}]}`,
			},
			{`A: {type: object, anyOf: [{required: [a]}, {type: object, required: [b]}]}`,
				`{"anyOf":[{"required":["a"]},{"additionalProperties":{},"required":["b"],"type":"object"}],"type":"object"}`},
			{`A: {type: object, properties: {a: {type: string}}, anyOf: [{type: object, required: [a]}, {type: object}]}`,
				`{"anyOf":[{"additionalProperties":{},"required":["a"],"type":"object"},{"additionalProperties":{},` +
					`"type":"object"}],` +
					`"properties":{"a":{"type":"string"}},"type":"object"}`},
		},
		"some formats say nothing": {
			{`A: {type: integer, format: int64}`, `{"type":"integer"}`},
			{`A: {type: number, format: double}`, `{"type":"number"}`},
			{`A: {type: array, items: {type: string}, format: csv}`, `{"items":{"type":"string"},"type":"array"}`},
			{`A: {format: f, anyOf: [{type: string}, {type: integer}]}`, `{"anyOf":[{"type":"string"},{"type":"integer"}]}`},
			{`A: {type: integer, format: int32}`, `{"format":"int32","type":"integer"}`},
			{`A: {type: number, format: int64}`, `{"format":"int64","type":"number"}`},
			{`A: {type: string, format: double}`, `{"format":"double","type":"string"}`},
		},
		"an object without properties is a map": {
			{`A: {type: object}`, `{"additionalProperties":{},"type":"object"}`},
			{`A: {type: object, additionalProperties: true}`, `{"additionalProperties":{},"type":"object"}`},
			{`A: {type: object, properties: {a: {type: string}}, additionalProperties: {description: any}}`,
				`{"properties":{"a":{"type":"string"}},"type":"object"}`},
			{`A: {type: object, additionalProperties: false}`, `{"additionalProperties":false,"type":"object"}`},
			{`A: {type: object, properties: {a: {type: string}}, additionalProperties: {type: string}}`,
				`{"additionalProperties":{"type":"string"},"properties":{"a":{"type":"string"}},"type":"object"}`},
			{`A: {type: object, properties: {a: {type: string}}, additionalProperties: {items: {type: string}}}`,
				`{"additionalProperties":{"items":{"type":"string"},"type":"array"},` +
					`"properties":{"a":{"type":"string"}},"type":"object"}`},
		},
		"a discriminator maps values": {
			{"B: {type: object, maxProperties: 1}\nC: {type: object}\n" +
				"A: {oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}], " +
				"discriminator: {propertyName: k, mapping: {b: '#/components/schemas/B'}}}",
				`{"anyOf":[{"$ref":"#/components/schemas/B"},{"$ref":"#/components/schemas/C"}],` +
					`"discriminator":{"mapping":{"C":"C","b":"b"},"propertyName":"k"}}`},
			{`A: {type: object}`, `{"additionalProperties":{},"type":"object"}`},
		},
		"order says nothing": {
			{`A: {type: [string, number, integer], enum: [b, 1, a, b]}`, `{"enum":[1,"a","b"],"type":["number","string"]}`},
			{`A: {properties: {a: {type: string}}, required: [b, a, b], dependentRequired: {a: [c, b, c]}}`,
				`{"dependentRequired":{"a":["b","c"]},"properties":{"a":{"type":"string"}},"required":["a","b"],"type":"object"}`},
			{`A: {type: [integer, string]}`, `{"type":["integer","string"]}`},
		},
	}
	for _, p := range passes {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			rest := slices.DeleteFunc(slices.Clone(passes), func(other pass) bool { return other.name == p.name })
			changed, unchanged := 0, 0
			for _, c := range cases[p.name] {
				if got := formOf(t, c[0], passes); got != c[1] {
					t.Errorf("%s\nhas the form %s\nwant         %s", c[0], got, c[1])
				}
				if formOf(t, c[0], rest) == c[1] {
					unchanged++
				} else {
					changed++
				}
			}
			if changed == 0 || unchanged == 0 {
				t.Errorf("without the pass, %d forms are others and %d are the same; want some of each", changed, unchanged)
			}
		})
	}
	if len(cases) != len(passes) {
		t.Errorf("%d cases for %d passes", len(cases), len(passes))
	}
}

// TestMergedAllOf: what two schemas of an allOf say becomes what both allow, in either order.
func TestMergedAllOf(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{`{type: [string, integer]}`, `{type: [integer, boolean]}`, `{"type":"integer"}`},
		{`{type: integer}`, `{type: number}`, `{"type":"integer"}`},
		{`{type: string}`, `{type: object}`, `{"additionalProperties":{},"type":"object"}`},
		{`{enum: [a, b]}`, `{enum: [b, c]}`, `{"enum":["b"]}`},
		{`{enum: [a]}`, `{enum: [c]}`, `{"enum":["a","c"]}`},
		{`{enum: [a]}`, `{type: string}`, `{"enum":["a"],"type":"string"}`},
		{`{format: b}`, `{format: a}`, `{"format":"a"}`},
		{`{pattern: b}`, `{minLength: 1}`, `{"minLength":1,"pattern":"b"}`},
		{`{minLength: 1, maxLength: 5}`, `{minLength: 2, maxLength: 4}`, `{"maxLength":4,"minLength":2}`},
		{`{minItems: 1, maxItems: 5}`, `{minItems: 2, maxItems: 4}`, `{"maxItems":4,"minItems":2}`},
		{`{minProperties: 1, maxProperties: 5}`, `{minProperties: 2, maxProperties: 4}`,
			`{"maxProperties":4,"minProperties":2}`},
		{`{minimum: 1, maximum: 5}`, `{minimum: 2, maximum: 4}`, `{"maximum":4,"minimum":2}`},
		{`{exclusiveMinimum: 1, exclusiveMaximum: 5}`, `{exclusiveMinimum: 2, exclusiveMaximum: 4}`,
			`{"exclusiveMaximum":4,"exclusiveMinimum":2}`},
		{`{contains: {type: string}, minContains: 1, maxContains: 5}`, `{minContains: 2, maxContains: 4}`,
			`{"contains":{"type":"string"},"maxContains":4,"minContains":2}`},
		{`{multipleOf: 2}`, `{multipleOf: 3}`, `{"multipleOf":3}`},
		{`{uniqueItems: true, deprecated: true}`, `{readOnly: true, writeOnly: true}`,
			`{"deprecated":true,"readOnly":true,"uniqueItems":true,"writeOnly":true}`},
		{`{default: b}`, `{default: a}`, `{"default":"a"}`},
		{`{default: b}`, `{maxLength: 1}`, `{"default":"b","maxLength":1}`},
		{`{x-sunset: "2099-01-01"}`, `{maxLength: 1}`, `{"deprecated":true,"maxLength":1,"x-sunset":"2099-01-01"}`},
		{`{dependentRequired: {a: [c]}}`, `{dependentRequired: {a: [b], d: [e]}}`,
			`{"dependentRequired":{"a":["b","c"],"d":["e"]}}`},
		{`{type: object, additionalProperties: false}`, `{type: object, additionalProperties: true}`,
			`{"additionalProperties":false,"type":"object"}`},
		{`{unevaluatedProperties: false}`, `{unevaluatedItems: false}`,
			`{"unevaluatedItems":false,"unevaluatedProperties":false}`},
		{`{items: {type: string, maxLength: 3}}`, `{items: {maxLength: 2}}`,
			`{"items":{"maxLength":2,"type":"string"},"type":"array"}`},
		{`{properties: {a: {type: string}, b: {type: string, maxLength: 3}}}`, `{properties: {b: {maxLength: 2}}}`,
			`{"properties":{"a":{"type":"string"},"b":{"maxLength":2,"type":"string"}},"type":"object"}`},
		{`{anyOf: [{maxLength: 1}, {minLength: 3}]}`, `{type: string}`,
			`{"anyOf":[{"maxLength":1},{"minLength":3}],"type":"string"}`},
		{`{anyOf: [{maxLength: 1}, {minLength: 3}]}`, `{anyOf: [{pattern: a}, {pattern: b}]}`,
			`{"allOf":[{"anyOf":[{"pattern":"a"},{"pattern":"b"}]}],"anyOf":[{"maxLength":1},{"minLength":3}]}`},
		{`{anyOf: [{type: string}, {type: object, properties: {b: {}}}]}`,
			`{anyOf: [{type: string}, {type: object, properties: {a: {}}}]}`,
			`{"allOf":[{"anyOf":[{"type":"string"},{"properties":{"b":{}},"type":"object"}]}],` +
				`"anyOf":[{"type":"string"},{"properties":{"a":{}},"type":"object"}]}`},
		{`{contentEncoding: b}`, `{contentMediaType: a/b}`, `{"contentEncoding":"b","contentMediaType":"a/b"}`},
		{`{type: string, nullable: true}`, `{maxLength: 1}`, `{"maxLength":1,"nullable":true,"type":"string"}`},
		{`{type: string, nullable: true}`, `{type: string}`, `{"type":"string"}`},
		{`{type: string, nullable: true}`, `{type: string, nullable: true}`, `{"nullable":true,"type":"string"}`},
	} {
		for _, order := range [][2]string{{c[0], c[1]}, {c[1], c[0]}} {
			lines := fmt.Sprintf("A: {allOf: [%s, %s]}", order[0], order[1])
			if got := formOf(t, lines, passes); got != c[2] {
				t.Errorf("%s\nhas the form %s\nwant         %s", lines, got, c[2])
			}
		}
	}
	for lines, want := range map[string]string{
		`A: {type: string, allOf: [{type: string, nullable: true}]}`:     `{"type":"string"}`,
		`A: {nullable: true, allOf: [{type: string}]}`:                   `{"nullable":true,"type":"string"}`,
		"A: {allOf: [{$ref: '#/components/schemas/A'}, {type: string}]}": `{"type":"string"}`,
	} {
		if got := formOf(t, lines, passes); got != want {
			t.Errorf("%s\nhas the form %s\nwant         %s", lines, got, want)
		}
	}
}
