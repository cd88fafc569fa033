package upstream

import (
	"errors"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// normaliser brings schemas into one form, in which two that say the same are equal: references are followed, allOf is merged, 3.0's words become
// 3.1's, and what says nothing about which values are valid is left out. Each schema is normalised once. The origin of a normal form tells where
// each of its keywords stands.
type normaliser struct {
	passes []pass
	normal map[*openapi3.Schema]*openapi3.Schema // by kin-openapi's value
	drafts map[*openapi3.Schema]*openapi3.Schema // of these, without their children; nil while it is made
	joined map[string]*openapi3.Schema           // an allOf of schemas that share a property, by their numbers
	leaves map[*openapi3.Schema][]*openapi3.Schema
	number map[*openapi3.Schema]int
	err    error
}

func newNormaliser(passes []pass) *normaliser {
	return &normaliser{
		passes: passes,
		normal: map[*openapi3.Schema]*openapi3.Schema{}, drafts: map[*openapi3.Schema]*openapi3.Schema{},
		joined: map[string]*openapi3.Schema{}, leaves: map[*openapi3.Schema][]*openapi3.Schema{}, number: map[*openapi3.Schema]int{},
	}
}

// pass is one idea of what makes two schemas say the same.
type pass struct {
	name string
	run  func(*normaliser, *openapi3.Schema)
}

// passes is the table of what the normaliser does to a schema, in this order. The schemas in it are not normalised yet. Each pass has a case in
// TestPasses that fails without it.
var passes = []pass{
	{"annotations say nothing", (*normaliser).annotations},
	{"a sunset date implies deprecation", (*normaliser).sunset},
	{"const is an enum of one value", (*normaliser).constant},
	{"exclusive bounds are numbers", (*normaliser).exclusiveBounds},
	{"content encodings are formats", (*normaliser).encodings},
	{"null is said in one way", (*normaliser).nulls},
	{"oneOf is anyOf", (*normaliser).unions},
	{"an open enum is its type", (*normaliser).openEnums},
	{"a union of enums is an enum", (*normaliser).enumUnions},
	{"a union of one schema is that schema", (*normaliser).loneBranches},
	{"allOf is one schema", (*normaliser).mergeAllOf},
	{"properties make an object, items an array", (*normaliser).impliedTypes},
	{"some formats say nothing", (*normaliser).formats},
	{"an object without properties is a map", (*normaliser).freeForm},
	{"a discriminator maps values", (*normaliser).discriminators},
	{"order says nothing", (*normaliser).order},
}

var (
	errTooLarge = errors.New("the operation refers to more than can be compared")
	maxSchemas  = 1_000_000
)

// ref is the normal form of a schema. Its Ref is the name that the vendor gave it, if any.
func (n *normaliser) ref(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	if ref == nil {
		return nil
	}
	if ref.Value == nil {
		if n.err == nil {
			n.err = fmt.Errorf("the reference %s leads in a circle", text.Quote(ref.Ref, text.MaxName))
		}
		return &openapi3.SchemaRef{Value: &openapi3.Schema{}}
	}
	return &openapi3.SchemaRef{Ref: ref.Ref, Origin: ref.Origin, Value: n.schema(ref.Value)}
}

func (n *normaliser) schema(s *openapi3.Schema) *openapi3.Schema {
	if made, ok := n.normal[s]; ok {
		return made
	}
	made := &openapi3.Schema{}
	n.normal[s] = made
	if len(n.normal) > maxSchemas {
		n.err = errTooLarge
		return made
	}
	*made = *n.draft(s)
	replaceChildren(made, n.ref)
	return made
}

// draft is a schema after all passes, with children that are not normalised. It is nil for a schema whose draft is being made: one whose allOf
// leads back to itself.
func (n *normaliser) draft(s *openapi3.Schema) *openapi3.Schema {
	if made, ok := n.drafts[s]; ok {
		return made
	}
	n.drafts[s] = nil
	made := *s
	if made.Origin == nil {
		made.Origin = &openapi3.Origin{}
	}
	for _, pass := range n.passes {
		pass.run(n, &made)
	}
	n.drafts[s] = &made
	return &made
}
