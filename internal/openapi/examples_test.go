package openapi

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestLostExamples: an example that refers to nothing makes no document unusable, whoever reads it; a schema does.
func TestLostExamples(t *testing.T) {
	t.Parallel()
	const lost = `{a: {$ref: "#/components/examples/Gone"}, b: {'$ref': 'https://example.com/b.yaml'}, c: {value: 1}}`
	document := `openapi: 3.0.3
info: {title: t, version: "1"}
x-text: &text {type: string}
paths:
  /a:
    get:
      parameters: [{name: q, in: query, schema: *text, examples: ` + lost + `}]
      responses:
        "200":
          description: d
          headers: {X-A: {schema: {type: string}, examples: ` + lost + `}}
          content: {application/json: {schema: {type: object, properties: {examples: {$ref: "#/components/schemas/S"}}},
            examples: ` + lost + `}}
components:
  schemas: {S: {type: string, example: {$ref: gone}}}
  examples: ` + lost + "\n"
	name := filepath.Join(t.TempDir(), "document.yaml")
	if err := os.WriteFile(name, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	readers := map[string]func() (*Document, error){
		"parsed": func() (*Document, error) { return Parse([]byte(document)) },
		"loaded": func() (*Document, error) { return Load(name) },
		"cut": func() (*Document, error) {
			f, err := Open(context.Background(), name, Options{})
			if err != nil {
				return nil, err
			}
			operations, _ := f.Operations()
			return f.Load(operations)
		},
	}
	for reader, read := range readers {
		d, err := read()
		if err != nil {
			t.Errorf("%s: %v", reader, err)
			continue
		}
		media := d.Paths.Value("/a").Get.Responses.Value("200").Value.Content["application/json"]
		property := media.Schema.Value.Properties["examples"]
		if !property.Value.Type.Is("string") || d.At(*property.Origin.Key).Line != 12 {
			t.Errorf("%s: the property examples is %+v at %+v", reader, property.Value, d.At(*property.Origin.Key))
		}
	}
}
