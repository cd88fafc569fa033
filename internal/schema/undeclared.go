package schema

import (
	"cmp"
	"slices"
)

// sweep is an object in which a schema that declares properties did not know a member.
type sweep struct {
	schema *schema
	at     uint32
}

// sweepUndeclared reports the members that no schema declares. It looks at the objects in which one schema did not
// know a member, after all schemas have had their say. An object that a schema leaves open has none.
func (m *machine) sweepUndeclared() {
	if len(m.sweeps) == 0 {
		return
	}
	byPosition := func(a, b sweep) int { return cmp.Compare(a.at, b.at) }
	if !slices.IsSortedFunc(m.sweeps, byPosition) {
		slices.SortStableFunc(m.sweeps, byPosition)
	}
	for _, e := range m.sweeps {
		object := &m.tokens[e.at]
		if object.flags&flagOpen != 0 {
			continue
		}
		for i, end := e.at+1, object.stop; i < end; i = m.next(i + 1) {
			if m.tokens[i].flags&flagDeclared == 0 {
				m.report(event{schema: e.schema, at: i, keyword: kwUndeclared})
			}
		}
	}
}
