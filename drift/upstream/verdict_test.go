package upstream

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// pets is a contract with a union, in a response and in a request.
const pets = `openapi: 3.0.3
info: {title: Pets, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /pets:
    post:
      operationId: addPet
      parameters:
        - {name: tag, in: query, schema: {type: string}}
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Pet"}}
      responses:
        "200":
          description: the pet
          content:
            application/json: {schema: {$ref: "#/components/schemas/Pet"}}
        "204":
          description: none
          content:
            application/json: {schema: {type: string}}
components:
  schemas:
    Pet:
      oneOf:
        - $ref: "#/components/schemas/Cat"
        - $ref: "#/components/schemas/Dog"
    Cat: {type: object, required: [kind], properties: {kind: {type: string, enum: [cat]}, lives: {type: integer}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string, enum: [dog]}, bark: {type: string}}}
`

const (
	inlinePet = "      oneOf:\n        - $ref: \"#/components/schemas/Cat\"\n        - $ref: " +
		"\"#/components/schemas/Dog\"\n"
	cat = "{type: object, required: [kind], properties: {kind: {type: string, enum: [cat]}, lives: {type: " +
		"integer}}}"
	dog = "{type: object, required: [kind], properties: {kind: {type: string, enum: [dog]}, bark: {type: string}}}"
)

// response makes the response of pets have a schema, and nothing else refer to Pet.
func response(schema string) []string {
	return []string{
		"          application/json: {schema: {$ref: \"#/components/schemas/Pet\"}}\n      responses",
		"          application/json: {schema: {type: string}}\n      responses",
		"application/json: {schema: {$ref: \"#/components/schemas/Pet\"}}", "application/json: {schema: " + schema + "}",
	}
}

func request(schema string) []string {
	return []string{
		"          application/json: {schema: {$ref: \"#/components/schemas/Pet\"}}\n      responses",
		"          application/json: {schema: " + schema + "}\n      responses",
		"            application/json: {schema: {$ref: \"#/components/schemas/Pet\"}}",
		"            application/json: {schema: {type: string}}",
	}
}

// TestVerdicts has a case for each thing that a comparison must get right, and what is not to be confused with it.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		contract, published []string
		want                string   // rules, a line each
		says                []string // in the messages
	}{
		"two branches, each with one more property, inlined": {
			nil,
			[]string{inlinePet, "      oneOf: [" + strings.Replace(cat, "lives:", "age: {type: integer}, lives:", 1) + ", " +
				strings.Replace(dog, "bark:", "age: {type: integer}, bark:", 1) + "]\n"},
			"additive new-optional-request-property 0 /age\nadditive new-optional-request-property 0 /age\n" +
				"additive response-optional-property-added 200 /age\nadditive response-optional-property-added 200 /age",
			[]string{"`oneOf[Cat]/age`", "`oneOf[Dog]/age`"},
		},
		"branches without names are told apart by a constant": {
			response("{oneOf: [" + cat + ", " + dog + "]}"),
			[]string{"lives: {type: integer}", "lives: {type: string}"},
			"breaking response-property-type-changed 200 /lives",
			[]string{"`oneOf[object {kind: cat}]/lives`"},
		},
		"what a value of another type lost, in a request": {
			request("{type: object, properties: {a: {type: object, properties: {b: {type: string}}}}}"),
			[]string{"a: {type: object, properties: {b: {type: string}}}", "a: {type: string}"},
			"breaking request-property-type-changed 0 /a", nil,
		},
		"a parameter, beside a body of another type": {
			append(request("{type: object, properties: {a: {type: string}}}"),
				"tag, in: query, schema: {type: string}",
				"tag, in: query, schema: {type: array, items: {type: string, enum: [x, y]}}"),
			[]string{"enum: [x, y]", "enum: [x]", "{type: object, properties: {a: {type: string}}}", "{type: string}"},
			"breaking request-body-type-changed 0\nbreaking request-parameter-property-enum-value-removed 0 /0", nil,
		},
		"branches without names or constants have numbers": {
			response("{oneOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {b: {type: " +
				"string}}}]}"),
			[]string{"b: {type: string}", "b: {type: integer}"},
			"breaking response-property-type-changed 200 /b",
			[]string{"`oneOf[branch 2]/b`"},
		},
		"a new branch": {
			response("{oneOf: [{$ref: \"#/components/schemas/Cat\"}, {$ref: \"#/components/schemas/Dog\"}]}"),
			[]string{"{$ref: \"#/components/schemas/Dog\"}]",
				"{$ref: \"#/components/schemas/Dog\"}, {type: object, properties: {kind: {type: string, enum: [fish]}, fins: " +
					"{type: integer}}, required: [kind]}]"},
			"breaking response-body-one-of-added 200",
			[]string{"`object {kind: fish}`"},
		},
		"a renamed branch": {nil, []string{"schemas/Cat", "schemas/Feline", "    Cat:", "    Feline:"}, "", nil},
		"branches in another order": {
			nil,
			[]string{inlinePet,
				"      oneOf:\n        - $ref: \"#/components/schemas/Dog\"\n        - $ref: \"#/components/schemas/Cat\"\n"},
			"", nil,
		},
		"oneOf becomes anyOf": {nil, []string{"      oneOf:", "      anyOf:"}, "", nil},
		"nullable beside oneOf, in 3.1": {[]string{"    Pet:\n", "    Pet:\n      nullable: true\n"}, []string{"3.0.3",
			"3.1.0", "      nullable: true\n", "", "        - $ref: \"#/components/schemas/Dog\"\n",
			"        - $ref: \"#/components/schemas/Dog\"\n        - type: \"null\"\n"}, "", nil},
		"null beside branches": {response("{oneOf: [{$ref: \"#/components/schemas/Cat\"}, {$ref: " +
			"\"#/components/schemas/Dog\"}]}"), []string{"{oneOf: [", "{nullable: true, oneOf: ["},
			"breaking response-body-became-nullable 200", nil},

		"an object that becomes oneOf of two that have it": {
			response("{type: object, required: [login, id], properties: {login: {type: string}, id: {type: integer}}}"),
			[]string{"{type: object, required: [login, id], properties: {login: {type: string}, id: {type: integer}}}",
				"{oneOf: [{type: object, required: [login, id], properties: {login: {type: string}, id: {type: integer}, " +
					"plan: {type: string}}}, {type: object, required: [login, id, site], properties: {login: {type: string}, " +
					"id: {type: integer}, site: {type: string}}}]}"},
			"additive response-optional-property-added 200 /plan\nadditive response-optional-property-added 200 /site", nil,
		},
		"an object that becomes oneOf of two of which one lacks a property": {
			response("{type: object, required: [login, id], properties: {login: {type: string}, id: {type: integer}}}"),
			[]string{"{type: object, required: [login, id], properties: {login: {type: string}, id: {type: integer}}}",
				"{oneOf: [{type: object, required: [login, id], properties: {login: {type: string}, id: {type: integer}}}, " +
					"{type: object, required: [login], properties: {login: {type: string}}}]}"},
			"breaking response-property-became-optional 200 /id", nil,
		},
		"a request that becomes oneOf of it and another": {
			request("{type: object, required: [a], properties: {a: {type: string}}}"),
			[]string{"{type: object, required: [a], properties: {a: {type: string}}}",
				"{oneOf: [{type: object, required: [z], properties: {z: {type: integer}}}, {type: object, required: [a], " +
					"properties: {a: {type: string}}}]}"},
			"additive request-body-one-of-added 0", nil,
		},
		"a request that becomes oneOf of others": {
			request("{type: object, required: [a], properties: {a: {type: string}}}"),
			[]string{"{type: object, required: [a], properties: {a: {type: string}}}",
				"{oneOf: [{type: object, required: [z], properties: {z: {type: integer}}}, {type: array, items: {type: " +
					"string}}]}"},
			"breaking request-body-one-of-removed 0\nadditive request-body-one-of-added 0", nil,
		},

		"a query parameter that becomes nullable": {nil, []string{"query, schema: {type: string}",
			"query, schema: {type: string, nullable: true}"}, "", nil},
		"a query parameter that becomes a list of types": {[]string{"3.0.3", "3.1.0"}, []string{"query, schema: {type: " +
			"string}", "query, schema: {type: [string, 'null']}"}, "", nil},
		"a query parameter that becomes anyOf with null": {[]string{"3.0.3", "3.1.0"}, []string{"query, schema: {type: " +
			"string}", "query, schema: {anyOf: [{type: string}, {type: 'null'}]}"}, "", nil},
		"explode of a single value": {nil, []string{"query, schema: {type: string}",
			"query, explode: false, schema: {type: string}"}, "", nil},
		"explode of an array": {[]string{"query, schema: {type: string}",
			"query, schema: {type: array, items: {type: string}}"}, []string{"query, schema", "query, explode: false, schema"},
			"breaking request-parameter-serialization-changed 0", nil},
		"style of an object": {[]string{"query, schema: {type: string}",
			"query, schema: {type: object}"}, []string{"query, schema", "query, style: deepObject, schema"},
			"breaking request-parameter-serialization-changed 0", nil},

		"a widened enum of a request": {[]string{"query, schema: {type: string}",
			"query, schema: {type: string, enum: [a]}"}, []string{"enum: [a]", "enum: [a, b]"}, "", nil},
		"a lifted enum of a request": {[]string{"query, schema: {type: string}",
			"query, schema: {type: string, enum: [a, b]}"}, []string{"type: string, enum: [a, b]", "type: string"}, "", nil},
		"an enum of a request that became open": {
			request("{type: object, properties: {model: {type: string, enum: [a, b]}}}"),
			[]string{"model: {type: string, enum: [a, b]}", "model: {anyOf: [{type: string}, {type: string, enum: [a, b]}]}"},
			"", nil,
		},
		"a default in a request, of which oasdiff tells only the last name": {
			request("{type: object, properties: {model: {type: object, properties: {size: {type: string, default: s}}}}}"),
			[]string{"default: s}", "default: m}"}, "breaking request-property-default-value-changed 0 /model/size", nil,
		},
		"a narrowed enum of a request": {
			request("{type: object, properties: {model: {type: string, enum: [a, b]}}}"),
			[]string{"enum: [a, b]", "enum: [a]"}, "breaking request-property-enum-value-removed 0 /model", nil,
		},
		"an enum as oneOf of constants": {
			append(response("{type: object, properties: {model: {type: string, enum: [a, b]}}}"), "3.0.3", "3.1.0"),
			[]string{"{type: string, enum: [a, b]}",
				"{oneOf: [{type: string, const: b, title: B}, {type: string, const: a}]}"}, "", nil,
		},

		"a part of another media type": {
			[]string{"          application/json: {schema: {$ref: \"#/components/schemas/Pet\"}}\n      responses",
				"          multipart/form-data: {schema: {type: object, properties: {photo: {type: string, format: binary}}}," +
					" encoding: {photo: {contentType: image/png}}}\n      responses"},
			[]string{"image/png", "image/jpeg"}, "breaking request-part-media-type-changed 0 /photo", []string{"image/png",
				"image/jpeg"},
		},
		"a part of another type, whose media type nobody says": {
			[]string{"          application/json: {schema: {$ref: \"#/components/schemas/Pet\"}}\n      responses",
				"          multipart/form-data: {schema: {type: object, properties: {photo: {type: string}}}}\n      responses"},
			[]string{"photo: {type: string}", "photo: {type: object}"},
			"breaking request-property-type-changed 0 /photo", nil,
		},
		"an object's part whose media type is said": {
			[]string{"          application/json: {schema: {$ref: \"#/components/schemas/Pet\"}}\n      responses",
				"          multipart/form-data: {schema: {type: object, properties: {photo: {type: object, maxProperties: " +
					"3}}}}\n      responses"},
			[]string{"photo: {type: object, maxProperties: 3}}}}",
				"photo: {type: object, maxProperties: 3}}}, encoding: {photo: {contentType: application/json}}}"}, "", nil,
		},
		"a list's part whose media type is said": {
			[]string{"          application/json: {schema: {$ref: \"#/components/schemas/Pet\"}}\n      responses",
				"          multipart/form-data: {schema: {type: object, properties: {photo: {type: array, items: {type: " +
					"string}}}}}\n      responses"},
			[]string{"photo: {type: array, items: {type: string}}}}}",
				"photo: {type: array, items: {type: string}}}}, encoding: {photo: {contentType: text/plain}}}"}, "", nil,
		},
		"a part whose media type is said": {
			[]string{"          application/json: {schema: {$ref: \"#/components/schemas/Pet\"}}\n      responses",
				"          multipart/form-data: {schema: {type: object, properties: {photo: {type: string, format: " +
					"binary}}}}\n      responses"},
			[]string{"format: binary}}}}", "format: binary}}}, encoding: {photo: {contentType: application/octet-stream}}}"},
			"", nil,
		},
		"content taken from a 204": {nil, []string{"        \"204\":\n          description: none\n          content:\n" +
			"            application/json: {schema: {type: string}}\n", "        \"204\": {description: none}\n"}, "", nil},
		"content taken from a 200": {
			nil, []string{"          description: the pet\n          content:\n            application/json: {schema: " +
				"{$ref: \"#/components/schemas/Pet\"}}\n", "          description: the pet\n"},
			"breaking response-media-type-removed 200", nil,
		},
		"a format on an object": {nil, []string{"Cat: {type: object,", "Cat: {type: object, format: feline,"}, "",
			nil},
		"a format on an array": {response("{type: array, items: {type: string}}"), []string{"{type: array,",
			"{type: array, format: csv,"}, "", nil},
		"a format on a string": {response("{type: string}"), []string{"            application/json: {schema: " +
			"{type: string}}", "            application/json: {schema: {type: string, format: uuid}}"},
			"additive response-body-type-specialized 200", nil},
		"an integer's usual format": {nil, []string{"lives: {type: integer}", "lives: {type: integer, format: int64}"},
			"", nil},
		"an integer's smaller format": {response("{$ref: \"#/components/schemas/Cat\"}"), []string{"lives: {type: integer}",
			"lives: {type: integer, format: int32}"}, "additive response-property-type-specialized 200 /lives", nil},

		"an operation of 3.1 without responses": {
			[]string{"3.0.3", "3.1.0", pets[strings.Index(pets, "      responses:"):strings.Index(pets, "components:")], ""},
			[]string{"name: tag", "name: label"},
			"breaking request-parameter-removed 0\nadditive new-optional-request-parameter 0", nil,
		},
		"a charset of UTF-16": {nil, []string{"            application/json: {schema: {$ref",
			"            application/json; charset=utf-16: {schema: {$ref"},
			"breaking response-media-type-parameter-added 200", nil},
		"a charset of UTF-8": {nil, []string{"            application/json: {schema: {$ref",
			"            application/json; charset=\"UTF-8\": {schema: {$ref"}, "", nil},
		"an equal type beside a reference": {
			append(response("{$ref: \"#/components/schemas/Cat\"}"), "3.0.3", "3.1.0"), []string{"{$ref: " +
				"\"#/components/schemas/Cat\"}", "{type: object, $ref: \"#/components/schemas/Cat\"}"}, "", nil,
		},
		"another type beside a reference": {
			append(response("{$ref: \"#/components/schemas/Cat\"}"), "3.0.3", "3.1.0"), []string{"{$ref: " +
				"\"#/components/schemas/Cat\"}", "{maxProperties: 3, $ref: \"#/components/schemas/Cat\"}"},
			"additive response-body-max-properties-set 200", nil,
		},
		"anything becomes an object or null": {
			response("{type: object, properties: {x: {nullable: true}}}"), []string{"x: {nullable: true}",
				"x: {type: object, nullable: true}"},
			"additive response-property-type-specialized 200 /x", nil,
		},
		"a property called $ref": {
			response("{type: object, properties: {$ref: {type: string}}}"), []string{"$ref: {type: string}",
				"$ref: {type: integer}"},
			"breaking response-property-type-changed 200 /$ref", nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			contract := edited(t, pets, c.contract...)
			if _, got := compared(t, contract, contract); got != "" {
				t.Fatalf("compared with itself:\n%s", got)
			}
			findings, got := compared(t, contract, edited(t, contract, c.published...))
			if got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s\n%v", got, c.want, findings)
			}
			var messages []string
			for _, f := range findings {
				messages = append(messages, f.Message)
				if strings.Contains(f.Message, "subschema") || strings.Contains(f.Message, "MISSING") ||
					strings.Contains(f.Message, "``") ||
					f.Line == 0 ||
					f.Place.Line == 0 {
					t.Errorf("got %q at %d:%d, %v", f.Message, f.Line, f.Column, f.Place)
				}
			}
			for _, want := range c.says {
				if !strings.Contains(strings.Join(messages, "\n"), want) {
					t.Errorf("the messages %q do not have %s", messages, want)
				}
			}
		})
	}
}

// TestUndefinedScheme: a security scheme that nobody defines says nothing about the operation.
func TestUndefinedScheme(t *testing.T) {
	t.Parallel()
	undefined := edited(t, things, "{key: {type", "{other: {type")
	for name, c := range map[string]struct{ contract, published, noted string }{
		"in the contract":           {undefined, things, "contract.yaml"},
		"in the published document": {things, undefined, "published.yaml"},
	} {
		findings, notes, err := parsed(t, c.published, "published.yaml").Compare(parsed(t, c.contract, "contract.yaml"))
		if err != nil || len(findings) > 0 || len(notes) != 1 ||
			!strings.Contains(notes[0].Message, c.noted+" does not define the security scheme \"key\"") {
			t.Errorf("%s: got %v, %v, %v", name, findings, notes, err)
		}
		if hasPlace := notes[0].Place.Line == 4; hasPlace != (c.noted == "contract.yaml") {
			t.Errorf("%s: the note is at %v", name, notes[0].Place)
		}
	}
	findings, notes, _ := parsed(
		t,
		edited(t, undefined, "kind: {type: string}", "kind: {type: integer}"),
		"published.yaml",
	).Compare(parsed(t, things, "contract.yaml"))
	if len(findings) != 1 || len(notes) != 1 {
		t.Errorf("the operation is not compared: %v, %v", findings, notes)
	}
}

// TestMovedKey: an API key that moved is one change, at the scheme.
func TestMovedKey(t *testing.T) {
	t.Parallel()
	contract := edited(t, things, "{type: http, scheme: bearer}", "{type: apiKey, in: header, name: X-Key}")
	findings, got := compared(t, contract, edited(t, contract, "in: header, name: X-Key", "in: query, name: key"))
	if got != "breaking api-security-component-api-key-in-changed 0" &&
		got != "breaking api-security-component-api-key-name-changed 0" {
		t.Fatalf("got:\n%s", got)
	}
	f := findings[0]
	if f.Place.Pointer != "/components/securitySchemes/key/in" ||
		f.Was != "apiKey header X-Key" && f.Was != "apiKey header x-key" ||
		f.Is != "apiKey query key" {
		t.Errorf("got %v at %v, was %q, is %q", f, f.Place, f.Was, f.Is)
	}
}

// TestLargeOperation: one reference more is one fact, however many there are.
func TestLargeOperation(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 3000 {
		b.WriteString(
			"    S" + strconv.Itoa(
				i,
			) + ": {type: object, properties: {next: {$ref: '#/components/schemas/Thing'}, n: {type: integer}, m: {type: " +
				"string}}}\n",
		)
	}
	names := strings.Split(strings.TrimSpace(b.String()), "\n")
	var properties []string
	for _, n := range names {
		name, _, _ := strings.Cut(strings.TrimSpace(n), ":")
		properties = append(properties, "p"+name+": {$ref: '#/components/schemas/"+name+"'}")
	}
	contract := edited(
		t,
		things,
		"    Error:\n",
		b.String()+"    Error:\n",
		"note: {type: string}",
		"note: {type: object, properties: {"+strings.Join(properties, ", ")+"}}",
	)
	if _, got := compared(t, contract, contract); got != "" {
		t.Fatalf("compared with itself:\n%.300s", got)
	}
	published := edited(
		t,
		contract,
		"note: {type: object, properties: {",
		"note: {type: object, properties: {aaa: {$ref: '#/components/schemas/Error'}, ",
	)
	if _, got := compared(t, contract, published); got != "additive response-optional-property-added 200 /note/aaa" {
		t.Errorf("got:\n%.300s", got)
	}
}

// TestManyConstants: a union of many constants is the same as itself.
func TestManyConstants(t *testing.T) {
	t.Parallel()
	var branches []string
	for i := range 100 {
		branches = append(branches, "{enum: [V"+strconv.Itoa(i)+"]}")
	}
	contract := edited(t, things,
		"note: {type: string}", "note: {type: string, oneOf: ["+strings.Join(branches, ", ")+"]}")
	if _, got := compared(t, contract, contract); got != "" {
		t.Errorf("compared with itself:\n%.300s", got)
	}
	published := edited(t, contract, "enum: [V7]", "enum: [W]")
	if _, got := compared(t, contract, published); !strings.HasPrefix(got, "breaking ") {
		t.Errorf("got:\n%.300s", got)
	}
}

// TestSplitDocument: of a document in several files, only what the operation reaches has to be valid.
func TestSplitDocument(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, data := range map[string]string{
		"openapi.yaml": edited(t, things, `"#/components/schemas/Error"`, `"schemas/errors.yaml#/Error"`, "paths:\n",
			"paths:\n  /other: {get: {responses: {'200': {$ref: 'gone.yaml#/Gone'}}}}\n  /broken: {$ref: 'broken.yaml'}\n"),
		"schemas/errors.yaml": "Broken: {$ref: '#/Nowhere', minLength: long}\nError: {type: object, required: [error], " +
			"properties: {error: {$ref: 'text.yaml'}, details: {type: string}}}\n" +
			"Unused:\n  $ref: ../gone.yaml\n",
		"schemas/text.yaml": "type: integer\n",
		"broken.yaml":       "get: [",
	} {
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	published, err := Load(t.Context(), filepath.Join(folder, "openapi.yaml"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	findings, _, err := published.Compare(parsed(t, things, "contract.yaml"))
	if err != nil || len(findings) != 1 || findings[0].Rule != "response-property-type-changed" ||
		findings[0].Pointer != "/error" {
		t.Fatalf("got %v, %v", findings, err)
	}
	want := drift.Source{
		File:   filepath.ToSlash(filepath.Join(folder, "schemas/text.yaml")),
		Entry:  -1,
		Line:   1,
		Column: 1,
	}
	if got := findings[0].Source; got != want {
		t.Errorf("the finding is at %+v, want %+v", got, want)
	}
}
