package upstream

import (
	"cmp"
	"slices"

	"go.yaml.in/yaml/v4"
)

// simplified rewrites a schema, in place, so that different ways to say the same are the same: those of OpenAPI 3.0
// become those of 3.1, and what is a keyword's default is left out.
func simplified(s *yaml.Node) *yaml.Node {
	for keyword, value := range map[string]string{"minLength": "0", "minItems": "0", "minProperties": "0", "uniqueItems": "false",
		"deprecated": "false", "readOnly": "false", "writeOnly": "false"} {
		if n := member(s, keyword); n != nil && n.Value == value {
			remove(s, keyword)
		}
	}
	for _, keyword := range []string{"required", "allOf", "anyOf", "oneOf"} {
		if n := member(s, keyword); n != nil && len(n.Content) == 0 {
			remove(s, keyword)
		}
	}
	lifecycle(s, s)
	sortScalars(member(s, "required"))
	merge(s)
	exclusive(s, "minimum", "exclusiveMinimum")
	exclusive(s, "maximum", "exclusiveMaximum")
	if e := memberEntry(s, "const"); e.value != nil && member(s, "enum") == nil { // JSON Schema 2020-12 validation, section 6.1.3
		remove(s, "const")
		set(s, stringNode(e.key, "enum"), sequence(e.value, e.value))
	}
	encoding(s)
	nullable := isTrue(remove(s, "nullable"))
	s = unwrapped(s, &nullable)
	if nullable {
		addNull(s)
	}
	types(s)
	if t := memberEntry(s, "type"); text(t.value) == "object" && member(s, "properties") == nil && member(s, "additionalProperties") == nil {
		set(s, stringNode(t.key, "additionalProperties"), mapping(t.key)) // so that a map is compared with what any object is
	}
	return s
}

// merge puts the schemas of an allOf into the one around it, where no keyword says two things. oasdiff can do so for
// more schemas, and loses their positions.
func merge(s *yaml.Node) {
	branches := member(s, "allOf")
	if branches == nil || len(branches.Content) < 2 {
		return
	}
	merged := mapping(s)
	for _, e := range entries(s) {
		if e.key.Value != "allOf" {
			merged.Content = append(merged.Content, e.key, e.value)
		}
	}
	for _, b := range branches.Content {
		if b.Kind != yaml.MappingNode || member(b, "$ref") != nil {
			return
		}
		for _, e := range entries(b) {
			old := member(merged, e.key.Value)
			switch {
			case old == nil:
				set(merged, e.key, e.value)
			case e.key.Value == "required" && old.Kind == yaml.SequenceNode:
				both := sequence(old, append(slices.Clone(old.Content), e.value.Content...)...)
				sortScalars(both)
				set(merged, e.key, both)
			case e.key.Value == "properties":
				both := mapping(old)
				both.Content = slices.Clone(old.Content)
				for _, p := range entries(e.value) {
					if same := member(both, p.key.Value); same != nil && fingerprint(same) != fingerprint(p.value) {
						return
					}
					set(both, p.key, p.value)
				}
				sortMembers(both)
				set(merged, e.key, both)
			case fingerprint(old) != fingerprint(e.value):
				return
			}
		}
	}
	*s = *merged
}

// exclusive turns 3.0's exclusive bounds, a boolean beside the bound, into 3.1's, a bound of its own.
func exclusive(s *yaml.Node, bound, keyword string) {
	e := memberEntry(s, keyword)
	if e.value == nil || e.value.Tag != "!!bool" {
		return
	}
	remove(s, keyword)
	if limit := member(s, bound); limit != nil && isTrue(e.value) {
		remove(s, bound)
		set(s, e.key, limit)
	}
}

// encoding turns 3.1's contentEncoding and contentMediaType into 3.0's formats (OpenAPI 3.1.0, "Data Types").
func encoding(s *yaml.Node) {
	e, m := memberEntry(s, "contentEncoding"), memberEntry(s, "contentMediaType")
	if member(s, "format") != nil {
		return
	}
	switch {
	case text(e.value) == "base64" && (m.value == nil || text(m.value) == "application/octet-stream"):
		set(s, stringNode(e.key, "format"), stringNode(e.value, "byte"))
	case e.value == nil && text(m.value) == "application/octet-stream":
		set(s, stringNode(m.key, "format"), stringNode(m.value, "binary"))
	default:
		return
	}
	remove(s, "contentEncoding")
	remove(s, "contentMediaType")
}

// unwrapped takes a schema out of a list around it that changes nothing: allOf with one schema, anyOf or oneOf with
// one schema or with another one for null.
func unwrapped(s *yaml.Node, nullable *bool) *yaml.Node {
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		branches := member(s, keyword)
		if branches == nil {
			continue
		}
		var rest []*yaml.Node
		for _, b := range branches.Content {
			if keyword != "allOf" && isNull(b) {
				continue
			}
			rest = append(rest, b)
		}
		if len(rest) != 1 || rest[0].Kind != yaml.MappingNode || member(rest[0], "$ref") != nil {
			continue
		}
		hasNull := len(branches.Content) > 1
		if hasNull && (len(branches.Content) != 2 || member(rest[0], "type") == nil) {
			continue
		}
		if slices.ContainsFunc(entries(rest[0]), func(e entry) bool { return e.key.Value != keyword && member(s, e.key.Value) != nil }) {
			continue
		}
		inner := rest[0]
		remove(s, keyword)
		remove(s, "discriminator")
		s.Content = append(s.Content, inner.Content...)
		*nullable = *nullable || hasNull
		return s
	}
	return s
}

func isNull(s *yaml.Node) bool {
	t := member(s, "type")
	return len(s.Content) == 2 && t != nil && (t.Value == "null" || len(t.Content) == 1 && t.Content[0].Value == "null")
}

// addNull allows null where a type is given; without one, null is allowed already (OpenAPI 3.0.3, "Schema Object",
// nullable).
func addNull(s *yaml.Node) {
	t := memberEntry(s, "type")
	switch {
	case t.value == nil:
	case t.value.Kind == yaml.ScalarNode:
		set(s, t.key, sequence(t.value, t.value, stringNode(t.value, "null")))
	case !slices.ContainsFunc(t.value.Content, func(n *yaml.Node) bool { return n.Value == "null" }):
		t.value.Content = append(t.value.Content, stringNode(t.value, "null"))
	}
}

// types orders a list of types, and takes null out of the enum of a schema whose type says it.
func types(s *yaml.Node) {
	t := memberEntry(s, "type")
	if t.value == nil || t.value.Kind != yaml.SequenceNode {
		return
	}
	sortScalars(t.value)
	for i, n := range t.value.Content {
		t.value.Content[i] = stringNode(n, n.Value) // an unquoted null is meant as the type's name
	}
	if len(t.value.Content) == 1 {
		set(s, t.key, t.value.Content[0])
		return
	}
	if enum := member(s, "enum"); enum != nil && slices.ContainsFunc(t.value.Content, func(n *yaml.Node) bool { return n.Value == "null" }) {
		enum.Content = slices.DeleteFunc(enum.Content, func(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" })
	}
}

func sortScalars(n *yaml.Node) {
	if n == nil || n.Kind != yaml.SequenceNode {
		return
	}
	slices.SortFunc(n.Content, func(a, b *yaml.Node) int { return cmp.Compare(a.Value, b.Value) })
	n.Content = slices.CompactFunc(n.Content, func(a, b *yaml.Node) bool {
		return a.Value == b.Value && a.Kind == yaml.ScalarNode && b.Kind == yaml.ScalarNode
	})
}
