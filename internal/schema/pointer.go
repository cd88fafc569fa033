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

// pointers makes pointers of indexes into the tape. It remembers where it was, since most findings of an array follow
// each other.
type pointers struct {
	array, item uint32
	position    int
}

// pointer is the RFC 6901 pointer of a value, or of the member that a name begins.
func (m *machine) pointer(at uint32) string {
	if m.tokens[at].flags&flagName != 0 {
		at++
	}
	var path []uint32
	for ; m.tokens[at].link != none; at = m.tokens[at].link {
		path = append(path, at)
	}
	slices.Reverse(path)
	var b strings.Builder
	for _, at := range path {
		around := m.tokens[at].link
		token := ""
		if m.tokens[around].kind == kindObject {
			token = string(m.text(at - 1))
		} else {
			token = strconv.Itoa(m.pointers.positionOf(&m.tape, around, at))
		}
		if !appendToken(&b, token) {
			break
		}
	}
	return b.String()
}

// appendToken adds a token to a pointer, unless that grows too long.
func appendToken(b *strings.Builder, token string) bool {
	if b.Len()+1+len(token) > maxPointer {
		return false
	}
	if escaped := openapi.EscapeToken(token); b.Len()+1+len(escaped) <= maxPointer {
		b.WriteByte('/')
		b.WriteString(escaped)
		return true
	}
	return false
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
	if p.array != array || p.item > item || p.item <= array {
		p.array, p.item, p.position = array, array+1, 0
	}
	for ; p.item < item; p.item = t.next(p.item) {
		p.position++
	}
	return p.position
}
