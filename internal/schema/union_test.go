package schema

import (
	"strings"
	"testing"
)

const pets = `
S: {oneOf: [{$ref: Cat}, {$ref: Dog}, {$ref: Bird}], discriminator: {propertyName: kind,
  mapping: {cat: Cat, dog: '#/components/schemas/Dog', hound: '#/components/schemas/Hound'}}}
Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}
Dog: {type: object, required: [kind, bark], properties: {kind: {type: string}, bark: {type: boolean}}}
Hound: {$ref: Dog}
Bird: {type: object, required: [kind], properties: {kind: {type: string}}}
`

const heirs = `
S: {$ref: Pet}
Pet: {type: object, required: [kind], discriminator: {propertyName: kind, mapping: {dog: Dog}}, properties: {name: {}}}
Cat: {allOf: [{$ref: Pet}, {type: object, properties: {lives: {type: integer}}}]}
Lion: {allOf: [{$ref: Cat}, {type: object, properties: {roar: {type: boolean}}}]}
Dog: {allOf: [{$ref: Pet}, {type: object, required: [bark], properties: {bark: {type: boolean}}}]}
`

// items has a constant that two branches share, and a union in a union, as OpenAI writes them.
const items = `
S: {oneOf: [{$ref: Item}, {$ref: Reference}], discriminator: {propertyName: type}}
Item: {oneOf: [{$ref: Input}, {$ref: Output}, {$ref: Call}], discriminator: {propertyName: type}}
Input: {type: object, required: [role], properties: {type: {enum: [message]}, role: {enum: [user, system]}}}
Output: {type: object, properties: {type: {enum: [message]}, role: {enum: [assistant]}, id: {type: string}}}
Call: {type: object, properties: {type: {enum: [call]}, id: {type: string}}}
Reference: {type: object, properties: {type: {enum: [ref]}, id: {type: string}}}
`

var unionCases = []rightCase{
	{name: "mapping by name", schema: pets,
		good: []string{`{"kind":"cat","lives":9}`, `{"kind":"Cat"}`, `{"kind":"Bird"}`},
		bad:  `{"kind":"cat","lives":"9"}`,
		want: []string{"value-type /lives Cat/properties/lives:8 expected an integer, saw a string"}},
	{name: "mapping by reference", schema: pets, good: []string{`{"kind":"dog","bark":true}`},
		bad: `{"kind":"dog","lives":1}`,
		want: []string{
			`property-missing /bark Dog/properties/bark:9 expected the required property "bark", saw an object without it`,
			`property-undeclared /lives Dog/properties/lives:9 expected only declared properties, saw "lives"`}},
	{name: "mapping by alias", schema: pets,
		good: []string{`{"kind":"hound","bark":true}`, `{"kind":"Hound","bark":true}`}, bad: `{"kind":"hound"}`,
		want: []string{
			`property-missing /bark Dog/properties/bark:9 expected the required property "bark", saw an object without it`}},
	{name: "unknown value", schema: pets, bad: `{"kind":"cow","x":1}`,
		want: []string{`value-not-allowed /kind S:6 expected "cat", "dog", "hound" or "Bird", saw another string`}},
	{name: "null value", schema: pets, bad: `{"kind":null}`,
		want: []string{`value-null /kind S:6 expected "cat", "dog", "hound" or "Bird", saw null`}},
	{name: "missing value", schema: pets, bad: `{"lives":1}`,
		want: []string{
			`property-missing /kind S:6 expected the discriminator's property "kind", saw an object without it`}},
	{name: "inheritance", schema: heirs,
		good: []string{
			`{"kind":"Cat","lives":1,"name":"a"}`, `{"kind":"Lion","lives":1,"roar":true,"name":"a"}`, `{"kind":"fish"}`,
			`{"kind":"Pet"}`},
		bad: `{"kind":"dog","lives":1}`,
		want: []string{
			`property-missing /bark Dog/allOf/1/properties/bark:10 ` +
				`expected the required property "bark", saw an object without it`,
			`property-undeclared /lives Pet/properties/lives:7 expected only declared properties, saw "lives"`}},
	{name: "inheritance from a child",
		schema: "S: {$ref: Cat}" + heirs[len("\nS: {$ref: Pet}"):],
		good:   []string{`{"kind":"Cat","lives":1}`, `{"kind":"Lion","lives":1,"roar":true}`, `{"kind":"dog"}`},
		bad:    `{"kind":"dog","bark":true}`,
		want: []string{
			`property-undeclared /bark Pet/properties/bark:7 expected only declared properties, saw "bark"`}},
	{name: "constant names a branch", schema: `
S: {oneOf: [{$ref: CatDto}, {$ref: DogDto}], discriminator: {propertyName: kind}}
CatDto: {type: object, properties: {kind: {enum: [cat]}, lives: {type: integer}}}
DogDto: {type: object, properties: {kind: {enum: [dog]}}}`,
		good: []string{`{"kind":"cat","lives":1}`}, bad: `{"kind":"dog","lives":1}`,
		want: []string{
			`property-undeclared /lives DogDto/properties/lives:8 expected only declared properties, saw "lives"`}},
	{name: "unknown value beside null", only31: true,
		schema: strings.Replace(pets, "{$ref: Bird}]", "{type: 'null'}]", 1),
		good:   []string{`null`, `{"kind":"cat"}`}, bad: `{"kind":"cow"}`,
		want: []string{`value-not-allowed /kind S:6 expected "cat", "dog" or "hound", saw another string`}},
	{name: "unknown value of one branch beside null", only31: true, schema: `
S: {oneOf: [{$ref: Cat}, {type: 'null'}], discriminator: {propertyName: kind, mapping: {cat: Cat}}}
Cat: {type: object, properties: {kind: {type: string}}}`,
		good: []string{`null`, `{"kind":"cat"}`}, bad: `{"kind":"cow"}`,
		want: []string{`value-not-allowed /kind S:6 expected "cat", saw another string`}},
	{name: "unknown value of constants", schema: `
S: {oneOf: [{$ref: CatDto}, {type: object, properties: {kind: {enum: [dog]}}}], discriminator: {propertyName: kind}}
CatDto: {type: object, properties: {kind: {enum: [cat]}}}`,
		good: []string{`{"kind":"cat"}`, `{"kind":"dog"}`}, bad: `{"kind":"CatDto"}`,
		want: []string{`value-not-allowed /kind S:6 expected "cat" or "dog", saw another string`}},
	{name: "constant of two branches", schema: items,
		good: []string{`{"type":"message","role":"user"}`, `{"type":"message","role":"assistant","id":"1"}`,
			`{"type":"call","id":"1"}`, `{"type":"ref","id":"1"}`},
		bad:  `{"type":"message","role":"assistant","id":1}`,
		want: []string{"value-type /id Output/properties/id:9 expected a string, saw a number"}},
	{name: "unknown value of nested alternatives", schema: items, good: []string{`{"type":"message","role":"user"}`},
		bad:  `{"type":"image"}`,
		want: []string{`value-not-allowed /type S:6 expected "call", "message" or "ref", saw another string`}},
	{name: "names of nested alternatives", schema: `
S: {oneOf: [{$ref: Pet}, {$ref: Car}], discriminator: {propertyName: kind}}
Pet: {oneOf: [{$ref: Cat}, {$ref: Dog}], discriminator: {propertyName: kind, mapping: {cat: Cat}}}
Cat: {type: object, properties: {kind: {type: string}, lives: {type: integer}}}
Dog: {type: object, properties: {kind: {type: string}}}
Car: {type: object, properties: {kind: {type: string}, doors: {type: integer}}}`,
		good: []string{
			`{"kind":"cat","lives":9}`,
			`{"kind":"Dog"}`,
			`{"kind":"Car","doors":5}`,
		}, bad: `{"kind":"Dog","doors":5}`,
		want: []string{
			`property-undeclared /doors Dog/properties/doors:9 expected only declared properties, saw "doors"`}},
	{name: "every constant is another", schema: `
S: {oneOf: [{type: object, properties: {ok: {enum: [true]}}}, {$ref: Failure}]}
Failure: {type: object, properties: {ok: {enum: [false]}, error: {enum: [not_authed]}}}`,
		good: []string{`{"ok":true}`, `{"ok":false,"error":"not_authed"}`}, bad: `{"ok":null,"error":"not_authed"}`,
		want: []string{"value-null /ok S/oneOf/0/properties/ok:6 expected true, saw null",
			`property-undeclared /error S/oneOf/0/properties/error:6 expected only declared properties, saw "error"`}},
	{name: "every constant of a branch with alternatives is another", schema: `
S: {oneOf: [{required: [a], properties: {ok: {enum: [true]}, a: {anyOf: [{type: object}, {}]}}}, {$ref: Failure}]}
Failure: {type: object, required: [b, c, d],
  properties: {ok: {enum: [false]}, b: {anyOf: [{type: object}, {}]}, c: {}}}`,
		good: []string{`{"ok":false,"b":1,"c":1,"d":1}`}, bad: `{"ok":false,"a":1,"c":1}`,
		want: []string{
			`property-missing /b Failure/properties/b:7 expected the required property "b", saw an object without it`,
			`property-missing /d Failure/properties/d:7 expected the required property "d", saw an object without it`,
			`property-undeclared /a Failure/properties/a:7 expected only declared properties, saw "a"`}},
	{name: "a wrong property is closer than a missing one", schema: `
S: {oneOf: [{type: object, required: [data], properties: {data: {type: array}}}, {$ref: Failure}]}
Failure: {type: object, required: [error], properties: {error: {type: object, properties: {m: {type: string}}}}}`,
		good: []string{`{"data":[]}`, `{"error":{"m":""}}`}, bad: `{"error":{"m":null}}`,
		want: []string{"value-null /error/m Failure/properties/error/properties/m:7 expected a string, saw null"}},
	{name: "a wrong property is closer than a forbidden one", schema: `
S: {oneOf: [{type: object, additionalProperties: false, properties: {a: {type: string}}}, {$ref: B}]}
B: {type: object, additionalProperties: false, properties: {b: {type: string}}}`,
		good: []string{`{"a":""}`, `{"b":""}`}, bad: `{"b":1}`,
		want: []string{"value-type /b B/properties/b:7 expected a string, saw a number"}},
	{name: "closest branch by a constant further in", schema: `
S: {oneOf: [{properties: {data: {properties: {type: {enum: [users]}, n: {type: string}}}}}, {$ref: Roles}]}
Roles: {properties: {data: {properties: {type: {enum: [roles]}, n: {type: integer}}}}}`,
		good: []string{`{"data":{"type":"users","n":""}}`, `{"data":{"type":"roles","n":1}}`},
		bad:  `{"data":{"type":"roles","n":""}}`,
		want: []string{"value-type /data/n Roles/properties/data/properties/n:7 expected an integer, saw a string"}},
	{name: "a nested alternative without the constant", schema: `
S: {anyOf: [{$ref: N}, {type: object, properties: {kind: {enum: [c]}}}]}
N: {anyOf: [{type: object, properties: {kind: {enum: [a]}}},
  {type: object, required: [z], properties: {z: {type: integer}}}]}`,
		good: []string{`{"kind":"c"}`, `{"kind":"a"}`, `{"kind":"c","z":1}`}, bad: `{"kind":"q","z":""}`,
		want: []string{"value-type /z N/anyOf/1/properties/z:8 expected an integer, saw a string",
			`property-undeclared /kind N/anyOf/1/properties/kind:8 expected only declared properties, saw "kind"`}},
	{name: "closest branch by constant", schema: `
S: {anyOf: [{$ref: A}, {$ref: B}]}
A: {type: object, properties: {kind: {enum: [a]}, x: {type: string}, y: {type: string}}}
B: {type: object, properties: {kind: {enum: [b]}}}`,
		good: []string{`{"kind":"a"}`}, bad: `{"kind":"a","x":1,"y":2}`,
		want: []string{"value-type /x A/properties/x:7 expected a string, saw a number",
			"value-type /y A/properties/y:7 expected a string, saw a number"}},
	{name: "unknown constant", schema: `
S: {anyOf: [{type: object, properties: {kind: {enum: [a]}}}, {type: object, properties: {kind: {enum: [b]}}}]}`,
		good: []string{`{"kind":"b"}`}, bad: `{"kind":"c","x":1}`,
		want: []string{`value-not-allowed /kind S:6 expected "a" or "b", saw another string`}},
	{name: "closest branch by fewest deviations", schema: `
S: {anyOf: [{type: object, required: [a, b, c]}, {$ref: Run}, {type: string}]}
Run: {type: object, required: [a], properties: {last_successful: {type: string}}}`,
		good: []string{`{"a":1}`}, bad: `{"a":1,"last_successful":null}`,
		want: []string{
			"value-null /last_successful Run/properties/last_successful:7 expected a string, saw null"}},
	{name: "first of equally close branches",
		schema: `S: {anyOf: [{type: object, required: [a]}, {type: object, required: [b]}]}`,
		good:   []string{`{"a":1}`}, bad: `{}`,
		want: []string{
			`property-missing /a S/anyOf/0/properties/a:6 expected the required property "a", saw an object without it`}},
	{name: "alternative to null", only31: true,
		schema: `S: {anyOf: [{type: object, properties: {a: {type: string}}}, {type: "null"}]}`,
		good:   []string{`null`, `{}`}, bad: `{"a":null}`,
		want: []string{"value-null /a S/anyOf/0/properties/a:6 expected a string, saw null"}},
	{name: "undeclared under oneOf", schema: `
S: {oneOf: [{type: object, required: [a], properties: {a: {}}}, {$ref: C}]}
C: {type: object, required: [c], properties: {b: {}, c: {}}}`,
		good: []string{`{"c":1,"b":1}`}, bad: `{"a":1,"b":1}`,
		want: []string{`property-undeclared /b S/oneOf/0/properties/b:6 expected only declared properties, saw "b"`}},
	{name: "undeclared under if", only31: true,
		schema: `S: {properties: {a: {}}, if: {properties: {a: {const: 1}}}, then: {properties: {b: {}}}}`,
		good:   []string{`{"a":1,"b":1}`}, bad: `{"a":2,"b":1}`,
		want: []string{`property-undeclared /b S/properties/b:6 expected only declared properties, saw "b"`}},
	{name: "undeclared, free-form",
		schema: `S: {type: object, required: [a], properties: {a: {type: object}, b: {required: [c]}}}`,
		good:   []string{`{"a":{"x":1}}`, `{"a":{},"b":{"c":1,"d":1}}`}, bad: `{"a":{},"c":1}`,
		want: []string{`property-undeclared /c S/properties/c:6 expected only declared properties, saw "c"`}},
	{name: "undeclared, required names", schema: `S: {type: object, required: [id], properties: {a: {}}}`,
		good: []string{`{"id":1}`}, bad: `{"id":1,"x":1}`,
		want: []string{`property-undeclared /x S/properties/x:6 expected only declared properties, saw "x"`}},
	{name: "undeclared through two parents", schema: `
S: {allOf: [{properties: {x: {properties: {a: {}}}}}, {properties: {x: {properties: {b: {}}}}}]}`,
		good: []string{`{"x":{"a":1,"b":1}}`}, bad: `{"x":{"a":1,"b":1,"c":1}}`,
		want: []string{
			`property-undeclared /x/c S/allOf/0/properties/x/properties/c:6 expected only declared properties, saw "c"`}},
	{name: "nullable beside allOf",
		schema: "S: {nullable: true, allOf: [{type: object, properties: {a: {type: string}}}]}",
		later:  "S: {anyOf: [{allOf: [{type: object, properties: {a: {type: string}}}]}, {type: 'null'}]}",
		good:   []string{`null`, `{}`}, bad: `1`,
		want:   []string{"value-type  S/allOf/0:6 expected an object, saw a number"},
		want31: []string{"value-type  S/anyOf/0/allOf/0:6 expected an object, saw a number"}},
	{name: "null in several of oneOf",
		schema: "S: {oneOf: [{type: string, nullable: true}, {type: object, nullable: true}]}",
		good:   []string{`null`, `"a"`}, bad: `1`,
		want: []string{
			"value-mismatch  S:6 expected a value that matches one of 2 alternatives, saw a number that matches none"}},
	{name: "nullable beside $ref", only31: true,
		schema: "S: {$ref: A, nullable: true}\nA: {type: string}", good: []string{`null`, `"a"`},
		bad:  `1`,
		want: []string{"value-type  A:7 expected a string, saw a number"}},
	{name: "a cycle in place", schema: `
S: {oneOf: [{$ref: A}, {$ref: B}]}
A: {allOf: [{$ref: S}, {required: [a], properties: {a: {type: string}}}]}
B: {allOf: [{$ref: S}, {required: [b], properties: {b: {type: string}}}]}`,
		good: []string{`{"a":"1"}`, `{"b":"1"}`}, bad: `{"a":1}`,
		want: []string{"value-type /a A/allOf/1/properties/a:7 expected a string, saw a number"}},
}

func TestUnions(t *testing.T) {
	t.Parallel()
	for _, c := range unionCases {
		if !c.only31 {
			c.run(t, "3.0.3", c.schema)
		}
		c.run(t, "3.1.0", c.transcribed())
	}
}
