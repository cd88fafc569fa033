package openapi

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// form is what the value of a keyword has to be.
type form struct {
	write string // what to write instead
	is    func(n *yaml.Node) bool
}

var (
	aText    = form{"a string", func(n *yaml.Node) bool { return hasTag(n, "!!str") }}
	prose    = form{"a string", func(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode }}
	aNumber  = form{"a number", func(n *yaml.Node) bool { return hasTag(n, "!!int", "!!float") }}
	aFlag    = form{"true or false", func(n *yaml.Node) bool { return hasTag(n, "!!bool") }}
	aList    = form{"a list", func(n *yaml.Node) bool { return n.Kind == yaml.SequenceNode }}
	anObject = form{"an object", func(n *yaml.Node) bool { return n.Kind == yaml.MappingNode }}
	aCount   = form{"a whole number, 0 or more", func(n *yaml.Node) bool {
		count, err := strconv.ParseFloat(n.Value, 64)
		return hasTag(n, "!!int", "!!float") && err == nil && count >= 0 && count <= 1<<53
	}}
	aBound = form{"a number", func(n *yaml.Node) bool { return hasTag(n, "!!int", "!!float", "!!bool") }}
	aType  = form{"the name of a type, or a list of them", func(n *yaml.Node) bool {
		return hasTag(n, "!!str") || areTexts(n)
	}}
	names    = form{"a list of names", areTexts}
	aSchema  = form{"a schema", func(n *yaml.Node) bool { return n.Kind == yaml.MappingNode || hasTag(n, "!!bool") }}
	aSchemas = form{"a list of schemas", func(n *yaml.Node) bool { return n.Kind == yaml.SequenceNode }}
)

// forms are the forms of the keywords of schemas that kin-openapi reads.
var forms = map[string]form{
	"type": aType, "format": aText, "pattern": aText, "title": prose, "description": prose,
	"nullable": aFlag, "readOnly": aFlag, "writeOnly": aFlag, "deprecated": aFlag, "uniqueItems": aFlag,
	"minimum": aNumber, "maximum": aNumber, "multipleOf": aNumber, "exclusiveMinimum": aBound, "exclusiveMaximum": aBound,
	"minLength": aCount, "maxLength": aCount, "minItems": aCount, "maxItems": aCount, "minProperties": aCount,
	"maxProperties": aCount, "minContains": aCount, "maxContains": aCount, "required": names, "enum": aList,
	"allOf": aSchemas, "anyOf": aSchemas, "oneOf": aSchemas, "prefixItems": aSchemas,
	"properties": anObject, "patternProperties": anObject, "dependentSchemas": anObject, "dependentRequired": anObject,
	"$defs": anObject, "discriminator": anObject, "xml": anObject, "externalDocs": anObject,
	"items": aSchema, "not": aSchema, "additionalProperties": aSchema, "contains": aSchema, "propertyNames": aSchema,
	"if": aSchema, "then": aSchema, "else": aSchema, "unevaluatedItems": aSchema, "unevaluatedProperties": aSchema,
}

// saysNothing are keywords without which a schema allows the same values. Of a property, required: true is one of
// Swagger's first version, and of JSON Schema's third draft.
var saysNothing = map[string]bool{
	"title": true, "description": true, "deprecated": true, "xml": true, "externalDocs": true, "required": true,
}

func hasTag(n *yaml.Node, tags ...string) bool {
	return n.Kind == yaml.ScalarNode && slices.Contains(tags, n.ShortTag())
}

func areTexts(n *yaml.Node) bool {
	return n.Kind == yaml.SequenceNode && !slices.ContainsFunc(n.Content, func(item *yaml.Node) bool {
		return !hasTag(item, "!!str")
	})
}

// checkForms notes the keywords of a schema whose values have another form than theirs.
func (s *schemas) checkForms(n *yaml.Node, at Site) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if value.Kind == yaml.AliasNode {
			value = value.Alias
		}
		if expected, ok := forms[key.Value]; ok && !expected.is(value) && !hasTag(value, "!!null") {
			s.malformed = append(s.malformed, written{at: at.pointer, key: key, value: value, expected: expected.write})
		}
	}
}

// checkSchema notes what stands where a schema should.
func (s *schemas) checkSchema(key, value *yaml.Node, at Site) {
	if value.Kind != yaml.AliasNode && !aSchema.is(value) {
		s.malformed = append(s.malformed,
			written{at: at.pointer, key: key, value: value, expected: aSchema.write, isSchema: true})
	}
}

// holdsSchema are the keywords whose value is one schema, or a list of them.
var holdsSchema = strings.Fields("schema items not additionalProperties contains propertyNames if then else " +
	"unevaluatedItems unevaluatedProperties allOf anyOf oneOf prefixItems")

// holdsSchemas are the keywords whose members are schemas.
var holdsSchemas = strings.Fields("properties patternProperties dependentSchemas $defs schemas")
