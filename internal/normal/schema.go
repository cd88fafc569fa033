package normal

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Where a schema holds other schemas. Whatever walks schemas goes by these tables.
var (
	SingleKeywords = []struct {
		Name string
		Of   func(*openapi3.Schema) **openapi3.SchemaRef
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
	MapKeywords = []struct {
		Name string
		Of   func(*openapi3.Schema) *openapi3.Schemas
	}{
		{"properties", func(s *openapi3.Schema) *openapi3.Schemas { return &s.Properties }},
		{"patternProperties", func(s *openapi3.Schema) *openapi3.Schemas { return &s.PatternProperties }},
		{"dependentSchemas", func(s *openapi3.Schema) *openapi3.Schemas { return &s.DependentSchemas }},
	}
	ListKeywords = []struct {
		Name string
		Of   func(*openapi3.Schema) *openapi3.SchemaRefs
	}{
		{"allOf", func(s *openapi3.Schema) *openapi3.SchemaRefs { return &s.AllOf }},
		{"anyOf", func(s *openapi3.Schema) *openapi3.SchemaRefs { return &s.AnyOf }},
		{"oneOf", func(s *openapi3.Schema) *openapi3.SchemaRefs { return &s.OneOf }},
		{"prefixItems", func(s *openapi3.Schema) *openapi3.SchemaRefs { return &s.PrefixItems }},
	}
)

// replaceChildren replaces each schema that s holds, in maps and lists of its own.
func replaceChildren(s *openapi3.Schema, by func(*openapi3.SchemaRef) *openapi3.SchemaRef) {
	for _, k := range SingleKeywords {
		if child := k.Of(s); *child != nil {
			*child = by(*child)
		}
	}
	for _, k := range MapKeywords {
		children := k.Of(s)
		if *children == nil {
			continue
		}
		replaced := make(openapi3.Schemas, len(*children))
		for _, name := range slices.Sorted(maps.Keys(*children)) {
			replaced[name] = by((*children)[name])
		}
		*children = replaced
	}
	for _, k := range ListKeywords {
		children := k.Of(s)
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

// Childless is a copy of a schema without the schemas that it holds.
func Childless(s *openapi3.Schema) *openapi3.Schema {
	bare := *s
	for _, k := range SingleKeywords {
		*k.Of(&bare) = nil
	}
	for _, k := range MapKeywords {
		*k.Of(&bare) = nil
	}
	for _, k := range ListKeywords {
		*k.Of(&bare) = nil
	}
	return &bare
}

// HasType reports whether a schema names a type.
func HasType(s *openapi3.Schema, name string) bool { return slices.Contains(s.Type.Slice(), name) }

// IsScalar reports whether a schema allows no objects and arrays.
func IsScalar(s *openapi3.Schema) bool {
	return len(s.Type.Slice()) > 0 && !HasType(s, "object") && !HasType(s, "array")
}

// IsFree reports whether a schema allows every type.
func IsFree(s *openapi3.Schema) bool { return s.Type == nil && !IsUnion(s) && len(s.Enum) == 0 }

// FieldOf is where a keyword stands; the zero Location if that is unknown.
func FieldOf(o *openapi3.Origin, keyword string) openapi3.Location {
	if o == nil {
		return openapi3.Location{}
	}
	l, _ := o.Fields.Lookup(keyword)
	return l
}
