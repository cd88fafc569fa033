package recording

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// appendText appends a JSON string as appendString does, for a long text that is UTF-8. A body in JSON is full of
// quotation marks, so it has no branch for those.
func appendText(b []byte, text []byte) []byte {
	const longest = len(`\u0000`)
	b = append(b, '"')
	for len(text) > 0 {
		b = slices.Grow(b, len(text)+len(text)/4+2*longest)
		n, room := len(b), b[:cap(b)]
		i := 0
		for ; i < len(text) && n+longest < len(room); i++ {
			e := &escapes[text[i]]
			binary.LittleEndian.PutUint16(room[n:], e.short)
			if n += int(e.size); e.size == 0 {
				n += copy(room[n:], e.long)
			}
		}
		b, text = room[:n], text[i:]
	}
	return append(b, '"')
}

// escaped is a character as a JSON string has it.
type escaped struct {
	short uint16 // its first byte, and above it the second
	size  uint8  // 1, 2, or 0 if it is long
	long  string
}

// escapes are those of the characters that a JSON string must not have (RFC 8259, section 7).
var escapes = func() (table [256]escaped) {
	for i := range table {
		c := byte(i)
		table[c] = escaped{short: uint16(c), size: 1}
		if c < 0x20 {
			table[c] = escaped{long: fmt.Sprintf(`\u%04x`, c)}
		}
	}
	for c, with := range map[byte]byte{
		'\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '"': '"', '\\': '\\',
	} {
		table[c] = escaped{short: '\\' | uint16(with)<<8, size: 2}
	}
	return table
}()
