package upstream

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Where a schema holds other schemas. Whatever walks schemas goes by these tables.
var (
	singleKeywords = []struct {
		name string
		of   func(*openapi3.Schema) **openapi3.SchemaRef
	}{
		{"items", func(s *openapi3.Schema) **openapi3.SchemaRef { return &s.Items }},
		{"additionalProperties", func(s *openapi3.Schema) **openapi3.SchemaRef { return &s.AdditionalProperties.Schema }},
		{"not", func(s *openapi3.Schema) **openapi3.SchemaRef { return &s.Not }},
		{"contains", func(s *openapi3.Schema) **openapi3.SchemaRef { return &s.Contains }},
		{"propertyNames", func(s *openapi3.Schema) **openapi3.SchemaRef { return &s.PropertyNames }},
		{"if", func(s *openapi3.Schema) **openapi3.SchemaRef { return &s.If }},
		{"then", func(s *openapi3.Schema) **openapi3.SchemaRef { return &s.Then }},
		{"else", func(s *openapi3.Schema) **openapi3.SchemaRef { return &s.Else }},
		{"unevaluatedItems", func(s *openapi3.Schema) **openapi3.SchemaRef { return &s.UnevaluatedItems.Schema }},
		{"unevaluatedProperties", func(s *openapi3.Schema) **openapi3.SchemaRef { return &s.UnevaluatedProperties.Schema }},
		{"contentSchema", func(s *openapi3.Schema) **openapi3.SchemaRef { return &s.ContentSchema }},
	}
	mapKeywords = []struct {
		name string
		of   func(*openapi3.Schema) *openapi3.Schemas
	}{
		{"properties", func(s *openapi3.Schema) *openapi3.Schemas { return &s.Properties }},
		{"patternProperties", func(s *openapi3.Schema) *openapi3.Schemas { return &s.PatternProperties }},
		{"dependentSchemas", func(s *openapi3.Schema) *openapi3.Schemas { return &s.DependentSchemas }},
	}
	listKeywords = []struct {
		name string
		of   func(*openapi3.Schema) *openapi3.SchemaRefs
	}{
		{"allOf", func(s *openapi3.Schema) *openapi3.SchemaRefs { return &s.AllOf }},
		{"anyOf", func(s *openapi3.Schema) *openapi3.SchemaRefs { return &s.AnyOf }},
		{"oneOf", func(s *openapi3.Schema) *openapi3.SchemaRefs { return &s.OneOf }},
		{"prefixItems", func(s *openapi3.Schema) *openapi3.SchemaRefs { return &s.PrefixItems }},
	}
)

// replaceChildren replaces each schema that s holds, in maps and lists of its own.
func replaceChildren(s *openapi3.Schema, by func(*openapi3.SchemaRef) *openapi3.SchemaRef) {
	for _, k := range singleKeywords {
		if child := k.of(s); *child != nil {
			*child = by(*child)
		}
	}
	for _, k := range mapKeywords {
		children := k.of(s)
		if *children == nil {
			continue
		}
		replaced := make(openapi3.Schemas, len(*children))
		for _, name := range slices.Sorted(maps.Keys(*children)) {
			replaced[name] = by((*children)[name])
		}
		*children = replaced
	}
	for _, k := range listKeywords {
		children := k.of(s)
		if *children == nil {
			continue
		}
		replaced := make(openapi3.SchemaRefs, len(*children))
		for i, child := range *children {
			replaced[i] = by(child)
		}
		*children = replaced
	}
}

// childless is a copy of a schema without the schemas that it holds.
func childless(s *openapi3.Schema) *openapi3.Schema {
	bare := *s
	for _, k := range singleKeywords {
		*k.of(&bare) = nil
	}
	for _, k := range mapKeywords {
		*k.of(&bare) = nil
	}
	for _, k := range listKeywords {
		*k.of(&bare) = nil
	}
	return &bare
}

func hasType(s *openapi3.Schema, name string) bool { return slices.Contains(s.Type.Slice(), name) }

func isScalar(s *openapi3.Schema) bool {
	return len(s.Type.Slice()) > 0 && !hasType(s, "object") && !hasType(s, "array")
}
