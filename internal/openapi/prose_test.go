package openapi

import (
	"testing"
)

// TestProse leaves out what says nothing, and nothing that has such a name only because the vendor chose it.
func TestProse(t *testing.T) {
	t.Parallel()
	f, err := OpenBytes([]byte(`{"openapi":"3.0.3","paths":{"/a":{"get":{"description":"d","responses":{"200":{
"description":"d","headers":{"x-one":{"schema":{"type":"string"}}},"content":{"a/b":{"example":{"a":1},"schema":{
"type":"object","x-more":[1,{"a":2}],"properties":{"description":{"type":"string","description":"d"},
"example":{"type":"string","title":"t"}},"default":{"description":"kept"},"enum":[{"title":"kept"}],
"x-sunset":"2099-01-01","description":"last"}}}}}}}}}`), "test")
	if err != nil {
		t.Fatal(err)
	}
	operations, _ := f.Operations()
	d, err := f.Load(operations)
	if err != nil {
		t.Fatal(err)
	}
	response := d.Paths.Value("/a").Get.Responses.Value("200").Value
	media := response.Content["a/b"]
	s := media.Schema.Value
	if d.Paths.Value("/a").Get.Description != "" || response.Description != nil || media.Example != nil ||
		s.Description != "" ||
		s.Extensions["x-more"] != nil {
		t.Errorf("prose is left: %+v, %+v", response, s)
	}
	if s.Properties["description"] == nil || s.Properties["example"] == nil ||
		s.Properties["description"].Value.Description != "" ||
		response.Headers["x-one"] == nil ||
		s.Extensions["x-sunset"] == nil ||
		len(s.Enum) != 1 ||
		len(s.Default.(map[string]any)) != 1 {
		t.Errorf("too much is gone: %+v, %+v", response, s)
	}
	field, _ := s.Properties["example"].Value.Origin.Fields.Lookup("type")
	if place := d.At(field); place.Line != 4 ||
		place.Pointer != "/paths/~1a/get/responses/200/content/a~1b/schema/properties/example/type" {
		t.Errorf("the type is at %+v", place)
	}
	if _, ok := d.Paths.Value("/a").Get.Origin.Fields.Lookup("responses"); !ok {
		t.Error("responses have no place")
	}
}
