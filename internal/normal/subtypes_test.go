package normal

import "testing"

// animals has a parent, whose subtypes are told apart by the property k.
const animals = `Animal:
  {type: object, properties: {k: {type: string}}, discriminator: {propertyName: k, mapping: {c: Cat, r: Rock}}}
Cat: {allOf: [{$ref: '#/components/schemas/Animal'}], properties: {c: {type: string}}}
Dog: {allOf: [{properties: {d: {type: string}}}, {$ref: '#/components/schemas/Animal'}, {maxProperties: 9}]}
Fox: {allOf: [{$ref: '#/components/schemas/Animal'}]}
Kitten: {allOf: [{$ref: '#/components/schemas/Cat'}], properties: {t: {type: string}}}
Rock: {type: object, maxProperties: 1}
OrNull: {nullable: true, allOf: [{$ref: '#/components/schemas/Animal'}]}
Alias: {$ref: '#/components/schemas/Animal'}
Bare: {type: object, properties: {k: {type: string}}, discriminator: {propertyName: k}}
Plain: {type: object, properties: {k: {type: string}}}
Pear: {allOf: [{$ref: '#/components/schemas/Plain'}], properties: {p: {type: string}}}
Loop:
  discriminator: {propertyName: k, mapping: {l: Loop, g: Gone}}
  properties: {k: {type: string}}
  allOf: [{$ref: '#/components/schemas/Loop'}]
`

// TestSubtypes: a schema with a discriminator is the union of what each of its subtypes adds.
func TestSubtypes(t *testing.T) {
	t.Parallel()
	const (
		branches = `"anyOf":[{"$ref":"#/components/schemas/Cat"},{"$ref":"#/components/schemas/Dog"},` +
			`{"$ref":"#/components/schemas/Fox"},{"$ref":"#/components/schemas/Rock"}],` +
			`"discriminator":{"mapping":{"Dog":"Dog","Fox":"Fox","c":"c","r":"r"},"propertyName":"k"}`
		parent = `"properties":{"k":{"type":"string"}},"type":"object"`
	)
	for lines, want := range map[string]string{
		"A: {$ref: '#/components/schemas/Animal'}": "{" + branches + "," + parent + "}",
		"A: {$ref: '#/components/schemas/Alias'}":  "{" + branches + "," + parent + "}",
		"A: {$ref: '#/components/schemas/OrNull'}": "{" + branches + `,"nullable":true,` + parent + "}",
		"A: {$ref: '#/components/schemas/Fox'}":    "{" + parent + "}",
		"A: {$ref: '#/components/schemas/Bare'}":   "{" + parent + "}",
		"A: {$ref: '#/components/schemas/Plain'}":  "{" + parent + "}",
		"A: {$ref: '#/components/schemas/Loop'}":   "{" + parent + "}",
		"A: {$ref: '#/components/schemas/Kitten'}": `{"properties":{"c":{"type":"string"},"k":{"type":"string"},` +
			`"t":{"type":"string"}},"type":"object"}`,
		"A: {$ref: '#/components/schemas/Cat'}": `{"anyOf":[{"$ref":"#/components/schemas/Kitten"}],` +
			`"discriminator":{"mapping":{"Kitten":"Kitten"},"propertyName":"k"},` +
			`"properties":{"c":{"type":"string"},"k":{"type":"string"}},"type":"object"}`,
	} {
		if got := formOf(t, animals+lines, passes); got != want {
			t.Errorf("%s\nhas the form %s\nwant         %s", lines, got, want)
		}
	}
	all := schemas(t, animals+"A: {properties: {a: {anyOf: [{$ref: '#/components/schemas/Animal'}, {type: 'null'}]}}}")
	a := New(all).Ref(all["A"]).Value.Properties["a"].Value
	if !a.Nullable || len(a.AnyOf) != 4 {
		t.Fatalf("an animal or null is %+v", a)
	}
	for i, want := range []string{"object {c}", "object {d}", "object", "object"} {
		b := a.AnyOf[i].Value
		if got := Shape(b, 2); got != want {
			t.Errorf("branch %d is %s, want %s", i, got, want)
		}
		if (i == 1) != (b.MaxProps != nil && *b.MaxProps == 9) || (i == 3) != (b.MaxProps != nil && *b.MaxProps == 1) {
			t.Errorf("branch %d: %+v", i, b)
		}
	}
	if kitten := a.AnyOf[0].Value.AnyOf; len(kitten) != 1 || Shape(kitten[0].Value, 2) != "object {t}" {
		t.Errorf("a cat's subtypes are %v", kitten)
	}
}
