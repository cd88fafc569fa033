package upstream

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// What a schema's keywords hold.
var (
	schemaKeywords = []string{"not", "items", "additionalProperties", "contains", "propertyNames", "if", "then", "else", "unevaluatedItems",
		"unevaluatedProperties", "contentSchema"}
	schemaMapKeywords  = []string{"properties", "patternProperties", "dependentSchemas"}
	schemaListKeywords = []string{"allOf", "anyOf", "oneOf", "prefixItems"}

	// annotations have no say in what is valid.
	annotations = []string{"title", "description", "example", "examples", "externalDocs", "xml", "$comment", "$schema", "$id", "$anchor", "$defs",
		"definitions", "$dynamicAnchor", "$vocabulary", "summary"}
)

// schemaAt makes the schema that stands at a token below the present place.
func (x *extractor) schemaAt(n *yaml.Node, tokens ...string) (*yaml.Node, error) {
	back := len(x.at)
	x.at = append(x.at, tokens...)
	defer func() { x.at = x.at[:back] }()
	return x.schema(n)
}

// schema makes a schema in the one form that is compared: OpenAPI 3.1's, with references replaced by what they stand
// for, without what says nothing about which values are valid.
func (x *extractor) schema(n *yaml.Node) (*yaml.Node, error) {
	if err := x.made(); err != nil {
		return nil, err
	}
	n = resolveAlias(n)
	if n == nil || n.Kind != yaml.MappingNode {
		if isFalse(n) {
			return n, nil
		}
		return mapping(orRoot(n, x.d.root)), nil // true, and what is no schema at all, allows everything
	}
	if ref := reference(n); ref != "" {
		return x.reference(n, ref)
	}
	made := mapping(n)
	for _, e := range entries(n) {
		keyword := e.key.Value
		var value *yaml.Node
		var err error
		switch {
		case slices.Contains(annotations, keyword) || strings.HasPrefix(keyword, "x-") && keyword != "x-sunset" && keyword != "x-extensible-enum":
			continue
		case slices.Contains(schemaKeywords, keyword):
			if value, err = x.schemaAt(e.value, keyword); err == nil && keyword != "not" && keyword != "if" && allowsAll(value) {
				continue
			}
		case slices.Contains(schemaMapKeywords, keyword):
			if value, err = x.schemaMap(e.value, keyword); err == nil && len(value.Content) == 0 {
				continue
			}
		case slices.Contains(schemaListKeywords, keyword):
			value, err = x.schemaList(e.value, keyword)
		case keyword == "discriminator":
			value = discriminator(n, e)
		default:
			value, err = x.copied(e.value, 0)
		}
		if err != nil {
			return nil, err
		}
		set(made, e.key, value)
	}
	return simplified(made), nil
}

func orRoot(n, root *yaml.Node) *yaml.Node {
	if n == nil {
		return root
	}
	return n
}

func allowsAll(n *yaml.Node) bool { return n.Kind == yaml.MappingNode && len(n.Content) == 0 }

func (x *extractor) schemaMap(n *yaml.Node, keyword string) (*yaml.Node, error) {
	made := mapping(orRoot(n, x.d.root))
	last := map[string]entry{} // of several members with one name
	for _, e := range entries(n) {
		last[e.key.Value] = e
	}
	for _, name := range slices.Sorted(maps.Keys(last)) {
		schema, err := x.schemaAt(last[name].value, keyword, name)
		if err != nil {
			return nil, err
		}
		made.Content = append(made.Content, last[name].key, schema)
	}
	return made, nil
}

func (x *extractor) schemaList(n *yaml.Node, keyword string) (*yaml.Node, error) {
	made := sequence(orRoot(n, x.d.root))
	for i, item := range items(n) {
		schema, err := x.schemaAt(item, keyword, strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		made.Content = append(made.Content, schema)
	}
	return made, nil
}

// copied is a value without aliases.
func (x *extractor) copied(n *yaml.Node, depth int) (*yaml.Node, error) {
	if err := x.made(); err != nil || depth > 100 {
		return nil, errTooLarge
	}
	n = resolveAlias(n)
	switch {
	case n == nil:
		return nil, nil
	case n.Kind == yaml.SequenceNode:
		made := sequence(n)
		for _, item := range items(n) {
			value, err := x.copied(item, depth+1)
			if err != nil {
				return nil, err
			}
			made.Content = append(made.Content, value)
		}
		return made, nil
	case n.Kind == yaml.MappingNode:
		made := mapping(n)
		for _, e := range entries(n) {
			value, err := x.copied(e.value, depth+1)
			if err != nil {
				return nil, err
			}
			set(made, e.key, value)
		}
		return made, nil
	}
	return n, nil
}

// reference makes what a reference stands for. A schema that it is itself a part of becomes a component, named for
// where it first stood: so the same recursion has the same name on both sides.
func (x *extractor) reference(n *yaml.Node, ref string) (*yaml.Node, error) {
	target, err := x.d.lookup(ref, 0)
	if err != nil {
		return nil, err
	}
	component := func(name string) *yaml.Node {
		if _, ok := x.cycles[target]; !ok {
			x.cycles[target] = name
			x.later = append(x.later, target)
		}
		made := mapping(n)
		set(made, memberEntry(n, "$ref").key, stringNode(n, "#/components/schemas/"+x.cycles[target]))
		return made
	}
	if _, ok := x.cycles[target]; ok {
		return component(""), nil
	}
	if !x.inline {
		return component(componentName(ref[strings.LastIndexByte(ref, '/')+1:]) + "-" + strconv.Itoa(len(x.cycles))), nil
	}
	for _, o := range x.open {
		if o.node == target && o.at == strings.Join(x.at, "-") {
			return nil, fmt.Errorf("the reference %q leads in a circle", shorten(ref))
		}
		if o.node == target {
			return component(componentName(o.at)), nil
		}
	}
	if len(x.open) > 200 {
		return nil, errTooLarge
	}
	x.open = append(x.open, openSchema{target, strings.Join(x.at, "-")})
	made, err := x.schema(target)
	x.open = x.open[:len(x.open)-1]
	if err != nil {
		return nil, err
	}
	return x.beside(made, n)
}

// beside adds to a schema what stands beside the reference to it, which counts in OpenAPI 3.1 (3.1.0, "Reference
// Object", and JSON Schema 2020-12, section 8.2.3.1).
func (x *extractor) beside(made, n *yaml.Node) (*yaml.Node, error) {
	if strings.HasPrefix(text(member(x.d.root, "openapi")), "3.0") {
		return made, nil
	}
	rest := mapping(n)
	for _, e := range entries(n) {
		if e.key.Value != "$ref" {
			rest.Content = append(rest.Content, e.key, e.value)
		}
	}
	siblings, err := x.schema(rest)
	if err != nil || len(siblings.Content) == 0 {
		return made, err
	}
	if made.Kind != yaml.MappingNode {
		return made, nil // false, whatever else is said
	}
	for _, e := range entries(siblings) {
		if member(made, e.key.Value) != nil {
			both := mapping(n)
			set(both, stringNode(n, "allOf"), sequence(n, made, siblings))
			return both, nil
		}
	}
	merged := mapping(made)
	merged.Content = append(slices.Clone(made.Content), siblings.Content...)
	return merged, nil
}

// componentName is a name that OpenAPI allows for a component (3.1.0, "Components Object").
func componentName(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (r == '.' || r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') {
			return r
		}
		return '_'
	}, s)
}

// discriminator makes the mapping complete, since without one the names of the schemas are the values on the wire
// (OpenAPI 3.0.3, "Discriminator Object"), and independent of the schemas' names: what a value leads to is compared
// where it stands.
func discriminator(schema *yaml.Node, e entry) *yaml.Node {
	made, values := mapping(e.value), mapping(e.value)
	if p := memberEntry(e.value, "propertyName"); p.value != nil {
		set(made, p.key, p.value)
	}
	mapped := map[string]bool{}
	for _, m := range entries(member(e.value, "mapping")) {
		set(values, m.key, stringNode(m.value, componentName(m.key.Value)))
		target := text(m.value)
		mapped[target[strings.LastIndexByte(target, '/')+1:]] = true
	}
	for _, keyword := range []string{"oneOf", "anyOf"} {
		for _, branch := range items(member(schema, keyword)) {
			ref := reference(branch)
			if name := ref[strings.LastIndexByte(ref, '/')+1:]; name != "" && !mapped[name] {
				set(values, stringNode(branch, name), stringNode(branch, componentName(name)))
			}
		}
	}
	sortMembers(values)
	if len(values.Content) > 0 {
		set(made, stringNode(e.value, "mapping"), values)
	}
	return made
}
