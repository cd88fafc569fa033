package schema

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

// TestPlacesInOtherFiles has a contract in three files, which refer to each other.
func TestPlacesInOtherFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, content := range map[string]string{
		"openapi.yaml": "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    S:\n" +
			"      properties: {x: {$ref: 'parts/other.yaml#/A', required: [a]}, y: {$ref: 'parts/bare.json'}}\n",
		"parts/other.yaml": "A:\n  properties:\n    a: {$ref: '#/B'}\nB:\n  type: integer\n  maximum: 9007199254740993\n",
		"parts/bare.json":  `{"type": "object", "properties": {"b": {"$ref": "other.yaml#/B"}}}`,
	} {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	doc, err := openapi.Load(filepath.Join(folder, "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	at := doc.Root().Child("components", "schemas", "S")
	p, err := NewCompiler(doc, Response).Compile(at, doc.Components.Schemas["S"])
	if err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]string{
		`{"x":{"a":9007199254740993},"y":{"b":1}}`: "",
		`{"x":{"a":9007199254740994}}`:             "value-out-of-bounds /x/a parts/other.yaml /B 6",
		`{"y":{"b":"1"}}`:                          "value-type /y/b parts/other.yaml /B 5",
		`{"y":1}`:                                  "value-type /y parts/bare.json  1",
		`{"x":{}}`: "property-missing /x/a  " +
			"/components/schemas/S/properties/x/properties/a 7",
	} {
		got := ""
		p.Judge([]byte(body), func(d Deviation) {
			at := d.Place
			got += fmt.Sprint(d.Rule, " ", d.Pointer, " ", at.File, " ", at.Pointer, " ", at.Line)
		})
		if got != want {
			t.Errorf("%s\ngot  %s\nwant %s", body, got, want)
		}
	}
}

// TestDiscriminatorsInOtherFiles has a discriminator whose mapping names files, in another file, and none.
func TestDiscriminatorsInOtherFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, content := range map[string]string{
		"openapi.yaml": "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n" +
			"    S: {properties: {mapped: {$ref: 'pets.yaml#/Pet'}, named: {$ref: 'pets.yaml#/Named'}}}\n",
		"pets.yaml": "Pet:\n  oneOf: [{$ref: Cat.yaml}, {$ref: '#/Dog'}]\n" +
			"  discriminator: {propertyName: kind, mapping: {cat: Cat.yaml, dog: '#/Dog', hen: './Hen.yaml'}}\n" +
			"Named:\n  oneOf: [{$ref: Cat.yaml}, {$ref: '#/Dog'}]\n  discriminator: {propertyName: kind}\n" +
			"Dog:\n  properties: {kind: {type: string}, bark: {type: boolean}}\n",
		"Cat.yaml": "properties: {kind: {type: string}, lives: {type: integer}}\n",
		"Hen.yaml": "properties: {kind: {type: string}, eggs: {type: integer}}\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	doc, err := openapi.Load(filepath.Join(folder, "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c := NewCompiler(doc, Response)
	p, err := c.Compile(doc.Root().Child("components", "schemas", "S"), doc.Components.Schemas["S"])
	if err != nil || len(c.Notes()) > 0 {
		t.Fatal(err, c.Notes())
	}
	for body, want := range map[string]string{
		`{"mapped":{"kind":"cat","lives":9},"named":{"kind":"Cat","lives":9}}`: "",
		`{"mapped":{"kind":"cat","lives":""}}`:                                 "Cat.yaml /properties/lives",
		`{"mapped":{"kind":"dog","bark":""}}`:                                  "pets.yaml /Dog/properties/bark",
		`{"mapped":{"kind":"hen","eggs":""}}`:                                  "Hen.yaml /properties/eggs",
		`{"named":{"kind":"Cat","lives":""}}`:                                  "Cat.yaml /properties/lives",
		`{"named":{"kind":"Dog","bark":""}}`:                                   "pets.yaml /Dog/properties/bark",
		`{"named":{"kind":"cow"}}`:                                             "pets.yaml /Named",
	} {
		got := ""
		_ = p.Judge([]byte(body), func(d Deviation) { got += d.Place.File + " " + d.Place.Pointer })
		if got != want {
			t.Errorf("%s\ngot  %s\nwant %s", body, got, want)
		}
	}
}
