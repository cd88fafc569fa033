package schema

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// JudgeScalar judges plain text, as text/plain has it: as the number or boolean that the schema asks for, and as a
// string otherwise.
func (p *Program) JudgeScalar(value string, yield func(Deviation)) {
	p.Judge(p.root.coerce(nil, value), yield)
}

// JudgeSimple judges a header or parameter of style simple (OpenAPI 3.0.3, "Style Values"): as an array or object
// with commas if the schema asks for one, and otherwise as [Program.JudgeScalar] does. Pointers are into that array
// or object.
func (p *Program) JudgeSimple(value string, explode bool, yield func(Deviation)) {
	switch kinds := p.root.possible; {
	case kinds&kindString == 0 && kinds&kindArray != 0:
		p.Judge(p.root.coerceItems(nil, splitSimple(value)), yield)
	case kinds&kindString == 0 && kinds&kindObject != 0:
		p.Judge(p.root.coerceForm(simpleMembers(splitSimple(value), explode)), yield)
	default:
		p.JudgeScalar(value, yield)
	}
}

// JudgeForm judges the fields of a form as an object, in which a field is an array if the schema asks for one, or if
// it occurs several times.
func (p *Program) JudgeForm(form map[string][]string, yield func(Deviation)) {
	p.Judge(p.root.coerceForm(form), yield)
}

func splitSimple(value string) []string {
	if value == "" {
		return nil
	}
	items := strings.Split(value, ",")
	for i := range items {
		items[i] = strings.Trim(items[i], " \t")
	}
	return items
}

// simpleMembers pairs names and values: "a,1,b,2", or "a=1,b=2" with explode.
func simpleMembers(items []string, explode bool) map[string][]string {
	members := map[string][]string{}
	for i := 0; i < len(items); i++ {
		name, value, found := strings.Cut(items[i], "=")
		if !explode {
			if name, value, found = items[i], "", false; i+1 < len(items) {
				i++
				value, found = items[i], true
			}
		}
		if _, taken := members[name]; found || !taken {
			members[name] = append(members[name], value)
		}
	}
	return members
}

// coerceForm writes fields as a JSON object.
func (s *schema) coerceForm(form map[string][]string) []byte {
	out := []byte{'{'}
	for i, name := range sortedKeys(form) {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(appendQuoted(out, name), ':')
		values, member := form[name], s.member(name)
		if member.possible&(kindArray|kindString) == kindArray || len(values) != 1 {
			out = member.coerceItems(out, values)
		} else {
			out = member.coerce(out, values[0])
		}
	}
	return append(out, '}')
}

// coerceItems writes texts as a JSON array.
func (s *schema) coerceItems(out []byte, values []string) []byte {
	out = append(out, '[')
	item := s.item()
	for i, value := range values {
		if i > 0 {
			out = append(out, ',')
		}
		out = item.coerce(out, value)
	}
	return append(out, ']')
}

// member is what a schema says of a member, as far as its type goes.
func (s *schema) member(name string) *schema {
	return s.lookUp(map[*schema]bool{}, func(s *schema) *schema {
		if s.object == nil {
			return nil
		}
		for i := range s.object.properties {
			if p := &s.object.properties[i]; p.name == name && p.schema != nil {
				return p.schema
			}
		}
		return s.object.additional
	})
}

// item is what a schema says of an item, as far as its type goes.
func (s *schema) item() *schema {
	return s.lookUp(map[*schema]bool{}, func(s *schema) *schema {
		if s.array == nil {
			return nil
		}
		return s.array.items
	})
}

// lookUp asks a schema and those that it applies to the same value, one after the other.
func (s *schema) lookUp(visited map[*schema]bool, ask func(*schema) *schema) *schema {
	if found := ask(s); found != nil {
		return found
	}
	visited[s] = true
	found := anything
	s.sameValue(func(part *schema) {
		if found == anything && !visited[part] {
			found = part.lookUp(visited, ask)
		}
	})
	return found
}

// coerce writes plain text as the JSON scalar that a schema asks for.
func (s *schema) coerce(out []byte, value string) []byte {
	kinds := s.possible
	if kinds&kindString == 0 {
		if kinds&kindNumber != 0 {
			if number, ok := numberText(value); ok {
				return append(out, number...)
			}
		}
		if kinds&kindBoolean != 0 && (value == "true" || value == "false") {
			return append(out, value...)
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
