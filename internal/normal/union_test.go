package normal

import (
	"encoding/json"
	"fmt"
	"testing"
)

// TestPairBranches pairs the branches of A with those of B: by name, then by what tells them apart, then by likeness.
func TestPairBranches(t *testing.T) {
	t.Parallel()
	const named = "Cat: {type: object, properties: {k: {const: cat}}}\nDog: {type: object, properties: {b: {type: " +
		"string}}}\n" +
		"Hound: {type: object, properties: {b: {type: string}}}\nFish: {type: object, properties: {f: {type: string}}}\n"
	ref := func(name string) string { return "{$ref: '#/components/schemas/" + name + "'}" }
	object := func(kind, more string) string {
		return "{type: object, required: [kind], properties: {kind: {const: " + kind + "}" + more + "}}"
	}
	for name, c := range map[string]struct {
		keyword, ours, theirs string // branches
		want                  string
	}{
		"by name": {"anyOf", ref("Cat") + ", " + ref("Dog"), ref("Dog") + ", " + ref("Cat"),
			"0=1 1=0"},
		"by name, before likeness": {"anyOf", ref("Dog"), ref("Hound") + ", " + ref("Dog"), "0=1 -=0"},
		"by likeness, under another name": {"anyOf", ref("Dog") + ", " + ref("Fish"), ref("Hound") + ", " + ref("Fish"),
			"1=1 0=0"},
		"not by too little likeness": {"anyOf", ref("Cat") + ", " + ref("Fish"), ref("Dog") + ", " + ref("Fish"),
			"1=1 0=- -=0"},
		"neither of two with one name": {"anyOf", ref("Fish"), ref("Fish") + ", " + ref("Fish"), "0=0 -=1"},
		"by a constant": {"anyOf", object("a", "") + ", " + object("b", ""), object("b", "") + ", " + object("a",
			""), "0=1 1=0"},
		"by a constant, before likeness": {
			"anyOf", object("a", ", x: {type: string}"),
			object("b", ", x: {type: string}") + ", " + object("a", ", y: {type: string}"), "0=1 -=0",
		},
		"not by a constant that may be absent": {
			"anyOf", "{properties: {kind: {const: a}, x: {type: string}, y: {type: string}}}",
			"{properties: {kind: {const: a}, z: {type: string}}}, {properties: {kind: {const: b}, x: {type: string}, y: " +
				"{type: string}}}",
			"0=1 -=0",
		},
		"the likest first": {
			"anyOf", "{type: object, properties: {a: {type: string}, b: {type: string}, c: {type: string}}}",
			"{type: object, properties: {a: {type: string}, b: {type: string}}}, " +
				"{type: object, properties: {a: {type: string}, b: {type: string}, c: {type: string}}}", "0=1 -=0",
		},
		"by the likeness of items": {
			"anyOf", "{type: array, items: {type: string}}, {type: array, items: {type: integer}}",
			"{type: array, items: {type: integer}}, {type: array, items: {type: string}}", "0=1 1=0",
		},
		"not across types": {"anyOf", "{type: string, maxLength: 1}, {type: boolean}", "{type: integer}, {type: boolean}",
			"1=1 0=- -=0"},
		"by place":       {"prefixItems", "{type: string}, {type: integer}", "{type: integer}", "0=0 1=-"},
		"by place, more": {"prefixItems", "{type: string}", "{type: integer}, {type: string}", "0=0 -=1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := schemas(t, named+fmt.Sprintf("A: {%s: [%s]}\nB: {%[1]s: [%[3]s]}", c.keyword, c.ours, c.theirs))
			passes := passes
			if c.keyword == "anyOf" { // a union of one stays a union
				passes = without("a union of one schema is that schema")
			}
			n := newNormaliser(all, passes)
			got := ""
			for _, m := range PairBranches(c.keyword, n.Ref(all["A"]).Value, n.Ref(all["B"]).Value) {
				index := func(i int) string {
					if i == -1 {
						return "-"
					}
					return fmt.Sprint(i)
				}
				got += " " + index(m.Ours) + "=" + index(m.Theirs)
			}
			if got != " "+c.want {
				t.Errorf("got%s, want %s", got, c.want)
			}
		})
	}
}

func without(name string) (rest []pass) {
	for _, p := range passes {
		if p.name != name {
			rest = append(rest, p)
		}
	}
	return rest
}

// TestDiscriminatorTells: with a discriminator, its property alone tells branches apart.
func TestDiscriminatorTells(t *testing.T) {
	t.Parallel()
	const branch = "{type: object, required: [a, k], properties: {a: {const: %s}, k: {const: %s}}}"
	union := func(one, two string) string {
		return "{discriminator: {propertyName: k}, anyOf: [" + one + ", " + two + "]}"
	}
	all := schemas(t, "A: "+union(fmt.Sprintf(branch, "x", "one"), fmt.Sprintf(branch, "y", "two"))+
		"\nB: "+union(fmt.Sprintf(branch, "x", "two"), fmt.Sprintf(branch, "y", "one")))
	n := New(all)
	got := PairBranches("anyOf", n.Ref(all["A"]).Value, n.Ref(all["B"]).Value)
	if want := fmt.Sprint([]Match{{0, 1}, {1, 0}}); fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// TestBranchNames: a branch is called what the vendor calls it, or what tells it apart.
func TestBranchNames(t *testing.T) {
	t.Parallel()
	all := schemas(t, "Cat: {type: object}\n'a/b': {type: object}\nA: {anyOf: [{$ref: '#/components/schemas/Cat'}, "+
		"{type: object, required: [k], properties: {k: {const: dog}}}, {type: string}, {type: string, enum: [a]}, "+
		"{type: [string, integer]}, {type: object, properties: {x: {type: string}}}, {$ref: '#/components/schemas/a~1b'}]}")
	n := newNormaliser(all, without("an open enum is its type"))
	union := n.Ref(all["A"]).Value
	for i, want := range []string{"Cat", "object {k: dog}", "string", "branch 4", "branch 5", "branch 6", "a~1b"} {
		if got := BranchName(union, union.AnyOf[i], i); got != want {
			t.Errorf("branch %d is called %q, want %q", i, got, want)
		}
	}
	lifted := *union
	origin := *union.Origin
	lifted.Origin, origin.Fields = &origin, nil
	if got := BranchName(&lifted, union.AnyOf[5], 5); got != "object {x}" {
		t.Errorf("a branch of a union that nobody wrote is called %q", got)
	}
}

// TestCommonObject: of a union of objects, a program reads what all of them have.
func TestCommonObject(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ branches, own, want string }{
		{"{type: object, required: [a], properties: {a: {type: string}}}, {type: object, required: [a], properties: " +
			"{a: {type: string}}}",
			"", `{"properties":{"a":{"type":"string"}},"required":["a"],"type":"object"}`},
		{"{type: object, required: [a], properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}",
			"", `{"properties":{"a":{"type":"string"},"b":{"type":"string"}},"type":"object"}`},
		{"{type: object, properties: {a: {type: string}}}, {type: object, properties: {a: {type: integer}}}",
			"", `{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer"}]}},"type":"object"}`},
		{"{type: object, properties: {a: {type: string, enum: [b]}}}, {type: object, properties: {a: {type: string, " +
			"enum: [a]}}}",
			"", `{"properties":{"a":{"enum":["a","b"],"type":"string"}},"type":"object"}`},
		{"{type: object, properties: {a: {type: string, enum: [b]}}}, {type: object, properties: {a: {type: string}}}",
			"", `{"properties":{"a":{"type":"string"}},"type":"object"}`},
		{"{type: object, properties: {a: {type: string, format: f, maxLength: 1}}}, " +
			"{type: object, properties: {a: {type: string, format: f, nullable: true}}}",
			"", `{"properties":{"a":{"format":"f","nullable":true,"type":"string"}},"type":"object"}`},
		{"{type: object, properties: {a: {type: string, format: f}}}, {type: object, properties: {a: {type: string}}}",
			"", `{"properties":{"a":{"type":"string"}},"type":"object"}`},
		{"{type: object, properties: {a: {anyOf: [{type: string}, {type: array, items: {type: string}}]}}}, " +
			"{type: object, properties: {a: {anyOf: [{type: string}, {type: integer}]}}}",
			"",
			`{"properties":{"a":{"anyOf":[{"type":"string"},{"items":{"type":"string"},"type":"array"},` +
				`{"type":"integer"}]}},"type":"object"}`},
		{"{type: object, nullable: true, required: [b]}, {type: object, required: [b], properties: {b: {type: string}, " +
			"c: {type: string}}}",
			"required: [a], properties: {a: {type: string}, c: {type: integer}}, ",
			`{"nullable":true,"properties":{"a":{"type":"string"},"b":{"type":"string"},"c":{"type":"integer"}},` +
				`"required":["a","b"],"type":"object"}`},
		{"{type: object, properties: {a: {type: string}}, anyOf: [{type: object, properties: {b: {type: string}}}, " +
			"{type: object, properties: {c: {type: string}}}]}, {type: object, properties: {d: {type: string}}}",
			"discriminator: {propertyName: a}, ",
			`{"properties":{"a":{"type":"string"},"b":{"type":"string"},"c":{"type":"string"},"d":{"type":"string"}},` +
				`"type":"object"}`},
	} {
		all := schemas(t, "A: {"+c.own+"anyOf: ["+c.branches+"]}")
		union := New(all).Ref(all["A"]).Value
		if !IsUnionOfObjects(union) {
			t.Errorf("%s: not a union of objects", c.branches)
		}
		got, err := json.Marshal(NewEquality().CommonObject(union))
		if err != nil || string(got) != c.want {
			t.Errorf("%s:\ngot  %s, %v\nwant %s", c.branches, got, err, c.want)
		}
	}
}

func TestIsUnionOfObjects(t *testing.T) {
	t.Parallel()
	for lines, want := range map[string]bool{
		"A: {anyOf: [{type: object}, {type: object, required: [a]}]}":                            true,
		"A: {anyOf: [{type: object}, {type: string}]}":                                           false,
		"A: {anyOf: [{type: object}, {type: [object, string]}]}":                                 false,
		"A: {anyOf: [{type: object}, {anyOf: [{type: object}, {type: object, required: [a]}]}]}": false,
		"A: {type: object}": false,
		"A: {oneOf: [{type: object}, {type: object}], anyOf: [{type: object}, {required: [a]}]}":          false,
		"A: {properties: {a: {type: string}}, anyOf: [{type: object}, {$ref: '#/components/schemas/A'}]}": false,
	} {
		all := schemas(t, lines)
		if got := IsUnionOfObjects(New(all).Ref(all["A"]).Value); got != want {
			t.Errorf("%s: got %v", lines, got)
		}
	}
}
