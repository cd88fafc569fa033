package contract

import (
	"regexp"

	"github.com/getkin/kin-openapi/openapi3"
)

// A shape is what a schema declares of an object's or array's members, in the form in which undeclared members are
// looked for. It is the contract read a second time, as if every object were closed, without changing a word of it:
// additionalProperties, allOf, oneOf, anyOf and references are respected. A nil shape declares nothing and is about
// no object or array.
type shape struct {
	properties   map[string]*shape // with a nil shape for those that are no objects or arrays
	patterns     []patternShape    // patternProperties
	additional   *additionalShape  // additionalProperties with a schema
	open         bool              // additionalProperties: true, or false, which the schema rules judge
	items        *shape
	prefixItems  []*shape
	allOf        []*shape
	alternatives [][]alternative // each oneOf, anyOf, if or dependent schema; those apply whose schema the value matches
}

type additionalShape struct{ *shape }

type patternShape struct {
	pattern *regexp.Regexp // nil if Go cannot express it: then it is taken to match
	*shape
}

type alternative struct {
	matches func(any) bool
	*shape
}

// shape compiles what a schema declares. Schemas may refer to themselves, so it files the shape before it fills it.
func (c *compiler) shape(ref *openapi3.SchemaRef) *shape {
	if ref == nil || ref.Value == nil {
		return nil
	}
	schema := ref.Value
	if s, ok := c.shapes[schema]; ok {
		return s
	}
	if isScalar(schema) {
		c.shapes[schema] = nil
		return nil
	}
	s := &shape{}
	c.shapes[schema] = s
	if len(schema.Properties) > 0 {
		s.properties = make(map[string]*shape, len(schema.Properties))
		for name, property := range schema.Properties {
			s.properties[name] = c.shape(property)
		}
	}
	for _, pattern := range sortedKeys(schema.PatternProperties) {
		re, _ := regexp.Compile(pattern)
		s.patterns = append(s.patterns, patternShape{re, c.shape(schema.PatternProperties[pattern])})
	}
	for _, additional := range []openapi3.BoolSchema{schema.AdditionalProperties, schema.UnevaluatedProperties} {
		s.open = s.open || additional.Has != nil
		if additional.Schema != nil {
			s.additional = &additionalShape{c.shape(additional.Schema)}
		}
	}
	s.items = c.shape(schema.Items)
	for _, item := range schema.PrefixItems {
		s.prefixItems = append(s.prefixItems, c.shape(item))
	}
	for _, part := range schema.AllOf {
		s.allOf = append(s.allOf, c.shape(part))
	}
	for _, refs := range []openapi3.SchemaRefs{schema.OneOf, schema.AnyOf} {
		if group := c.alternatives(refs...); group != nil {
			s.alternatives = append(s.alternatives, group)
		}
	}
	if schema.If != nil {
		s.alternatives = append(s.alternatives, c.conditional(schema))
	}
	for _, name := range sortedKeys(schema.DependentSchemas) {
		dependent := alternative{func(v any) bool {
			object, _ := v.(map[string]any)
			_, ok := object[name]
			return ok
		}, c.shape(schema.DependentSchemas[name])}
		s.alternatives = append(s.alternatives, []alternative{dependent, always(nil)})
	}
	return s
}

// isScalar reports whether a schema declares no members of anything.
func isScalar(s *openapi3.Schema) bool {
	return len(s.Properties) == 0 && len(s.PatternProperties) == 0 && s.AdditionalProperties.Has == nil && s.AdditionalProperties.Schema == nil &&
		s.UnevaluatedProperties.Has == nil && s.UnevaluatedProperties.Schema == nil && s.Items == nil && len(s.PrefixItems) == 0 &&
		len(s.AllOf) == 0 && len(s.OneOf) == 0 && len(s.AnyOf) == 0 && s.If == nil && len(s.DependentSchemas) == 0
}

func (c *compiler) alternatives(refs ...*openapi3.SchemaRef) (group []alternative) {
	for _, ref := range refs {
		if ref != nil && ref.Value != nil {
			group = append(group, alternative{c.matcher(ref.Value), c.shape(ref)})
		}
	}
	return group
}

// conditional is if, then and else: what if declares applies with then.
func (c *compiler) conditional(schema *openapi3.Schema) []alternative {
	condition := c.matcher(schema.If.Value)
	then := &shape{allOf: []*shape{c.shape(schema.If), c.shape(schema.Then)}}
	return []alternative{
		{condition, then},
		{func(v any) bool { return !condition(v) }, c.shape(schema.Else)},
	}
}

func always(s *shape) alternative { return alternative{func(any) bool { return true }, s} }
