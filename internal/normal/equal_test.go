package normal

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestEveryKeywordCounts: schemas that differ in one keyword are not equal, at whatever depth.
func TestEveryKeywordCounts(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"type: string", "type: integer"}, {"format: a", "format: b"}, {"type: string, nullable: true", "type: string"},
		{"pattern: a", "pattern: b"}, {"readOnly: true", "{}"}, {"writeOnly: true", "{}"}, {"deprecated: true", "{}"},
		{"uniqueItems: true", "{}"}, {"minLength: 1", "minLength: 2"}, {"minItems: 1", "minItems: 2"},
		{"minProperties: 1", "minProperties: 2"}, {"maxLength: 1", "maxLength: 2"}, {"maxItems: 1", "maxItems: 2"},
		{"maxProperties: 1", "{}"}, {"minimum: 1", "minimum: 2"}, {"maximum: 1", "maximum: 2"}, {"multipleOf: 1",
			"multipleOf: 2"},
		{"exclusiveMinimum: 1", "exclusiveMinimum: 2"}, {"exclusiveMaximum: 1", "exclusiveMaximum: 2"},
		{"minContains: 1", "minContains: 2"}, {"maxContains: 1", "maxContains: 2"},
		{"properties: {a: {}}, additionalProperties: false", "properties: {a: {}}"},
		{"unevaluatedItems: false", "{}"}, {"unevaluatedProperties: false", "{}"}, {"contentEncoding: a",
			"contentEncoding: b"},
		{"contentMediaType: a/b", "contentMediaType: a/c"}, {"required: [a]", "required: [b]"}, {"enum: [a]",
			"enum: [a, b]"},
		{"enum: [1]", "enum: ['1']"}, {"default: 1", "default: 2"}, {"default: [1]", "default: [2]"},
		{"anyOf: [{minLength: 1}, {maxLength: 1}], discriminator: {propertyName: a}",
			"anyOf: [{minLength: 1}, {maxLength: 1}], discriminator: {propertyName: b}"},
		{"anyOf: [{minLength: 1}, {maxLength: 1}], discriminator: {propertyName: a, mapping: {a: B}}",
			"anyOf: [{minLength: 1}, {maxLength: 1}], discriminator: {propertyName: a, mapping: {b: B}}"},
		{"anyOf: [{minLength: 1}, {maxLength: 1}], discriminator: {propertyName: a}",
			"anyOf: [{minLength: 1}, {maxLength: 1}]"},
		{"dependentRequired: {a: [b]}", "dependentRequired: {a: [c]}"}, {"x-sunset: a, deprecated: true", "x-sunset: b"},
		{"items: {type: string}", "items: {type: integer}"}, {"items: {type: string}", "type: array"},
		{"not: {type: string}", "not: {type: integer}"}, {"contains: {type: string}", "contains: {type: integer}"},
		{"propertyNames: {minLength: 1}", "propertyNames: {minLength: 2}"}, {"if: {minLength: 1}", "if: {minLength: 2}"},
		{"then: {minLength: 1}", "then: {minLength: 2}"}, {"else: {minLength: 1}", "else: {minLength: 2}"},
		{"unevaluatedItems: {minLength: 1}", "unevaluatedItems: {minLength: 2}"},
		{"unevaluatedProperties: {minLength: 1}", "unevaluatedProperties: {minLength: 2}"},
		{"contentSchema: {minLength: 1}", "contentSchema: {minLength: 2}"},
		{"additionalProperties: {type: string}", "additionalProperties: {type: integer}"},
		{"properties: {a: {type: string}}", "properties: {a: {type: integer}}"},
		{"properties: {a: {type: string}}", "properties: {b: {type: string}}"},
		{"patternProperties: {a: {type: string}}", "patternProperties: {a: {type: integer}}"},
		{"dependentSchemas: {a: {type: string}}", "dependentSchemas: {a: {type: integer}}"},
		{"anyOf: [{minLength: 1}, {maxLength: 1}]", "anyOf: [{minLength: 1}, {maxLength: 1}, {pattern: a}]"},
		{"prefixItems: [{type: string}, {type: integer}]", "prefixItems: [{type: integer}, {type: string}]"},
	} {
		for _, around := range []string{"%s", "properties: {p: {%s}}",
			"anyOf: [{type: string}, {type: object, properties: {p: {items: {%s}}}}]"} {
			a, b := fmt.Sprintf(around, strings.Trim(c[0], "{}")), fmt.Sprintf(around, strings.Trim(c[1], "{}"))
			if c[0][0] != '{' && strings.HasSuffix(c[0], "}") || c[1] != "{}" && strings.HasSuffix(c[1], "}") {
				a, b = fmt.Sprintf(around, c[0]), fmt.Sprintf(around, c[1])
			}
			if areEqual(t, a, b) || areEqual(t, b, a) {
				t.Errorf("%s is equal to %s", a, b)
			}
			if !areEqual(t, a, a) {
				t.Errorf("%s is not equal to itself", a)
			}
		}
	}
}

func areEqual(t *testing.T, a, b string) bool {
	t.Helper()
	all := schemas(t, "A: {"+a+"}\nB: {"+b+"}")
	n := New(all)
	return NewEquality().Schemas(n.Ref(all["A"]).Value, n.Ref(all["B"]).Value)
}

// TestEqualValues: whole numbers are equal to themselves, however a document writes them.
func TestEqualValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b any
		want bool
	}{
		{1, 1.0, true}, {1.0, 1, true}, {1, 2.0, false}, {2.0, 1, false}, {1, "1", false}, {1.0, "1", false}, {nil, nil,
			true},
		{nil, false, false}, {[]any{1}, []any{1}, true}, {map[string]any{"a": 1}, map[string]any{"a": 2}, false}, {1, 1,
			true},
	} {
		if got := SameValue(c.a, c.b); got != c.want {
			t.Errorf("%v and %v: got %v", c.a, c.b, got)
		}
	}
}

// TestEqualRecursion: schemas that refer to themselves, or to each other, are equal if nothing tells them apart.
func TestEqualRecursion(t *testing.T) {
	t.Parallel()
	const lines = `A: {properties: {next: {$ref: '#/components/schemas/A'}, other: {$ref: '#/components/schemas/C'}}}
B: {properties: {next: {$ref: '#/components/schemas/B'}, other: {$ref: '#/components/schemas/D'}}}
C: {properties: {back: {$ref: '#/components/schemas/A'}, n: {type: integer}}}
D: {properties: {back: {$ref: '#/components/schemas/B'}, n: {type: %s}}}
E:
  properties:
    next: {properties: {next: {$ref: '#/components/schemas/E'}, other: {$ref: '#/components/schemas/C'}}}
    other: {$ref: '#/components/schemas/C'}`
	for kind, want := range map[string]bool{"integer": true, "string": false} {
		all := schemas(t, fmt.Sprintf(lines, kind))
		n, e := New(all), NewEquality()
		form := func(name string) *openapi3.Schema { return n.Ref(all[name]).Value }
		for _, pair := range [][2]string{{"A", "B"}, {"C", "D"}, {"B", "A"}, {"E", "B"}} {
			if got := e.Schemas(form(pair[0]), form(pair[1])); got != want {
				t.Errorf("with %s, %v: got %v", kind, pair, got)
			}
		}
		if !e.Schemas(form("A"), form("E")) {
			t.Errorf("with %s, a schema is not equal to itself unrolled", kind)
		}
	}
}

// TestShapes: a schema in short, as messages show it.
func TestShapes(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{`A: {}`, "any"},
		{`A: {type: string}`, "string"},
		{`A: {type: string, format: uuid}`, "string (uuid)"},
		{`A: {type: [string, integer, "null"]}`, "integer | string | null"},
		{`A: {enum: [b, a]}`, "a | b"},
		{`A: {type: object}`, "object"},
		{`A: {properties: {b: {}, a: {}}}`, "object {a, b}"},
		{`A: {properties: {a: {}, b: {}, c: {}, d: {}, e: {}, f: {}, g: {}}}`, "object {a, b, c, d, e, f, …}"},
		{`A: {additionalProperties: {type: string}}`, "map of string"},
		{`A: {items: {properties: {a: {}}}}`, "array of object {a}"},
		{
			"A: {additionalProperties: {additionalProperties: {additionalProperties: {type: string}}}}",
			"map of map of object",
		},
		{
			`A: {anyOf: [{type: integer}, {items: {type: string}}, {type: integer, minimum: 1}]}`,
			"integer | array of string",
		},
		{"B: {maxLength: 1}\nA: {anyOf: [{$ref: '#/components/schemas/B'}, {type: integer}]}", "B | integer"},
		{
			`A: {anyOf: [{const: 1}, {maxLength: 1}, {const: 2}, {const: 3}, {const: 4}, {const: 5}, {const: 6}, {const: 7}]}`,
			"1 | any | 2 | 3 | 4 | 5 | 6 | …",
		},
	} {
		all := schemas(t, c[0])
		if got := Shape(New(all).Ref(all["A"]).Value, 2); got != c[1] {
			t.Errorf("%s: got %q, want %q", c[0], got, c[1])
		}
	}
}

// TestMergedRecursion: schemas that refer to themselves are merged into one that does.
func TestMergedRecursion(t *testing.T) {
	t.Parallel()
	all := schemas(t, `A: {allOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]}
B: {properties: {next: {$ref: '#/components/schemas/B'}, b: {type: string}}}
C: {properties: {next: {$ref: '#/components/schemas/C'}, c: {type: string}}}`)
	next := New(all).Ref(all["A"]).Value.Properties["next"].Value
	if len(next.Properties) != 3 || next.Properties["next"].Value != next {
		t.Errorf("got %s", Shape(next, 2))
	}
}

// TestUnresolved: a reference in a circle makes forms incomplete, which is told once.
func TestUnresolved(t *testing.T) {
	t.Parallel()
	n := New(nil)
	if form := n.Ref(&openapi3.SchemaRef{Ref: "#/a"}); form == nil || form.Value == nil || n.Ref(nil) != nil {
		t.Errorf("got %v", form)
	}
	n.Ref(&openapi3.SchemaRef{Ref: "#/b"})
	if err := n.Err(); err == nil || !strings.Contains(err.Error(), `"#/a" leads in a circle`) {
		t.Errorf("got %v", err)
	}
	if err := n.Err(); err != nil {
		t.Errorf("told twice: %v", err)
	}
	n.limit = 1
	n.Ref(&openapi3.SchemaRef{Value: &openapi3.Schema{}})
	n.Ref(&openapi3.SchemaRef{Value: &openapi3.Schema{Const: "a"}}) // which has no origin
	if err := n.Err(); !errors.Is(err, errTooLarge) {
		t.Errorf("got %v", err)
	}
}

// TestJoinedOrigins: an origin has each keyword's place once, and all items.
func TestJoinedOrigins(t *testing.T) {
	t.Parallel()
	all := schemas(
		t,
		"A: {allOf: [{type: object, required: [a]}, {type: object, required: [b], maxProperties: 1}]}\nB: {type: "+
			"string, const: x}",
	)
	n := New(all)
	o := n.Ref(all["A"]).Value.Origin
	if len(o.Sequences["required"]) != 2 || FieldOf(o, "maxProperties").Line == 0 || FieldOf(o, "type").Column != 18 ||
		FieldOf(nil, "type").Line != 0 {
		t.Errorf("got %+v", o)
	}
	if at := FieldOf(n.Ref(all["B"]).Value.Origin, "enum"); at.Column != 23 {
		t.Errorf("the enum stands at %+v", at)
	}
	if JoinedOrigins(nil, o) != o || JoinedOrigins(o, nil) != o {
		t.Error("an origin is lost")
	}
}
