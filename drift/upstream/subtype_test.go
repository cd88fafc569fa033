package upstream

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// animals is a contract with a parent, whose discriminator tells its subtypes apart without naming them.
const animals = `openapi: 3.0.3
info: {title: Animals, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /animals:
    post:
      operationId: addAnimal
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Sent"}}
      responses:
        "200":
          description: the animal
          content:
            application/json: {schema: {$ref: "#/components/schemas/Animal"}}
components:
  schemas:
    Animal:
      type: object
      required: [kind]
      properties: {kind: {type: string}, age: {type: integer}}
      discriminator: {propertyName: kind}
    Cat:
      allOf:
        - $ref: "#/components/schemas/Animal"
        - {type: object, required: [lives], properties: {lives: {type: integer}}}
    Kitten:
      allOf: [{$ref: "#/components/schemas/Cat"}]
      properties: {toy: {type: string}}
    Dog:
      description: barks
      allOf: [{$ref: "#/components/schemas/Animal"}]
      properties: {bark: {type: string}}
    Fox:
      allOf: [{$ref: "#/components/schemas/Animal"}]
    Nobody:
      description: an animal or null
      nullable: true
      allOf: [{$ref: "#/components/schemas/Animal"}]
    Sent:
      type: object
      properties: {kind: {type: string}}
      discriminator: {propertyName: kind}
    Letter:
      allOf: [{$ref: "#/components/schemas/Sent"}]
      properties: {stamp: {type: string}}
`

// TestSubtypes: a parent with a discriminator stands for the schemas that extend it.
func TestSubtypes(t *testing.T) {
	t.Parallel()
	const (
		answer = `{schema: {$ref: "#/components/schemas/Animal"}}`
		dog    = "      properties: {bark: {type: string}}\n"
		letter = "    Letter:\n      allOf: [{$ref: \"#/components/schemas/Sent\"}]\n      properties: {stamp: {type: " +
			"string}}\n"
	)
	subtypes := animals[strings.Index(animals, "    Cat:"):strings.Index(animals, "    Sent:")]
	fish := []string{
		"    Dog:\n",
		"    Fish: {allOf: [{$ref: \"#/components/schemas/Animal\"}, {properties: {fins: {type: integer}}}]}\n    Dog:\n",
	}
	explicit := func(s string) string {
		return "    Any: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Kitten'}, " +
			"{$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}}\n" + s
	}
	for name, c := range map[string]struct {
		contract, published []string
		want                string
		ours, theirs        string // what is at the place of the first finding
	}{
		"a property of a subtype": {
			nil, []string{"lives: {type: integer}", "lives: {type: string}"},
			"breaking response-property-type-changed 200 /lives", "type:integer", "type:string",
		},
		"a property of a subtype's subtype": {
			nil, []string{"toy: {type: string}", "toy: {type: integer}"},
			"breaking response-property-type-changed 200 /toy", "type:string", "type:integer",
		},
		"a property that all have, once": {
			nil, []string{"age: {type: integer}", "age: {type: string}"},
			"breaking response-property-type-changed 200 /age", "type:integer", "type:string",
		},
		"a subtype's new property": {
			nil, []string{"{bark: {type: string}", "{bark: {type: string}, tail: {type: string}"},
			"additive response-optional-property-added 200 /tail", "properties:", "tail:",
		},
		"a new subtype": {
			nil, fish,
			"breaking response-body-any-of-added 200\nbreaking response-body-discriminator-mapping-added 200",
			"discriminator:", "Fish:",
		},
		"a renamed subtype is another value": {
			nil, []string{"    Dog:", "    Hound:"},
			"breaking response-body-discriminator-mapping-added 200\n" +
				"additive response-body-discriminator-mapping-deleted 200", "discriminator:", "discriminator:",
		},
		"a mapping that says the same": {
			nil, []string{"discriminator: {propertyName: kind}\n    Cat", "discriminator: {propertyName: kind, " +
				"mapping: {Cat: Cat, Dog: '#/components/schemas/Dog'}}\n    Cat"}, "", "", "",
		},
		"a mapped schema that does not extend the parent": {
			[]string{
				"discriminator: {propertyName: kind}\n    Cat",
				"discriminator: {propertyName: kind, mapping: {rock: Rock}}\n    Rock: {type: object, " +
					"properties: {weight: {type: integer}}}\n    Cat"},
			[]string{"weight: {type: integer}", "weight: {type: string}"},
			"breaking response-property-type-changed 200 /weight", "type:integer", "type:string",
		},
		"where the parent may be null": {
			[]string{answer,
				"{schema: {type: object, properties: {pet: {nullable: true, allOf: [{$ref: " +
					"\"#/components/schemas/Animal\"}]}}}}"},
			[]string{"lives: {type: integer}", "lives: {type: string}"},
			"breaking response-property-type-changed 200 /pet/lives", "type:integer", "type:string",
		},
		"under another name": {
			[]string{answer, "{schema: {$ref: \"#/components/schemas/Nobody\"}}"},
			[]string{"lives: {type: integer}", "lives: {type: string}"},
			"breaking response-property-type-changed 200 /lives", "type:integer", "type:string",
		},
		"a subtype that is named": {
			[]string{answer, "{schema: {$ref: \"#/components/schemas/Dog\"}}"},
			[]string{"lives: {type: integer}", "lives: {type: string}"}, "", "", "",
		},
		"a subtype that is named, beside a new one": {
			[]string{
				"discriminator: {propertyName: kind}\n    Cat",
				"discriminator: {propertyName: kind, mapping: {cat: Cat}}\n    Cat",
				answer, "{schema: {$ref: \"#/components/schemas/Dog\"}}",
			},
			[]string{"mapping: {cat: Cat}", "mapping: {cat: Cat, dog: Dog}"}, "", "", "",
		},
		"a subtype that adds nothing is not its siblings": {
			[]string{answer, "{schema: {$ref: \"#/components/schemas/Fox\"}}"},
			[]string{"lives: {type: integer}", "lives: {type: string}"}, "", "", "",
		},
		"a subtype without a discriminator": {
			[]string{"      discriminator: {propertyName: kind}\n    Cat", "    Cat"},
			[]string{"lives: {type: integer}", "lives: {type: string}"}, "", "", "",
		},
		"a contract without the subtypes": {
			[]string{subtypes, "", letter, ""},
			[]string{"    Sent:\n", subtypes + letter + "    Sent:\n"},
			"additive response-optional-property-added 200 /bark\nadditive response-optional-property-added 200 /lives\n" +
				"additive response-optional-property-added 200 /toy", "properties:", "bark:",
		},
		"the parent as a union of its subtypes": {
			nil, []string{answer, `{schema: {$ref: "#/components/schemas/Any"}}`, "    Cat:\n", explicit("    Cat:\n")}, "",
			"", "",
		},
		"a request's subtype": {
			nil, []string{"stamp: {type: string}", "stamp: {type: integer}"},
			"breaking request-property-type-changed 0 /stamp", "type:string", "type:integer",
		},
		"a request's lost subtype": {
			nil, []string{letter, ""}, "breaking request-property-removed 0 /stamp", "stamp:", "properties:",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			contract := edited(t, animals, c.contract...)
			if _, got := compared(t, contract, contract); got != "" {
				t.Fatalf("compared with itself:\n%s", got)
			}
			published := edited(t, contract, c.published...)
			findings, got := compared(t, contract, published)
			if got != c.want {
				t.Fatalf("got:\n%s\nwant:\n%s\n%v", got, c.want, findings)
			}
			if c.want == "" {
				return
			}
			f := findings[0]
			if got := textAt(contract, f.Place.Line, f.Place.Column); !strings.HasPrefix(got, c.ours) {
				t.Errorf("in the contract it is at %.40q, want %q", got, c.ours)
			}
			if got := textAt(published, f.Line, f.Column); !strings.HasPrefix(got, c.theirs) {
				t.Errorf("in the published document it is at %.40q, want %q", got, c.theirs)
			}
		})
	}
}

// TestSubtypesInOtherFiles: a parent in another file stands for the schemas there that extend it, whether or not the
// document refers to them.
func TestSubtypesInOtherFiles(t *testing.T) {
	t.Parallel()
	const (
		other    = "schemas/common.yaml#/components/schemas/"
		response = `openapi: 3.0.3
info: {title: t, version: "1"}
paths: {/a: {get: {responses: {"200": {description: d, content: {application/json: {schema: {$ref: "REF"}}}}}}}}
`
		common = `components:
  schemas:
    Animal: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Cat: {allOf: [{$ref: "#/components/schemas/Animal"}], properties: {lives: {type: integer}}}
    Kitten: {allOf: [{$ref: "#/components/schemas/Cat"}], properties: {toy: {type: integer}}}
`
	)
	documents := map[string]string{
		"referred to": strings.Replace(response, "REF", other+"Animal", 1),
		"components": strings.Replace(response, "REF", "#/components/schemas/Animal", 1) + "components: {schemas: {Animal: " +
			"{$ref: \"" + other + "Animal\"}, Cat: {$ref: \"" + other + "Cat\"}, Tom: {$ref: \"" + other + "Cat\"}}}\n",
	}
	for name, document := range documents {
		for edit, want := range map[[2]string]string{
			{"lives: {type: integer}", "lives: {type: string}"}: "breaking response-property-type-changed 200 /lives",
			{"toy: {type: integer}", "toy: {type: string}"}:     "breaking response-property-type-changed 200 /toy",
			{", discriminator: {propertyName: kind}", ""}:       "breaking response-optional-property-removed 200 /lives",
			{"openapi", "openapi"}:                              "",
		} {
			load := func(common string) *Document {
				folder := t.TempDir()
				root := filepath.Join(folder, "openapi.yaml")
				if err := errors.Join(os.MkdirAll(filepath.Join(folder, "schemas"), 0o755),
					os.WriteFile(root, []byte(document), 0o600),
					os.WriteFile(filepath.Join(folder, "schemas/common.yaml"), []byte(common), 0o600)); err != nil {
					t.Fatal(err)
				}
				d, err := Load(t.Context(), root, Options{})
				if err != nil {
					t.Fatal(err)
				}
				return d
			}
			findings, _, err := load(strings.Replace(common, edit[0], edit[1], 1)).Compare(load(common))
			if got := lines(findings); err != nil || !strings.Contains(got, want) || want == "" && got != "" {
				t.Errorf("%s, %v: got %v, %v, want %q", name, edit, got, err, want)
			}
		}
	}
}
