package schema

// array judges an array's items.
func (m *machine) array(s *schema, v uint32, seen members) bool {
	a := s.array
	ok := true
	count := 0
	for i, end := v+1, m.tokens[v].stop; i < end; count++ {
		item := a.items
		if count < len(a.prefix) {
			item = a.prefix[count]
		}
		if item != nil {
			ok = m.judge(item, i, members{}) && ok
			if seen.tracked() {
				seen.add(count)
			}
		}
		i = m.next(i)
	}
	if a.bounded {
		n := uint64(count)
		ok = (n >= a.minimum || m.deviate(s, kwMinItems, v, 0)) && ok
		ok = (n <= a.maximum || m.deviate(s, kwMaxItems, v, 0)) && ok
	}
	if a.unique {
		ok = m.unique(s, v) && ok
	}
	if a.contains != nil {
		ok = m.contains(s, v, seen) && ok
	}
	return ok
}

// contains judges contains with minContains and maxContains. The items that match count as evaluated.
func (m *machine) contains(s *schema, v uint32, seen members) bool {
	a := s.array
	base := len(m.trail.events)
	found, position := uint64(0), 0
	for i, end := v+1, m.tokens[v].stop; i < end; position++ {
		matched, start := m.attempt(a.contains, i, members{})
		if !matched {
			m.trail.events = m.trail.events[:start]
		} else if found++; seen.tracked() {
			seen.add(position)
		}
		i = m.next(i)
	}
	m.decide(base)
	extra := uint32(min(found, none))
	switch {
	case found < a.containsMinimum && found == 0 && a.containsMinimum == 1:
		return m.deviate(s, kwContains, v, extra)
	case found < a.containsMinimum:
		return m.deviate(s, kwMinContains, v, extra)
	case found > a.containsLimit:
		return m.deviate(s, kwMaxContains, v, extra)
	}
	return true
}

// unevaluated judges the members or items that no other keyword has looked at.
func (m *machine) unevaluated(s *schema, v uint32, seen members) bool {
	u := s.unevaluated
	object := m.tokens[v].kind == kindObject
	rest, k := u.items, kwUnevaluatedItems
	if object {
		rest, k = u.properties, kwUnevaluatedProperties
	}
	if object && !u.forProperties || !object && !u.forItems {
		return true
	}
	ok := true
	if object {
		m.mark(v, flagOpen)
	}
	if rest != nil {
		position := 0
		for i, end := v+1, m.tokens[v].stop; i < end; position++ {
			at := i
			if object {
				i++
			}
			switch {
			case seen.has(position):
			case rest.never:
				ok = m.deviate(s, k, at, 0)
			default:
				ok = m.judge(rest, i, members{}) && ok
			}
			i = m.next(i)
		}
	}
	seen.fill()
	return ok
}
