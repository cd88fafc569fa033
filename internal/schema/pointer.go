package schema

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

// maxPointer bounds a pointer in a deviation: names and depth come from outside.
const maxPointer = 512

// pointers makes pointers of indexes into the tape. It remembers where it was in each large array, since most findings
// follow each other.
type pointers struct {
	items map[uint32]arrayItem // by the array
	path  []uint32
	text  []byte
}

// arrayItem is an item of an array, and how many there are before it.
type arrayItem struct {
	item     uint32
	position int
}

// largeArray is how many tokens an array has in which a place is remembered.
const largeArray = 256

// pointer is the RFC 6901 pointer of a value, or of the member that a name begins.
func (m *machine) pointer(at uint32) string {
	if m.tokens[at].flags&flagName != 0 {
		at++
	}
	p := &m.pointers
	p.path, p.text = p.path[:0], p.text[:0]
	for ; m.tokens[at].link != none; at = m.tokens[at].link {
		p.path = append(p.path, at)
	}
	for _, at := range slices.Backward(p.path) {
		around, before := m.tokens[at].link, len(p.text)
		p.text = append(p.text, '/')
		if m.tokens[around].kind == kindObject {
			p.text = appendEscaped(p.text, m.text(at-1))
		} else {
			p.text = strconv.AppendInt(p.text, int64(p.positionOf(&m.tape, around, at)), 10)
		}
		if len(p.text) > maxPointer {
			p.text = p.text[:before]
			break
		}
	}
	return string(p.text)
}

// appendEscaped appends a reference token (RFC 6901, section 3), unless a pointer has no room for it.
func appendEscaped(b, token []byte) []byte {
	if len(token) > maxPointer {
		return append(b, token...)
	}
	for _, c := range token {
		switch c {
		case '~':
			b = append(b, "~0"...)
		case '/':
			b = append(b, "~1"...)
		default:
			b = append(b, c)
		}
	}
	return b
}

// withToken appends a token to a pointer, unless that grows too long.
func withToken(pointer, token string) string {
	if longer := pointer + "/" + openapi.EscapeToken(token); len(longer) <= maxPointer {
		return longer
	}
	return pointer
}

// boundedPointer is a pointer without the tokens that make it too long.
func boundedPointer(p string) string {
	if len(p) <= maxPointer {
		return p
	}
	end := maxPointer
	for !utf8.RuneStart(p[end]) {
		end--
	}
	return p[:strings.LastIndexByte(p[:end], '/')]
}

// positionOf counts the items before one of an array.
func (p *pointers) positionOf(t *tape, array, item uint32) int {
	at := p.items[array]
	if at.item == 0 || at.item > item {
		at = arrayItem{item: array + 1}
	}
	for ; at.item < item; at.item = t.next(at.item) {
		at.position++
	}
	if t.tokens[array].stop-array >= largeArray {
		if p.items == nil {
			p.items = map[uint32]arrayItem{}
		}
		p.items[array] = at
	}
	return at.position
}
