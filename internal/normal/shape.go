package normal

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxShown bounds how many names or values of a list are shown.
const maxShown = 6

// Shape is a schema in short: "array of object {id, provider}".
func Shape(s *openapi3.Schema, depth int) string {
	var parts []string
	for _, t := range s.Type.Slice() {
		parts = append(parts, typeShape(s, t, depth))
	}
	for _, list := range []openapi3.SchemaRefs{s.AnyOf, s.OneOf} {
		if depth == 0 || len(parts) > 0 {
			break
		}
		for i, b := range list {
			if name := LastToken(b.Ref); name != "" {
				parts = append(parts, name)
			} else if shape := Shape(b.Value, depth-1); !slices.Contains(parts, shape) {
				parts = append(parts, shape)
			}
			if i == maxShown {
				parts = append(parts, "…")
				break
			}
		}
	}
	if len(parts) == 0 {
		if len(s.Enum) == 0 {
			return "any"
		}
		parts = Texts(s.Enum)
	}
	if s.Nullable {
		parts = append(parts, "null")
	}
	return strings.Join(parts, " | ")
}

func typeShape(s *openapi3.Schema, name string, depth int) string {
	values := s.AdditionalProperties.Schema
	switch {
	case name == "object" && len(s.Properties) > 0 && depth > 0:
		return "object {" + List(slices.Sorted(maps.Keys(s.Properties)), ", ") + "}"
	case name == "object" && values != nil && !IsFree(values.Value) && depth > 0:
		return "map of " + Shape(values.Value, depth-1)
	case name == "array" && s.Items != nil && depth > 0:
		if s.Items.Value.Type.Is("array") {
			depth-- // which may be of itself
		}
		return "array of " + Shape(s.Items.Value, depth)
	case s.Format != "" && name != "object" && name != "array":
		return name + " (" + s.Format + ")"
	}
	return name
}

// List is a list of names, of which it shows the first few.
func List(names []string, separator string) string {
	if len(names) > maxShown {
		names = append(slices.Clone(names[:maxShown]), "…")
	}
	return strings.Join(names, separator)
}

// Texts are values as oasdiff and kin-openapi's origins name them.
func Texts(values []any) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = fmt.Sprintf("%v", v)
	}
	return all
}
