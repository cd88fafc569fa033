package upstream

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/normal"
)

// step is a difference where a body, parameter or header has it, on the shortest way there.
type step struct {
	*difference
	by     *child // nil at the root
	parent *step
	kept   []*step // that lead to something that differs itself
}

// stepsFrom are the ways from a difference to everything below it that differs itself. Each is reached once, so that a
// schema that refers to itself has an end, and one that many refer to is looked at once. It is nil if nothing differs.
func (c *aligner) stepsFrom(root *difference) *step {
	c.trees++
	first := &step{difference: root}
	root.tree = c.trees
	isKept := map[*step]bool{}
	for queue := []*step{first}; len(queue) > 0; queue = queue[1:] {
		s := queue[0]
		for k := s; s.isOwn && !isKept[k]; k = k.parent {
			isKept[k] = true
			if k.parent == nil {
				break
			}
			k.parent.kept = append(k.parent.kept, k)
		}
		for i := range s.children {
			if d := s.children[i].difference; d != nil && d.tree != c.trees {
				d.tree = c.trees
				queue = append(queue, &step{difference: d, by: &s.children[i], parent: s})
			}
		}
	}
	if !isKept[first] {
		return nil
	}
	return first
}

// both aligns two schemas, of which one may be nil. It builds what oasdiff is to compare: of what differs only in what
// it holds, no more than that.
func (c *aligner) both(ours, theirs *openapi3.SchemaRef, parent int, keyword string, isResponse bool) (
	a, b *openapi3.SchemaRef, site int) {
	switch {
	case ours == nil && theirs == nil:
		return nil, nil, 0
	case ours == nil || theirs == nil:
		return c.lone(child{ours: ours, theirs: theirs, keyword: keyword}, parent)
	}
	if d := c.difference(ours, theirs, isResponse); d != nil {
		if s := c.stepsFrom(d); s != nil {
			return c.build(s, child{ours: ours, theirs: theirs, keyword: keyword}, parent)
		}
	}
	same := c.stub(theirs.Value)
	return same, same, 0
}

func (c *aligner) build(s *step, at child, parent int) (a, b *openapi3.SchemaRef, site int) {
	x, y := s.ours, s.theirs
	site = c.site(newSite(at, x, y, parent))
	ours, theirs := normal.Childless(x), normal.Childless(y)
	ours.Enum, theirs.Enum = differing(x.Enum, y.Enum)
	if normal.IsFree(x) != normal.IsFree(y) { // what allows everything allows null
		ours.Nullable, theirs.Nullable = x.Nullable || y.Nullable, x.Nullable || y.Nullable
	}
	origin := c.originOf(site)
	if s.isOwn {
		origin = c.schemaOrigin(site, x, y)
	}
	ours.Origin, theirs.Origin = origin, origin
	for i := range s.children {
		held := &s.children[i]
		var our, their *openapi3.SchemaRef
		e := edge{label: held.label(), child: held}
		next := slices.IndexFunc(s.kept, func(k *step) bool { return k.by == held })
		switch {
		case next >= 0:
			our, their, e.site = c.build(s.kept[next], *held, site)
		case held.ours == nil || held.theirs == nil:
			our, their, e.site = c.lone(*held, site)
		case !s.isOwn && !held.isBranch():
			continue // it makes no difference
		default:
			our = c.stub(held.theirs.Value)
			their = our
		}
		held.put(ours, our)
		held.put(theirs, their)
		c.sites[site].edges = append(c.sites[site].edges, e)
	}
	return &openapi3.SchemaRef{Value: ours, Origin: origin}, &openapi3.SchemaRef{Value: theirs, Origin: origin}, site
}

// lone is a schema that only one side has.
func (c *aligner) lone(at child, parent int) (a, b *openapi3.SchemaRef, site int) {
	made := func(written *openapi3.SchemaRef) *openapi3.SchemaRef {
		if written == nil {
			return nil
		}
		own := *c.stub(written.Value).Value
		own.Enum = written.Value.Enum
		own.Origin = c.originOf(site)
		return &openapi3.SchemaRef{Value: &own, Origin: own.Origin}
	}
	var x, y *openapi3.Schema
	if at.ours != nil {
		x = at.ours.Value
	}
	if at.theirs != nil {
		y = at.theirs.Value
	}
	site = c.site(newSite(at, x, y, parent))
	return made(at.ours), made(at.theirs), site
}

// stub is a schema without the schemas that it holds, and with one value of its enum, for oasdiff to name or count.
func (c *aligner) stub(s *openapi3.Schema) *openapi3.SchemaRef {
	if made := c.stubs[s]; made != nil {
		return made
	}
	bare := normal.Childless(s)
	bare.Origin, bare.Enum = nil, s.Enum[:min(1, len(s.Enum))]
	if s.Items != nil {
		bare.Items = &openapi3.SchemaRef{Value: &openapi3.Schema{Type: s.Items.Value.Type, Format: s.Items.Value.Format}}
	}
	if len(s.Properties) > 0 {
		bare.Properties = openapi3.Schemas{"…": {Value: &openapi3.Schema{}}} // keeps it a compound type
	}
	c.stubs[s] = &openapi3.SchemaRef{Value: bare}
	return c.stubs[s]
}

// isBranch reports whether a child stands in a list, in which its place counts.
func (c *child) isBranch() bool { return normal.ListOf(&openapi3.Schema{}, c.keyword) != nil }

const branchReference = "#/components/schemas/"

// label is oasdiff's name for a child.
func (c *child) label() string {
	switch {
	case c.keyword == "properties":
		return c.name
	case c.isBranch():
		return c.keyword + "[" + branchReference + c.name + "]"
	case c.name != "":
		return c.keyword + "[" + c.name + "]"
	}
	return c.keyword
}

// token is what a pointer into a value has for a child: 0 for the elements of an array, nothing for the values of a
// map.
func (c *child) token() string {
	switch c.keyword {
	case "items":
		return "0"
	case "properties", "prefixItems":
		return c.name
	}
	return ""
}

// put puts one side of a child into the schema that holds it.
func (c *child) put(into *openapi3.Schema, held *openapi3.SchemaRef) {
	if held == nil {
		return
	}
	if list := normal.ListOf(into, c.keyword); list != nil {
		*list = append(*list, &openapi3.SchemaRef{Ref: branchReference + c.name, Value: held.Value, Origin: held.Origin})
		return
	}
	for _, k := range normal.SingleKeywords {
		if k.Name == c.keyword {
			*k.Of(into) = held
		}
	}
	for _, k := range normal.MapKeywords {
		if k.Name == c.keyword {
			if *k.Of(into) == nil {
				*k.Of(into) = openapi3.Schemas{}
			}
			(*k.Of(into))[c.name] = held
		}
	}
}
