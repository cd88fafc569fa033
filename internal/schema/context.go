package schema

import (
	"maps"
	"slices"
	"strconv"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// context is what a schema has to know of the others that apply to the same value: those that declare what its
// additionalProperties: false forbids, and those that declare for the other direction what it requires. What they say
// of the parts of the value is theirs, too. A schema is compiled once for each context; nearly all contexts are empty.
type context struct {
	beside []*family // in the order of their ids
}

// maxContexts bounds for how many contexts one schema is compiled. In others it is judged as if it stood alone.
const maxContexts = 64

func (c context) key() string {
	if len(c.beside) == 0 {
		return ""
	}
	var key []byte
	for _, f := range c.beside {
		key = append(strconv.AppendInt(key, int64(f.id), 10), ' ')
	}
	return string(key)
}

// contextOf is the context of a part of this schema: what stands beside this schema, this schema without its parts,
// and the other parts that always apply.
func (b *builder) contextOf(part *definition) context {
	beside := append(slices.Clone(b.context.beside), b.alone(b.definition))
	add := func(other *definition) {
		if other != part {
			beside = append(beside, b.family(other))
		}
	}
	if b.definition.target != nil {
		add(b.definition.target)
	}
	for _, p := range b.definition.parts() {
		if other, err := b.define(p.ref, p.site); err == nil && p.always {
			add(other)
		}
	}
	return b.contextAmong(part, beside)
}

// contextBelow is the context of the schema that this one has for a part of the value.
func (b *builder) contextBelow(at piece, d *definition) context {
	var beside []*family
	for _, f := range append(slices.Clone(b.context.beside), b.own) {
		for _, other := range f.below[at] {
			if other != d {
				beside = append(beside, b.family(other))
			}
		}
	}
	return b.contextAmong(d, beside)
}

// contextAmong is the context of a definition beside families: those that matter to it.
func (c *Compiler) contextAmong(d *definition, beside []*family) (ctx context) {
	if len(beside) == 0 {
		return ctx
	}
	own := c.family(d)
	for _, other := range beside {
		if c.matters(own, other) {
			ctx.beside = append(ctx.beside, other)
		}
	}
	slices.SortFunc(ctx.beside, func(x, y *family) int { return x.id - y.id })
	ctx.beside = slices.Compact(ctx.beside)
	return ctx
}

// familyPair are two families for the same value.
type familyPair struct{ of, other *family }

// matters reports whether what another family says of a value changes what a family says of it, or of its parts.
func (c *Compiler) matters(of, other *family) bool {
	known, ok := c.mattering[familyPair{of, other}]
	if !ok {
		known = c.findMattering(familyPair{of, other}, map[familyPair]bool{})
		c.mattering[familyPair{of, other}] = known
	}
	return known
}

func (c *Compiler) findMattering(pair familyPair, visited map[familyPair]bool) bool {
	of, other := pair.of, pair.other
	if of == other || visited[pair] {
		return false
	}
	visited[pair] = true
	if of.closed && c.lenient.has(lenientClosedAllOf) {
		for name := range other.declared {
			if !of.declared[name] {
				return true
			}
		}
	}
	for name := range other.wrongWay {
		if of.required[name] && !of.wrongWay[name] {
			return true
		}
	}
	for at, all := range of.below {
		for _, x := range all {
			for _, y := range other.below[at] {
				if x != y && c.findMattering(familyPair{c.family(x), c.family(y)}, visited) {
					return true
				}
			}
		}
	}
	return false
}

// wrongWay has the names that this schema or others for the same value declare for the other direction.
func (b *builder) wrongWay() map[string]bool {
	names := b.own.wrongWay
	for _, f := range b.context.beside {
		if len(f.wrongWay) > 0 {
			names = maps.Clone(names)
			maps.Copy(names, f.wrongWay)
		}
	}
	return names
}

// exempt has the names that additionalProperties: false of this schema does not forbid, since others declare them.
func (b *builder) exempt() map[string]bool {
	if !b.lenient.has(lenientClosedAllOf) {
		return nil
	}
	names := maps.Clone(b.own.declared)
	for _, f := range b.context.beside {
		maps.Copy(names, f.declared)
	}
	if b.inherits() {
		for _, descendant := range b.descendants(b.definition) {
			maps.Copy(names, b.family(descendant.definition).declared)
		}
	}
	maps.DeleteFunc(names, func(name string, _ bool) bool { return b.definition.source.Properties[name] != nil })
	if len(names) == 0 {
		return nil
	}
	b.noteClosed(b.definition.home.place("additionalProperties"), names)
	return names
}

// closedNote is a note about a closed schema: the names that it is read as allowing.
type closedNote struct {
	place drift.Place
	names map[string]bool
}

// noteClosed gathers what is noted of a closed schema, so that it is noted once.
func (c *Compiler) noteClosed(place drift.Place, names map[string]bool) {
	i := slices.IndexFunc(c.closed, func(n closedNote) bool { return n.place == place })
	if i < 0 {
		i = len(c.closed)
		c.closed = append(c.closed, closedNote{place, map[string]bool{}})
	}
	maps.Copy(c.closed[i].names, names)
}
