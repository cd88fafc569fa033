package openapi

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// Literals reads scalars as a document's files write them: kin-openapi keeps numbers as float64, which cannot hold
// 9223372036854775807. It remembers what it has looked up, and is not safe for concurrent use.
type Literals struct {
	sources map[string]*source
	starts  map[string][]int // the offsets of each file's lines
	roots   map[string]*yaml.Node
}

// Literals reads the scalars of the document's files.
func (d *Document) Literals() *Literals {
	return &Literals{sources: d.sources, starts: map[string][]int{}, roots: map[string]*yaml.Node{}}
}

// Scalar is the plain scalar behind a key, on the key's line. It is false for any other value.
func (l *Literals) Scalar(key openapi3.Location) (string, bool) {
	rest, ok := l.from(key)
	if !ok {
		return "", false
	}
	for _, written := range []string{`"` + key.Name + `"`, `'` + key.Name + `'`, key.Name} {
		value, found := bytes.CutPrefix(rest, []byte(written))
		if !found {
			continue
		}
		value, found = bytes.CutPrefix(bytes.TrimLeft(value, " \t"), []byte(":"))
		if !found {
			return "", false
		}
		line, _, _ := bytes.Cut(value, []byte("\n"))
		scalar := strings.TrimLeft(string(line), " \t")
		if end := strings.IndexAny(scalar, " \t\r,}]#"); end >= 0 {
			scalar = scalar[:end]
		}
		return scalar, scalar != ""
	}
	return "", false
}

// from is the text of a file from a location on.
func (l *Literals) from(at openapi3.Location) ([]byte, bool) {
	s := l.sources[at.File]
	if s == nil {
		return nil, false
	}
	starts := l.lines(at.File, s.text)
	if at.Line < 1 || at.Line > len(starts) {
		return nil, false
	}
	rest := s.text[starts[at.Line-1]:]
	if at.Line == 1 {
		rest = bytes.TrimPrefix(rest, []byte("\ufeff"))
	}
	for column := at.Column; column > 1 && len(rest) > 0; column-- { // columns count characters
		_, size := utf8.DecodeRune(rest)
		rest = rest[size:]
	}
	return rest, true
}

func (l *Literals) lines(file string, source []byte) []int {
	if starts, ok := l.starts[file]; ok {
		return starts
	}
	starts := []int{0}
	for i, b := range source {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	l.starts[file] = starts
	return starts
}

// Node is the YAML node behind a key, which keeps the text of every scalar below it, or nil. It parses
// the file again, once, which only constants need that hold numbers in an object or array.
func (l *Literals) Node(key openapi3.Location) *yaml.Node {
	if mapping, i := nodeAt(l.root(key), key); mapping != nil {
		return mapping.Content[i+1]
	}
	return nil
}

// Mapping is the YAML node of the object that has a key, or nil.
func (l *Literals) Mapping(key openapi3.Location) *yaml.Node {
	mapping, _ := nodeAt(l.root(key), key)
	return mapping
}

func (l *Literals) root(key openapi3.Location) *yaml.Node {
	root, ok := l.roots[key.File]
	if !ok {
		root = &yaml.Node{}
		if s := l.sources[key.File]; s == nil || yaml.Unmarshal(s.text, root) != nil {
			root = &yaml.Node{}
		}
		l.roots[key.File] = root
	}
	return root
}

// nodeAt finds the mapping that has a key, and the key's position in its content.
func nodeAt(n *yaml.Node, key openapi3.Location) (mapping *yaml.Node, i int) {
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			if child.Line == key.Line && child.Column == key.Column {
				return n, i
			}
			continue
		}
		if found, i := nodeAt(child, key); found != nil {
			return found, i
		}
	}
	return nil, 0
}
