package schema

// maxWatched is how many properties are watched without a set of their own.
const maxWatched = 64

// object judges an object's members.
func (m *machine) object(s *schema, v uint32, seen members) bool {
	o := s.object
	ok := true
	var few [1]uint64
	present := few[:]
	if o.watched > maxWatched {
		present = m.members(o.watched).words
	}
	count, undeclared := 0, 0
	for i, end := v+1, m.tokens[v].stop; i < end; count++ {
		value := i + 1
		if p := m.property(o, i); p != nil {
			if p.watch >= 0 {
				present[p.watch>>6] |= 1 << (p.watch & 63)
			}
			if p.plain && !seen.tracked() {
				m.mark(i, flagDeclared)
				if c := p.schema; c != nil && !(c.simple && c.kinds&m.tokens[value].kind != 0) {
					ok = m.judge(c, value, members{}) && ok
				}
			} else {
				ok = m.known(s, p, i, seen, count) && ok
				undeclared += b2i(!p.declared)
			}
		} else {
			undeclared++
			if o.patterns != nil || o.open {
				ok = m.unknown(s, i, seen, count) && ok
			}
		}
		if o.names != nil {
			ok = m.propertyName(s, i) && ok
		}
		i = m.next(value)
	}
	if o.open {
		m.mark(v, flagOpen)
	} else if undeclared > 0 && o.declares {
		m.sweepLater(s, v)
	}
	if o.required != nil || o.dependent != nil {
		ok = m.presence(s, v, present, seen) && ok
	}
	if o.bounded {
		ok = m.memberCount(s, v, uint64(count)) && ok
	}
	if o.watched > maxWatched {
		m.freeMembers(members{present})
	}
	return ok
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// property looks a member's name up among those that the schema knows.
func (m *machine) property(o *objectRules, name uint32) *property {
	if len(o.table) == 0 {
		return nil
	}
	hash := m.tokens[name].link
	mask := uint32(len(o.table) - 1)
	for i := hash & mask; o.table[i].property != 0; i = (i + 1) & mask {
		if o.table[i].hash == hash {
			p := &o.properties[o.table[i].property-1]
			if entry := &m.tokens[name]; entry.flags&flagQuoted == 0 {
				if string(m.body[entry.start+1:entry.stop-1]) == p.name {
					return p
				}
			} else if string(m.tape.text(name)) == p.name {
				return p
			}
		}
	}
	return nil
}

// known judges a member whose name the schema knows.
func (m *machine) known(s *schema, p *property, name uint32, seen members, position int) bool {
	if p.declared {
		m.mark(name, flagDeclared)
	}
	if !p.evaluated {
		return m.unknown(s, name, seen, position)
	}
	if seen.tracked() {
		seen.add(position)
	}
	if p.forbidden {
		m.deviate(s, kwDirection, name, s.object.index(p))
		return s.home.direction == Request // a server ignores what is readOnly
	}
	ok := p.schema == nil || m.judge(p.schema, name+1, members{})
	if s.object.patterns == nil {
		return ok
	}
	_, matched := m.byPattern(s, name, seen, position)
	return matched && ok
}

// index is the position of a property of these rules.
func (o *objectRules) index(p *property) uint32 {
	for i := range o.properties {
		if &o.properties[i] == p {
			return uint32(i)
		}
	}
	return none
}

// unknown judges a member that is not among the schema's properties.
func (m *machine) unknown(s *schema, name uint32, seen members, position int) bool {
	o := s.object
	if o.patterns != nil {
		if found, ok := m.byPattern(s, name, seen, position); found {
			return ok
		}
	}
	if !o.open {
		return true
	}
	if seen.tracked() {
		seen.add(position)
	}
	switch {
	case o.closed:
		return o.exempt != nil && o.exempt[string(m.tape.text(name))] || m.deviate(s, kwAdditional, name, 0)
	case o.additional != nil:
		return m.judge(o.additional, name+1, members{})
	}
	return true
}

// byPattern judges a member by the patternProperties that its name matches.
func (m *machine) byPattern(s *schema, name uint32, seen members, position int) (found, ok bool) {
	ok = true
	for i := range s.object.patterns {
		p := &s.object.patterns[i]
		if !p.pattern.matches(m.tape.text(name)) {
			continue
		}
		found = true
		ok = m.judge(p.schema, name+1, members{}) && ok
	}
	if found {
		m.mark(name, flagDeclared)
		if seen.tracked() {
			seen.add(position)
		}
	}
	return found, ok
}

// propertyName judges a name by propertyNames.
func (m *machine) propertyName(s *schema, name uint32) bool {
	return m.matches(s.object.names, name) || m.deviate(s, kwPropertyNames, name, 0)
}

// presence judges required, dependentRequired and dependentSchemas.
func (m *machine) presence(s *schema, v uint32, present []uint64, seen members) bool {
	o := s.object
	has := func(property int) bool {
		watch := o.properties[property].watch
		return present[watch>>6]&(1<<(watch&63)) != 0
	}
	ok := true
	for _, property := range o.required {
		if !has(property) {
			ok = m.deviate(s, kwRequired, v, uint32(property))
		}
	}
	for i := range o.dependent {
		d := &o.dependent[i]
		if !has(d.trigger) {
			continue
		}
		for _, property := range d.required {
			if !has(property) {
				ok = m.deviate(s, kwDependentRequired, v, uint32(property))
			}
		}
		if d.schema != nil {
			ok = m.judge(d.schema, v, seen) && ok
		}
	}
	return ok
}

func (m *machine) memberCount(s *schema, v uint32, n uint64) bool {
	ok := n >= s.object.minimum || m.deviate(s, kwMinProperties, v, 0)
	return (n <= s.object.maximum || m.deviate(s, kwMaxProperties, v, 0)) && ok
}
