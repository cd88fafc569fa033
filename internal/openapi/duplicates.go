package openapi

import "github.com/go-json-experiment/json/jsontext"

// blankDuplicates replaces, in place, members of JSON objects by spaces whose name comes again in the same object: the
// last one counts. A YAML parser, which alone tells positions, rejects them. No byte moves, and other texts stay.
func blankDuplicates(text []byte) {
	j := newJSONOutliner(text, 0, len(text))
	var blank [][2]int
	if j.duplicates(&blank) != nil {
		return
	}
	for _, b := range blank {
		for i := b[0]; i < b[1]; i++ {
			if text[i] != '\n' && text[i] != '\r' {
				text[i] = ' '
			}
		}
	}
}

// duplicates notes where, in the next value, members stand whose name comes again.
func (j jsonOutliner) duplicates(found *[][2]int) error {
	kind := j.PeekKind()
	if kind != '{' && kind != '[' {
		return j.SkipValue()
	}
	if _, err := j.ReadToken(); err != nil {
		return err
	}
	type member struct {
		name  string
		start int
	}
	var members []member
	last := map[string]int{}
	for j.PeekKind() != '}' && j.PeekKind() != ']' {
		if kind == '{' {
			quoted, err := j.ReadValue()
			if err != nil {
				return err
			}
			start := j.offset() - len(quoted)
			name, err := jsontext.AppendUnquote(nil, quoted)
			if err != nil {
				return err
			}
			last[string(name)] = len(members)
			members = append(members, member{string(name), start})
		}
		if err := j.duplicates(found); err != nil {
			return err
		}
	}
	for i, m := range members {
		if last[m.name] != i {
			*found = append(*found, [2]int{m.start, members[i+1].start})
		}
	}
	_, err := j.ReadToken()
	return err
}
