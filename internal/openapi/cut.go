package openapi

import (
	"bytes"
	"regexp"
)

// cut is the text of a document with what is kept, keys of the rest left out, and where its pieces stood.
func (o *outline) cut(k *kept) (text []byte, pieces []piece) {
	c := cutter{outline: o}
	if k == nil || !k.whole {
		c.object(&o.root, k)
	}
	c.removed = append(c.removed, [2]int{len(o.data), len(o.data)})
	at, size := 0, len(o.data)
	for _, r := range c.removed {
		size -= r[1] - r[0]
	}
	text = make([]byte, 0, size)
	for _, r := range c.removed {
		if r[0] > at {
			pieces = append(pieces, piece{len(text), at})
			text = append(text, o.data[at:r[0]]...)
		}
		at = max(at, r[1])
	}
	return text, pieces
}

type cutter struct {
	*outline
	removed [][2]int
}

func (c *cutter) object(p *part, k *kept) {
	members := c.membersOf(p)
	isKept := func(i int) *kept {
		if k == nil || k.members[members[i].key] == nil || c.member(p, members[i].key) != &members[i] {
			return nil
		}
		return k.members[members[i].key]
	}
	last := -1
	for i := range members {
		if isKept(i) != nil {
			last = i
		}
	}
	for i := range members {
		m := &members[i]
		switch child := isKept(i); {
		case child == nil && last >= 0 && i == last+1 && c.isJSON(p):
			c.removed = append(c.removed, [2]int{members[last].valueEnd, m.end}) // with the comma before it
		case child == nil:
			c.removed = append(c.removed, [2]int{m.start, m.end})
		case child.whole:
			c.prose(m)
		default:
			c.object(m, child)
		}
	}
}

func (o *outline) isJSON(p *part) bool {
	return p.node == nil && bytes.HasPrefix(bytes.TrimSpace(o.bytes(p)), []byte("{"))
}

var surrogate = regexp.MustCompile(`(?i)\\u(d[89a-f])[0-9a-f]{2}`)

// readableJSON makes, in place, what JSON allows and YAML does not readable for a YAML parser, which alone tells
// positions: halves of surrogate pairs become characters for private use, and U+0085 a space that does not break the
// line. No byte moves.
func readableJSON(text []byte) {
	for _, at := range surrogate.FindAllSubmatchIndex(text, -1) {
		const lowest, shifted = "89abcdef", "01234567"
		digit := bytes.IndexByte([]byte(lowest), text[at[2]+1]|0x20)
		if '0' <= text[at[2]+1] && text[at[2]+1] <= '9' {
			digit = int(text[at[2]+1] - '8')
		}
		text[at[2]], text[at[2]+1] = 'e', shifted[digit]
	}
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte("\u0085"))
		if i < 0 {
			return
		}
		at += i
		copy(text[at:], "\u00a0")
	}
}
