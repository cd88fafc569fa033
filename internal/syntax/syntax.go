// Package syntax finds where a value of JSON ends, and checks on the way that it is JSON (RFC 8259). It is as strict as
// jsontext with AllowDuplicateNames and AllowInvalidUTF8: it looks neither at the bytes above 127 of a string, nor for
// the second half of a surrogate pair. What it refuses, callers ask jsontext about, which says why.
//
// jsontext takes a quarter longer for bytes in memory. The gain is in reading what a value consists of at the same time
// (recording), and in no set-up for each value (schema).
package syntax

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// maxNesting is how many objects and arrays may be open in a value; jsontext has the same limit.
const maxNesting = 10000

// SkipValue returns the offset behind the value that begins at i. If it is not JSON, ok is false, and end is the offset
// of what is wrong: the length of the text if more of it could put that right. A number that ends with the text is
// complete, although more digits could follow.
func SkipValue(json []byte, i int) (end int, ok bool) { return skipValue(json, i, 0) }

func skipValue(json []byte, i, open int) (end int, ok bool) {
	if i >= len(json) {
		return i, false
	}
	switch json[i] {
	case '"':
		end, _, ok = SkipString(json, i)
		return end, ok
	case '{', '[':
		return skipNested(json, i, open+1)
	case 't':
		return skipLiteral(json, i, "true")
	case 'f':
		return skipLiteral(json, i, "false")
	case 'n':
		return skipLiteral(json, i, "null")
	}
	return skipNumber(json, i)
}

// skipNested skips an object or array.
func skipNested(json []byte, i, open int) (end int, ok bool) {
	if open > maxNesting {
		return i, false
	}
	closing := json[i] + 2 // "}" is two behind "{", and "]" behind "["
	i = SkipSpace(json, i+1)
	if i < len(json) && json[i] == closing {
		return i + 1, true
	}
	for {
		if closing == '}' {
			if i, ok = skipName(json, i); !ok {
				return i, false
			}
		}
		if i, ok = skipValue(json, i, open); !ok {
			return i, false
		}
		i = SkipSpace(json, i)
		switch {
		case i < len(json) && json[i] == ',':
			i = SkipSpace(json, i+1)
		case i < len(json) && json[i] == closing:
			return i + 1, true
		default:
			return i, false
		}
	}
}

// skipName skips a member's name, the colon, and the white space around it.
func skipName(json []byte, i int) (end int, ok bool) {
	if i >= len(json) || json[i] != '"' {
		return i, false
	}
	if i, _, ok = SkipString(json, i); !ok {
		return i, false
	}
	i = SkipSpace(json, i)
	if i >= len(json) || json[i] != ':' {
		return i, false
	}
	return SkipSpace(json, i+1), true
}

// SkipSpace returns the offset behind white space.
func SkipSpace(json []byte, i int) int {
	for i < len(json) && json[i] <= ' ' && (json[i] == ' ' || json[i] == '\n' || json[i] == '\t' || json[i] == '\r') {
		i++
	}
	return i
}

const (
	lowBits     = 0x0101010101010101
	highBits    = lowBits * 0x80
	spaces      = lowBits * ' '
	quotes      = lowBits * '"'
	backslashes = lowBits * '\\'
)

// Special tells where in eight bytes of a string, the first of them the lowest, is a quotation mark, a backslash or a
// control character: the lowest bit that is set is the highest of the first such byte. Subtracting from each byte
// borrows from the next one where the byte is less, so that other bits may be set behind that one.
func Special(word uint64) uint64 {
	quote, backslash := word^quotes, word^backslashes
	return ((quote-lowBits)&^quote | (backslash-lowBits)&^backslash | (word-spaces)&^word) & highBits
}

// SkipString returns the offset behind the string that begins at i, as SkipValue does, and whether it has escapes.
func SkipString(json []byte, i int) (end int, escaped, ok bool) {
	for i++; i < len(json); {
		if i+8 <= len(json) {
			found := Special(binary.LittleEndian.Uint64(json[i:]))
			if found == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(found) / 8
		}
		switch c := json[i]; {
		case c == '"':
			return i + 1, escaped, true
		case c == '\\':
			escaped = true
			if i, ok = skipEscape(json, i); !ok {
				return i, escaped, false
			}
		case c < ' ':
			return i, escaped, false
		default:
			i++
		}
	}
	return i, escaped, false
}

func skipEscape(json []byte, i int) (end int, ok bool) {
	if i+1 >= len(json) {
		return len(json), false
	}
	switch json[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2, true
	case 'u':
		for end = i + 2; end < len(json) && end < i+6 && isHex(json[end]); end++ {
		}
		return end, end == i+6
	}
	return i, false
}

func skipLiteral(json []byte, i int, literal string) (end int, ok bool) {
	switch rest := json[i:]; {
	case len(rest) < len(literal) && bytes.HasPrefix([]byte(literal), rest):
		return len(json), false
	case len(rest) < len(literal) || string(rest[:len(literal)]) != literal:
		return i, false
	}
	return i + len(literal), true
}

// skipNumber skips a number, also one that more of the text could make longer.
func skipNumber(json []byte, i int) (end int, ok bool) {
	if i < len(json) && json[i] == '-' {
		i++
	}
	if i < len(json) && json[i] == '0' {
		i, ok = i+1, true
	} else {
		i, ok = skipDigits(json, i)
	}
	if ok && i < len(json) && json[i] == '.' {
		i, ok = skipDigits(json, i+1)
	}
	if ok && i < len(json) && (json[i] == 'e' || json[i] == 'E') {
		i++
		if i < len(json) && (json[i] == '+' || json[i] == '-') {
			i++
		}
		i, ok = skipDigits(json, i)
	}
	return i, ok
}

// skipDigits skips digits, of which there must be one.
func skipDigits(json []byte, i int) (end int, ok bool) {
	for end = i; end < len(json) && '0' <= json[end] && json[end] <= '9'; end++ {
	}
	return end, end > i
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }
