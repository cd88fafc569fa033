package openapi

import (
	"bytes"
	"encoding/binary"
	"sort"
	"unicode/utf8"
)

// positions maps what a parser says of a text to bytes of the document that the text was cut from, and bytes to an
// editor's lines and columns.
//
// A YAML parser ends lines at LF, CR LF, a lone CR, U+0085, U+2028 and U+2029, an editor only at LF and CR LF. Both
// count columns in characters.
type positions struct {
	document, text []byte
	pieces         []piece // of the document in the text

	parserLines, editorLines []int // bytes at which lines begin, in the text and in the document
	parserRunes, editorRunes runeCounts
}

// piece is a run of bytes that the text has from the document.
type piece struct{ text, document int }

func newPositions(document, text []byte, pieces []piece) *positions {
	p := &positions{document: document, text: text, pieces: pieces}
	p.parserLines, p.editorLines = parserLines(text), editorLines(document)
	p.parserRunes, p.editorRunes = countRunes(text), countRunes(document)
	return p
}

// offset is the byte of the document at a parser's line and column. It is false for a position that the text does not
// have.
func (p *positions) offset(line, column int) (int, bool) {
	if line < 1 || line > len(p.parserLines) || column < 1 {
		return 0, false
	}
	start := p.parserLines[line-1]
	at, ok := p.parserRunes.advance(p.text, start, column-1)
	if !ok || line < len(p.parserLines) && at >= p.parserLines[line] {
		return 0, false
	}
	i := sort.Search(len(p.pieces), func(i int) bool { return p.pieces[i].text > at }) - 1
	if i < 0 {
		return at, true
	}
	return p.pieces[i].document + at - p.pieces[i].text, true
}

// editor is the line and column of a byte of the document in an editor.
func (p *positions) editor(offset int) (line, column int) {
	line = sort.SearchInts(p.editorLines, offset+1)
	start := p.editorLines[line-1]
	return line, p.editorRunes.before(p.document, offset) - p.editorRunes.before(p.document, start) + 1
}

func editorLines(text []byte) []int {
	starts := []int{markLength(text)}
	for at := 0; ; {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			return starts
		}
		at += i + 1
		starts = append(starts, at)
	}
}

func parserLines(text []byte) []int {
	starts := []int{markLength(text)}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n', c == '\r' && (i+1 == len(text) || text[i+1] != '\n'):
			starts = append(starts, i+1)
		case c == 0xc2 && i+1 < len(text) && text[i+1] == 0x85: // U+0085
			starts = append(starts, i+2)
		case c == 0xe2 && i+2 < len(text) && text[i+1] == 0x80 && text[i+2]|1 == 0xa9: // U+2028 and U+2029
			starts = append(starts, i+3)
		}
	}
	return starts
}

// markLength is the length of a byte order mark, which takes no column.
func markLength(text []byte) int {
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		return len("\ufeff")
	}
	return 0
}

// runeCounts are the numbers of characters before every block of a text, and at its end, so that columns of very long
// lines are found quickly, and at once where a block has only ASCII.
type runeCounts []int

const runeBlock = 1 << 8

func countRunes(text []byte) runeCounts {
	counts := make(runeCounts, 1, len(text)/runeBlock+2)
	n := 0
	for ; len(text) > runeBlock; text = text[runeBlock:] {
		n += runeStarts(text[:runeBlock])
		counts = append(counts, n)
	}
	return append(counts, n+runeStarts(text))
}

func runeStarts(text []byte) (n int) {
	const notASCII = 0x8080808080808080
	for ; len(text) >= 8 && binary.NativeEndian.Uint64(text)&notASCII == 0; text = text[8:] {
		n += 8
	}
	for _, c := range text {
		if utf8.RuneStart(c) {
			n++
		}
	}
	return n
}

// isASCII reports whether a block has as many characters as bytes.
func (c runeCounts) isASCII(text []byte, block int) bool {
	return c[block+1]-c[block] == min(runeBlock, len(text)-block*runeBlock)
}

// before is how many characters begin before a byte.
func (c runeCounts) before(text []byte, offset int) int {
	block := min(offset/runeBlock, len(c)-2)
	if c.isASCII(text, block) {
		return c[block] + offset - block*runeBlock
	}
	return c[block] + runeStarts(text[block*runeBlock:offset])
}

// advance is the byte that is n characters after another one.
func (c runeCounts) advance(text []byte, from, n int) (int, bool) {
	n += c.before(text, from)
	if n >= c[len(c)-1] {
		return len(text), n == c[len(c)-1]
	}
	block := sort.Search(len(c), func(i int) bool { return c[i] > n }) - 1
	at, seen := block*runeBlock, c[block]
	if c.isASCII(text, block) {
		return at + n - seen, true
	}
	for ; seen < n || !utf8.RuneStart(text[at]); at++ {
		if utf8.RuneStart(text[at]) {
			seen++
		}
	}
	return at, true
}
