package schema

import (
	"maps"
	"slices"
)

// sameValue calls visit with each schema that a schema applies to the same value.
func (s *schema) sameValue(visit func(*schema)) {
	for _, part := range s.allOf {
		visit(part)
	}
	for _, u := range s.unions {
		for _, b := range u.branches {
			visit(b.schema)
		}
		u.discriminator.each(visit)
	}
	if s.not != nil {
		visit(s.not)
	}
	if c := s.condition; c != nil {
		for _, part := range []*schema{c.test, c.then, c.otherwise} {
			if part != nil {
				visit(part)
			}
		}
	}
	s.inheritance.each(visit)
	if s.object != nil {
		for _, d := range s.object.dependent {
			if d.schema != nil {
				visit(d.schema)
			}
		}
	}
}

func (d *discriminator) each(visit func(*schema)) {
	if d == nil {
		return
	}
	for _, value := range slices.Sorted(maps.Keys(d.named)) {
		visit(d.named[value])
	}
}

// otherValues calls visit with each schema that a schema applies to a part of the value.
func (s *schema) otherValues(visit func(*schema)) {
	maybe := func(other *schema) {
		if other != nil {
			visit(other)
		}
	}
	if o := s.object; o != nil {
		for i := range o.properties {
			maybe(o.properties[i].schema)
		}
		for i := range o.patterns {
			maybe(o.patterns[i].schema)
		}
		maybe(o.additional)
		maybe(o.names)
	}
	if a := s.array; a != nil {
		for _, item := range a.prefix {
			maybe(item)
		}
		maybe(a.items)
		maybe(a.contains)
	}
	if u := s.unevaluated; u != nil {
		maybe(u.properties)
		maybe(u.items)
	}
}

// components finds the strongly connected components of a graph of schemas with Tarjan's algorithm. It visits a
// component after all those that it leads to. Only the given schemas count.
func components(all []*schema, edges func(*schema, func(*schema)), visit func([]*schema)) {
	t := tarjan{edges: edges, visit: visit, inside: map[*schema]bool{},
		index: map[*schema]int{}, low: map[*schema]int{}, stacked: map[*schema]bool{}}
	for _, s := range all {
		t.inside[s] = true
	}
	for _, s := range all {
		if _, ok := t.index[s]; !ok {
			t.connect(s)
		}
	}
}

type tarjan struct {
	edges      func(*schema, func(*schema))
	visit      func([]*schema)
	inside     map[*schema]bool
	index, low map[*schema]int
	stacked    map[*schema]bool
	stack      []*schema
}

func (t *tarjan) connect(s *schema) {
	t.index[s], t.low[s] = len(t.index), len(t.index)
	t.stack, t.stacked[s] = append(t.stack, s), true
	t.edges(s, func(next *schema) {
		if !t.inside[next] {
			return
		}
		if _, ok := t.index[next]; !ok {
			t.connect(next)
			t.low[s] = min(t.low[s], t.low[next])
		} else if t.stacked[next] {
			t.low[s] = min(t.low[s], t.index[next])
		}
	})
	if t.low[s] != t.index[s] {
		return
	}
	start := slices.Index(t.stack, s)
	members := slices.Clone(t.stack[start:])
	t.stack = t.stack[:start]
	for _, member := range members {
		t.stacked[member] = false
	}
	t.visit(members)
}
