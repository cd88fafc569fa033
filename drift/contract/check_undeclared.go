package contract

import (
	"slices"
	"strconv"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

// checkUndeclared reports each property that the contract does not declare, at any depth. An object of which the
// contract declares no property at all is free-form: nothing in it is undeclared.
func (j *judgement) checkUndeclared(m *content, v decoded) {
	if m == nil || m.shape == nil || !v.ok {
		return
	}
	first := len(j.result.Findings)
	w := undeclaredWalk{judgement: j}
	w.value(v.value, []*shape{m.shape}, nil)
	slices.SortFunc(j.result.Findings[first:], func(a, b drift.Finding) int { return strings.Compare(a.Pointer, b.Pointer) })
}

type undeclaredWalk struct {
	judgement *judgement
}

// node is where in the body the walk is, without a pointer's cost as long as nothing is found.
type node struct {
	parent *node
	name   string
	index  int // if name is ""
	inside bool
}

func (p *node) pointer() string {
	var tokens []string
	for ; p != nil; p = p.parent {
		if p.inside {
			tokens = append(tokens, strconv.Itoa(p.index))
		} else {
			tokens = append(tokens, p.name)
		}
	}
	slices.Reverse(tokens)
	return jsonPointer(tokens)
}

// value walks one value under all the shapes that apply to it.
func (w *undeclaredWalk) value(v any, shapes []*shape, at *node) {
	switch v := v.(type) {
	case map[string]any:
		w.object(v, shapes, at)
	case []any:
		w.array(v, shapes, at)
	}
}

func (w *undeclaredWalk) object(object map[string]any, shapes []*shape, at *node) {
	applied, open := apply(shapes, object)
	declares := false
	for _, s := range applied {
		open = open || s.open
		declares = declares || len(s.properties) > 0 || len(s.patterns) > 0
	}
	for name, member := range object {
		var children []*shape // stays nil, and free of cost, for what is no object or array
		declared := false
		for _, s := range applied {
			var here bool
			children, here = s.member(children, name)
			declared = declared || here
		}
		if !declared && declares && !open {
			w.judgement.reportBody(drift.PropertyUndeclared, (&node{parent: at, name: name}).pointer(), "expected only declared properties, saw %s", redact.Quote(name))
		}
		if len(children) > 0 {
			w.value(member, children, &node{parent: at, name: name})
		}
	}
}

func (w *undeclaredWalk) array(array []any, shapes []*shape, at *node) {
	applied, _ := apply(shapes, array)
	for i, item := range array {
		var children []*shape
		for _, s := range applied {
			if i < len(s.prefixItems) {
				children = appendShape(children, s.prefixItems[i])
			} else {
				children = appendShape(children, s.items)
			}
		}
		if len(children) > 0 {
			w.value(item, children, &node{parent: at, index: i, inside: true})
		}
	}
}

// member adds what the shape says of the member called name; ok tells whether it declares it.
func (s *shape) member(children []*shape, name string) (_ []*shape, ok bool) {
	if property, declared := s.properties[name]; declared {
		children, ok = appendShape(children, property), true
	}
	for _, p := range s.patterns {
		if p.pattern == nil || p.pattern.MatchString(name) {
			children, ok = appendShape(children, p.shape), true
		}
	}
	if !ok && s.additional != nil {
		return appendShape(children, s.additional.shape), true
	}
	return children, ok
}

// apply is the shapes and everything that applies to the value through them. It is open if of some alternatives none
// matches: what they would have declared is then unknown, and a schema rule has reported it.
func apply(shapes []*shape, value any) (applied []*shape, open bool) {
	if len(shapes) == 1 && shapes[0] != nil && len(shapes[0].allOf) == 0 && len(shapes[0].alternatives) == 0 {
		return shapes, false // by far the most frequent
	}
	return applyTo(nil, shapes, value)
}

func applyTo(applied, shapes []*shape, value any) (_ []*shape, open bool) {
	for _, s := range shapes {
		if s == nil || slices.Contains(applied, s) {
			continue
		}
		applied = append(applied, s)
		var nested bool
		if len(s.allOf) > 0 {
			applied, nested = applyTo(applied, s.allOf, value)
			open = open || nested
		}
		for _, group := range s.alternatives {
			matched := false
			for _, a := range group {
				if a.matches(value) {
					matched = true
					applied, nested = applyTo(applied, []*shape{a.shape}, value)
					open = open || nested
				}
			}
			open = open || !matched
		}
	}
	return applied, open
}

func appendShape(shapes []*shape, s *shape) []*shape {
	if s == nil {
		return shapes
	}
	return append(shapes, s)
}
