package schema

import (
	"fmt"
	"strings"
	"testing"
)

// exactCases have numbers that float64 cannot tell apart, in each keyword that holds one, in YAML and in JSON.
var exactCases = []struct {
	name, schema string
	only31       bool
	good, bad    string
}{
	{"maximum int64", "S: {type: integer, maximum: 9223372036854775807}", false,
		`9223372036854775807`, `9223372036854775808`},
	{"minimum int64", "S: {type: integer, minimum: -9223372036854775808}", false,
		`-9223372036854775808`, `-9223372036854775809`},
	{"maximum uint64", "S:\n  maximum:   18446744073709551615   # the end", false,
		`18446744073709551615`, `18446744073709551616`},
	{"maximum 2^53", `S: {"maximum":9007199254740993}`, false, `9007199254740993`, `9007199254740994`},
	{"minimum 2^53", "S:\n  'minimum': 9007199254740993", false, `9007199254740993`, `9007199254740992`},
	{"exclusiveMaximum", "S: {exclusiveMaximum: 9007199254740993}", true, `9007199254740992`, `9007199254740993`},
	{"exclusive 3.0", "S: {maximum: 9007199254740993, exclusiveMaximum: true}", false,
		`9007199254740992`, `9007199254740993`},
	{"multipleOf", "S: {multipleOf: 9007199254740993}", false, `18014398509481986`, `18014398509481984`},
	{"multipleOf with 20 digits", "S: {multipleOf: 100000000000000000001}", false,
		`200000000000000000002`, `200000000000000000003`},
	{"multipleOf of a huge number", "S: {multipleOf: 7}", false, `7e300`, `1e300`},
	{"fraction", "S: {maximum: 0.1000000000000000055511151231257827}", false,
		`0.1000000000000000055511151231257827`, `0.1000000000000000055511151231257828`},
	{"enum", "S: {enum: [9007199254740993, 1]}", false, `9007199254740993`, `9007199254740992`},
	{"enum of strings and numbers", `S: {enum: ["9007199254740993", 9007199254740995]}`, false,
		`9007199254740995`, `9007199254740993`},
	{"enum inside an object", "S: {enum: [{id: 9007199254740993}]}", false,
		`{"id":9007199254740993}`, `{"id":9007199254740992}`},
	{"const", "S: {const: 9007199254740993}", true, `9007199254740993.0`, `9007199254740992`},
	{"const inside an array", "S: {const: [[9007199254740993]]}", true,
		`[[9007199254740993]]`, `[[9007199254740992]]`},
	{"const null", "S: {const: null}", true, `null`, `false`},
	{"const null beside $ref", "S: {$ref: A, const: null}\nA: {}", true, `null`, `false`},
	{
		"const null in what stands beside $ref",
		"S: {$ref: A, if: {}, then: {properties: {a: {const: null}}}}\nA: {}",
		true,
		`{"a":null}`,
		`{"a":0}`,
	},
	{
		"a reference in what stands beside $ref",
		"S: {$ref: A, if: {}, then: {$ref: A, if: {}, then: {const: null}}}\nA: {}",
		true,
		`null`,
		`0`,
	},
	{"empty enum", "S: {properties: {a: {enum: []}}}", true, `{}`, `{"a":1}`},
	{"int64", "S: {format: int64}", false, `-9223372036854775808`, `9223372036854775808`},
	{"uint64", "S: {format: uint64}", false, `18446744073709551615`, `-1`},
	{"int32 of another kind", "S: {format: int32}", false, `"a"`, `1.5`},
	{"float", "S: {format: float}", false, `3.4028234e38`, `3.5e38`},
	{"float, rounded", "S: {format: float}", false, `3.4028235e38`, `3.4028236e38`},
	{"double, rounded", "S: {format: double}", false, `-1.79769313486231571e308`, `-1.797693134862316e308`},
	{
		"behind an anchor",
		"S: {properties: {a: {maximum: &m 9007199254740993}, b: {enum: [*m]}, c: {minimum: *m}}}",
		false,
		`{"a":9007199254740993,"b":9007199254740993,"c":9007199254740993}`,
		`{"a":9007199254740993,"b":9007199254740992,"c":9007199254740993}`,
	},
	{"on the next line", "S:\n  maximum:\n    9007199254740993", false, `9007199254740993`, `9007199254740994`},
	{"const behind an anchor", "S: {properties: {a: {enum: [&c {x: [9007199254740993]}]}, b: {const: *c}}}", true,
		`{"a":{"x":[9007199254740993]},"b":{"x":[9007199254740993]}}`, `{"b":{"x":[9007199254740992]}}`},
	{"enum behind an anchor", "S: {properties: {a: {enum: &e [9007199254740993, b]}, b: {enum: *e}}}", false,
		`{"a":9007199254740993,"b":9007199254740993}`, `{"b":9007199254740992}`},
	{"uniqueItems", "S: {uniqueItems: true}", false, `[9007199254740993,9007199254740992]`, `[1e2,100.0]`},
	{"huge exponents", "S: {minimum: 1}", false, `1e300`, `1e-99999999999999999999999`},
}

func TestNumbersAreExact(t *testing.T) {
	t.Parallel()
	for _, c := range exactCases {
		for _, version := range []string{"3.0.3", "3.1.0"} {
			if c.only31 && version == "3.0.3" {
				continue
			}
			p, _ := programOf(t, version, c.schema)
			if said := judged(p, c.good); said != "" {
				t.Errorf("%s %s: %s: %s", version, c.name, c.good, said)
			}
			if judged(p, c.bad) == "" {
				t.Errorf("%s %s: %s is taken for right", version, c.name, c.bad)
			}
		}
	}
}

// TestBytes has bodies that are not one JSON value of unique names.
func TestBytes(t *testing.T) {
	t.Parallel()
	p, _ := programOf(t, "3.0.3", "S: {}")
	for _, c := range []struct{ body, want string }{
		{`{}`, ``},
		{` 1 `, ``},
		{``, `body-truncated  0`},
		{`{"a":[1,`, `body-truncated  8`},
		{`tru`, `body-truncated  3`},
		{`<html>`, `body-malformed  0`},
		{"\ufeff{}", `body-malformed  0`},
		{")]}',\n{}", `body-malformed  0`},
		{`{1:2}`, `body-malformed  1`},
		{`{"a":NaN}`, `body-malformed /a 5`},
		{`{"a":1,}`, `body-malformed  7`},
		{strings.Repeat("[", 10_001), `body-malformed  0`},
		{strings.Repeat("[", 9_999) + strings.Repeat("]", 9_999), ``},
		{`{} {}`, `body-trailing-data  3`},
		{"{\"a\":\"\xff\"}", `body-invalid-utf8 /a 6`},
		{`{"a":"\ud800"}`, `body-invalid-utf8 /a 6`},
		{`{"a":1,"a":1,"a":2}`, `property-duplicate /a 7 property-duplicate /a 13`},
		{`{"b":[{"a":1,"\u0061":2}]}`, `property-duplicate /b/0/a 13`},
		{`{"a":1,"A":1,"aa":1}`, ``},
		{`[1e999999999,-1e400,1e-400]`, `value-out-of-bounds /0 1 value-out-of-bounds /1 13`},
		{`[1` + strings.Repeat("0", 309) + `]`, `value-out-of-bounds /0 1`},
	} {
		var got []string
		p.Judge([]byte(c.body), func(d Deviation) {
			got = append(got, fmt.Sprintf("%s %s %d", d.Rule, d.Pointer, d.Offset))
		})
		if strings.Join(got, " ") != c.want {
			t.Errorf("%.40q: got %v, want %s", c.body, got, c.want)
		}
	}
}

func TestManyMembersOfOneName(t *testing.T) {
	t.Parallel()
	p, _ := programOf(t, "3.0.3", "S: {}")
	for _, n := range []int{2, 40, 64, 65, 66, 67, 200, 5000} {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `"k%d":%d,`, i, i)
		}
		said := judged(p, `{`+b.String()+`"last":1}`)
		if said != "" {
			t.Errorf("%d members: %s", n, said)
		}
		for _, repeated := range []int{0, n / 2, n - 1} {
			found := 0
			p.Judge(fmt.Appendf(nil, `{%s"k%d":1}`, b.String(), repeated), func(d Deviation) {
				if found++; d.Rule != "property-duplicate" || d.Pointer != fmt.Sprintf("/k%d", repeated) {
					t.Errorf("%d members: %v", n, d)
				}
			})
			if found != 1 {
				t.Errorf("%d members, member %d repeated: %d findings", n, repeated, found)
			}
		}
	}
}

// TestHundredOfEachPlace counts what a body breaks in one place more than a hundred times.
func TestHundredOfEachPlace(t *testing.T) {
	t.Parallel()
	p, _ := programOf(t, "3.0.3", `
S: {type: array, items: {type: object, required: [r], properties: {a: {type: string}, r: {}}}}`)
	counts, listed := map[string]int{}, map[string]int{}
	var last Deviation
	p.Judge([]byte("["+strings.Repeat(`{"a":1,"x":1,"y":1},`, 249)+`{"a":null}]`), func(d Deviation) {
		counts[d.Rule+" "+d.Place.Pointer] += d.Count
		listed[d.Rule+" "+d.Place.Pointer]++
		if d.Rule == "value-type" {
			last = d
		}
	})
	want := map[string][2]int{
		"value-type /components/schemas/S/items/properties/a":          {249, 100},
		"value-null /components/schemas/S/items/properties/a":          {1, 1},
		"property-missing /components/schemas/S/items/properties/r":    {250, 100},
		"property-undeclared /components/schemas/S/items/properties/x": {249, 100},
		"property-undeclared /components/schemas/S/items/properties/y": {249, 100},
	}
	for key, n := range want {
		if counts[key] != n[0] || listed[key] != n[1] {
			t.Errorf("%s: %d in %d, want %v", key, counts[key], listed[key], n)
		}
	}
	if len(counts) != len(want) {
		t.Errorf("got %v", counts)
	}
	if last.Count != 150 || last.Pointer != "/99/a" {
		t.Errorf("the hundredth is %+v", last)
	}
}

// TestCountedOnce has a schema to which two references lead, and more findings of it than are listed.
func TestCountedOnce(t *testing.T) {
	t.Parallel()
	p, _ := programOf(t, "3.0.3", `
S: {allOf: [{$ref: B}, {allOf: [{$ref: A}]}]}
A: {items: {properties: {a: {type: string}, next: {$ref: A}}, required: [r]}}
B: {allOf: [{$ref: A}]}`)
	for _, n := range []int{99, 100, 101, 250} {
		count := map[string]int{}
		body := "[" + strings.Repeat(`{"a":1,"next":[{"a":1}]},`, n) + `{"r":1}]`
		_ = p.Judge([]byte(body), func(d Deviation) { count[d.Rule] += d.Count })
		if count["value-type"] != 2*n || count["property-missing"] != 2*n {
			t.Errorf("%d items: %v", n, count)
		}
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	for schema, want := range map[string]string{
		`S: {pattern: '(?<=a)\p{Foo}('}`: `cannot be judged`,
		`S: {allOf: [{additionalProperties: false, properties: {a: {}}}, {properties: {b: {}}}]}`: `forbids "b", which`,
		`S: {discriminator: {propertyName: a, mapping: {x: Nowhere}}, oneOf: [{type: object}]}`:   `leads nowhere`,
	} {
		p, c := programOf(t, "3.0.3", schema)
		notes := c.Notes()
		if len(notes) != 1 || !strings.Contains(notes[0].Message, want) || notes[0].Place.Pointer == "" {
			t.Errorf("%s: %v", schema, notes)
		}
		if said := judged(p, `{"a":"x","b":1}`); said != "" {
			t.Errorf("%s: %s", schema, said)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for schema, want := range map[string]string{
		"S: {properties: {a: {type: strng}}}": `#/components/schemas/S/properties/a, line 6: ` +
			`unknown type "strng": write one of array,`,
		"S: {$dynamicRef: '#a'}":                         "$dynamicRef cannot be judged",
		"S: {$id: 'http://a/', items: {$ref: A}}\nA: {}": "$id changes",
	} {
		_, _, err := compileOf("3.1.0", schema, allLeniencies)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", schema, err)
		}
	}
	_, _, err := compileOf("3.1.0", "S: {allOf: [{$ref: S}]}", 0)
	if err == nil || !strings.Contains(err.Error(), "without end") {
		t.Errorf("a cycle: %v", err)
	}
	p, _ := programOf(t, "3.1.0", `
S: {$id: 'http://a/', $anchor: a, $dynamicAnchor: b, type: string}
A: {type: strng}`)
	if said := judged(p, `"a"`); said != "" {
		t.Errorf("identifiers that nothing refers to: %s", said)
	}
}

func TestJudgeScalar(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ schema, text, want string }{
		{"S: {type: integer}", "3", ""},
		{"S: {type: integer}", "+007", ""},
		{"S: {type: integer}", "many", "value-type"},
		{"S: {type: integer}", "", "value-type"},
		{"S: {type: number}", "-1.50", ""},
		{"S: {type: boolean}", "true", ""},
		{"S: {type: boolean}", "yes", "value-type"},
		{"S: {type: boolean}", "false\r\n", ""},
		{"S: {type: integer}", " 3\n", ""},
		{"S: {type: string, enum: [a]}", "a\n", "value-not-allowed"},
		{"S: {type: string}", "3", ""},
		{"S: {}", `a"\`, ""},
		{"S: {type: string, maxLength: 3}", `a"\`, ""},
		{"S: {type: string, enum: [a]}", "b", "value-not-allowed"},
		{"S: {allOf: [{$ref: A}]}\nA: {type: integer}", "3", ""},
		{"S: {type: string}", "\xff", "body-invalid-utf8"},
		{"S: {anyOf: [{type: integer}, {type: boolean}]}", "3", ""},
		{"S: {anyOf: [{type: integer}, {type: boolean}]}", "true", ""},
		{"S: {anyOf: [{type: integer}, {type: string}]}", "3", ""},
		{"S: {oneOf: [{enum: [1]}, {enum: [2]}]}", "2", ""},
		{"S: {enum: [true, 1.5]}", "1.5", ""},
	} {
		p, _ := programOf(t, "3.0.3", c.schema)
		got := ""
		_ = p.JudgeScalar(c.text, func(d Deviation) { got += d.Rule })
		if got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.schema, c.text, got, c.want)
		}
	}
}

// TestMessagesRepeatNoValues puts a secret wherever a body can hold one, and looks for it in what is said.
func TestMessagesRepeatNoValues(t *testing.T) {
	t.Parallel()
	const secret = "sm_secret_0123456789"
	for _, schema := range []string{`{type: integer}`, `{type: string, enum: [a]}`, `{const: 1}`,
		`{type: string, pattern: "^a$"}`, `{type: string, format: date}`, `{type: string, maxLength: 3}`,
		`{oneOf: [{type: integer}, {type: boolean}]}`, `{anyOf: [{type: integer}]}`, `{not: {type: string}}`,
		`{allOf: [{type: integer}, {type: boolean}]}`, `false`,
		`{anyOf: [{type: string, maxLength: 1}, {type: string, maxLength: 2}]}`} {
		p, _ := programOf(t, "3.1.0", "S: "+schema)
		said := judged(p, `"`+secret+`"`)
		if said == "" || strings.Contains(said, secret) {
			t.Errorf("%s: %q", schema, said)
		}
	}
}
