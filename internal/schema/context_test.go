package schema

import (
	"strings"
	"testing"
)

// closedCases are closed objects that others for the same value, or for one around it, extend.
var closedCases = []struct {
	name, schema string
	good         []string
	bad, want    string
	note         string // the place of the one note
}{
	{"beside a closed one", `
S: {allOf: [{$ref: A}, {$ref: B}]}
A: {additionalProperties: false, properties: {a: {}}}
B: {properties: {b: {}}}`,
		[]string{`{"a":1,"b":1}`}, `{"c":1}`, "property-forbidden /c", "/components/schemas/A"},
	{"a property", `
S: {allOf: [{properties: {rules: {$ref: A}}}], properties: {rules: {$ref: B}}}
A: {additionalProperties: false, properties: {a: {}}}
B: {properties: {b: {}}}`,
		[]string{`{"rules":{"a":1,"b":1}}`}, `{"rules":{"c":1}}`, "property-forbidden /rules/c", "/components/schemas/A"},
	{"a property of a part's part", `
S: {properties: {rules: {$ref: A}}, allOf: [{allOf: [{properties: {rules: {$ref: B}}}]}]}
A: {additionalProperties: false, properties: {a: {}}}
B: {properties: {b: {}}}`,
		[]string{`{"rules":{"a":1,"b":1}}`}, `{"rules":{"c":1}}`, "property-forbidden /rules/c", "/components/schemas/A"},
	{"two levels down", `
S: {allOf: [{properties: {x: {properties: {y: {$ref: A}}}}}, {properties: {x: {properties: {y: {$ref: B}}}}}]}
A: {additionalProperties: false, properties: {a: {}}}
B: {properties: {b: {}}}`,
		[]string{`{"x":{"y":{"a":1,"b":1}}}`}, `{"x":{"y":{"c":1}}}`, "property-forbidden /x/y/c", "/components/schemas/A"},
	{"items", `
S: {allOf: [{items: {$ref: A}}, {items: {$ref: B}}]}
A: {additionalProperties: false, properties: {a: {}}}
B: {properties: {b: {}}}`,
		[]string{`[{"a":1,"b":1}]`}, `[{"c":1}]`, "property-forbidden /0/c", "/components/schemas/A"},
	{"the values of a map", `
S: {allOf: [{additionalProperties: {$ref: A}}, {additionalProperties: {$ref: B}}]}
A: {additionalProperties: false, properties: {a: {}}}
B: {properties: {b: {}}}`,
		[]string{`{"k":{"a":1,"b":1}}`}, `{"k":{"c":1}}`, "property-forbidden /k/c", "/components/schemas/A"},
	{"a parent that its children extend", `
S: {$ref: A}
A: {additionalProperties: false, discriminator: {propertyName: k}, properties: {k: {type: string}}}
C: {allOf: [{$ref: A}, {properties: {b: {}}}]}`,
		[]string{`{"k":"C","b":1}`}, `{"k":"C","c":1}`, "property-forbidden /c", "/components/schemas/A"},
	{"itself", `
S: {properties: {x: {$ref: A}}, allOf: [{properties: {x: {properties: {next: {properties: {b: {}}}}}}}]}
A: {additionalProperties: false, properties: {a: {}, next: {$ref: A}}}`,
		[]string{`{"x":{"next":{"b":1}}}`}, `{"x":{"next":{"next":{"b":1}}}}`, "property-forbidden /x/next/next/b",
		"/components/schemas/A"},
}

func TestClosedObjects(t *testing.T) {
	t.Parallel()
	for _, c := range closedCases {
		p, compiler := programOf(t, "3.0.3", c.schema)
		for _, body := range c.good {
			if said := judged(p, body); said != "" {
				t.Errorf("%s: %s: %s", c.name, body, said)
			}
		}
		if said := judged(p, c.bad); !strings.HasPrefix(said, c.want+" ") || strings.Count(said, "\n") != 1 {
			t.Errorf("%s: %s: %s", c.name, c.bad, said)
		}
		if notes := compiler.Notes(); len(notes) != 1 || notes[0].Place.Pointer != c.note {
			t.Errorf("%s: %+v", c.name, notes)
		}
	}
}

// TestClosedAlternatives is the control of [TestClosedObjects]: what an alternative declares is forbidden by others.
func TestClosedAlternatives(t *testing.T) {
	t.Parallel()
	for schema, body := range map[string]string{
		`
S: {oneOf: [{$ref: A}, {$ref: B}]}
A: {additionalProperties: false, required: [a], properties: {a: {}}}
B: {additionalProperties: false, required: [b], properties: {b: {}}}`: `{"a":1,"b":1}`,
		`
S: {oneOf: [{properties: {x: {$ref: A}}}, {properties: {x: {$ref: B}}}]}
A: {additionalProperties: false, required: [a], properties: {a: {}}}
B: {additionalProperties: false, required: [b], properties: {b: {}}}`: `{"x":{"a":1,"b":1}}`,
		`
S: {allOf: [{properties: {x: {$ref: A}}}, {properties: {y: {$ref: B}}}]}
A: {additionalProperties: false, properties: {a: {}}}
B: {properties: {b: {}}}`: `{"x":{"b":1}}`,
	} {
		p, compiler := programOf(t, "3.0.3", schema)
		if said := judged(p, body); !strings.HasPrefix(said, "property-forbidden ") {
			t.Errorf("%s: %s", schema, said)
		}
		if notes := compiler.Notes(); len(notes) > 0 {
			t.Errorf("%s: %v", schema, notes)
		}
	}
}

// TestClosedOnce has one closed schema that others extend in two ways: there is one note, with all names.
func TestClosedOnce(t *testing.T) {
	t.Parallel()
	p, compiler := programOf(t, "3.0.3", `
S: {properties: {x: {allOf: [{$ref: A}, {properties: {b: {}}}]}, y: {allOf: [{$ref: A}, {properties: {c: {}}}]}}}
A: {additionalProperties: false, properties: {a: {}}}`)
	if said := judged(p, `{"x":{"b":1},"y":{"c":1}}`); said != "" {
		t.Error(said)
	}
	if said := judged(p, `{"x":{"c":1}}`); !strings.HasPrefix(said, "property-forbidden /x/c ") {
		t.Error(said)
	}
	notes := compiler.Notes()
	if len(notes) != 1 || !strings.Contains(notes[0].Message, ` forbids "b" and "c", which`) {
		t.Errorf("%+v", notes)
	}
}

// TestWrongWayBelow has a property that a schema of the same object requires and another declares writeOnly, one level
// below the allOf that combines them.
func TestWrongWayBelow(t *testing.T) {
	t.Parallel()
	p, _ := programOf(t, "3.0.3", `
S: {allOf: [{properties: {x: {required: [w, r]}}}, {properties: {x: {properties: {w: {writeOnly: true}}}}}]}`)
	if said := judged(p, `{"x":{"r":1}}`); said != "" {
		t.Error(said)
	}
	said := judged(p, `{"x":{}}`)
	if !strings.HasPrefix(said, "property-missing /x/r ") || strings.Count(said, "\n") != 1 {
		t.Error(said)
	}
}

// TestWrongWayInParts has a property whose schema is writeOnly by a part of its allOf.
func TestWrongWayInParts(t *testing.T) {
	t.Parallel()
	const schema = `
S: {required: [w, r], properties: {w: {description: d, allOf: [{$ref: Secret}]}, r: {anyOf: [{$ref: Secret}, {}]}}}
Secret: {type: string, allOf: [{writeOnly: true}]}`
	for _, version := range []string{"3.0.3", "3.1.0"} {
		p, _ := programOf(t, version, schema)
		if said := judged(p, `{"r":""}`); said != "" {
			t.Error(said)
		}
		if said := judged(p, `{"r":"","w":""}`); !strings.HasPrefix(said, "property-forbidden /w S/properties/w:6 ") {
			t.Error(said)
		}
		if said := judged(p, `{}`); !strings.HasPrefix(said, "property-missing /r ") || strings.Count(said, "\n") != 1 {
			t.Error(said)
		}
	}
}

// TestManyContexts bounds how often a schema is compiled: 2^16 combinations of schemas would lead to A.
func TestManyContexts(t *testing.T) {
	t.Parallel()
	var schema strings.Builder
	schema.WriteString("S: {$ref: L0}\nA: {additionalProperties: false, properties: {x: {$ref: A}}}\n")
	for i := range 16 {
		from, to := string(rune('A'+i)), string(rune('B'+i))
		schema.WriteString("L" + from + ": {properties: {x: {$ref: L" + to + "}, y: {allOf: [{$ref: L" + to +
			"}, {properties: {n" + from + ": {}, x: {properties: {n" + to + ": {}}}}}]}}}\n")
	}
	schema.WriteString("LQ: {$ref: A}\nL0: {$ref: LA}")
	_, c := programOf(t, "3.0.3", schema.String())
	if n := len(c.schemas); n > 20*maxContexts*4 {
		t.Errorf("%d schemas were compiled", n)
	}
}
