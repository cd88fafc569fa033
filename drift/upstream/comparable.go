package upstream

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/normal"
)

// comparable brings a union and another schema into forms that can be compared. In a response, a union of objects
// becomes the object that its branches have in common, which is what a program reads that does not tell them apart. In
// a request, the other schema becomes a union of one.
func (c *aligner) comparable(x, y *openapi3.Schema, isResponse bool) (a, b *openapi3.Schema) {
	isUnion, hasUnion := normal.IsUnion(x), normal.IsUnion(y)
	switch {
	case normal.IsFree(x) || normal.IsFree(y) || !isUnion && !hasUnion:
		return x, y
	case isUnion && hasUnion:
		if isParent(x) != isParent(y) && normal.IsUnionOfObjects(x) && normal.IsUnionOfObjects(y) {
			return c.objectOf(x), c.objectOf(y)
		}
		return x, y
	case isParent(x) && normal.IsUnionOfObjects(x) && normal.HasType(y, "object"):
		return c.objectOf(x), c.objectOf(y)
	case isUnion:
		b, a = c.comparable(y, x, isResponse)
		return a, b
	case isResponse && normal.IsUnionOfObjects(y) && normal.HasType(x, "object"):
		return c.objectOf(x), c.objectOf(y)
	case isParent(y) && normal.HasType(x, "object"):
		return c.objectOf(x), c.parentOf(y)
	case slices.ContainsFunc(y.AnyOf, isCompound) && len(y.OneOf) == 0:
		return c.liftedOf(x), y
	}
	return x, y
}

// isParent reports whether a schema describes what its branches have in common.
func isParent(s *openapi3.Schema) bool {
	return normal.IsUnion(s) && normal.HasType(s, "object") && len(s.Properties) > 0
}

func isCompound(ref *openapi3.SchemaRef) bool { return !normal.IsScalar(ref.Value) }

// form is a schema, and the name of the form that it is brought into.
type form struct {
	of   *openapi3.Schema
	into string
}

// made brings a schema into a form. It does so once, because pairs of schemas are known by their addresses.
func (c *aligner) made(
	s *openapi3.Schema,
	into string,
	by func(own *openapi3.Schema) *openapi3.Schema,
) *openapi3.Schema {
	f := form{s, into}
	if c.forms[f] == nil {
		own := *s
		c.forms[f] = by(&own)
	}
	return c.forms[f]
}

// objectOf is the object that the branches of a union have in common; any other schema as it is.
func (c *aligner) objectOf(s *openapi3.Schema) *openapi3.Schema {
	if !normal.IsUnion(s) {
		return s
	}
	return c.made(s, "object", c.equal.CommonObject)
}

// parentOf is a schema without its branches.
func (c *aligner) parentOf(s *openapi3.Schema) *openapi3.Schema {
	return c.made(s, "parent", func(own *openapi3.Schema) *openapi3.Schema {
		own.AnyOf, own.OneOf, own.Discriminator = nil, nil, nil
		return own
	})
}

// liftedOf is a schema as a union of one.
func (c *aligner) liftedOf(s *openapi3.Schema) *openapi3.Schema {
	return c.made(s, "union", func(own *openapi3.Schema) *openapi3.Schema {
		own.Nullable = false
		branches := openapi3.SchemaRefs{{Value: own, Origin: s.Origin}}
		return &openapi3.Schema{Origin: s.Origin, Nullable: s.Nullable, AnyOf: branches}
	})
}
