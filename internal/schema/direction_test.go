package schema

import "testing"

// TestRequest judges what response cases of writeOnly judge, the other way round.
func TestRequest(t *testing.T) {
	t.Parallel()
	_, c := programOf(t, "3.0.3", `
S: {allOf: [{required: [w, r]}, {$ref: Both}]}
Both: {properties: {w: {type: string, writeOnly: true}, r: {type: string, readOnly: true}}}`)
	c = NewCompiler(c.doc, Request)
	p, err := c.Compile(c.doc.Root().Child("components", "schemas", "S"), c.doc.Components.Schemas["S"])
	if err != nil {
		t.Fatal(err)
	}
	if said := judged(p, `{"w":""}`); said != "" {
		t.Error(said)
	}
	const want = "request-property-undeclared /r Both/properties/r:7 expected no readOnly property in a request, saw one\n"
	if said := judged(p, `{"w":"","r":""}`); said != want {
		t.Errorf("said %s", said)
	}
}

func TestLenienciesAreListed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	var all leniency
	for i, l := range Leniencies() {
		if l.Name == "" || l.Description == "" || seen[l.Name] {
			t.Errorf("%+v", l)
		}
		seen[l.Name] = true
		all |= leniencies[i].flag
	}
	if all != allLeniencies {
		t.Errorf("the table has %b of %b", all, allLeniencies)
	}
}

// lenientCases each match only because of one leniency.
var lenientCases = []struct {
	flag                  leniency
	version, schema, body string
}{
	{lenientNullable, "3.0.3", "S: {type: string, nullable: true, enum: [a]}", `null`},
	{lenientNullable, "3.0.3", "S: {nullable: true, allOf: [{type: string}]}", `null`},
	{lenientNullablePart, "3.0.3", "S: {allOf: [{type: string}, {description: d, nullable: true}]}", `null`},
	{lenientNullable31 | lenientNullable, "3.1.0", "S: {$ref: A, nullable: true}\nA: {type: string}", `null`},
	{lenientBounds31, "3.1.0", "S: {not: {minimum: 1, exclusiveMinimum: true}}", `1`},
	{lenientNullOneOf, "3.0.3", "S: {oneOf: [{type: string, nullable: true}, {type: object, nullable: true}]}", `null`},
	{lenientClosedAllOf, "3.0.3",
		"S: {allOf: [{properties: {a: {}}, additionalProperties: false}, {properties: {b: {}}}]}", `{"b":1}`},
	{lenientConstants, "3.0.3", `
S: {oneOf: [{$ref: A}, {$ref: B}], discriminator: {propertyName: k}}
A: {type: object, properties: {k: {enum: [a]}}}
B: {type: object, properties: {k: {enum: [b]}}}`, `{"k":"a"}`},
}

func TestEachLeniencyMatters(t *testing.T) {
	t.Parallel()
	for _, c := range lenientCases {
		for _, lenient := range []leniency{c.flag, allLeniencies &^ c.flag} {
			p, _, err := compileOf(c.version, c.schema, lenient)
			if err != nil {
				t.Fatal(err)
			}
			if said := judged(p, c.body); (said == "") != (lenient == c.flag) {
				t.Errorf("%b: %s: %s: %s", lenient, c.schema, c.body, said)
			}
		}
	}
}

// TestNullablePart is the control of nullable-part: one that says more, or a type beside allOf, does not allow null.
func TestNullablePart(t *testing.T) {
	t.Parallel()
	for _, schema := range []string{
		"S: {allOf: [{type: string}, {type: string, nullable: true}]}",
		"S: {allOf: [{type: string}, {nullable: true, maxLength: 1}]}",
		"S: {type: string, allOf: [{nullable: true}]}",
		"S: {allOf: [{type: string}, {description: nullable}]}",
		"S: {anyOf: [{type: string}, {type: string, nullable: false}]}",
	} {
		p, _ := programOf(t, "3.0.3", schema)
		if said := judged(p, "null"); said == "" {
			t.Error(schema)
		}
	}
}
