package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"strings"
)

// value is a valid JSON value, perhaps with what follows it in its document. encoding/json cannot decode it
// strictly: it ignores the letter case of names, and takes the last of two properties with the same name.
type value []byte

// object returns v if it is an object, or the object in it if it is an array of exactly one.
func (v value) object() (value, error) {
	v = v.skipSpace()
	if v[0] == '[' {
		v = v[1:].skipSpace()
		if v[0] == ']' {
			return nil, errors.New("the array is empty")
		}
		if _, rest := v.cut(); rest.skipSpace()[0] != ']' {
			return nil, errors.New("the array has more than one element")
		}
	}
	if v[0] != '{' {
		return nil, errors.New("the body is neither an object nor an array of one object")
	}
	return v, nil
}

// properties are the names and values of an object, in their order.
func (v value) properties() iter.Seq2[value, value] {
	return func(yield func(name, property value) bool) {
		for v = v[1:].skipSpace(); v[0] != '}'; {
			var name, property value
			name, v = v.cut()
			property, v = v.skipSpace()[1:].skipSpace().cut() // After the colon.
			if v = v.skipSpace(); v[0] == ',' {
				v = v[1:].skipSpace()
			}
			if !yield(name, property) {
				return
			}
		}
	}
}

// storeString stores v as a property that must be a string and occur once.
func (v value) storeString(property *value) error {
	switch {
	case *property != nil:
		return errors.New("occurs twice")
	case v[0] != '"':
		return errors.New("is not a string")
	}
	*property = v
	return nil
}

// is reports whether v is the string s.
func (v value) is(s string) bool {
	if bytes.IndexByte(v, '\\') < 0 {
		return string(v[1:len(v)-1]) == s // Without an allocation.
	}
	return v.text() == s
}

// text decodes a string.
func (v value) text() string {
	if bytes.IndexByte(v, '\\') < 0 {
		return string(v[1 : len(v)-1])
	}
	var s string
	_ = json.Unmarshal(v, &s) // It is valid.
	return s
}

// skipSpace skips white space (RFC 8259, section 2). Something else must follow.
func (v value) skipSpace() value {
	for v[0] == ' ' || v[0] == '\t' || v[0] == '\n' || v[0] == '\r' {
		v = v[1:]
	}
	return v
}

// cut splits v, which is inside an object or an array, after the value at whose first byte it begins.
func (v value) cut() (first, rest value) {
	depth, quoted := 0, false
	for i := 0; ; i++ {
		switch c := v[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case depth > 0 && (c == '}' || c == ']'):
			depth--
		case depth == 0 && strings.IndexByte(",]} \t\n\r", c) >= 0: // The end of a number or a name such as true.
			return v[:i], v[i:]
		default:
			continue
		}
		if depth == 0 && !quoted {
			return v[:i+1], v[i+1:]
		}
	}
}
