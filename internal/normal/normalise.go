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
	passes []Pass
	normal map[*openapi3.Schema]*openapi3.Schema // by kin-openapi's value
	drafts map[*openapi3.Schema]*openapi3.Schema // of these, without their children; nil while it is made
	joined map[string]*openapi3.Schema           // an allOf of schemas that share a property, by their numbers
	leaves map[*openapi3.Schema][]*openapi3.Schema
	number map[*openapi3.Schema]int
	err    error // the first that made a form incomplete
}

// New makes a normaliser with these passes: [Passes], but for tests.
func New(passes []Pass) *Normaliser {
	return &Normaliser{
		passes: passes,
		normal: map[*openapi3.Schema]*openapi3.Schema{}, drafts: map[*openapi3.Schema]*openapi3.Schema{},
		joined: map[string]*openapi3.Schema{}, leaves: map[*openapi3.Schema][]*openapi3.Schema{},
		number: map[*openapi3.Schema]int{},
	}
}

// Pass is one idea of what makes two schemas say the same.
type Pass struct {
	Name string
	run  func(*Normaliser, *openapi3.Schema)
}

// Passes is the table of what the normaliser does to a schema, in this order. The schemas in it are not normalised yet.
// Each pass has a case in drift/upstream's TestPasses that fails without it.
var Passes = []Pass{
	{"annotations say nothing", (*Normaliser).annotations},
	{"a sunset date implies deprecation", (*Normaliser).sunset},
	{"const is an enum of one value", (*Normaliser).constant},
	{"exclusive bounds are numbers", (*Normaliser).exclusiveBounds},
	{"content encodings are formats", (*Normaliser).encodings},
	{"names are strings", (*Normaliser).propertyNames},
	{"null is said in one way", (*Normaliser).nulls},
	{"oneOf is anyOf", (*Normaliser).unions},
	{"an open enum is its type", (*Normaliser).openEnums},
	{"a union of enums is an enum", (*Normaliser).enumUnions},
	{"a union of types is a list of types", (*Normaliser).typeUnions},
	{"a union of one schema is that schema", (*Normaliser).loneBranches},
	{"allOf is one schema", (*Normaliser).mergeAllOf},
	{"properties make an object, items an array", (*Normaliser).impliedTypes},
	{"some formats say nothing", (*Normaliser).formats},
	{"an object without properties is a map", (*Normaliser).freeForm},
	{"a discriminator maps values", (*Normaliser).discriminators},
	{"order says nothing", (*Normaliser).order},
}

var (
	errTooLarge = errors.New("the operation refers to more than can be compared")
	maxSchemas  = 1_000_000
)

// Err is why forms since the last call are incomplete, if they are.
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
	if len(n.normal) > maxSchemas {
		n.err = errTooLarge
		return made
	}
	*made = *n.draft(s)
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
	for _, pass := range n.passes {
		pass.run(n, &made)
	}
	n.drafts[s] = &made
	return &made
}
