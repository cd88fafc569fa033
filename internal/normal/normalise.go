package normal

import (
	"errors"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Normaliser brings schemas into normal form, each once. The origin of a normal form tells where each of its keywords
// stands.
type Normaliser struct {
	passes []pass
	limit  int
	normal map[*openapi3.Schema]*openapi3.Schema // by kin-openapi's value
	drafts map[*openapi3.Schema]*openapi3.Schema // of these, without their children; nil while it is made
	joined map[string]*openapi3.Schema           // an allOf of schemas that share a property, by their numbers
	leaves map[*openapi3.Schema][]*openapi3.Schema
	number map[*openapi3.Schema]int

	family  family
	targets map[*openapi3.Discriminator]map[string]openapi3.MappingRef // what mappings led to, as it was written

	err error // the first that made a form incomplete
}

// New makes a normaliser for the schemas of a document, which has these components.
func New(components openapi3.Schemas) *Normaliser { return newNormaliser(components, passes) }

func newNormaliser(components openapi3.Schemas, passes []pass) *Normaliser {
	return &Normaliser{
		passes: passes, limit: maxSchemas,
		normal: map[*openapi3.Schema]*openapi3.Schema{}, drafts: map[*openapi3.Schema]*openapi3.Schema{},
		joined: map[string]*openapi3.Schema{}, leaves: map[*openapi3.Schema][]*openapi3.Schema{},
		number: map[*openapi3.Schema]int{},
		family: family{components: components}, targets: map[*openapi3.Discriminator]map[string]openapi3.MappingRef{},
	}
}

// pass is one idea of what makes two schemas say the same.
type pass struct {
	name string
	run  func(*Normaliser, *openapi3.Schema)
}

// passes is the table of what the normaliser does to a schema, in this order. A pass sees the schemas in it before they
// are normalised. Each pass has cases in TestPasses, of which some fail without it.
var passes = []pass{
	{"annotations say nothing", (*Normaliser).annotations},
	{"a sunset date implies deprecation", (*Normaliser).sunset},
	{"const is an enum of one value", (*Normaliser).constant},
	{"exclusive bounds are numbers", (*Normaliser).exclusiveBounds},
	{"content encodings are formats", (*Normaliser).encodings},
	{"names are strings", (*Normaliser).propertyNames},
	{"null is said in one way", (*Normaliser).nulls},
	{"a list of types with keywords is a union", (*Normaliser).typeLists},
	{"oneOf is anyOf", (*Normaliser).unions},
	{"an open enum is its type", (*Normaliser).openEnums},
	{"a union of enums is an enum", (*Normaliser).enumUnions},
	{"a union of one schema is that schema", (*Normaliser).loneBranches},
	{"allOf is one schema", (*Normaliser).mergeAllOf},
	{"properties make an object, items an array", (*Normaliser).impliedTypes},
	{"a union has the type of its branches", (*Normaliser).unionTypes},
	{"some formats say nothing", (*Normaliser).formats},
	{"an object without properties is a map", (*Normaliser).freeForm},
	{"a discriminator maps values", (*Normaliser).discriminators},
	{"order says nothing", (*Normaliser).order},
}

// maxBranches bounds the schemas of an allOf, anyOf or oneOf: each is compared with all others.
const maxBranches = 2_000

// maxSchemas bounds how many schemas one normaliser makes forms of.
const maxSchemas = 1_000_000

var errTooLarge = errors.New("the operation refers to more than can be compared")

// Err returns the first error since the last call that made a form incomplete.
func (n *Normaliser) Err() error {
	err := n.err
	n.err = nil
	return err
}

// Ref is the normal form of a schema. Its Ref is the name that the vendor gave it, if any.
func (n *Normaliser) Ref(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
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

func (n *Normaliser) schema(s *openapi3.Schema) *openapi3.Schema {
	if made, ok := n.normal[s]; ok {
		return made
	}
	made := &openapi3.Schema{}
	n.normal[s] = made
	if len(n.normal) > n.limit {
		n.err = errTooLarge
		return made
	}
	*made = *n.draft(s)
	n.inherit(made, s)
	replaceChildren(made, n.Ref)
	return made
}

// draft is a schema after all passes, with children that are not normalised. It is nil for a schema whose draft is
// being made: one whose allOf leads back to itself.
func (n *Normaliser) draft(s *openapi3.Schema) *openapi3.Schema {
	if made, ok := n.drafts[s]; ok {
		return made
	}
	n.drafts[s] = nil
	made := *s
	if made.Origin == nil {
		made.Origin = &openapi3.Origin{}
	}
	for _, k := range ListKeywords {
		if list := k.Of(&made); len(*list) > maxBranches {
			n.err = fmt.Errorf("%s has more than %d schemas", k.Name, maxBranches)
			*list = nil
		}
	}
	for _, pass := range n.passes {
		pass.run(n, &made)
	}
	n.drafts[s] = &made
	return &made
}
