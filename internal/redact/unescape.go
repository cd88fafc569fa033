package redact

import (
	"html"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// layer is a text with one layer of escapes undone.
type layer struct {
	text    string
	escapes []escape // where they were, in order
}

// escape is one escape: where it stands, and where in the layer its meaning stands.
type escape struct{ plain, source span }

// unescape undoes one layer of the escapes of URLs, of JSON and similar notations, and of HTML. It is written by hand
// because it sees every body: a regular expression takes ten times as long.
func unescape(text string) layer {
	var escapes []escape
	plain := eachEscape(text, func(e escape) {
		if escapes == nil {
			escapes = make([]escape, 0, 64+len(text)/64)
		}
		escapes = append(escapes, e)
	})
	return layer{plain, escapes}
}

// unescaped returns a text without one layer of escapes. It is false if there is none.
func unescaped(text string) (plain string, found bool) {
	plain = eachEscape(text, func(escape) { found = true })
	return plain, found
}

// eachEscape returns a text without one layer of escapes, and calls found with each of them.
func eachEscape(text string, found func(escape)) string {
	next := newFinder(text)
	at := next.find(0)
	var b strings.Builder
	copied := 0 // how much of the text is in b
	for at < len(text) {
		plain, length := escapeAt(text[at:])
		if length == 1 {
			at = next.find(at + 1)
			continue
		}
		if copied == 0 {
			b.Grow(len(text))
		}
		b.WriteString(text[copied:at])
		from := b.Len()
		b.WriteString(plain)
		copied = at + length
		found(escape{plain: span{from, b.Len()}, source: span{at, copied}})
		at = next.find(copied)
	}
	if copied == 0 {
		return text
	}
	b.WriteString(text[copied:])
	return b.String()
}

// source returns the part of the text below that a part of the layer comes from. It takes escapes whole.
func (l layer) source(s span) span {
	return span{l.start(s.from), l.end(s.to)}
}

func (l layer) start(at int) int {
	i := sort.Search(len(l.escapes), func(i int) bool { return l.escapes[i].plain.to > at })
	switch {
	case i < len(l.escapes) && l.escapes[i].plain.from <= at:
		return l.escapes[i].source.from
	case i == 0:
		return at
	}
	return at - l.escapes[i-1].plain.to + l.escapes[i-1].source.to
}

func (l layer) end(at int) int {
	i := sort.Search(len(l.escapes), func(i int) bool { return l.escapes[i].plain.to >= at })
	switch {
	case i < len(l.escapes) && l.escapes[i].plain.from < at:
		return l.escapes[i].source.to
	case i == 0:
		return at
	}
	return at - l.escapes[i-1].plain.to + l.escapes[i-1].source.to
}

// whole returns a part of the text below such that no escape is cut.
func (l layer) whole(s span) span {
	i := sort.Search(len(l.escapes), func(i int) bool { return l.escapes[i].source.to > s.from })
	if i < len(l.escapes) {
		s.from = min(s.from, l.escapes[i].source.from)
	}
	i = sort.Search(len(l.escapes), func(i int) bool { return l.escapes[i].source.to >= s.to })
	if i < len(l.escapes) && l.escapes[i].source.from < s.to {
		s.to = l.escapes[i].source.to
	}
	return s
}

// finder finds the characters with which escapes begin, without looking at every byte.
type finder struct {
	text string
	next [3]int
}

const escapeStarts = `%\&`

func newFinder(text string) *finder {
	f := &finder{text: text}
	for i := range escapeStarts {
		f.advance(i, 0)
	}
	return f
}

func (f *finder) advance(i, from int) {
	f.next[i] = len(f.text)
	if from < len(f.text) {
		if at := strings.IndexByte(f.text[from:], escapeStarts[i]); at >= 0 {
			f.next[i] = from + at
		}
	}
}

// find returns where the next escape at or after a position may begin, or the length of the text. Positions only grow.
func (f *finder) find(from int) int {
	for i := range f.next {
		if f.next[i] < from {
			f.advance(i, from)
		}
	}
	return min(f.next[0], f.next[1], f.next[2])
}

// escapeAt returns what the escape at the beginning of a text stands for, and its length. If there is none, it returns
// the first byte.
func escapeAt(text string) (plain string, length int) {
	switch {
	case text[0] == '&':
		if end := strings.IndexByte(text[:min(len(text), 12)], ';'); end > 0 {
			if plain := html.UnescapeString(text[:end+1]); plain[0] != '&' || plain == "&" {
				return plain, end + 1
			}
		}
	case text[0] == '%':
		if code, ok := hexadecimal(text, 1, 2); ok {
			return string([]byte{byte(code)}), 3
		}
	case len(text) > 1 && text[0] == '\\':
		return backslashAt(text)
	}
	return text[:1], 1
}

// backslashAt is escapeAt for a text that begins with a backslash and has more.
func backslashAt(text string) (plain string, length int) {
	switch c := text[1]; c {
	case 'u':
		if code, ok := hexadecimal(text, 2, 4); ok {
			if utf16.IsSurrogate(code) && strings.HasPrefix(text[6:], `\u`) {
				second, _ := hexadecimal(text, 8, 4)
				if r := utf16.DecodeRune(code, second); r != utf8.RuneError {
					return string(r), 12
				}
			}
			return string(code), 6
		}
	case 'U':
		if code, ok := hexadecimal(text, 2, 8); ok {
			return string(code), 10
		}
	case 'x':
		if code, ok := hexadecimal(text, 2, 2); ok {
			return string([]byte{byte(code)}), 4
		}
	default:
		if plain := afterBackslash[c]; plain != "" {
			return plain, 2
		}
	}
	return text[:1], 1
}

// afterBackslash is what a backslash and one character stand for.
var afterBackslash = func() (table [256]string) {
	for i, c := range []byte("nrtbf") {
		table[c] = "\n\r\t\b\f"[i : i+1]
	}
	for _, c := range []byte(`"\/'&%<>= `) {
		table[c] = string(rune(c))
	}
	return table
}()

// hexadecimal reads a number with so many digits.
func hexadecimal(text string, from, digits int) (code rune, ok bool) {
	if len(text) < from+digits {
		return 0, false
	}
	for i := from; i < from+digits; i++ {
		digit := strings.IndexByte("0123456789abcdefABCDEF", text[i])
		if digit < 0 {
			return 0, false
		}
		if digit >= 16 {
			digit -= 6
		}
		if code = code<<4 | rune(digit); code > utf8.MaxRune {
			return 0, false
		}
	}
	return code, true
}
