package openapi_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

// files are a document over several files, with references of every kind: to a component, on to another one, into
// another file and from there on, to a file as a whole, into paths, and of a path.
var files = map[string]string{
	"root.yaml": `openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a:
    get:
      responses:
        "200": {$ref: "parts/common.yaml#/components/responses/OK"}
        "404": {$ref: "#/components/responses/Gone"}
        "500":
          description: d
          headers: {X-A: {$ref: "#/components/headers/A"}}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/A"}
        "501":
          description: d
          content:
            application/json:
              schema:
                $ref: "#/paths/~1a/get/responses/500/content/application~1json/schema"
  /b: {$ref: "parts/path.yaml"}
components:
  headers:
    A: {schema: {type: string}}
  responses:
    Gone: {$ref: "#/components/responses/NotFound"}
    NotFound: {description: d}
  schemas:
    A: {$ref: "#/components/schemas/Tree"}
    Tree:
      type: object
      properties:
        a/b~c: {type: string}
        child: {$ref: "#/components/schemas/Tree"}
        other: {$ref: "parts/common.yaml#/components/schemas/Alias"}
        whole: {$ref: "parts/single.yaml"}
`,
	"parts/common.yaml": `components:
  responses:
    OK: {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Alias"}}}}
  schemas:
    Alias: {$ref: "#/components/schemas/Target"}
    Target: {type: object, properties: {x: {type: string}}}
`,
	"parts/path.yaml":   "get:\n  responses:\n    \"200\": {$ref: \"common.yaml#/components/responses/OK\"}\n",
	"parts/single.yaml": "type: string\nmaxLength: 3\n",
}

func load(t *testing.T) *openapi.Document {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	doc, err := openapi.Load(filepath.Join(folder, "root.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestFollow: the place of a thing is where it is defined, at the end of all references.
func TestFollow(t *testing.T) {
	t.Parallel()
	doc := load(t)
	place := func(own openapi.Site, ref openapi.Reference, value any, origin *openapi3.Origin) drift.Place {
		return doc.Place(doc.Follow(own, ref, value, origin), origin, "")
	}
	responses := doc.Root().Child("paths", "/a", "get", "responses")
	response := func(status string) *openapi3.ResponseRef { return doc.Paths.Value("/a").Get.Responses.Value(status) }
	schema := func(status string) *openapi3.SchemaRef {
		return response(status).Value.Content["application/json"].Schema
	}
	tree := doc.Components.Schemas["Tree"].Value
	property := func(name string) drift.Place {
		p := tree.Properties[name]
		return place(doc.Root().Child("components", "schemas", "Tree", "properties", name), p, p.Value, p.Value.Origin)
	}
	header := response("500").Value.Headers["X-A"]
	ok := response("200").Value.Content["application/json"].Schema
	for name, test := range map[string]struct{ got, want drift.Place }{
		"in another file": {
			place(responses.Child("200"), response("200"), response("200").Value, response("200").Value.Origin),
			drift.Place{File: "parts/common.yaml", Pointer: "/components/responses/OK", Line: 3, Column: 5},
		},
		"on to another": {
			place(responses.Child("404"), response("404"), response("404").Value, response("404").Value.Origin),
			drift.Place{Pointer: "/components/responses/NotFound", Line: 27, Column: 5},
		},
		"not a reference": {
			place(responses.Child("500"), response("500"), response("500").Value, response("500").Value.Origin),
			drift.Place{Pointer: "/paths/~1a/get/responses/500", Line: 9, Column: 9},
		},
		"a header": {
			place(responses.Child("500", "headers", "X-A"), header, header.Value, header.Value.Origin),
			drift.Place{Pointer: "/components/headers/A", Line: 24, Column: 5},
		},
		"a schema": {
			place(responses, schema("500"), schema("500").Value, schema("500").Value.Origin),
			drift.Place{Pointer: "/components/schemas/Tree", Line: 30, Column: 5},
		},
		"through paths": {
			place(responses, schema("501"), schema("501").Value, schema("501").Value.Origin),
			drift.Place{Pointer: "/components/schemas/Tree", Line: 30, Column: 5},
		},
		"in other's file": {
			place(responses, ok, ok.Value, ok.Value.Origin),
			drift.Place{File: "parts/common.yaml", Pointer: "/components/schemas/Target", Line: 6, Column: 5},
		},
		"itself": {
			property("child"),
			drift.Place{Pointer: "/components/schemas/Tree", Line: 30, Column: 5},
		},
		"on in other's": {
			property("other"),
			drift.Place{File: "parts/common.yaml", Pointer: "/components/schemas/Target", Line: 6, Column: 5},
		},
		"a whole file": {
			property("whole"),
			drift.Place{File: "parts/single.yaml", Pointer: "", Line: 1, Column: 1},
		},
		"an escaped name": {
			property("a/b~c"),
			drift.Place{Pointer: "/components/schemas/Tree/properties/a~1b~0c", Line: 33, Column: 9},
		},
		"a keyword": {
			doc.Place(doc.Root().Child("components", "schemas", "Tree"), tree.Origin, "type"),
			drift.Place{Pointer: "/components/schemas/Tree", Line: 31, Column: 7},
		},
		"no such keyword": {
			doc.Place(doc.Root().Child("components", "schemas", "Tree"), tree.Origin, "maximum"),
			drift.Place{Pointer: "/components/schemas/Tree", Line: 30, Column: 5},
		},
		"unknown position": {
			doc.Place(doc.Root().Child("x"), nil, "type"),
			drift.Place{Pointer: "/x"},
		},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %+v, want %+v", name, test.got, test.want)
		}
	}
	b := doc.FollowPath(doc.Root().Child("paths", "/b"), doc.Paths.Value("/b"))
	if got, want := doc.Place(b.Child("get"), doc.Paths.Value("/b").Get.Origin, ""), (drift.Place{File: "parts/path.yaml",
		Pointer: "/get", Line: 1, Column: 1}); got != want {
		t.Errorf("an operation in another file: got %+v, want %+v", got, want)
	}
}
