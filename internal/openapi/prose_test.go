package openapi

import (
	"strings"
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

// TestProseOfYAML: the same in block style, wherever what is left out stands.
func TestProseOfYAML(t *testing.T) {
	t.Parallel()
	cases := map[string][2]string{
		"between other members": {"a: 1\ndescription: d\nb: 2\n", "a: 1\nb: 2\n"},
		"of several lines": {
			"description: >-\n  d\n\n  e: f\nsummary: d\n  more\ntitle: 'd\n\n  # e'\nb: 2\n", "b: 2\n",
		},
		"a value": {
			"example:\n  - a\n  - b: c\nb:\n  externalDocs: {url: u}\n  c: 1\n",
			"b:\n  c: 1\n",
		},
		"a list that is not indented": {"examples:\n- a\n- b: c\n\n# d\nb: 2\n", "b: 2\n"},
		"an object of that name": {
			"description: {type: string}\ntitle:\n  a: 1\n",
			"description: {type: string}\ntitle:\n  a: 1\n",
		},
		"a property of that name": {
			"properties:\n  title:\n    title: t\n    type: string\n",
			"properties:\n  title:\n    type: string\n",
		},
		"a property called properties": {
			"properties:\n  properties:\n    title: t\n    type: string\n",
			"properties:\n  properties:\n    type: string\n",
		},
		"what is compared": {
			"default:\n  title: t\nenum:\n- title: t\n",
			"default:\n  title: t\nenum:\n- title: t\n",
		},
		"of the default response": {
			"responses:\n  default:\n    description: d\n    x: 1\n",
			"responses:\n  default:\n    x: 1\n",
		},
		"extensions":              {"x-a:\n  b: 1\nx-sunset: d\n", "x-sunset: d\n"},
		"all of a mapping":        {"a:\n  title: t\n  description: d\nb: 2\n", "a:\n  title: t\nb: 2\n"},
		"all of the last mapping": {"a:\n  b:\n    title: t\n    description: d\n", "a:\n  b:\n    title: t\n"},
		"the first of an item": {
			"l:\n- description: d\n  title: t\n  name: n\n- name: m\n  title: t\n",
			"l:\n- name: n\n- name: m\n",
		},
		"all of an item": {
			"l:\n  - title: t\n    description: d\n  - - title: t\n      a: 1\n",
			"l:\n  - title: t\n    description: d\n  - - a: 1\n",
		},
		"deeper in an item": {
			"l:\n- a:\n    title: t\n    b: 1\n  title: t\n  c: 2\n",
			"l:\n- a:\n    b: 1\n  c: 2\n",
		},
		"after an empty line, with CR": {"a: 1\r\n\r\ntitle: t\r\nb: 2\r\n", "a: 1\r\n\r\nb: 2\r\n"},
		"what only looks like a keyword": {
			"a: |\n  title: t\nb: [1,\n  'title: t']\n",
			"a: |\n  title: t\nb: [1,\n  'title: t']\n",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			indented := func(s string) string {
				return strings.TrimRight("whole:\n  "+strings.ReplaceAll(s, "\n", "\n  "), " ")
			}
			o, err := newOutline([]byte(indented(c[0])))
			if err != nil || o.nodes != nil {
				t.Fatal(err, "it takes a parser")
			}
			text, _ := o.cut(&kept{members: map[string]*kept{"whole": {whole: true}}})
			if string(text) != indented(c[1]) {
				t.Errorf("got %q, want %q", text, indented(c[1]))
			}
		})
	}
}
