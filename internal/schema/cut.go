package schema

import (
	"encoding/binary"
	"errors"
	"math/bits"

	"github.com/seed-97812ecd/supermemory-go/internal/syntax"
)

// errNotJSON stands for what the decoder will say about a text.
var errNotJSON = errors.New("not JSON")

// maxOpen is how many objects and arrays may be open; the decoder has the same limit.
const maxOpen = 10000

// cut cuts the value that a text begins with into tokens, and returns the offset behind it. It checks the syntax on the
// way, as package syntax does.
func (t *tape) cut(body []byte) (end int, err error) {
	around, inObject, open := uint32(none), false, 0
	i, ok := syntax.SkipSpace(body, 0), true
	for {
		if cap(t.tokens)-len(t.tokens) < 2 {
			if len(t.tokens) > maxTokens {
				return 0, errTooMany
			}
			t.tokens = growEntries(t.tokens, i, len(body))
		}
		if inObject {
			if i, ok = t.cutName(body, i); !ok {
				return 0, errNotJSON
			}
		}
		if i < len(body) && (body[i] == '{' || body[i] == '[') {
			if open++; open > maxOpen {
				return 0, errNotJSON
			}
			t.tokens = addEntry(t.tokens, i, 0, around, containerKind(body[i]), 0)
			around, inObject = uint32(len(t.tokens)-1), body[i] == '{'
			if i = syntax.SkipSpace(body, i+1); i >= len(body) || body[i] != closing(inObject) {
				continue
			}
		} else if i, ok = t.cutScalar(body, i, around); !ok {
			return 0, errNotJSON
		}
		for around != none { // behind a value
			if i = syntax.SkipSpace(body, i); i >= len(body) || body[i] != closing(inObject) {
				break
			}
			around, inObject = t.close(around, inObject)
			i, open = i+1, open-1
		}
		if around == none && len(t.tokens) > maxTokens {
			return 0, errTooMany
		}
		if around == none {
			return i, nil
		}
		if i >= len(body) || body[i] != ',' {
			return 0, errNotJSON
		}
		i = syntax.SkipSpace(body, i+1)
	}
}

// close completes the entry of an object or array, and returns that of the one around it.
func (t *tape) close(closed uint32, isObject bool) (around uint32, inObject bool) {
	if isObject {
		t.findDuplicates(closed)
	}
	entry := &t.tokens[closed]
	entry.stop, around = uint32(len(t.tokens)), entry.link
	return around, around != none && t.tokens[around].kind == kindObject
}

func closing(inObject bool) byte {
	if inObject {
		return '}'
	}
	return ']'
}

func containerKind(c byte) kinds {
	if c == '{' {
		return kindObject
	}
	return kindArray
}

// cutScalar cuts a string, a number, a boolean or null.
func (t *tape) cutScalar(body []byte, i int, around uint32) (end int, ok bool) {
	if i < len(body) && body[i] == '"' { // by far the most frequent
		end, escaped, ok := syntax.SkipString(body, i)
		t.tokens = addEntry(t.tokens, i, end, around, kindString, quotedIf(escaped || t.lenient))
		return end, ok
	}
	if end, ok = syntax.SkipValue(body, i); !ok {
		return end, false
	}
	kind := kindBoolean
	switch body[i] {
	case 'n':
		kind = kindNull
	case 't', 'f':
	default:
		kind = t.number(body[i:end], uint32(len(t.tokens)))
	}
	t.tokens = addEntry(t.tokens, i, end, around, kind, 0)
	return end, true
}

// number tells integers from other numbers, and notes one that no float64 holds by its index.
func (t *tape) number(text []byte, index uint32) kinds {
	kind := kindInteger
	for _, c := range text {
		switch {
		case c > '9': // e or E
			return t.unusualNumber(text, index)
		case c == '.':
			kind = kindNumber
		case kind == kindNumber && c != '0':
			kind = kindFraction
		}
	}
	if len(text) > maxPlainDigits {
		return t.unusualNumber(text, index)
	}
	if kind == kindNumber { // 1.0
		return kindInteger
	}
	return kind
}

func (t *tape) unusualNumber(text []byte, index uint32) kinds {
	if beyondFloat64(text) {
		t.huge = append(t.huge, index)
	}
	if parseDecimal(text).isInteger() {
		return kindInteger
	}
	return kindFraction
}

// cutName cuts a name, hashes it without its escapes, and returns the offset of the member's value.
func (t *tape) cutName(body []byte, i int) (value int, ok bool) {
	if i >= len(body) || body[i] != '"' {
		return i, false
	}
	end, hash, flags, ok := t.hashed(body, i)
	if !ok {
		return end, false
	}
	t.tokens = addEntry(t.tokens, i, end, hash, kindString, flags)
	if i = syntax.SkipSpace(body, end); i >= len(body) || body[i] != ':' {
		return i, false
	}
	return syntax.SkipSpace(body, i+1), true
}

// hashed finds the end of a name and its hash. It looks at eight bytes at a time, as syntax.SkipString does.
func (t *tape) hashed(body []byte, start int) (end int, hash uint32, flags flags, ok bool) {
	state, i := hashSeed, start+1
	for i+8 <= len(body) && !t.lenient {
		word := binary.LittleEndian.Uint64(body[i:])
		found := syntax.Special(word)
		if found == 0 {
			state = mix(state ^ word)
			i += 8
			continue
		}
		before := bits.TrailingZeros64(found) >> 3
		if i += before; body[i] == '"' {
			return i + 1, finish(state, word&(1<<(8*before)-1), i-start-1), flagName, true
		}
		break
	}
	end, escaped, ok := syntax.SkipString(body, start)
	if !ok {
		return end, 0, 0, false
	}
	name := body[start+1 : end-1]
	if escaped || t.lenient {
		name = t.unquote(body[start:end])
	}
	return end, hashName(name), flagName | quotedIf(escaped || t.lenient), true
}

func quotedIf(quoted bool) flags {
	if quoted {
		return flagQuoted
	}
	return 0
}

// addEntry appends an entry. It sets the fields in place: a value that is put together first and then copied takes
// twice as long.
func addEntry(tokens []token, start, stop int, link uint32, kind kinds, flags flags) []token {
	tokens = append(tokens, token{})
	entry := &tokens[len(tokens)-1]
	entry.start, entry.stop, entry.link, entry.kind, entry.flags = uint32(start), uint32(stop), link, kind, flags
	return tokens
}

// growEntries makes room for the entries of a body of which the first bytes are cut: for as many as there will be if
// the rest is like them, but not for very many at once.
func growEntries(tokens []token, cut, length int) []token {
	n := len(tokens) + 64
	if cut > 0 {
		estimate := int(float64(n) * float64(length) / float64(cut) * 1.05)
		n = max(n*5/4, min(estimate, n*8))
	}
	n = min(n, maxTokens+2)
	grown := make([]token, len(tokens), n)
	copy(grown, tokens)
	return grown
}
