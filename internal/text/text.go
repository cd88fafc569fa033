// Package text puts text from outside on one line: bounded, and with an escape for whatever a reader would not see or a terminal would obey.
// It is the only place that does so.
package text

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds for [Line] and [Quote], in bytes.
const (
	MaxName  = 80  // a name in a message
	MaxError = 360 // another program's or library's error
	MaxLine  = 600 // a line of a log
)

// Line is text on one line. Control characters, line ends, characters that change the writing direction and bytes that are not UTF-8 become Go
// escapes. A text of more than max bytes is cut, and ends in an ellipsis; a max of 0 is no bound.
func Line(text string, max int) string {
	text, cut := bounded(text, max)
	for i := 0; i < len(text); {
		if _, size, escaped := First(text[i:]); !escaped {
			i += size
			continue
		}
		return escape(text) + cut
	}
	return text + cut
}

// Fold is [Line] with each run of white space as one space: for errors of other libraries, which have several lines.
func Fold(text string, max int) string { return Line(strings.Join(strings.Fields(text), " "), max) }

// Quote is [Line] as a double-quoted Go string.
func Quote(text string, max int) string {
	text, cut := bounded(text, max)
	return strconv.QuoteToGraphic(text) + cut
}

// First is the first character of a text as [Line] shows it. It takes size bytes of the text.
func First(text string) (shown string, size int, escaped bool) {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case r == utf8.RuneError && size == 1:
		return fmt.Sprintf(`\x%02x`, text[0]), size, true
	case unicode.IsGraphic(r):
		return text[:size], size, false
	}
	return strings.Trim(strconv.QuoteRuneToGraphic(r), "'"), size, true
}

func escape(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		shown, size, _ := First(text)
		b.WriteString(shown)
		text = text[size:]
	}
	return b.String()
}

func bounded(text string, max int) (kept, ellipsis string) {
	if max <= 0 || len(text) <= max {
		return text, ""
	}
	return text[:RuneStart(text, max)], "…"
}

// RuneStart is the first byte of the character that byte i of a text belongs to.
func RuneStart(text string, i int) int {
	for back := 0; back < utf8.UTFMax && i > back && i < len(text); back++ {
		if utf8.RuneStart(text[i-back]) {
			return i - back
		}
	}
	return i
}

// Count is a number with its noun: "1 exchange", "2 exchanges".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// maxList is how many entries of a list [Or] names.
const maxList = 12

// Or lists alternatives: "200", "200 or 404", "200, 401 or 404". It names the first twelve of more.
func Or(names []string) string {
	switch n := len(names); {
	case n == 0:
		return "nothing"
	case n == 1:
		return names[0]
	case n > maxList:
		return fmt.Sprintf("%s or %d others", strings.Join(names[:maxList], ", "), n-maxList)
	default:
		return strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
}
