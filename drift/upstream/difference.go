package upstream

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/normal"
)

// difference is a pair of normal forms that are not equal. It is made once, however many operations lead to it.
type difference struct {
	ours, theirs *openapi3.Schema
	isOwn        bool // they differ themselves, and not only in what they hold
	children     []child
	tree         int // the last one that leads here
}

// child is what two schemas hold in the same place. One of them may lack it.
type child struct {
	keyword      string
	name         string // of a property, or the reference of a branch
	ours, theirs *openapi3.SchemaRef
	difference   *difference // nil if they are equal, or one is missing
}

// pair is a schema of the contract and one of the published document, as they are compared in requests or responses.
type pair struct {
	ours, theirs *openapi3.Schema
	isResponse   bool
}

// difference is how two schemas differ; nil if they are equal.
func (c *aligner) difference(ours, theirs *openapi3.SchemaRef, isResponse bool) *difference {
	x, y := c.comparable(ours.Value, theirs.Value, isResponse)
	if c.equal.Schemas(x, y) {
		return nil
	}
	p := pair{x, y, isResponse}
	d := c.differences[p]
	if d == nil {
		d = &difference{ours: x, theirs: y, isOwn: !normal.SameKeywords(x, y) || !normal.SameShape(x, y)}
		c.differences[p] = d
		c.compareChildren(d, isResponse)
	}
	return d
}

func (c *aligner) compareChildren(d *difference, isResponse bool) {
	add := func(keyword, name string, ours, theirs *openapi3.SchemaRef) {
		made := child{keyword: keyword, name: name, ours: ours, theirs: theirs}
		switch {
		case ours == nil && theirs == nil:
			return
		case ours == nil || theirs == nil:
			d.isOwn = true
		default:
			made.difference = c.difference(ours, theirs, isResponse)
		}
		d.children = append(d.children, made)
	}
	for _, k := range normal.SingleKeywords {
		add(k.Name, "", *k.Of(d.ours), *k.Of(d.theirs))
	}
	for _, k := range normal.MapKeywords {
		ours, theirs := *k.Of(d.ours), *k.Of(d.theirs)
		for _, name := range slices.Sorted(union(ours, theirs)) {
			add(k.Name, name, ours[name], theirs[name])
		}
	}
	for _, k := range normal.ListKeywords {
		c.compareBranches(d, k.Name, add)
	}
}

// compareBranches pairs the branches of a list. Two that are compared with each other get one name, as a reference, by
// which oasdiff pairs them.
func (c *aligner) compareBranches(d *difference, keyword string,
	add func(keyword, name string, ours, theirs *openapi3.SchemaRef)) {
	ours, theirs := *normal.ListOf(d.ours, keyword), *normal.ListOf(d.theirs, keyword)
	if len(ours)+len(theirs) == 0 {
		return
	}
	written, taken := writtenAs(keyword, d.ours, d.theirs), map[string]bool{}
	for _, m := range normal.PairBranches(keyword, d.ours, d.theirs) {
		var our, their *openapi3.SchemaRef
		name := ""
		if m.Theirs >= 0 {
			their = theirs[m.Theirs]
			name = normal.BranchName(d.theirs, their, m.Theirs)
		}
		if m.Ours >= 0 {
			our = ours[m.Ours]
			name = normal.BranchName(d.ours, our, m.Ours)
		}
		for taken[name] {
			name += "′"
		}
		taken[name] = true
		add(written, name, our, their)
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
