package openapi

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// resolveIdentifiers writes as pointers what references mean by the $anchor, $dynamicAnchor or $id of a schema, none
// of which kin-openapi follows. In a document without $id, a $dynamicRef means what a $ref means (JSON Schema Core
// 2020-12, section 8.2.3.2): the whole document is one schema resource, which is the outermost one as well.
func resolveIdentifiers(data []byte) (text []byte, pieces []piece) {
	isMentioned := func(name string) bool { return bytes.Contains(data, []byte(name)) }
	if !isMentioned("$anchor") && !isMentioned("$dynamic") && !isMentioned("$id") || !identifier.Match(data) ||
		!isMentioned("$dynamicRef") && !otherReference.Match(data) {
		return data, nil
	}
	s, ok := readSchemas(data)
	if !ok {
		return data, nil // the loader says why
	}
	return apply(data, s.identifierEdits())
}

// identifier is the beginning of a member that identifies a schema, or refers to one dynamically. Its value is a text;
// a property of that name has an object.
var identifier = regexp.MustCompile(`\$(?:anchor|dynamicAnchor|id|dynamicRef)["']?\s*:(?:\s*["']|[ \t]*[^\s{\[#])`)

// otherReference is a reference to something else than a component of the document, which needs no identifier.
var otherReference = regexp.MustCompile(`\$ref["']?\s*:\s*["']?(?:[^#"'\s]|#[^/]|#/[^c]|#/c[^o])`)

func (s *schemas) identifierEdits() (edits []edit) {
	for _, r := range s.references {
		if target, ok := s.resolve(r); ok {
			edits = append(edits, s.replace(r.value, strconv.Quote(target))...)
			if r.dynamic {
				edits = append(edits, s.replace(r.key, `"$ref"`)...)
			}
		}
	}
	return edits
}

// schemas is what a document says of the identity of its schemas, and its references.
type schemas struct {
	*nodeText
	root       *yaml.Node
	anchors    map[string]string // the pointers of schemas outside of those with an $id
	ids        map[string]string // the pointers of schemas with an $id
	references []written
	malformed  []written    // keywords of schemas, and schemas
	examples   []*yaml.Node // the keys "$ref" of examples
}

// written is a reference, or something malformed, as a document writes it.
type written struct {
	at         string // the pointer of the object that it is in
	resource   string // the pointer of the schema with an $id that it is in; "" outside of those
	key, value *yaml.Node
	dynamic    bool   // $dynamicRef, without a $ref beside it
	expected   string // of what is malformed, what to write instead
	isSchema   bool   // a whole schema is malformed
}

func readSchemas(data []byte) (*schemas, bool) {
	text, root := parseNodes(data, 0, len(data))
	if root == nil {
		return nil, false
	}
	s := &schemas{nodeText: text, root: root, anchors: map[string]string{}, ids: map[string]string{}}
	s.read(root, Site{}, "", "")
	return s, true
}

// named are the keywords whose members are named by the document's author.
var named = map[string]bool{
	"properties": true, "patternProperties": true, "dependentSchemas": true, "$defs": true, "definitions": true,
	"schemas": true, "responses": true, "parameters": true, "requestBodies": true, "headers": true, "callbacks": true,
	"pathItems": true, "paths": true, "content": true, "encoding": true,
}

// opaque are the keywords whose values are no part of the document's structure.
var opaque = map[string]bool{"example": true, "examples": true, "default": true, "enum": true, "const": true}

// read reads the value of a keyword, or of a member that an author named, whose keyword is then "schema" or "".
func (s *schemas) read(n *yaml.Node, at Site, resource, keyword string) {
	switch n.Kind {
	case yaml.SequenceNode:
		if named[keyword] { // parameters
			keyword = ""
		}
		for i, item := range n.Content {
			s.read(item, at.Child(strconv.Itoa(i)), resource, keyword)
		}
	case yaml.MappingNode:
		if named[keyword] {
			s.readNamed(n, at, resource, keyword)
			return
		}
		resource = s.identify(n, at, resource)
		if slices.Contains(holdsSchema, keyword) {
			s.checkForms(n, at)
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			if key.Value == "schema" && !hasTag(value, "!!null") {
				s.checkSchema(key, value, at.Child("schema"))
			}
			if key.Value == "examples" {
				s.readExamples(value)
			}
			if !opaque[key.Value] && !strings.HasPrefix(key.Value, "x-") {
				s.read(value, at.Child(key.Value), resource, key.Value)
			}
		}
	}
}

// readNamed reads members whose names are the author's, and no keywords.
func (s *schemas) readNamed(n *yaml.Node, at Site, resource, keyword string) {
	of := ""
	if slices.Contains(holdsSchemas, keyword) {
		of = "schema"
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if of == "schema" {
			s.checkSchema(key, value, at.Child(key.Value))
		}
		s.read(value, at.Child(key.Value), resource, of)
	}
}

// identify notes the identifiers and the references of an object, and returns the resource that it is in.
func (s *schemas) identify(n *yaml.Node, at Site, resource string) string {
	member := func(name string) (key, value *yaml.Node) {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == name && n.Content[i+1].Kind == yaml.ScalarNode {
				return n.Content[i], n.Content[i+1]
			}
		}
		return nil, nil
	}
	if _, id := member("$id"); id != nil {
		resource = at.pointer
		s.ids[strings.TrimSuffix(id.Value, "#")] = at.pointer
	}
	for _, keyword := range []string{"$anchor", "$dynamicAnchor"} {
		if _, anchor := member(keyword); anchor != nil && resource == "" {
			s.anchors[anchor.Value] = at.pointer
		}
	}
	key, value := member("$ref")
	if value != nil {
		s.references = append(s.references, written{at: at.pointer, resource: resource, key: key, value: value})
	} else if key, value = member("$dynamicRef"); value != nil {
		s.references = append(s.references,
			written{at: at.pointer, resource: resource, key: key, value: value, dynamic: true})
	}
	return resource
}

// resolve is the pointer that a reference means, if it does not say so itself.
func (s *schemas) resolve(r written) (ref string, ok bool) {
	if r.dynamic && len(s.ids) > 0 {
		return "", false
	}
	address, fragment, _ := strings.Cut(r.value.Value, "#")
	target := ""
	switch {
	case r.resource != "" || r.dynamic && address != "":
		return "", false
	case address != "":
		if target, ok = s.ids[address]; !ok || fragment != "" && fragment[0] != '/' {
			return "", false
		}
		target += fragment
	case fragment != "" && fragment[0] != '/':
		if target, ok = s.anchors[fragment]; !ok {
			return "", false
		}
	case r.dynamic:
		target = fragment
	default:
		return "", false
	}
	return (&url.URL{Fragment: target}).String(), true
}

// edit replaces bytes of a text.
type edit struct {
	start, end int
	text       string
}

// replace is the edit that replaces a scalar; none if the scalar has several lines.
func (s *schemas) replace(n *yaml.Node, by string) []edit {
	start := s.offset(n)
	if start < 0 {
		return nil
	}
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		if end, ok := quotedEnd(s.data, start); ok {
			return []edit{{start, end, by}}
		}
		return nil
	}
	if !bytes.HasPrefix(s.data[start:], []byte(n.Value)) {
		return nil
	}
	return []edit{{start, start + len(n.Value), by}}
}

// apply applies edits to a document. The pieces tell where the text that comes of it stands in the document.
func apply(document []byte, edits []edit) (text []byte, pieces []piece) {
	if len(edits) == 0 {
		return document, nil
	}
	slices.SortFunc(edits, func(a, b edit) int { return a.start - b.start })
	at := 0
	for _, e := range edits {
		pieces = append(pieces, piece{len(text), at})
		text = append(text, document[at:e.start]...)
		pieces = append(pieces, piece{len(text), e.start})
		text = append(text, e.text...)
		at = e.end
	}
	pieces = append(pieces, piece{len(text), at})
	return append(text, document[at:]...), pieces
}
