package edit

import (
	"bytes"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/schema"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Shape is what JSON values have in common: enough to write a schema that all of them match, and nothing of what they
// say. The zero Shape has seen nothing.
type Shape struct {
	null, boolean, integer, fraction bool

	strings int
	formats []string // that all strings have
	arrays  bool
	items   *Shape
	objects bool
	names   []string // of members, in the order in which they were seen
	members map[string]*Shape
	open    *Shape // of all members, if their names are data
}

// Limits of what a shape tells apart.
const (
	maxNames = 20  // members of one object, beyond which their names are data
	maxDepth = 100 // of values inside each other; what is deeper may be anything
)

// See adds a value. It is a no-op for what is not JSON.
func (s *Shape) See(value []byte) {
	if jsontext.Value(value).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
		s.read(reader(value), 0)
	}
}

func reader(value []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(
		bytes.NewReader(value),
		jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true),
	)
}

func (s *Shape) read(d *jsontext.Decoder, depth int) {
	if depth == maxDepth {
		_ = d.SkipValue() // it is valid
		return
	}
	switch d.PeekKind() {
	case '{':
		s.readObject(d, depth)
	case '[':
		s.arrays = true
		if s.items == nil {
			s.items = &Shape{}
		}
		for _, _ = d.ReadToken(); d.PeekKind() != ']' && d.PeekKind() != 0; {
			s.items.read(d, depth+1)
		}
		_, _ = d.ReadToken()
	default:
		token, _ := d.ReadToken()
		s.scalar(token)
	}
}

func (s *Shape) readObject(d *jsontext.Decoder, depth int) {
	s.objects = true
	for _, _ = d.ReadToken(); d.PeekKind() != '}' && d.PeekKind() != 0; {
		token, err := d.ReadToken()
		if err != nil {
			return
		}
		s.member(token.String()).read(d, depth+1)
	}
	_, _ = d.ReadToken()
}

// member is the shape of the members of a name.
func (s *Shape) member(name string) *Shape {
	if s.open != nil {
		return s.open
	}
	if m := s.members[name]; m != nil {
		return m
	}
	if len(s.names) == maxNames || isData(name) {
		s.open = &Shape{}
		for _, known := range s.names {
			s.open.merge(s.members[known])
		}
		s.names, s.members = nil, nil
		return s.open
	}
	if s.members == nil {
		s.members = map[string]*Shape{}
	}
	m := &Shape{}
	s.names, s.members[name] = append(s.names, name), m
	return m
}

// isData reports whether a name is not one that a contract declares: an ID, a secret, an address.
func isData(name string) bool {
	const longest = 100
	return text.LooksLikeID(name) || len(name) > longest || redact.Text(name) != name ||
		strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '\ufffd' })
}

func (s *Shape) scalar(token jsontext.Token) {
	switch token.Kind() {
	case 'n':
		s.null = true
	case 't', 'f':
		s.boolean = true
	case '0':
		if isWhole(token.String()) {
			s.integer = true
		} else {
			s.fraction = true
		}
	case '"':
		formats := schema.FormatsOf([]byte(token.String()))
		if s.strings == 0 {
			s.formats = formats
		} else {
			s.formats = slices.DeleteFunc(s.formats, func(f string) bool { return !slices.Contains(formats, f) })
		}
		s.strings++
	}
}

func (s *Shape) merge(o *Shape) {
	if o == nil {
		return
	}
	s.null, s.boolean = s.null || o.null, s.boolean || o.boolean
	s.integer, s.fraction = s.integer || o.integer, s.fraction || o.fraction
	if o.strings > 0 {
		if s.strings == 0 {
			s.formats = slices.Clone(o.formats)
		} else {
			s.formats = slices.DeleteFunc(s.formats, func(f string) bool { return !slices.Contains(o.formats, f) })
		}
		s.strings += o.strings
	}
	if o.arrays {
		s.arrays = true
		if s.items == nil {
			s.items = &Shape{}
		}
		s.items.merge(o.items)
	}
	s.objects = s.objects || o.objects
	for _, name := range o.names {
		s.member(name).merge(o.members[name])
	}
	if o.open != nil {
		s.member("1").merge(o.open) // which is data
	}
}

// schema is a schema that all values match. It requires nothing. In OpenAPI 3.1 and later null is a type.
func (s *Shape) schema(later bool) Value {
	all := s.alternatives(later)
	switch {
	case len(all) == 0 && s.null && later:
		return Object(Member{"type", Text("null")})
	case len(all) == 0 && s.null:
		return Object(Member{"nullable", Token("true")})
	case len(all) == 0:
		return Object()
	case len(all) > 1:
		return s.union(all, later)
	}
	one := all[0]
	if !s.null {
		return one
	}
	if later {
		one.Members[0].Value = Array(one.Members[0].Value, Text("null"))
		return one
	}
	one.Members = slices.Insert(one.Members, 1, Member{"nullable", Token("true")})
	return one
}

func (s *Shape) union(all []Value, later bool) Value {
	switch {
	case s.null && later:
		all = append(all, Object(Member{"type", Text("null")}))
	case s.null:
		return Object(Member{"nullable", Token("true")}, Member{"oneOf", Array(all...)})
	}
	return Object(Member{"oneOf", Array(all...)})
}

// alternatives are schemas for each type but null. Each begins with its type.
func (s *Shape) alternatives(later bool) (all []Value) {
	named := func(name string) Value { return Object(Member{"type", Text(name)}) }
	if s.boolean {
		all = append(all, named("boolean"))
	}
	switch {
	case s.fraction:
		all = append(all, named("number"))
	case s.integer:
		all = append(all, named("integer"))
	}
	if s.strings > 0 {
		v := named("string")
		if len(s.formats) > 0 {
			v.add("format", Text(s.formats[0]))
		}
		all = append(all, v)
	}
	if s.arrays {
		v := named("array")
		v.add("items", s.items.schema(later))
		all = append(all, v)
	}
	if s.objects {
		v := named("object")
		switch {
		case s.open != nil:
			v.add("additionalProperties", s.open.schema(later))
		case len(s.names) > 0:
			v.add("properties", s.properties(later))
		}
		all = append(all, v)
	}
	return all
}

func (s *Shape) properties(later bool) Value {
	v := Object()
	for _, name := range s.names {
		v.add(name, s.members[name].schema(later))
	}
	return v
}

// Types are the types that were seen, with their articles: "a string", "an object".
func (s *Shape) Types() (names []string) {
	for _, t := range []struct {
		seen bool
		name string
	}{
		{s.null, "null"}, {s.boolean, "a boolean"}, {s.integer && !s.fraction, "an integer"}, {s.fraction, "a number"},
		{s.strings > 0, "a string"}, {s.arrays, "an array"}, {s.objects, "an object"},
	} {
		if t.seen {
			names = append(names, t.name)
		}
	}
	return names
}
