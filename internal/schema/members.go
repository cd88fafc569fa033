package schema

// members is a set of an object's members, or of an array's items, by position: those that unevaluatedProperties or
// unevaluatedItems need not look at. A set without words tracks nothing.
type members struct{ words []uint64 }

func (s members) tracked() bool { return s.words != nil }

func (s members) add(i int) { s.words[i>>6] |= 1 << (i & 63) }

func (s members) has(i int) bool { return s.words[i>>6]&(1<<(i&63)) != 0 }

func (s members) addAll(other members) {
	for i, word := range other.words {
		s.words[i] |= word
	}
}

func (s members) fill() {
	for i := range s.words {
		s.words[i] = ^uint64(0)
	}
}

// members makes an empty set for so many members. Sets are freed in the opposite order.
func (m *machine) members(n int) members {
	size := n>>6 + 1
	start := len(m.sets)
	for range size {
		m.sets = append(m.sets, 0)
	}
	return members{m.sets[start:len(m.sets):len(m.sets)]}
}

// newMembers makes an empty set like another one, which tracks nothing if that does not.
func (m *machine) newMembers(like members) members {
	if !like.tracked() {
		return members{}
	}
	return m.members(len(like.words)<<6 - 1)
}

func (m *machine) freeMembers(s members) { m.sets = m.sets[:len(m.sets)-len(s.words)] }
