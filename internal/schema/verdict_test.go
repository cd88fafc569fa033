package schema

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// verdictOf is whether a body matches S, as "not" sees it: by the verdict alone, whatever is reported.
func verdictOf(t *testing.T, version, schema, body string) bool {
	t.Helper()
	p, c := programOf(t, version, schema+"\nNot: {not: {$ref: S}}")
	negated, err := c.Compile(c.doc.Root().Child("components", "schemas", "Not"), c.doc.Components.Schemas["Not"])
	if err != nil {
		t.Fatal(err)
	}
	matches := strings.HasPrefix(judged(negated, body), "value-mismatch  Not:")
	if said := judged(p, body); matches != !slices.ContainsFunc(strings.Split(said, "\n"), isBreaking) {
		t.Errorf("%s: %s: matches is %v, but said\n%s", schema, body, matches, said)
	}
	return matches
}

func isBreaking(said string) bool {
	return said != "" && !strings.HasPrefix(said, "property-undeclared ")
}

// TestVerdicts judges the cases of what is right by their verdicts.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	for _, c := range slices.Concat(rightCases, unionCases) {
		for _, body := range append(c.good, c.bad) {
			verdictOf(t, "3.1.0", c.transcribed(), body)
			if !c.only31 {
				verdictOf(t, "3.0.3", c.schema, body)
			}
		}
	}
}

// TestEveryKeywordCounts has schemas of many keywords: a body that breaks one of them, whichever, does not match.
func TestEveryKeywordCounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		schema    string
		good, bad []string
	}{
		{
			`S: {type: array, minItems: 2, maxItems: 4, uniqueItems: true, prefixItems: [{type: [integer, string]}],
  items: {type: [integer, string]}, contains: {type: integer}, maxContains: 3, minContains: 1}`,
			[]string{`[1,"a"]`, `[1,2,3,"a"]`},
			[]string{`[1]`, `[1,"a","b","c","d"]`, `[1,1,"a"]`, `["a","b"]`, `[1,2,3,4]`, `[1,null]`, `[null,1]`, `1`},
		},
		{
			`S: {type: array, contains: {type: integer}, minContains: 2, unevaluatedItems: false}`,
			[]string{`[1,2]`}, []string{`[1]`, `[]`, `[1,2,"a"]`},
		},
		{
			`S: {type: object, required: [a], properties: {a: {type: integer}, c: {}, e: {}}, minProperties: 2,
  maxProperties: 4, patternProperties: {'^p': {type: string}, 'q$': {maxLength: 1}},
  additionalProperties: {type: boolean}, propertyNames: {maxLength: 3}, dependentRequired: {c: [d]},
  dependentSchemas: {e: {required: [f]}}}`,
			[]string{`{"a":1,"p":"x"}`, `{"a":1,"c":1,"d":true}`, `{"e":1,"a":1,"f":false}`, `{"a":1,"pq":"x"}`},
			[]string{`{"p":"x","z":true}`, `{"a":"1","z":true}`, `{"z":true,"a":"1"}`, `{"a":1}`,
				`{"a":1,"z":true,"y":true,"x":true,"w":true}`, `{"a":1,"p":1}`, `{"p":1,"a":1}`, `{"a":1,"z":1}`,
				`{"a":1,"zzzz":true}`, `{"zzzz":true,"a":1}`, `{"a":1,"c":1}`, `{"a":1,"e":1}`, `{"a":1,"pq":"xx"}`,
				`{"a":1,"pq":1}`, `[]`},
		},
		{
			`S: {type: object, properties: {a: {type: integer}}, allOf: [{properties: {b: {type: string}}}, {required: [a]}],
  anyOf: [{required: [b]}, {required: [c]}], oneOf: [{properties: {c: {type: string}}}, {required: [d]}],
  not: {required: [e]}, if: {required: [b]}, then: {properties: {b: {minLength: 2}}}, else: {required: [f]}}`,
			[]string{`{"a":1,"b":"bb"}`, `{"a":1,"c":"c","f":1}`, `{"a":1,"c":1,"d":1,"f":1}`},
			[]string{`{"b":"bb"}`, `{"a":1,"b":1}`, `{"a":1,"f":1}`, `{"a":1,"b":"bb","c":1}`, `{"a":1,"b":"bb","d":1}`,
				`{"a":1,"b":"bb","e":1}`, `{"a":1,"b":"b"}`, `{"a":1,"c":"c"}`, `{"a":"1","b":"bb"}`},
		},
		{
			`S: {allOf: [{properties: {a: {}}}], if: {required: [b], properties: {b: {}}}, then: {properties: {c: {}}},
  else: {properties: {d: {}}}, dependentSchemas: {a: {properties: {e: {}}}}, unevaluatedProperties: {type: string}}`,
			[]string{`{"a":1,"b":1,"c":1,"e":1}`, `{"a":1,"d":1}`, `{"d":1,"x":"x"}`, `{"b":1,"c":1}`},
			[]string{`{"a":1,"b":1,"d":1}`, `{"c":1}`, `{"e":1}`, `{"x":1}`, `{"b":1,"d":1}`},
		},
		{
			`S: {type: string, minLength: 2, maxLength: 4, pattern: '^[a-z-]+$', not: {const: bad}}`,
			[]string{`"ab"`, `"abcd"`}, []string{`"a"`, `"abcde"`, `"AB"`, `"bad"`, `1`},
		},
		{
			`S: {type: number, minimum: 0, maximum: 10, multipleOf: 2, enum: [0, 2, 3, 8, 10, 12, -2]}`,
			[]string{`0`, `2`, `10`, `8.0`}, []string{`-2`, `12`, `3`, `4`, `"2"`},
		},
		{
			`S: {type: integer, exclusiveMinimum: 0, exclusiveMaximum: 10, format: int32}`,
			[]string{`1`, `9`}, []string{`0`, `10`, `-4000000000`, `1.5`},
		},
		{
			`S: {type: [object, array, string], enum: [a, {a: [1, {b: null}]}, [1, [2]]], minLength: 1}`,
			[]string{`"a"`, `{"a":[1.0,{"b":null}]}`, `[1,[2]]`},
			[]string{`"b"`, `{"a":[1,{"b":0}]}`, `{"a":[1,{}]}`, `{"a":[1]}`, `{}`, `[1,[2,3]]`, `[1]`, `[[2],1]`,
				`{"a":[1,{"b":null,"c":1}]}`, `{"a":[1,{"b":null}],"c":1}`},
		},
	} {
		for _, body := range c.good {
			if !verdictOf(t, "3.1.0", c.schema, body) {
				t.Errorf("%s: %s does not match", c.schema, body)
			}
		}
		for _, body := range c.bad {
			if verdictOf(t, "3.1.0", c.schema, body) {
				t.Errorf("%s: %s matches", c.schema, body)
			}
		}
	}
}

// TestBytesAreCounted: of what is about the bytes, the hundredth counts all that follow.
func TestBytesAreCounted(t *testing.T) {
	t.Parallel()
	p, _ := programOf(t, "3.0.3", "S: {}")
	for _, n := range []int{1, 100, 101, 250} {
		listed, count := 0, 0
		body := `{"a":1` + strings.Repeat(`,"a":1`, n) + `}`
		_ = p.Judge([]byte(body), func(d Deviation) { listed, count = listed+1, count+d.Count })
		if listed != min(n, 100) || count != n {
			t.Errorf("%d duplicates: %d are listed, %d counted", n, listed, count)
		}
	}
}

// TestOneFindingForOneDeviation: a schema to which several references lead says what it says once.
func TestOneFindingForOneDeviation(t *testing.T) {
	t.Parallel()
	p, _ := programOf(t, "3.0.3", `
S: {type: array, items: {allOf: [{$ref: A}, {allOf: [{$ref: A}]}]}}
A: {type: object, required: [a, b], properties: {a: {type: integer}, b: {type: integer}}}`)
	for n := 1; n < 4; n++ {
		body := "[" + strings.Repeat(`{"a":"x"},{},`, n) + `{"a":1,"b":1}]`
		want := fmt.Sprint(4 * n) // a is a string, b is missing; a and b are missing
		if said := judged(p, body); fmt.Sprint(strings.Count(said, "\n")) != want {
			t.Errorf("%s: want %s\n%s", body, want, said)
		}
	}
}

// TestSiblingsOfReferences: what stands beside a $ref does not change what its target says, wherever that stands.
func TestSiblingsOfReferences(t *testing.T) {
	t.Parallel()
	const others = "\nB: {properties: {x: {type: string, nullable: true}, y: {type: string, nullable: false}, " +
		"z: {type: string}}}"
	for _, c := range []struct {
		name   string
		accept bool // null
	}{{"x", true}, {"y", false}, {"z", false}} {
		at := "{$ref: '#/components/schemas/B/properties/" + c.name + "'"
		for _, schema := range []string{"S: " + at + "}", "S: " + at + ", maxLength: 2}"} {
			if got := verdictOf(t, "3.1.0", schema+others, "null"); got != c.accept {
				t.Errorf("%s: null matches: %v", schema, got)
			}
			if !verdictOf(t, "3.1.0", schema+others, `"a"`) || verdictOf(t, "3.1.0", schema+others, `1`) {
				t.Errorf("%s: a string does not match, or a number does", schema)
			}
		}
		if verdictOf(t, "3.1.0", "S: "+at+", maxLength: 2}"+others, `"abc"`) {
			t.Errorf("%s: maxLength does not count", c.name)
		}
		if got := verdictOf(t, "3.1.0", "S: "+at+", nullable: true}"+others, `null`); !got {
			t.Errorf("%s: nullable beside the reference does not count", c.name)
		}
	}
}

// TestLongPointers: a pointer that would be very long ends before the token that makes it so.
func TestLongPointers(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("n", maxPointer)
	p, _ := programOf(t, "3.0.3",
		"S: {properties: {a: {required: ["+long+", short], properties: {b: {type: string}}}}}")
	var got []string
	body := `{"a":{"` + long + `/":{"x":1},"b":1}}`
	_ = p.Judge([]byte(body), func(d Deviation) { got = append(got, d.Rule+" "+d.Pointer) })
	want := []string{"value-type /a/b", "property-missing /a", "property-missing /a/short", "property-undeclared /a"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestRefusedParts: a schema that cannot be compiled is refused wherever it stands.
func TestRefusedParts(t *testing.T) {
	t.Parallel()
	for _, schema := range []string{"%", "{properties: {a: %}}", "{additionalProperties: %}", "{items: %}",
		"{prefixItems: [%]}", "{contains: %}", "{propertyNames: %}", "{patternProperties: {a: %}}", "{allOf: [{}, %]}",
		"{anyOf: [%]}", "{oneOf: [{}, %]}", "{not: %}", "{if: %}", "{if: {}, then: %}", "{if: {}, else: %}",
		"{dependentSchemas: {a: %}}", "{unevaluatedProperties: %}", "{unevaluatedItems: %}",
		"{allOf: [{$ref: '#/components/schemas/A'}]}\nA: {items: %}"} {
		for bad, isRefused := range map[string]bool{"{type: strnig}": true, "{type: string}": false} {
			_, _, err := compileOf("3.1.0", "S: "+strings.ReplaceAll(schema, "%", bad), allLeniencies)
			if refused := err != nil && strings.Contains(err.Error(), `unknown type "strnig"`); refused != isRefused {
				t.Errorf("%s: %s: %v", schema, bad, err)
			}
		}
	}
}
