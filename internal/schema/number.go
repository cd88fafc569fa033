package schema

import "cmp"

// maxSmallDigits is how many characters of an integer every int64 has room for.
const maxSmallDigits = 18

// smallInteger reads an integer without an exponent or point that every int64 can hold.
func smallInteger(text []byte) (n int64, ok bool) {
	if len(text) > maxSmallDigits {
		return 0, false
	}
	digits := text
	if text[0] == '-' {
		digits = text[1:]
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if text[0] == '-' {
		n = -n
	}
	return n, true
}

// checkNumber judges a number by its text. Most numbers fit into an int64, which is compared faster.
func (m *machine) checkNumber(s *schema, v uint32) bool {
	rules := s.number
	text := m.raw(v)
	small, isSmall := smallInteger(text)
	var exact decimal
	if !isSmall || rules.exact {
		exact = parseDecimal(text)
	}
	ok := true
	for i := range rules.bounds {
		b := &rules.bounds[i]
		order := 0
		if isSmall && b.small {
			order = cmp.Compare(small, b.integer)
		} else {
			order = exact.compare(b.limit)
		}
		if b.upper {
			order = -order
		}
		if order < 0 || order == 0 && b.exclusive {
			ok = m.deviate(s, b.keyword, v, uint32(i))
		}
	}
	if rules.multipleOf != nil && !exact.isMultipleOf(*rules.multipleOf) {
		ok = m.deviate(s, kwMultipleOf, v, 0)
	}
	if f := rules.format; f != nil {
		inside := false
		if isSmall {
			inside = f.smallLow <= small && small <= f.smallHigh
		} else {
			inside = f.allows(exact)
		}
		if !inside {
			ok = m.deviate(s, kwFormat, v, 0)
		}
	}
	return ok
}
