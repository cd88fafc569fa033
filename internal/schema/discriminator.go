package schema

import "slices"

// discriminated judges an object by the branch that the discriminator's property names.
func (m *machine) discriminated(s *schema, index, v uint32, seen members) bool {
	u := s.unions[index]
	d := u.discriminator
	value, ok := m.member(v, d.property, d.hash)
	if !ok {
		return m.noBranch(s, kwDiscriminatorMissing, v, v, index, seen)
	}
	m.mark(value-1, flagDeclared)
	if m.tokens[value].kind != kindString {
		return m.noBranch(s, kwDiscriminator, v, value, index, seen)
	}
	text := m.tape.text(value)
	if named := d.named[string(text)]; named != nil {
		return m.judge(named, v, seen)
	}
	if several := d.byConstant[string(text)]; several != nil {
		return m.branches(s, u, several, v, seen)
	}
	if len(d.unnamed) > 0 {
		return m.branches(s, u, d.unnamed, v, seen)
	}
	return m.noBranch(s, kwDiscriminator, v, value, index, seen)
}

// inherited judges an object by the child that the discriminator of a parent names. A value that names no child
// means the parent itself.
func (m *machine) inherited(s *schema, v uint32, seen members) bool {
	d := s.inheritance
	value, ok := m.member(v, d.property, d.hash)
	if !ok {
		return true
	}
	m.mark(value-1, flagDeclared)
	if m.tokens[value].kind != kindString {
		return true
	}
	child := d.named[string(m.tape.text(value))]
	if child == nil || !m.mayBe(d, child, v) {
		return true
	}
	return m.judge(child, v, seen)
}

// mayBe reports whether the child that a value names fits: if the parent was reached through another child, the named
// one must extend that child.
func (m *machine) mayBe(d *discriminator, child *schema, v uint32) bool {
	for i := len(m.active) - 1; i >= 0 && m.active[i].at == v; i-- {
		through := m.active[i].schema.home
		_, isChild := d.extends[through]
		if isChild && through != child.home && !slices.Contains(d.extends[child.home], through) {
			return false
		}
	}
	return true
}
