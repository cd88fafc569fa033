package schema

import (
	"unicode/utf8"
)

// string judges a string, or a name by propertyNames.
func (m *machine) string(s *schema, v uint32) bool {
	rules := s.text
	text := m.tape.text(v)
	ok := true
	if rules.bounded {
		n := uint64(len(text))
		if n > rules.maximum || n < rules.minimum*utf8.UTFMax {
			n = uint64(utf8.RuneCount(text))
		}
		ok = n >= rules.minimum || m.deviate(s, kwMinLength, v, 0)
		ok = (n <= rules.maximum || m.deviate(s, kwMaxLength, v, 0)) && ok
	}
	if rules.pattern != nil && !rules.pattern.matches(text) {
		ok = m.deviate(s, kwPattern, v, 0)
	}
	if rules.format != nil && !rules.format(text) {
		ok = m.deviate(s, kwFormat, v, 0)
	}
	return ok
}
