package parameter

import (
	"github.com/getkin/kin-openapi/openapi3"
)

// kinds is a set of JSON types.
type kinds uint8

const (
	null kinds = 1 << iota
	boolean
	number
	text
	array
	object

	anything = null | boolean | number | text | array | object
)

func (k kinds) has(one kinds) bool { return k&one != 0 }

// isScalar reports whether something else than arrays and objects is in the set.
func (k kinds) isScalar() bool { return k&^(array|object) != 0 }

// IsNumber reports whether a schema allows numbers and, beside null, nothing else.
func IsNumber(s *openapi3.Schema) bool { return kindsOf(s)&^null == number }

var kindOfType = map[string]kinds{
	openapi3.TypeNull: null, openapi3.TypeBoolean: boolean, openapi3.TypeNumber: number, openapi3.TypeInteger: number,
	openapi3.TypeString: text, openapi3.TypeArray: array, openapi3.TypeObject: object,
}

// kindsOf is which types a schema allows by its types, enums and combinations. A nil schema allows all.
func kindsOf(s *openapi3.Schema) kinds { return kindsAt(s, 0) }

// maxDepth bounds how deep combinations of schemas are looked into; they may refer to themselves.
const maxDepth = 10

func kindsAt(s *openapi3.Schema, depth int) kinds {
	if s == nil || depth > maxDepth {
		return anything
	}
	k := anything
	if types := s.Type.Slice(); len(types) > 0 {
		k = 0
		for _, t := range types {
			k |= kindOfType[t]
		}
		if s.Nullable {
			k |= null
		}
	}
	if len(s.Enum) > 0 {
		var listed kinds
		for _, v := range s.Enum {
			listed |= kindOf(v)
		}
		if k&listed != 0 { // a vendor's enum of strings under type integer is for the schema to refuse
			k &= listed
		}
	}
	for _, part := range s.AllOf {
		if part != nil {
			k &= kindsAt(part.Value, depth+1)
		}
	}
	for _, union := range []openapi3.SchemaRefs{s.AnyOf, s.OneOf} {
		var some kinds
		for _, branch := range union {
			if branch != nil {
				some |= kindsAt(branch.Value, depth+1)
			}
		}
		if len(union) > 0 {
			k &= some
		}
	}
	return k
}

func kindOf(v any) kinds {
	switch v.(type) {
	case nil:
		return null
	case bool:
		return boolean
	case string:
		return text
	case []any:
		return array
	case map[string]any:
		return object
	}
	return number
}

// propertyOf is the schema of an object's property: as it is declared by the schema or a part of it, else that of
// additional properties. It is nil if there is none.
func propertyOf(s *openapi3.Schema, name string) *openapi3.Schema {
	if p := declaredAt(s, name, 0); p != nil {
		return p
	}
	return lookInto(s, 0, func(s *openapi3.Schema) *openapi3.Schema { return valueOf(s.AdditionalProperties.Schema) })
}

func declaredAt(s *openapi3.Schema, name string, depth int) *openapi3.Schema {
	return lookInto(s, depth, func(s *openapi3.Schema) *openapi3.Schema { return valueOf(s.Properties[name]) })
}

// itemsOf is the schema of an array's items, nil if there is none.
func itemsOf(s *openapi3.Schema) *openapi3.Schema {
	return lookInto(s, 0, func(s *openapi3.Schema) *openapi3.Schema { return valueOf(s.Items) })
}

// lookInto asks a schema and, if it does not know, the schemas that it is combined of.
func lookInto(s *openapi3.Schema, depth int, ask func(*openapi3.Schema) *openapi3.Schema) *openapi3.Schema {
	if s == nil || depth > maxDepth {
		return nil
	}
	if answer := ask(s); answer != nil {
		return answer
	}
	for _, parts := range []openapi3.SchemaRefs{s.AllOf, s.AnyOf, s.OneOf} {
		for _, part := range parts {
			if answer := lookInto(valueOf(part), depth+1, ask); answer != nil {
				return answer
			}
		}
	}
	return nil
}

func valueOf(ref *openapi3.SchemaRef) *openapi3.Schema {
	if ref == nil {
		return nil
	}
	return ref.Value
}
