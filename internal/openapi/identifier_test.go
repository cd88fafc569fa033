package openapi

import (
	"strings"
	"testing"
)

// TestIdentifiersOfOperations: an operation that is cut out of a document has what it refers to by identifiers.
func TestIdentifiersOfOperations(t *testing.T) {
	t.Parallel()
	const document = `openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a:
    get: {responses: {"200": {description: d, content: {application/json: {schema: REF}}}}}
components:
  schemas:
    A: {$anchor: here, type: string, $id: SOME}
    B: {type: integer}
`
	for ref, id := range map[string]string{
		"{$ref: '#here'}": "", "{$dynamicRef: '#here'}": "", "{$ref: 'urn:a'}": "'urn:a'",
		"{$ref: '#/components/schemas/A'}": "",
	} {
		text := strings.Replace(document, "REF", ref, 1)
		if text = strings.Replace(text, "$id: SOME", "$id: "+id, 1); id == "" {
			text = strings.Replace(text, ", $id: ", "", 1)
		}
		f, err := OpenBytes([]byte(text), "a.yaml")
		if err != nil {
			t.Fatal(err)
		}
		operations, _ := f.Operations()
		doc, err := f.Load(operations)
		if err != nil {
			t.Errorf("%s: %v", ref, err)
			continue
		}
		media := doc.Paths.Value("/a").Get.Responses.Value("200").Value.Content["application/json"]
		if media.Schema.Value == nil || !media.Schema.Value.Type.Is("string") || doc.Components.Schemas["B"] != nil {
			t.Errorf("%s: %+v", ref, media.Schema)
		}
	}
}

func TestIdentifiersAreRecognized(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"$anchor: a": true, `{"$id": "a"}`: true, `{"$id" : "a"}`: true, "$dynamicRef: '#a'": true, "'$id': a": true,
		"$identity: a": false, "of $id and $anchor": false, "id: a": false, "$ref: a": false,
		"$id: {type: string}": false, `{"$id": {}}`: false, "$id:\n  type: string": false, "$id:\n  'a'": true,
	} {
		if identifier.MatchString(text) != want {
			t.Errorf("%s: want %v", text, want)
		}
	}
	for text, want := range map[string]bool{
		`"$ref": "#name"`: true, "$ref: '#cname'": true, `"$ref": "other.yaml"`: true, "$ref: a": true, `"$ref":"#"`: true,
		`"$ref": "#/$defs/a"`: true, `"$ref": "#/paths/a"`: true, `"$ref": "#/callbacks"`: true,
		`"$ref": "#/components/schemas/a"`: false, "'$ref': '#/components/schemas/a'": false,
		"$ref:   \"#/components/schemas/a\"": false, `"$refs": "a"`: false,
	} {
		if otherReference.MatchString(text) != want {
			t.Errorf("%s: want %v", text, want)
		}
	}
}
