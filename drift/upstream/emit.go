package upstream

import (
	"bytes"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// emitted is an extracted document as text, one member or element a line, so that a line stands for a place: in the
// document that it was extracted from, and in the form that is compared.
type emitted struct {
	data     []byte
	lines    []place // by line, from zero
	pointers map[string]place
}

// place is where a line of the text comes from.
type place struct {
	pointer      string // RFC 6901; a parameter's is its place and name, an enum value's and a required property's the value
	line, column int    // in the original document; 0 if it is not known
}

func emit(root *yaml.Node) emitted {
	e := &emitter{}
	e.pointers = map[string]place{}
	e.value(root, place{})
	e.newline(place{})
	e.data = e.b.Bytes()
	return e.emitted
}

type emitter struct {
	emitted
	b bytes.Buffer
}

func (e *emitter) newline(p place) {
	e.b.WriteByte('\n')
	e.lines = append(e.lines, p)
}

// value writes a value, which may go on over several lines; the last one is left open for a comma.
func (e *emitter) value(n *yaml.Node, at place) {
	switch n.Kind {
	case yaml.MappingNode:
		e.b.WriteByte('{')
		e.newline(at)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			p := at.child(key.Value, key)
			e.record(p)
			e.b.WriteString(strconv.QuoteToASCII(key.Value))
			e.b.WriteString(": ")
			e.value(n.Content[i+1], p)
			e.comma(i+2 < len(n.Content), p)
		}
		e.b.WriteByte('}')
	case yaml.SequenceNode:
		e.b.WriteByte('[')
		e.newline(at)
		for i, item := range n.Content {
			p := at.child(token(item, i), item)
			e.record(p)
			e.value(item, p)
			e.comma(i+1 < len(n.Content), p)
		}
		e.b.WriteByte(']')
	default:
		e.b.WriteString(scalar(n))
	}
}

func (e *emitter) comma(more bool, p place) {
	if more {
		e.b.WriteByte(',')
	}
	e.newline(p)
}

func (e *emitter) record(p place) {
	if _, ok := e.pointers[p.pointer]; !ok {
		e.pointers[p.pointer] = p
	}
}

func (p place) child(token string, n *yaml.Node) place {
	c := place{pointer: p.pointer + "/" + escapeToken(token), line: n.Line, column: n.Column}
	if c.line == 0 {
		c.line, c.column = p.line, p.column
	}
	return c
}

// token is how an element of a sequence is called, so that its place in the order makes no difference where it has a
// name.
func token(n *yaml.Node, i int) string {
	switch {
	case n.Kind == yaml.ScalarNode:
		return n.Value
	case text(member(n, "in")) != "" && text(member(n, "name")) != "":
		return text(member(n, "in")) + " " + text(member(n, "name"))
	}
	return strconv.Itoa(i)
}

func escapeToken(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1")
}

// at is the place of a line of the text, counted from one.
func (e *emitted) at(line int) (place, bool) {
	if line < 1 || line > len(e.lines) {
		return place{}, false
	}
	return e.lines[line-1], true
}

// nearest is the place with this pointer, or that of the closest one above it that is there.
func (e *emitted) nearest(pointer string) place {
	for pointer != "" {
		if p, ok := e.pointers[pointer]; ok {
			return p
		}
		pointer = pointer[:strings.LastIndexByte(pointer, '/')]
	}
	return place{}
}
