package schema

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// JudgeScalar judges plain text, as text/plain has it: as the number or boolean that the schema asks for, and as a
// string otherwise.
func (p *Program) JudgeScalar(value string, yield func(Deviation)) error {
	return p.Judge(p.root.coerce(nil, value), yield)
}

// coerce writes plain text as the JSON scalar that a schema asks for.
func (s *schema) coerce(out []byte, value string) []byte {
	kinds := s.possible
	if kinds&kindString == 0 {
		word := strings.Trim(value, " \t\r\n") // servers end a text with a line end
		if kinds&kindNumber != 0 {
			if number, ok := numberText(word); ok {
				return append(out, number...)
			}
		}
		if kinds&kindBoolean != 0 && (word == "true" || word == "false") {
			return append(out, word...)
		}
	}
	return appendQuoted(out, value)
}

// appendQuoted quotes a text as JSON. Invalid UTF-8 stays in it, to be found when it is judged.
func appendQuoted(out []byte, value string) []byte {
	out = append(out, '"')
	for i := range len(value) {
		switch c := value[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c < ' ':
			out = fmt.Appendf(out, `\u%04x`, c)
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}

// numberText writes a number without a plus sign or leading zeros, which JSON does not have.
func numberText(value string) ([]byte, bool) {
	sign, digits := "", strings.TrimPrefix(value, "+")
	if rest, negative := strings.CutPrefix(value, "-"); negative {
		sign, digits = "-", rest
	}
	for len(digits) > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9' {
		digits = digits[1:]
	}
	number := jsontext.Value(sign + digits)
	return number, number.IsValid() && number.Kind() == '0'
}
