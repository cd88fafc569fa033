package schema

import (
	"encoding/binary"
	"math/bits"
)

// cut cuts a valid JSON value into tokens. It is false if these are too many.
func (t *tape) cut(body []byte) bool {
	around, inObject, named := uint32(none), false, false
	tokens := t.tokens
	for i := skipSeparators(body, 0); i < len(body); i = skipSeparators(body, i) {
		if len(tokens) == cap(tokens) {
			if len(tokens) > maxTokens {
				t.tokens = tokens
				return false
			}
			tokens = growEntries(tokens, i, len(body))
		}
		start := i
		c := body[i]
		if c == '"' { // by far the most frequent
			if named = inObject && !named; named {
				end, hash, flags := t.cutName(body, i+1)
				i = end
				tokens = addEntry(tokens, start, end, hash, kindString, flags)
				continue
			}
			end, escaped := stringEnd(body, i+1)
			i = end
			tokens = addEntry(tokens, start, end, around, kindString, quotedIf(escaped || t.lenient))
			continue
		}
		switch c {
		case '{', '[':
			i++
			kind := kindArray
			if c == '{' {
				kind = kindObject
			}
			tokens = addEntry(tokens, start, 0, around, kind, 0)
			around, inObject, named = uint32(len(tokens)-1), c == '{', false
		case '}', ']':
			i++
			if inObject {
				t.tokens = tokens
				t.findDuplicates(around)
			}
			closed := &tokens[around]
			closed.stop = uint32(len(tokens))
			around = closed.link
			inObject, named = around != none && tokens[around].kind == kindObject, false
		case 'n', 't', 'f':
			i += 4 + b2i(c == 'f')
			tokens = addEntry(tokens, start, i, around, literalKind(c), 0)
			named = false
		default:
			i = numberEnd(body, i)
			kind := t.number(body[start:i], uint32(len(tokens)))
			tokens = addEntry(tokens, start, i, around, kind, 0)
			named = false
		}
	}
	t.tokens = tokens
	return true
}

func literalKind(c byte) kinds {
	if c == 'n' {
		return kindNull
	}
	return kindBoolean
}

const (
	quotes      = 0x2222222222222222
	backslashes = 0x5c5c5c5c5c5c5c5c
	lowBits     = 0x0101010101010101
	highBits    = 0x8080808080808080
)

// skipSeparators is the offset of the next token: what stands before it is white space, a colon or a comma.
func skipSeparators(body []byte, i int) int {
	for i < len(body) && (body[i] <= ' ' || body[i] == ',' || body[i] == ':') {
		i++
	}
	return i
}

// zeroBytes has the high bit of each byte of a word that is zero, and perhaps of bytes above the first of these.
func zeroBytes(word uint64) uint64 { return (word - lowBits) &^ word & highBits }

// stringEnd is the offset behind a string's closing quote. It looks at eight bytes at a time.
func stringEnd(body []byte, i int) (end int, escaped bool) {
	for i+8 <= len(body) {
		word := binary.LittleEndian.Uint64(body[i:])
		found := zeroBytes(word^quotes) | zeroBytes(word^backslashes)
		if found == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(found) >> 3
		if body[i] == '"' {
			return i + 1, escaped
		}
		escaped = true
		i += 2
	}
	for ; body[i] != '"'; i++ {
		if body[i] == '\\' {
			escaped = true
			i++
		}
	}
	return i + 1, escaped
}

// numberEnd is the offset behind a number.
func numberEnd(body []byte, i int) int {
	for i++; i < len(body); i++ {
		if c := body[i]; (c < '0' || c > '9') && c != '.' && c|0x20 != 'e' && c != '-' && c != '+' {
			break
		}
	}
	return i
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

// cutName finds the end of a name, and hashes it without its escapes.
func (t *tape) cutName(body []byte, i int) (end int, hash uint32, flags flags) {
	state, start := hashSeed, i
	for i+8 <= len(body) && !t.lenient {
		word := binary.LittleEndian.Uint64(body[i:])
		found := zeroBytes(word^quotes) | zeroBytes(word^backslashes)
		if found == 0 {
			state = mix(state ^ word)
			i += 8
			continue
		}
		before := bits.TrailingZeros64(found) >> 3
		if i += before; body[i] == '"' {
			return i + 1, finish(state, word&(1<<(8*before)-1), i-start), flagName
		}
		break
	}
	end, escaped := stringEnd(body, i)
	name := body[start : end-1]
	if escaped || t.lenient {
		name = t.unquote(body[start-1 : end])
	}
	return end, hashName(name), flagName | quotedIf(escaped || t.lenient)
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
	n = min(n, maxTokens+1)
	grown := make([]token, len(tokens), n)
	copy(grown, tokens)
	return grown
}
