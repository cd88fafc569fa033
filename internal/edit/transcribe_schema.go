package edit

import (
	"math/big"
	"slices"

	"github.com/seed-97812ecd/supermemory-go/internal/text"

	"go.yaml.in/yaml/v4"
)

// schema transcribes the keywords of one schema, not of those in it.
func (t *transcriber) schema(n *yaml.Node, at []string) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!bool" {
		booleanSchema(n, at)
		return
	}
	if !isObject(n) {
		return
	}
	nullBranches(n)
	t.annotations(n)
	besideReference(n)
	constant(n)
	nullTypes(n)
	typeList(n)
	for _, bound := range [][2]string{{"exclusiveMinimum", "minimum"}, {"exclusiveMaximum", "maximum"}} {
		exclusiveBound(n, bound[0], bound[1])
	}
	t.encodings(n)
	t.tuples(n)
	t.objects(n)
	for _, keyword := range []string{
		"if", "then", "else", "contains", "minContains", "maxContains", "dependentRequired", "dependentSchemas",
		"propertyNames", "unevaluatedItems", "contentSchema", "$id", "$anchor", "$dynamicRef", "$dynamicAnchor",
	} {
		if remove(n, keyword) != nil {
			t.lose(keyword)
		}
	}
	if value(member(n, "type")) == "array" && member(n, "items") == nil {
		set(n, "items", object()) // which 3.0.3 requires
	}
}

// booleanSchema writes true and false as objects, where 3.0.3 has no booleans.
func booleanSchema(n *yaml.Node, at []string) {
	if len(at) > 0 && at[len(at)-1] == "additionalProperties" {
		return
	}
	allowsAll := n.Value == "true"
	*n = *object()
	if !allowsAll {
		set(n, "not", object())
	}
}

// annotations says what 3.0.3 says otherwise, or not, without a meaning for values.
func (t *transcriber) annotations(n *yaml.Node) {
	if schema := remove(n, "$schema"); schema != nil && !slices.Contains(knownDialects, schema.Value) {
		t.lose("$schema")
	}
	if note := value(remove(n, "$comment")); note != "" && len(n.Content) > 0 {
		addHead(n.Content[0], comments(note))
	}
	examples := items(remove(n, "examples"))
	if len(examples) > 0 && member(n, "example") == nil {
		set(n, "example", examples[0])
		examples = examples[1:]
	}
	if len(examples) > 0 {
		t.lose(text.Count(len(examples), "more example"))
	}
}

// besideReference moves a reference that has siblings into allOf: 3.0.3 ignores what stands beside a reference.
func besideReference(n *yaml.Node) {
	if member(n, "$ref") == nil || len(n.Content) == 2 {
		return
	}
	reference := object()
	set(reference, "$ref", remove(n, "$ref"))
	addTo(n, "allOf", reference)
}

func constant(n *yaml.Node) {
	c := member(n, "const")
	if c == nil {
		return
	}
	if values := remove(n, "enum"); values != nil { // which counts, too
		other := object()
		set(other, "enum", values)
		addTo(n, "allOf", other)
	}
	rename(n, "const", "enum", list(c))
}

// rename puts another member in the place of one. If there is one of that name, that goes.
func rename(n *yaml.Node, from, to string, with *yaml.Node) {
	remove(n, to)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == from {
			key := *n.Content[i]
			key.Value = to
			n.Content[i], n.Content[i+1] = &key, with
		}
	}
}

func isNullValue(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// isNullSchema reports whether a schema allows null alone.
func isNullSchema(n *yaml.Node) bool {
	kinds := listedTypes(n)
	if len(kinds) == 1 && kinds[0] == "null" {
		return true
	}
	values := items(member(n, "enum"))
	c := member(n, "const")
	return c != nil && isNullValue(c) || len(values) == 1 && isNullValue(values[0])
}

// listedTypes are the types that a schema lists.
func listedTypes(n *yaml.Node) (names []string) {
	kinds := member(n, "type")
	if kinds == nil {
		return nil
	}
	if kinds.Kind == yaml.ScalarNode {
		return []string{kinds.Value}
	}
	for _, k := range items(kinds) {
		names = append(names, k.Value)
	}
	return names
}

// null is a list of the one value.
func null() *yaml.Node { return list(&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}) }

// allowsNull reports whether a schema's types and values leave null.
func allowsNull(n *yaml.Node) bool {
	kinds, values, c := listedTypes(n), member(n, "enum"), member(n, "const")
	return (len(kinds) == 0 || slices.Contains(kinds, "null")) &&
		(values == nil || slices.ContainsFunc(items(values), isNullValue)) && (c == nil || isNullValue(c))
}

// nullBranches says with nullable what 3.1 says with a branch for null.
func nullBranches(n *yaml.Node) {
	for _, keyword := range []string{"anyOf", "oneOf"} {
		branches := items(member(n, keyword))
		rest := slices.DeleteFunc(slices.Clone(branches), isNullSchema)
		if len(rest) == len(branches) {
			continue
		}
		allowed := allowsNull(n)
		replaceBranches(n, keyword, rest)
		if allowed && len(rest) > 0 {
			set(n, "nullable", boolean("true"))
		}
		nullBranches(n) // of the branch that was written into the schema
	}
}

// nullTypes says with nullable what 3.1 says with a type, or with a value.
func nullTypes(n *yaml.Node) {
	kinds, allowed := listedTypes(n), allowsNull(n)
	rest := slices.DeleteFunc(slices.Clone(kinds), func(k string) bool { return k == "null" })
	switch {
	case len(kinds) > 0 && len(rest) == 0:
		rename(n, "type", "enum", null())
	case len(rest) < len(kinds):
		set(n, "type", names(rest))
	case len(kinds) > 0 || member(n, "enum") == nil:
		return
	}
	if allowed {
		set(n, "nullable", boolean("true"))
	}
}

// names is a type, or a list of types.
func names(of []string) *yaml.Node {
	made := list()
	for _, name := range of {
		made.Content = append(made.Content, scalar(name))
	}
	if len(of) == 1 {
		return made.Content[0]
	}
	return made
}

// replaceBranches keeps some branches of a union. One alone is written into the schema, if nothing stands there that it
// says otherwise, and else into allOf.
func replaceBranches(n *yaml.Node, keyword string, rest []*yaml.Node) {
	if len(rest) != 1 {
		if len(rest) == 0 {
			rename(n, keyword, "enum", null())
			return
		}
		set(n, keyword, list(rest...))
		return
	}
	remove(n, keyword)
	only := rest[0]
	isFree := isObject(only) && member(only, "$ref") == nil && member(n, "$ref") == nil
	for key := range members(only) {
		isFree = isFree && (member(n, key.Value) == nil || slices.Contains(proseMembers, key.Value))
	}
	if !isFree {
		addTo(n, "allOf", only)
		return
	}
	for key, part := range members(only) {
		if member(n, key.Value) == nil {
			n.Content = append(n.Content, key, part)
		}
	}
}

// typeOfKeyword is the only type that a keyword says something of.
var typeOfKeyword = map[string]string{
	"properties": "object", "required": "object", "additionalProperties": "object", "patternProperties": "object",
	"minProperties": "object", "maxProperties": "object", "items": "array", "prefixItems": "array", "minItems": "array",
	"maxItems": "array", "uniqueItems": "array", "minLength": "string", "maxLength": "string", "pattern": "string",
}

// typeList writes several types as branches of anyOf, each with the keywords that are about it.
func typeList(n *yaml.Node) {
	kinds := listedTypes(n)
	if member(n, "type") == nil || member(n, "type").Kind == yaml.ScalarNode {
		return
	}
	if slices.Contains(kinds, "number") {
		kinds = slices.DeleteFunc(kinds, func(k string) bool { return k == "integer" })
	}
	if len(kinds) == 1 {
		set(n, "type", scalar(kinds[0]))
		return
	}
	branches := list()
	for _, kind := range kinds {
		branch := object()
		set(branch, "type", scalar(kind))
		for key, part := range members(clone(n)) {
			if typeOfKeyword[key.Value] == kind {
				set(branch, key.Value, part)
				remove(n, key.Value)
			}
		}
		branches.Content = append(branches.Content, branch)
	}
	if member(n, "anyOf") == nil {
		rename(n, "type", "anyOf", branches)
		return
	}
	remove(n, "type")
	union := object()
	set(union, "anyOf", branches)
	addTo(n, "allOf", union)
}

// exclusiveBound writes a bound of its own as a flag beside the other bound. The narrower one counts.
func exclusiveBound(n *yaml.Node, exclusive, inclusive string) {
	limit := member(n, exclusive)
	if limit == nil || limit.Tag == "!!bool" {
		return
	}
	if other := member(n, inclusive); other != nil {
		a, _, _ := big.ParseFloat(limit.Value, 10, 200, big.ToNearestEven)
		b, _, _ := big.ParseFloat(other.Value, 10, 200, big.ToNearestEven)
		if a != nil && b != nil && (inclusive == "minimum" && b.Cmp(a) > 0 || inclusive == "maximum" && b.Cmp(a) < 0) {
			remove(n, exclusive)
			return
		}
	}
	set(n, inclusive, limit)
	set(n, exclusive, boolean("true"))
}

// encodings writes the encodings of strings that 3.0.3 knows as formats (OpenAPI 3.1.0, "Data Types").
func (t *transcriber) encodings(n *yaml.Node) {
	encoding, mediaType := value(remove(n, "contentEncoding")), value(remove(n, "contentMediaType"))
	isBytes := mediaType == "" || mediaType == "application/octet-stream"
	switch hasFormat := member(n, "format") != nil; {
	case encoding == "base64" && isBytes && !hasFormat:
		set(n, "format", scalar("byte"))
	case encoding == "" && mediaType == "application/octet-stream" && !hasFormat,
		encoding == "binary" && mediaType == "" && !hasFormat:
		set(n, "format", scalar("binary"))
	case encoding != "":
		t.lose("contentEncoding " + encoding)
	case mediaType != "":
		t.lose("contentMediaType " + mediaType)
	}
}

// tuples leaves out what each place of a list holds.
func (t *transcriber) tuples(n *yaml.Node) {
	if remove(n, "prefixItems") != nil {
		remove(n, "items")
		set(n, "items", object())
		t.lose("prefixItems")
	}
}

// objects leaves out rules about the names of properties. What they allowed stays allowed.
func (t *transcriber) objects(n *yaml.Node) {
	if rule := member(n, "propertyNames"); rule != nil && len(rule.Content) == 2 &&
		value(member(rule, "type")) == "string" {
		remove(n, "propertyNames") // which says nothing
	}
	if remove(n, "patternProperties") != nil {
		if additional := member(n, "additionalProperties"); additional != nil {
			set(n, "additionalProperties", boolean("true"))
		}
		t.lose("patternProperties")
	}
	unevaluated := member(n, "unevaluatedProperties")
	if unevaluated == nil {
		return
	}
	isAlone := member(n, "additionalProperties") == nil
	for _, keyword := range []string{"$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas"} {
		isAlone = isAlone && member(n, keyword) == nil
	}
	if isAlone {
		rename(n, "unevaluatedProperties", "additionalProperties", unevaluated)
		return
	}
	remove(n, "unevaluatedProperties")
	if unevaluated.Value != "true" {
		t.lose("unevaluatedProperties")
	}
}
