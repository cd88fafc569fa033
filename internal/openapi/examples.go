package openapi

import (
	"bytes"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// loadWithoutExamples loads a document again as long as there are references of examples to hide from the loader, which
// follows them, and refuses a document if one leads nowhere. Nobody judges examples.
func (d *Document) loadWithoutExamples(err error, load func() (*openapi3.T, error)) (doc *openapi3.T, _ error) {
	for err != nil {
		hidden := false
		for _, s := range d.sources {
			hidden = s.hideExamples() || hidden
		}
		if !hidden {
			return nil, err
		}
		doc, err = load()
	}
	return doc, nil
}

// hideExamples turns the references of examples into extensions. No byte moves.
func (s *source) hideExamples() bool {
	const written, hidden = "$ref", "x-rf"
	all, ok := readSchemas(s.text)
	if !ok || len(all.examples) == 0 {
		return false
	}
	s.text = bytes.Clone(s.text) // the caller's
	for _, key := range all.examples {
		if at := all.offset(key); at >= 0 {
			at += bytes.Index(s.text[at:], []byte(written))
			copy(s.text[at:], hidden)
		}
	}
	return true
}

// readExamples notes the references of examples, which stand under names. Those of a schema are a list of values.
func (s *schemas) readExamples(n *yaml.Node) {
	for i := 1; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		example := n.Content[i]
		for j := 0; example.Kind == yaml.MappingNode && j < len(example.Content); j += 2 {
			if example.Content[j].Value == "$ref" {
				s.examples = append(s.examples, example.Content[j])
			}
		}
	}
}
