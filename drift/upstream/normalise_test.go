package upstream

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/normal"
)

// TestPasses has a case for every pass of the normaliser, which fails without it.
func TestPasses(t *testing.T) {
	t.Parallel()
	const cats = "    Cat: {type: object, properties: {k: {type: string}, a: {type: string}}}\n    Dog: {type: object, properties: {k: {type: string}, b: {type: string}}}\n    Error:\n"
	union := func(d string) string {
		return "note: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: k" + d + "}}"
	}
	cases := map[string]struct {
		ours, theirs string // of the property note
		want         string
		edits        []string
	}{
		"annotations say nothing": {
			"note: {type: string, x-stability-level: stable}",
			"note: {type: string, x-stability-level: alpha}",
			"",
			nil,
		},
		"a sunset date implies deprecation": {
			"note: {type: string}",
			"note: {type: string, x-sunset: 2099-01-01}",
			"additive response-property-deprecated-with-sunset 200 /note",
			nil,
		},
		"const is an enum of one value": {
			"note: {type: string, enum: [a]}",
			"note: {type: string, const: a}",
			"",
			nil,
		},
		"exclusive bounds are numbers": {
			"note: {type: integer, minimum: 3, exclusiveMinimum: true}",
			"note: {type: integer, exclusiveMinimum: 3}",
			"",
			nil,
		},
		"content encodings are formats": {
			"note: {type: string, format: byte}",
			"note: {type: string, contentEncoding: base64}",
			"",
			nil,
		},
		"null is said in one way": {
			"note: {type: string, nullable: true}",
			"note: {type: [string, 'null']}",
			"",
			nil,
		},
		"oneOf is anyOf": {
			union(""),
			strings.Replace(union(""), "oneOf", "anyOf", 1),
			"",
			[]string{"    Error:\n", cats},
		},
		"an open enum is its type": {
			"note: {type: string}",
			"note: {anyOf: [{type: string, enum: [a]}, {type: string}]}",
			"",
			nil,
		},
		"a union of enums is an enum": {
			"note: {type: string, enum: [a, b]}",
			"note: {oneOf: [{type: string, enum: [b]}, {type: string, enum: [a]}]}",
			"",
			nil,
		},
		"a union of one schema is that schema": {
			"note: {type: string, maxLength: 3}",
			"note: {maxLength: 3, anyOf: [{type: string}]}",
			"",
			nil,
		},
		"allOf is one schema": {
			"note: {type: object, properties: {a: {type: string}, b: {type: string}}}",
			"note: {allOf: [{type: object, properties: {b: {type: string}}}, {type: object, properties: {a: {type: string}}}]}",
			"",
			nil,
		},
		"properties make an object, items an array": {
			"note: {type: object, properties: {a: {type: string}}}",
			"note: {properties: {a: {type: string}}}",
			"",
			nil,
		},
		"some formats say nothing": {
			"note: {type: object, properties: {a: {type: string}}}",
			"note: {type: object, format: record, properties: {a: {type: string}}}",
			"",
			nil,
		},
		"an object without properties is a map": {
			"note: {type: object, additionalProperties: {type: string}}",
			"note: {type: object}",
			"breaking response-property-type-changed 200 /note",
			nil,
		},
		"a discriminator maps values": {
			union(""),
			union(", mapping: {Cat: '#/components/schemas/Cat', Dog: Dog}"),
			"",
			[]string{"    Error:\n", cats},
		},
		"order says nothing": {"note: {type: [number, integer]}", "note: {type: number}", "", nil},
	}
	for _, p := range normal.Passes {
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			c, ok := cases[p.Name]
			if !ok {
				t.Fatal("the pass has no case")
			}
			contract := parsed(
				t,
				edited(t, things, append(c.edits, "3.0.3", "3.1.0", "note: {type: string}", c.ours)...),
				"contract.yaml",
			)
			published := parsed(
				t,
				edited(t, things, append(c.edits, "3.0.3", "3.1.0", "note: {type: string}", c.theirs)...),
				"published.yaml",
			)
			if got := verdicts(t, contract, published, normal.Passes); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
			rest := slices.DeleteFunc(
				slices.Clone(normal.Passes),
				func(other normal.Pass) bool { return other.Name == p.Name },
			)
			if got := verdicts(t, contract, published, rest); got == c.want {
				t.Error("nothing changes without the pass")
			}
		})
	}
	if len(cases) != len(normal.Passes) {
		t.Errorf("%d cases for %d passes", len(cases), len(normal.Passes))
	}
}

func verdicts(t *testing.T, contract, published *Document, passes []normal.Pass) string {
	t.Helper()
	findings, _, err := published.compare(contract, passes)
	if err != nil {
		t.Fatal(err)
	}
	return lines(findings)
}

// TestManyBranches compares a union of more branches than are likened with each other with itself, and with one in
// which the last branch differs.
func TestManyBranches(t *testing.T) {
	t.Parallel()
	document := func(last string) string {
		return edited(t, things, "schema: {$ref: \"#/components/schemas/Thing\"}", "schema: {anyOf: ["+
			strings.Repeat("{type: object, required: [a], properties: {a: {type: string}}}, ", 200)+last+"]}")
	}
	const same = "{type: object, required: [a], properties: {a: {type: string}}}"
	if _, got := compared(t, document(same), document(same)); got != "" {
		t.Errorf("compared with itself: %s", got)
	}
	if _, got := compared(t, document(same), document("{type: string}")); got == "" {
		t.Error("another branch makes no difference")
	}
}
