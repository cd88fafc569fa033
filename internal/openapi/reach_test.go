package openapi

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestReach loads one operation of a document. What it reaches is there; what it does not reach may be invalid.
func TestReach(t *testing.T) {
	t.Parallel()
	const head = "openapi: 3.0.3\nsecurity: [{top: []}]\npaths:\n  /a:\n    get:\n      security: [{own: []}, {top: " +
		"[]}]\n      responses:\n        '200':\n" +
		"          content: {a/b: {schema: {$ref: '#/components/schemas/A'}}}\n    put: {responses: 7}\n  /broken: " +
		"{$ref: '#/nowhere'}\n" +
		"  /other:\n    get: {responses: {'200': {content: {a/b: {schema: {type: integer}}}}, '500': {$ref: " +
		"'#/nowhere'}}}\n    post: 3\n" +
		"components:\n  securitySchemes: {own: {type: http, scheme: basic}, top: {type: http, scheme: bearer}, unused: " +
		"5}\n  schemas:\n" +
		"    Broken: {type: object, minLength: long, properties: {x: {$ref: '#/nowhere'}}}\n"
	for name, c := range map[string]struct{ schemas, want string }{
		"a reference": {"    A: {properties: {b: {$ref: '#/components/schemas/B'}}}\n    B: {type: " +
			"string}\n", "A B"},
		"a folded reference": {"    A:\n      properties:\n        b:\n          $ref: >-\n " +
			"           #/components/schemas/B\n    B: {type: string}\n", "A B"},
		"an escaped reference": {"    A: {properties: {b: {$ref: '#/components/schemas/B~1%7Bx%7D'}}}\n " +
			"   'B/{x}': {type: string}\n", "A B/{x}"},
		"into a schema": {"    A: {$ref: '#/components/schemas/B/properties/c'}\n    B: {minLength: " +
			"long, properties: {c: {type: string}, d: {$ref: '#/nowhere'}}}\n", "A B"},
		"into paths": {"    A: {$ref: '#/paths/~1other/get/responses/200/content/a~1b/schema'}\n", "A"},
		"a mapping's names": {"    A: {discriminator: {propertyName: k, mapping: {b: B, c: " +
			"'#/components/schemas/C'}}}\n    B: {type: string}\n    C: {type: string}\n", "A B C"},
		"a mapping in block style": {"    A:\n      discriminator:\n        propertyName: k\n        mapping:\n " +
			"         b: B\n          c: '#/components/schemas/C'\n    B: {type: string}\n    C: {type: string}\n", "A B C"},
		"a mapping that leads nowhere": {"    A: {discriminator: {propertyName: k, mapping: {b: Gone}}}\n", "A"},
		"subtypes": {"    A: {type: object, discriminator: {propertyName: k}}\n    B: {allOf: " +
			"[{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/C'}]}\n    C: {type: object}\n    D: " +
			"{properties: {a: {$ref: '#/components/schemas/A'}}}\n", "A B C"},
		"subtypes of subtypes": {"    A: {type: object, discriminator: {propertyName: k}}\n    B: {allOf: " +
			"[{$ref: '#/components/schemas/A'}]}\n    C: {allOf: [{$ref: '#/components/schemas/B'}]}\n", "A B C"},
		"no subtypes":            {"    A: {type: object}\n    B: {allOf: [{$ref: '#/components/schemas/A'}]}\n", "A"},
		"a property called $ref": {"    A: {properties: {$ref: {type: string}}}\n", "A"},
		"a reference in prose":   {"    A: {description: \"see $ref: '#/nowhere'\"}\n", "A"},
		"an anchor elsewhere": {"    A: {properties: {b: *b}}\n    C: {properties: {x: &b {type: string}}}\n " +
			"   D: {type: string}\n", "A C"},
	} {
		document := head + c.schemas
		if strings.Contains(name, "anchor") {
			document = strings.Replace(
				head,
				"{type: object, minLength: long, properties: {x: {$ref: '#/nowhere'}}}",
				"{}",
				1,
			) + c.schemas
			// the alias comes before its anchor in the text, which YAML forbids: the anchor moves up
			document = strings.Replace(document, "    A: {properties: {b: *b}}\n", "", 1) + "    A: {properties: {b: *b}}\n"
		}
		for form, write := range map[string]func(string) string{"YAML": func(s string) string { return s }, "JSON": toJSON} {
			if form == "JSON" && (strings.Contains(name, "anchor") || strings.Contains(name, "folded")) {
				continue
			}
			t.Run(name+" in "+form, func(t *testing.T) {
				t.Parallel()
				f, err := OpenBytes([]byte(write(document)), "test")
				if err != nil {
					t.Fatal(err)
				}
				operations, broken := f.Operations()
				if len(broken) != 1 || broken[0].Template != "/broken" {
					t.Errorf("got %v", broken)
				}
				d, err := f.Load(operations[:1])
				if err != nil {
					t.Fatal(err)
				}
				for _, want := range strings.Fields(c.want) {
					if d.Components.Schemas[want] == nil {
						t.Errorf("%s is missing", want)
					}
				}
				if len(d.Components.Schemas) != len(strings.Fields(c.want)) || len(d.Components.SecuritySchemes) != 2 {
					t.Errorf("got %v and %v", d.Components.Schemas, d.Components.SecuritySchemes)
				}
			})
		}
	}
}

// TestLostReference names the reference that leads nowhere.
func TestLostReference(t *testing.T) {
	t.Parallel()
	for ref, want := range map[string]string{
		"#/components/schemas/Gone": `the reference "#/components/schemas/Gone" leads nowhere`,
		"gone.yaml#/a":              `the reference "gone.yaml#/a" leads to another document`,
	} {
		f, err := OpenBytes(
			[]byte(
				"openapi: 3.0.3\npaths:\n  /a:\n    get: {responses: {'200': {content: {a/b: {schema: {$ref: '"+ref+"'}}}}}}\n",
			),
			"test",
		)
		if err != nil {
			t.Fatal(err)
		}
		operations, _ := f.Operations()
		if _, err := f.Load(operations); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func toJSON(document string) string {
	f := &outline{data: []byte(document)}
	if err := nodeOutline(f); err != nil {
		panic(err)
	}
	return jsonText(f.decode(&f.root))
}

func jsonText(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(data)
}
