package schema

import (
	"strings"
	"testing"
)

// rightCase is one sentence about what is right: a schema, bodies that match it, and a body that does not with what
// is said of it. The schema S begins on line 6 of the document.
type rightCase struct {
	name   string
	schema string // in OpenAPI 3.0 and 3.1, or only in 3.1 if later is empty and only31 says so
	later  string // its transcription to 3.1, if that differs
	only31 bool
	good   []string
	bad    string
	want   []string // rule, pointer, place:line, message
	want31 []string // the same under 3.1, if the transcription moves a place
}

var rightCases = []rightCase{
	{name: "type", schema: "S: {type: string}", good: []string{`"a"`}, bad: `1`,
		want: []string{"value-type  S:6 expected a string, saw a number"}},
	{name: "type, null", schema: "S: {type: integer}", good: []string{`1`, `1.0`, `1e2`, `-0`, `10e-1`}, bad: `null`,
		want: []string{"value-null  S:6 expected an integer, saw null"}},
	{name: "integer", schema: "S: {type: integer}", good: []string{`100000000000000000000000`, `1.50e1`}, bad: `1.5`,
		want: []string{"value-type  S:6 expected an integer, saw a number"}},
	{name: "nullable", schema: "S: {type: string, nullable: true}", later: `S: {type: [string, "null"]}`,
		good: []string{`null`, `"a"`}, bad: `1`,
		want: []string{"value-type  S:6 expected a string or null, saw a number"}},
	{name: "several types", only31: true, schema: "S: {type: [string, integer, string]}", good: []string{`1`, `"a"`},
		bad:  `true`,
		want: []string{"value-type  S:6 expected a string or an integer, saw a boolean"}},
	{name: "enum", schema: "S: {enum: [a, 1, null, {x: 1}, [2.0]]}",
		good: []string{`"a"`, `1.0`, `null`, `{"x":1e0}`, `[2]`, `"\u0061"`}, bad: `"b"`,
		want: []string{`value-not-allowed  S:6 expected "a", 1, null, {"x":1} or [2], saw another string`}},
	{name: "enum, null", schema: "S:\n  type: string\n  nullable: true\n  enum: [a]",
		later: "S:\n  type: [string, 'null']\n  nullable: true\n  enum: [a]",
		good:  []string{`null`, `"a"`}, bad: `"b"`,
		want: []string{`value-not-allowed  S:9 expected "a", saw another string`}},
	{name: "const", only31: true, schema: "S:\n  const: {a: [1, 2]}", good: []string{`{"a":[1.0,2]}`},
		bad:  `{"a":[2,1]}`,
		want: []string{`value-not-allowed  S:7 expected {"a":[1,2]}, saw another object`}},
	{name: "const null", only31: true, schema: "S:\n  const: null", good: []string{`null`}, bad: `0`,
		want: []string{`value-not-allowed  S:7 expected null, saw another number`}},
	{name: "minimum", schema: "S:\n  minimum: 2",
		good: []string{`2`, `3`, `"a"`, `2.0000000000000000000000000000000001`}, bad: `1.99999999999999999999999999`,
		want: []string{"value-out-of-bounds  S:7 expected a number of at least 2, saw one that is not"}},
	{name: "maximum", schema: "S:\n  maximum: 2.5", good: []string{`2.5`, `-1e300`},
		bad:  `2.50000000000000000000000001`,
		want: []string{"value-out-of-bounds  S:7 expected a number of at most 2.5, saw one that is not"}},
	{name: "exclusive minimum", schema: "S:\n  minimum: 2\n  exclusiveMinimum: true",
		later: "S:\n  type: number\n  exclusiveMinimum: 2",
		good:  []string{`2.1`}, bad: `2`,
		want: []string{"value-out-of-bounds  S:8 expected a number above 2, saw one that is not"}},
	{name: "exclusive maximum", schema: "S:\n  maximum: 2\n  exclusiveMaximum: true", good: []string{`1`}, bad: `2.0`,
		want: []string{"value-out-of-bounds  S:8 expected a number below 2, saw one that is not"}},
	{name: "multipleOf", schema: "S:\n  multipleOf: 0.01", good: []string{`4.35`, `1e300`, `0`, `-19.99`}, bad: `4.355`,
		want: []string{"value-out-of-bounds  S:7 expected a multiple of 0.01, saw another number"}},
	{name: "minLength in code points", schema: "S:\n  minLength: 2",
		good: []string{`"éé"`, `"😀😀"`, `"\ud83d\ude00a"`},
		bad:  `"😀"`,
		want: []string{"value-out-of-bounds  S:7 expected at least 2 characters, saw 1"}},
	{name: "maxLength in code points", schema: "S:\n  maxLength: 2", good: []string{`"😀😀"`, `"\u00e9\u00e9"`},
		bad:  `"éée"`,
		want: []string{"value-out-of-bounds  S:7 expected at most 2 characters, saw 3"}},
	{name: "pattern", schema: "S:\n  pattern: '^a+$'", good: []string{`"aa"`, `1`}, bad: `"aa\n"`,
		want: []string{`value-format  S:7 expected a string that matches "^a+$", saw one that does not`}},
	{name: "format", schema: "S:\n  type: string\n  format: date-time",
		good: []string{`"2026-08-14t00:00:00.123z"`, `"1998-12-31T23:59:60Z"`}, bad: `"2026-02-30T00:00:00Z"`,
		want: []string{`value-format  S:8 expected the format "date-time", saw a value without it`}},
	{name: "format of numbers", schema: "S:\n  type: integer\n  format: int32",
		good: []string{`2147483647`, `-2147483648`}, bad: `2147483648`,
		want: []string{`value-format  S:8 expected the format "int32", saw a value without it`}},
	{name: "properties", schema: "S: {type: object, properties: {a: {type: string}}}",
		good: []string{`{"a":"1"}`, `{}`}, bad: `{"a":1}`,
		want: []string{"value-type /a S/properties/a:6 expected a string, saw a number"}},
	{name: "escaped names", schema: "S: {type: object, properties: {'a/b~\"\\': {type: string}}}",
		good: []string{`{"a/b~\"\\":"1"}`}, bad: `{"\u0061/b~\u0022\\":1}`,
		want: []string{`value-type /a~1b~0"\ S/properties/a~1b~0"\:6 expected a string, saw a number`}},
	{name: "references",
		schema: "S: {$ref: A}\nA: {$ref: B}\nB: {type: object, properties: {a: {type: string}}}",
		good:   []string{`{"a":""}`}, bad: `{"a":[]}`,
		want: []string{"value-type /a B/properties/a:8 expected a string, saw an array"}},
	{name: "patternProperties", only31: true, schema: "S: {patternProperties: {'^x-': {type: string}}}",
		good: []string{`{"x-a":""}`}, bad: `{"x-a":1,"y":1}`,
		want: []string{"value-type /x-a S/patternProperties/^x-:6 expected a string, saw a number",
			`property-undeclared /y S/properties/y:6 expected only declared properties, saw "y"`}},
	{name: "additionalProperties false", schema: "S: {properties: {a: {}}, additionalProperties: false}",
		good: []string{`{"a":1}`}, bad: `{"b":1}`,
		want: []string{`property-forbidden /b S/properties/b:6 expected no properties but the declared ones, saw "b"`}},
	{name: "additionalProperties", schema: "S: {properties: {a: {}}, additionalProperties: {type: string}}",
		good: []string{`{"a":1,"b":""}`}, bad: `{"b":1}`,
		want: []string{`value-type /b S/additionalProperties:6 expected a string, saw a number`}},
	{name: "required", schema: "S:\n  type: object\n  required:\n  - a\n  - b\n  - a", good: []string{`{"a":1,"b":2}`},
		bad: `{"a":1}`,
		want: []string{
			`property-missing /b S/properties/b:10 expected the required property "b", saw an object without it`}},
	{name: "dependentRequired", only31: true, schema: "S:\n  type: object\n  dependentRequired: {a: [b]}",
		good: []string{`{"b":1}`, `{"a":1,"b":1}`}, bad: `{"a":1}`,
		want: []string{
			`property-missing /b S/properties/b:8 expected the required property "b", saw an object without it`}},
	{name: "dependentSchemas", only31: true, schema: "S: {dependentSchemas: {a: {required: [b]}}}",
		good: []string{`{"b":1}`, `{"a":1,"b":1}`}, bad: `{"a":1}`,
		want: []string{
			`property-missing /b S/dependentSchemas/a/properties/b:6 ` +
				`expected the required property "b", saw an object without it`}},
	{name: "propertyNames", only31: true, schema: "S:\n  propertyNames: {pattern: '^[a-z]+$'}",
		good: []string{`{"a":1}`}, bad: `{"A":1}`,
		want: []string{`property-forbidden /A S:7 expected names that "propertyNames" allows, saw "A"`}},
	{name: "items", schema: "S: {type: array, items: {type: string}}", good: []string{`[]`, `["a"]`}, bad: `["a",1]`,
		want: []string{"value-type /1 S/items:6 expected a string, saw a number"}},
	{name: "prefixItems", only31: true, schema: "S: {prefixItems: [{type: string}], items: {type: integer}}",
		good: []string{`["a",1]`}, bad: `[1,"a"]`,
		want: []string{"value-type /0 S/prefixItems/0:6 expected a string, saw a number",
			"value-type /1 S/items:6 expected an integer, saw a string"}},
	{name: "contains", only31: true, schema: "S:\n  contains: {type: string}", good: []string{`[1,"a"]`, `{}`},
		bad:  `[1]`,
		want: []string{`value-mismatch  S:7 expected an item that matches "contains", saw none`}},
	{name: "minContains, maxContains", only31: true,
		schema: "S:\n  contains: {type: string}\n  minContains: 2\n  maxContains: 3",
		good:   []string{`["a",1,"b"]`}, bad: `["a"]`,
		want: []string{`value-mismatch  S:8 expected at least 2 items that match "contains", saw 1`}},
	{name: "uniqueItems", schema: "S:\n  uniqueItems: true",
		good: []string{`[1,"1",true,{"a":1},{"a":2},[1],[2],9007199254740993,9007199254740992]`},
		bad:  `[0,{"a":1,"b":2},{"b":2.0,"a":1}]`,
		want: []string{"value-out-of-bounds  S:7 expected items that are all different, saw items 1 and 2 equal"}},
	{name: "minItems, maxItems", schema: "S:\n  minItems: 1\n  maxItems: 2", good: []string{`[1]`, `[1,2]`},
		bad:  `[1,2,3]`,
		want: []string{"value-out-of-bounds  S:8 expected at most 2 items, saw 3"}},
	{name: "minProperties, maxProperties", schema: "S:\n  minProperties: 1\n  maxProperties: 2",
		good: []string{`{"a":1}`}, bad: `{}`,
		want: []string{"value-out-of-bounds  S:7 expected at least 1 property, saw 0"}},
	{name: "allOf",
		schema: "S: {allOf: [{type: object, required: [a]}, {type: object, properties: {a: {type: string}}}]}",
		good:   []string{`{"a":""}`}, bad: `{"a":1,"b":1}`,
		want: []string{"value-type /a S/allOf/1/properties/a:6 expected a string, saw a number",
			`property-undeclared /b S/allOf/1/properties/b:6 expected only declared properties, saw "b"`}},
	{name: "anyOf", schema: "S:\n  anyOf: [{type: string}, {type: integer}]", good: []string{`1`, `"a"`}, bad: `true`,
		want: []string{
			"value-mismatch  S:7 expected a value that matches one of 2 alternatives, saw a boolean that matches none"}},
	{name: "anyOf, null", schema: "S:\n  anyOf: [{type: string}, {type: integer}]", good: []string{`1`}, bad: `null`,
		want: []string{
			"value-null  S:7 expected a value that matches one of 2 alternatives, saw null that matches none"}},
	{name: "oneOf, several", schema: "S:\n  oneOf: [{type: number}, {type: integer}]", good: []string{`1.5`}, bad: `1`,
		want: []string{"value-mismatch  S:7 expected exactly one of 2 alternatives to match, saw 2 that do"}},
	{name: "not", schema: "S:\n  not: {type: string}", good: []string{`1`}, bad: `"a"`,
		want: []string{
			`value-mismatch  S:7 expected a value that the schema under "not" does not match, saw a string that does`}},
	{name: "if, then, else", only31: true,
		schema: "S: {if: {required: [a]}, then: {required: [b]}, else: {required: [c]}}",
		good:   []string{`{"a":1,"b":1}`, `{"c":1}`}, bad: `{"a":1,"c":1}`,
		want: []string{
			`property-missing /b S/then/properties/b:6 expected the required property "b", saw an object without it`}},
	{name: "unevaluatedProperties", only31: true,
		schema: "S: {allOf: [{properties: {a: {}}}], unevaluatedProperties: false}", good: []string{`{"a":1}`},
		bad:  `{"a":1,"b":2}`,
		want: []string{`property-forbidden /b S/properties/b:6 expected no properties but the declared ones, saw "b"`}},
	{name: "unevaluatedItems", only31: true, schema: "S:\n  prefixItems: [{}]\n  unevaluatedItems: false",
		good: []string{`[1]`}, bad: `[1,2]`,
		want: []string{`value-mismatch /1 S:8 expected no more items, saw one`}},
	{name: "unevaluatedProperties beside $ref", only31: true,
		schema: "S: {$ref: A, unevaluatedProperties: false}\nA: {properties: {a: {}}}",
		good:   []string{`{"a":1}`}, bad: `{"b":2}`,
		want: []string{`property-forbidden /b S/properties/b:6 expected no properties but the declared ones, saw "b"`}},
	{name: "siblings of $ref", only31: true,
		schema: "S: {$ref: A, maxLength: 1}\nA:\n  minLength: 1\n  type: string",
		good:   []string{`"a"`}, bad: `"ab"`,
		want: []string{`value-out-of-bounds  S:6 expected at most 1 character, saw 2`}},
	{name: "siblings of $ref that look empty", only31: true, schema: "S: {properties: {a: {$ref: A, not: {}}}}\nA: {}",
		good: []string{`{}`}, bad: `{"a":"b"}`,
		want: []string{
			`value-mismatch /a S/properties/a:6 expected a value that the schema under "not" does not match, ` +
				"saw a string that does"}},
	{name: "boolean schemas", only31: true, schema: "S: {properties: {a: false, b: true}}", good: []string{`{"b":1}`},
		bad:  `{"a":1}`,
		want: []string{`property-forbidden /a S/properties/a:6 expected no properties but the declared ones, saw "a"`}},
	{name: "recursion",
		schema: "S: {type: object, properties: {next: {$ref: S}, n: {type: integer}}}",
		good:   []string{`{"next":{"next":{"n":1.0}}}`}, bad: `{"next":{"next":{"n":"1"}}}`,
		want: []string{"value-type /next/next/n S/properties/n:6 expected an integer, saw a string"}},
	{name: "writeOnly",
		schema: "S: {allOf: [{required: [w, r]}, {properties: {w: {type: string, writeOnly: true}, r: {readOnly: true}}}]}",
		good:   []string{`{"r":1}`}, bad: `{"w":"1"}`,
		want: []string{
			"property-missing /r S/allOf/0/properties/r:6 expected the required property \"r\", saw an object without it",
			"property-forbidden /w S/allOf/1/properties/w:6 expected no writeOnly property in a response, saw one"}},
}

func TestRight(t *testing.T) {
	t.Parallel()
	for _, c := range rightCases {
		if !c.only31 {
			c.run(t, "3.0.3", c.schema)
		}
		c.run(t, "3.1.0", c.transcribed())
	}
}

// transcribed is the schema in OpenAPI 3.1.
func (c *rightCase) transcribed() string {
	if c.later != "" {
		return c.later
	}
	return c.schema
}

func (c rightCase) run(t *testing.T, version, schema string) {
	t.Run(version+" "+c.name, func(t *testing.T) {
		t.Parallel()
		p, compiler := programOf(t, version, schema)
		for _, body := range c.good {
			if said := judged(p, body); said != "" {
				t.Errorf("%s:\n%s", body, said)
			}
		}
		if c.want31 != nil && version >= "3.1" {
			c.want = c.want31
		}
		if got, want := strings.TrimSpace(judged(p, c.bad)), strings.Join(c.want, "\n"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", c.bad, got, want)
		}
		if notes := compiler.Notes(); len(notes) > 0 {
			t.Errorf("notes: %v", notes)
		}
	})
}
