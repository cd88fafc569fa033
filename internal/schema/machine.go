package schema

// machine runs compiled schemas on the values of one body. It is used for one body after the other.
type machine struct {
	tape
	trail trail

	sets    []uint64      // a stack of sets of members
	active  []activeEntry // a stack: the schemas of cycles that are being run
	entries uint32        // how many times a cycle was entered
	depth   int           // of schemas that are being run
	sweeps  []sweep       // objects in which undeclared members are to be looked for

	collector collector
	equality  equality
	pointers  pointers
}

type activeEntry struct {
	schema *schema
	at     uint32
	entry  uint32
}

// maxDepth bounds how many schemas may be run inside each other. A body nests up to 10000 levels deep; each takes one
// schema, and one more for each that applies to the same value.
const maxDepth = 100_000

// judge runs a schema on a value, and reports whether the value matches. What is evaluated of it is added to seen.
func (m *machine) judge(s *schema, v uint32, seen members) bool {
	kind := m.tokens[v].kind
	if s.kinds&kind == 0 {
		return m.deviate(s, typeOrFalse(s), v, 0)
	}
	if s.simple || s.nullable && kind == kindNull {
		if s.watched {
			m.visit(s, v)
		}
		return true
	}
	if m.depth == maxDepth {
		return m.deviate(s, kwTooDeep, v, 0)
	}
	m.depth++
	ok := false
	if s.straight && (m.trail.tentative == 0 || !s.branching) {
		ok = m.keywords(s, v, seen)
	} else {
		ok = m.enter(s, v, seen)
	}
	m.depth--
	return ok
}

func typeOrFalse(s *schema) keyword {
	if s.never {
		return kwFalse
	}
	return kwType
}

// enter runs a schema unless the value is already being judged by it, or its verdict is known.
func (m *machine) enter(s *schema, v uint32, seen members) bool {
	if s.cycle != 0 {
		entry := m.cycleEntry(s, v)
		if entry == none { // it applies to the value that it is being applied to: that says nothing more
			return true
		}
		m.active = append(m.active, activeEntry{s, v, entry})
		ok := m.run(s, v, seen, entry)
		m.active = m.active[:len(m.active)-1]
		return ok
	}
	return m.run(s, v, seen, 0)
}

func (m *machine) run(s *schema, v uint32, seen members, entry uint32) bool {
	switch {
	case s.large && m.trail.tentative == 0 && m.trail.memory.scope != v+1:
		return m.recallInScope(s, v, seen, entry)
	case s.large || m.trail.tentative > 0 && s.branching:
		return m.recall(s, v, seen, entry)
	}
	return m.apply(s, v, seen)
}

// cycleEntry numbers the runs of the schemas of a cycle on one value. The result is none if the schema is being run
// already.
func (m *machine) cycleEntry(s *schema, v uint32) uint32 {
	entry := uint32(0)
	for i := len(m.active) - 1; i >= 0 && m.active[i].at == v; i-- {
		switch other := &m.active[i]; {
		case other.schema == s:
			return none
		case other.schema.cycle == s.cycle:
			entry = other.entry
		}
	}
	if entry == 0 {
		m.entries++
		entry = m.entries
	}
	return entry
}

// apply runs all keywords of a schema.
func (m *machine) apply(s *schema, v uint32, seen members) bool {
	if s.unevaluated != nil && m.tokens[v].kind&kindContainer != 0 {
		own := m.members(m.length(v))
		ok := m.keywords(s, v, own)
		ok = m.unevaluated(s, v, own) && ok
		if seen.tracked() {
			seen.addAll(own)
		}
		m.freeMembers(own)
		return ok
	}
	return m.keywords(s, v, seen)
}

// keywords runs all keywords but unevaluatedProperties and unevaluatedItems.
func (m *machine) keywords(s *schema, v uint32, seen members) bool {
	ok := true
	switch m.tokens[v].kind {
	case kindObject:
		if s.object != nil {
			ok = m.object(s, v, seen)
		}
	case kindArray:
		if s.array != nil {
			ok = m.array(s, v, seen)
		}
	case kindString:
		if s.text != nil {
			ok = m.string(s, v)
		}
	case kindInteger, kindFraction:
		if s.number != nil {
			ok = m.checkNumber(s, v)
		}
	}
	if s.values != nil {
		ok = m.constant(s, v) && ok
	}
	if s.combines {
		ok = m.combine(s, v, seen) && ok
	}
	return ok
}

// attempt runs a schema that may turn out not to apply. Its events begin at start on the trail.
func (m *machine) attempt(s *schema, v uint32, seen members) (ok bool, start int) {
	start = len(m.trail.events)
	m.trail.tentative++
	ok = m.judge(s, v, seen)
	m.trail.tentative--
	return ok, start
}

// matches runs a schema for its verdict alone.
func (m *machine) matches(s *schema, v uint32) bool {
	ok, start := m.attempt(s, v, members{})
	m.trail.events = m.trail.events[:start]
	return ok
}
