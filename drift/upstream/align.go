package upstream

import (
	"cmp"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/normal"
)

// aligner builds the two documents that oasdiff compares, side by side: each pair of normal forms once, what is equal
// left out, and the branches of unions under the names that pair them.
//
// In the origins of what it builds, a line is the number of a [site] and a column that of a keyword there. So every
// change that oasdiff finds leads back to what it is about in both documents.
type aligner struct {
	equal       *normal.Equality
	differences map[pair]*difference
	forms       map[form]*openapi3.Schema // of schemas that cannot be compared as they are
	stubs       map[*openapi3.Schema]*openapi3.SchemaRef
	trees       int
	sites       []site
	marks       []mark
}

// site is a part of an operation in the contract, in the published document, or in both.
type site struct {
	ours, theirs side
	parent       int    // 0 for none
	keyword      string // of the parent that it stands under, such as "properties"
	token        string // of a pointer into a body that leads here from the parent; "" if a pointer does not show it
	edges        []edge
	root         int // its number among the roots of its operation, from 1; 0 if it is none
}

// side is what a site is in one of the documents; the zero side is absent.
type side struct {
	origin    *openapi3.Origin // of what it is
	reference *openapi3.Origin // of the reference that leads to it, or the same
	value     any              // what messages show
}

func sideOf(reference, own *openapi3.Origin, value any) side {
	return side{own, cmp.Or(reference, own), value}
}

func (s side) isMissing() bool { return s.origin == nil && s.reference == nil && s.value == nil }

// edge leads from a schema to one that it holds. The label is oasdiff's name for that one.
type edge struct {
	label string
	child *child
	site  int // 0 if both sides are equal from there on
}

// mark is a keyword, or one item of its list.
type mark struct{ keyword, item string }

func newAligner() *aligner {
	return &aligner{
		equal: normal.NewEquality(), differences: map[pair]*difference{}, forms: map[form]*openapi3.Schema{},
		stubs: map[*openapi3.Schema]*openapi3.SchemaRef{},
	}
}

// reset forgets the sites of what was compared.
func (c *aligner) reset() {
	c.sites, c.marks = make([]site, 1, len(c.sites)+1), make([]mark, 1, len(c.marks)+1)
}

func (c *aligner) site(s site) int {
	c.sites = append(c.sites, s)
	return len(c.sites) - 1
}

// originOf is an origin that leads back to a site, and to keywords of it.
func (c *aligner) originOf(site int, keywords ...string) *openapi3.Origin {
	o := &openapi3.Origin{Key: &openapi3.Location{Line: site}}
	for _, k := range keywords {
		c.marks = append(c.marks, mark{keyword: k})
		o.Fields = append(o.Fields, openapi3.Location{Name: k, Line: site, Column: len(c.marks) - 1})
	}
	return o
}

const extensibleEnum = "x-extensible-enum"

// schemaKeywords are the keywords whose positions oasdiff asks for.
var schemaKeywords = []string{
	"type", "nullable", "enum", "allOf", "anyOf", "oneOf", "required", "maxLength", "minLength", "pattern", "default",
	"discriminator", "minItems", "maxItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
	"minProperties", "maxProperties",
	"uniqueItems", "items", "prefixItems", "contains", "minContains", "maxContains", "propertyNames", "unevaluatedItems",
	"unevaluatedProperties", "dependentRequired", "contentSchema", "contentMediaType", "contentEncoding", "readOnly",
	"writeOnly",
}

// schemaOrigin leads back to a pair of schemas, their keywords, and the items of their lists.
func (c *aligner) schemaOrigin(site int, schemas ...*openapi3.Schema) *openapi3.Origin {
	o := c.originOf(site, schemaKeywords...)
	o.Sequences = map[string][]openapi3.Location{}
	for _, s := range schemas {
		for keyword, items := range map[string][]string{
			"required": s.Required, "enum": normal.Texts(s.Enum),
			extensibleEnum: normal.Texts(listed(s.Extensions[extensibleEnum])),
		} {
			for _, item := range items {
				c.marks = append(c.marks, mark{keyword, item})
				at := openapi3.Location{Name: item, Line: site, Column: len(c.marks) - 1}
				o.Sequences[keyword] = append(o.Sequences[keyword], at)
			}
		}
	}
	return o
}

func newSite(at child, x, y *openapi3.Schema, parent int) site {
	s := site{parent: parent, keyword: at.keyword, token: at.token()}
	if at.ours != nil {
		s.ours = sideOf(at.ours.Origin, x.Origin, x)
	}
	if at.theirs != nil {
		s.theirs = sideOf(at.theirs.Origin, y.Origin, y)
	}
	return s
}
