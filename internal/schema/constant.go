package schema

// valueRules are enum and const.
type valueRules struct {
	keyword keyword
	kinds   kinds           // of the values that are allowed
	words   [2]bool         // false, true
	strings map[string]bool // a nil map allows none
	numbers map[string]bool // by their canonical text
	others  []constantValue // arrays and objects
	shown   []string        // all of them, for a message
}

// constantValue is an array or object of a contract.
type constantValue struct{ tape tape }

// single reports whether only one value is allowed.
func (r *valueRules) single() bool { return len(r.shown) == 1 }

// constant judges a value by enum and const.
func (m *machine) constant(s *schema, v uint32) bool {
	for i := range s.values {
		if r := &s.values[i]; !m.allows(r, v) {
			return m.deviate(s, r.keyword, v, uint32(i))
		}
	}
	return true
}

func (m *machine) allows(r *valueRules, v uint32) bool {
	kind := m.tokens[v].kind
	if r.kinds&kind == 0 {
		return false
	}
	switch kind {
	case kindNull:
		return true
	case kindBoolean:
		return r.words[b2i(m.body[m.tokens[v].start] == 't')]
	case kindString:
		return r.strings[string(m.tape.text(v))]
	case kindInteger, kindFraction:
		m.equality.number = parseDecimal(m.raw(v)).appendCanonical(m.equality.number[:0])
		return r.numbers[string(m.equality.number)]
	}
	for i := range r.others {
		if m.equality.equal(&m.tape, v, &r.others[i].tape, 0) {
			return true
		}
	}
	return false
}
