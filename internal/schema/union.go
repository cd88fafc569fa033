package schema

import "cmp"

// union judges anyOf or oneOf. If the value's type, a constant or a discriminator leaves one branch, that branch is
// judged as if it stood alone, and what it says is what a reader needs. Otherwise the branches are tried.
func (m *machine) union(s *schema, index, v uint32, seen members) bool {
	u := s.unions[index]
	kind := m.tokens[v].kind
	if kind == kindObject && u.discriminator != nil {
		return m.discriminated(s, index, v, seen)
	}
	candidates := u.all
	if kind == kindObject && u.byTag != nil {
		if tag, found := m.member(v, u.tag, u.tagHash); found && m.tokens[tag].kind == kindString {
			if candidates, found = u.byTag[string(m.tape.text(tag))]; !found {
				if candidates = u.untagged; m.countCandidates(u, candidates, kind) == 0 {
					return m.noBranch(s, kwTag, v, tag, index, seen)
				}
			}
		}
	}
	return m.branches(s, u, candidates, v, seen)
}

// branches judges a value by those of a union's branches that come into question.
func (m *machine) branches(s *schema, u *union, candidates []int, v uint32, seen members) bool {
	kind := m.tokens[v].kind
	switch m.countCandidates(u, candidates, kind) {
	case 0:
		if u.meant >= 0 {
			return m.judge(u.branches[u.meant].schema, v, seen)
		}
		return m.noBranch(s, u.keyword, v, v, 0, seen)
	case 1:
		for _, i := range candidates {
			if u.branches[i].kinds&kind != 0 {
				return m.judge(u.branches[i].schema, v, seen)
			}
		}
	}
	return m.tryBranches(s, u, candidates, v, seen)
}

func (m *machine) countCandidates(u *union, candidates []int, kind kinds) int {
	n := 0
	for _, i := range candidates {
		n += b2i(u.branches[i].kinds&kind != 0)
	}
	return n
}

// noBranch says that a value matches no branch, and that none is closer than the others. What they declare is then
// unknown.
func (m *machine) noBranch(s *schema, k keyword, v, at, extra uint32, seen members) bool {
	if m.tokens[v].kind == kindObject {
		m.mark(v, flagOpen)
	}
	seen.fill()
	return m.deviate(s, k, at, extra)
}

// tryBranches runs several branches. What those that match say applies; if none matches, what the closest says.
func (m *machine) tryBranches(s *schema, u *union, candidates []int, v uint32, seen members) bool {
	trail := &m.trail
	base, closest := len(trail.events), len(trail.spare)
	kind := m.tokens[v].kind
	matched, best := 0, furthest
	for _, i := range candidates {
		if u.branches[i].kinds&kind == 0 {
			continue
		}
		own := m.newMembers(seen)
		ok, start := m.attempt(u.branches[i].schema, v, own)
		if ok {
			matched++
			seen.addAll(own)
		} else {
			if d := m.distance(v, trail.events[start:]); matched == 0 && d.less(best) {
				best = d
				trail.spare = append(trail.spare[:closest], trail.events[start:]...)
			}
			trail.events = trail.events[:start]
		}
		m.freeMembers(own)
	}
	if matched == 0 {
		return m.closest(s, u, v, closest, seen)
	}
	trail.spare = trail.spare[:closest]
	m.decide(base)
	if u.keyword == kwOneOf && matched > 1 && !(u.manyNulls && kind == kindNull) {
		return m.deviate(s, kwOneOfSeveral, v, uint32(matched))
	}
	return true
}

// closest says what the closest branch says. All branches reject a scalar as a whole, so none is closer.
func (m *machine) closest(s *schema, u *union, v uint32, spare int, seen members) bool {
	trail := &m.trail
	said := trail.spare[spare:]
	trail.spare = trail.spare[:spare]
	if m.tokens[v].kind&kindContainer == 0 {
		return m.noBranch(s, u.keyword, v, v, 0, seen)
	}
	base := len(trail.events)
	trail.events = append(trail.events, said...)
	seen.fill()
	m.decide(base)
	return false
}

// distance tells how far a value is from a branch: first by the constants that it does not have, then by the number
// of deviations, then by how much these speak against the branch. A property that is missing or forbidden does so
// most, a value that is not listed, or another constant anywhere, a little, and one that is wrong otherwise not at
// all.
type distance struct{ constants, deviations, against int }

// furthest is further than every branch.
var furthest = distance{constants: maxCount + 1}

func (d distance) less(other distance) bool {
	return cmp.Or(cmp.Compare(d.constants, other.constants), cmp.Compare(d.deviations, other.deviations),
		cmp.Compare(d.against, other.against)) < 0
}

// distance is how far a value is from a schema that says something about it.
func (m *machine) distance(v uint32, said []event) (d distance) {
	for i := range said {
		e := &said[i]
		switch {
		case e.keyword == markInclude:
			d.include(v, &m.trail.memory.verdicts[e.at])
		case e.keyword >= firstMark:
		case e.at == v || m.isNameIn(v, e.at):
			d.add(distance{deviations: 1, against: 2})
		case e.keyword == kwConst || e.keyword == kwEnum:
			isConstant, isMember := e.schema.values[e.extra].single(), m.tokens[e.at].link == v
			d.add(distance{constants: b2i(isConstant && isMember), deviations: 1, against: b2i(isConstant || isMember)})
		default:
			d.add(distance{deviations: 1})
		}
	}
	return d
}

// isNameIn reports whether an entry is the name of an object's member.
func (m *machine) isNameIn(object, at uint32) bool {
	return m.tokens[at].flags&flagName != 0 && m.tokens[at+1].link == object
}

// include adds what an earlier verdict, on the same value or on a part of it, says.
func (d *distance) include(v uint32, earlier *verdict) {
	if earlier.key.at == v {
		d.add(earlier.distance)
	} else {
		d.add(distance{deviations: earlier.distance.deviations})
	}
}

// maxCount bounds counts of deviations, which would overflow where verdicts are repeated.
const maxCount = 1 << 30

func (d *distance) add(more distance) {
	d.constants = min(d.constants+more.constants, maxCount)
	d.deviations = min(d.deviations+more.deviations, maxCount)
	d.against = min(d.against+more.against, maxCount)
}
