package upstream

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/normal"
)

// aligner builds the two documents that oasdiff compares, side by side: each pair of normal forms once, what is equal
// left out, and the branches of unions under the names that pair them.
//
// In the origins of what it builds, a line is the number of a [site] and a column that of a keyword there. So every
// change that oasdiff finds leads back to what it is about in both documents.
type aligner struct {
	equal *normal.Equality
	built map[schemaPair]aligned
	forms map[form]*openapi3.Schema // of schemas that cannot be compared as they are
	sites []site
	marks []mark
}

// site is a part of an operation in the contract, in the published document, or in both.
type site struct {
	ours, theirs side
	parent       int    // 0 for none
	keyword      string // of the parent that it stands under, such as "properties"
	edges        []edge
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

// edge leads from a schema to one that it holds. It has oasdiff's name for that one, and its token in a pointer.
type edge struct {
	label, token string
	site         int // 0 if both sides are equal from there on
}

// mark is a keyword, or one item of its list.
type mark struct{ keyword, item string }

// schemaPair is a schema of the contract and one of the published document, both in normal form.
type schemaPair struct{ ours, theirs *openapi3.Schema }

type aligned struct {
	ours, theirs *openapi3.Schema
	site         int
}

func newAligner() *aligner {
	return &aligner{
		equal: normal.NewEquality(), built: map[schemaPair]aligned{}, forms: map[form]*openapi3.Schema{},
		sites: make([]site, 1), marks: make([]mark, 1),
	}
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

// schemas aligns two schemas. Equal schemas come back as stubs.
func (c *aligner) schemas(ours, theirs *openapi3.SchemaRef, parent int, keyword string, isResponse bool) (
	a, b *openapi3.SchemaRef, site int) {
	x, y := c.comparable(ours.Value, theirs.Value, isResponse)
	if c.equal.Schemas(x, y) {
		same := &openapi3.SchemaRef{Value: stub(x)}
		same.Value.Enum = x.Enum[:min(1, len(x.Enum))]
		return same, same, 0
	}
	p := schemaPair{x, y}
	made, ok := c.built[p]
	if !ok {
		made = aligned{normal.Childless(x), normal.Childless(y), c.site(newSite(ours, theirs, x, y, parent, keyword))}
		made.ours.Enum, made.theirs.Enum = differing(x.Enum, y.Enum)
		if normal.IsFree(x) != normal.IsFree(y) { // what allows everything allows null
			made.ours.Nullable, made.theirs.Nullable = x.Nullable || y.Nullable, x.Nullable || y.Nullable
		}
		c.built[p] = made
		origin := &openapi3.Origin{Key: &openapi3.Location{Line: made.site}}
		if !normal.SameKeywords(x, y) || !normal.SameShape(x, y) {
			origin = c.schemaOrigin(made.site, x, y)
		}
		made.ours.Origin, made.theirs.Origin = origin, origin
		c.children(made, x, y, isResponse)
	}
	ref := func(s *openapi3.Schema) *openapi3.SchemaRef { return &openapi3.SchemaRef{Value: s, Origin: s.Origin} }
	return ref(made.ours), ref(made.theirs), made.site
}

// differing is what two long lists of values do not have in common, and the first value that they have: oasdiff takes
// time in the product of their lengths.
func differing(a, b []any) (onlyA, onlyB []any) {
	const long = 100
	if len(a) < long || len(b) < long {
		return a, b
	}
	key := func(v any) string { return fmt.Sprintf("%T %v", v, v) }
	keys := func(values []any) map[string]bool {
		all := make(map[string]bool, len(values))
		for _, v := range values {
			all[key(v)] = true
		}
		return all
	}
	first := ""
	without := func(values []any, others map[string]bool) (rest []any) {
		for _, v := range values {
			k := key(v)
			if first == "" && others[k] {
				first = k
			}
			if k == first || !others[k] {
				rest = append(rest, v)
			}
		}
		return rest
	}
	inA, inB := keys(a), keys(b)
	return without(a, inB), without(b, inA)
}

func newSite(ours, theirs *openapi3.SchemaRef, x, y *openapi3.Schema, parent int, keyword string) site {
	s := site{parent: parent, keyword: keyword}
	if ours != nil {
		s.ours = sideOf(ours.Origin, x.Origin, x)
	}
	if theirs != nil {
		s.theirs = sideOf(theirs.Origin, y.Origin, y)
	}
	return s
}

// stub is a schema without the schemas that it holds, for oasdiff to name or count.
func stub(s *openapi3.Schema) *openapi3.Schema {
	bare := normal.Childless(s)
	bare.Origin = nil
	if s.Items != nil {
		bare.Items = &openapi3.SchemaRef{Value: &openapi3.Schema{Type: s.Items.Value.Type, Format: s.Items.Value.Format}}
	}
	if len(s.Properties) > 0 {
		bare.Properties = openapi3.Schemas{"…": {Value: &openapi3.Schema{}}} // keeps it a compound type
	}
	return bare
}

// lone is a schema that only one side has.
func (c *aligner) lone(ref *openapi3.SchemaRef, parent int, keyword string, isOurs bool) (*openapi3.SchemaRef, int) {
	s := newSite(nil, ref, nil, ref.Value, parent, keyword)
	if isOurs {
		s = newSite(ref, nil, ref.Value, nil, parent, keyword)
	}
	id := c.site(s)
	made := stub(ref.Value)
	made.Origin = c.originOf(id)
	return &openapi3.SchemaRef{Value: made, Origin: made.Origin}, id
}

// both aligns two schemas, of which one may be nil.
func (c *aligner) both(ours, theirs *openapi3.SchemaRef, parent int, keyword string, isResponse bool) (
	a, b *openapi3.SchemaRef, site int) {
	switch {
	case ours == nil && theirs == nil:
	case ours == nil:
		b, site = c.lone(theirs, parent, keyword, false)
	case theirs == nil:
		a, site = c.lone(ours, parent, keyword, true)
	default:
		return c.schemas(ours, theirs, parent, keyword, isResponse)
	}
	return a, b, site
}

func (c *aligner) children(made aligned, x, y *openapi3.Schema, isResponse bool) {
	add := func(label, token string, site int) {
		c.sites[made.site].edges = append(c.sites[made.site].edges, edge{label, token, site})
	}
	for _, k := range normal.SingleKeywords {
		a, b, site := c.both(*k.Of(x), *k.Of(y), made.site, k.Name, isResponse)
		*k.Of(made.ours), *k.Of(made.theirs) = a, b
		switch {
		case a == nil && b == nil:
		case k.Name == "items":
			add(k.Name, "0", site)
		default:
			add(k.Name, "", site)
		}
	}
	for _, k := range normal.MapKeywords {
		for _, name := range slices.Sorted(union(*k.Of(x), *k.Of(y))) {
			a, b, site := c.both((*k.Of(x))[name], (*k.Of(y))[name], made.site, k.Name, isResponse)
			put(k.Of(made.ours), name, a)
			put(k.Of(made.theirs), name, b)
			if k.Name == "properties" {
				add(name, name, site)
			} else {
				add(k.Name+"["+name+"]", "", site)
			}
		}
	}
	for _, k := range normal.ListKeywords {
		c.branches(k.Name, made, x, y, isResponse, add)
	}
}

func put(to *openapi3.Schemas, name string, s *openapi3.SchemaRef) {
	if s == nil {
		return
	}
	if *to == nil {
		*to = openapi3.Schemas{}
	}
	(*to)[name] = s
}

// branches aligns the branches of a list. Two that are compared with each other get one name, as a reference, by which
// oasdiff pairs them.
func (c *aligner) branches(keyword string, made aligned, x, y *openapi3.Schema, isResponse bool,
	add func(label, token string, site int)) {
	ours, theirs := *normal.ListOf(x, keyword), *normal.ListOf(y, keyword)
	if len(ours)+len(theirs) == 0 {
		return
	}
	written := writtenAs(keyword, x, y)
	to, from := normal.ListOf(made.ours, written), normal.ListOf(made.theirs, written)
	taken := map[string]bool{}
	for _, m := range normal.PairBranches(keyword, x, y) {
		var our, their *openapi3.SchemaRef
		name, token := "", ""
		if m.Theirs >= 0 {
			their = theirs[m.Theirs]
			name = normal.BranchName(y, their, m.Theirs)
		}
		if m.Ours >= 0 {
			our = ours[m.Ours]
			name = normal.BranchName(x, our, m.Ours)
		}
		for taken[name] {
			name += "′"
		}
		taken[name] = true
		a, b, site := c.both(our, their, made.site, keyword, isResponse)
		ref := "#/components/schemas/" + name
		if a != nil {
			*to = append(*to, &openapi3.SchemaRef{Ref: ref, Value: a.Value, Origin: a.Origin})
		}
		if b != nil {
			*from = append(*from, &openapi3.SchemaRef{Ref: ref, Value: b.Value, Origin: b.Origin})
		}
		if keyword == "prefixItems" {
			token = name
		}
		add(written+"["+ref+"]", token, site)
	}
}

// writtenAs is the keyword that the vendor wrote for a union. Normal forms always have anyOf.
func writtenAs(keyword string, x, y *openapi3.Schema) string {
	if keyword != "anyOf" || len(x.OneOf)+len(y.OneOf) > 0 {
		return keyword
	}
	for _, s := range []*openapi3.Schema{x, y} {
		switch {
		case normal.FieldOf(s.Origin, "oneOf").Line > 0:
			return "oneOf"
		case normal.FieldOf(s.Origin, "anyOf").Line > 0:
			return keyword
		}
	}
	return keyword
}

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
