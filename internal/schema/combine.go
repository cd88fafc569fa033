package schema

// combine judges the keywords that apply other schemas to the same value: allOf, $ref, anyOf, oneOf, not, if, and a
// discriminator of children.
func (m *machine) combine(s *schema, v uint32, seen members) bool {
	ok := true
	if s.watched {
		m.visit(s, v)
	}
	for _, part := range s.allOf {
		ok = m.judge(part, v, seen) && ok
	}
	for i := range s.unions {
		ok = m.union(s, uint32(i), v, seen) && ok
	}
	if s.not != nil && m.matches(s.not, v) {
		ok = m.deviate(s, kwNot, v, 0)
	}
	if s.condition != nil {
		ok = m.conditional(s.condition, v, seen) && ok
	}
	if s.inheritance != nil && m.tokens[v].kind == kindObject {
		ok = m.inherited(s, v, seen) && ok
	}
	return ok
}

// conditional judges then or else. What if evaluates counts where it matches.
func (m *machine) conditional(c *condition, v uint32, seen members) bool {
	own := m.newMembers(seen)
	matched, start := m.attempt(c.test, v, own)
	next := c.otherwise
	if matched {
		m.decide(start)
		seen.addAll(own)
		next = c.then
	} else {
		m.trail.events = m.trail.events[:start]
	}
	m.freeMembers(own)
	return next == nil || m.judge(next, v, seen)
}
