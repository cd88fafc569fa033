package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible renders text from outside on one line. Whatever a reader would not see, or a terminal would obey, stands there as a Go escape: control
// characters, line ends, characters that reverse the writing direction, and bytes that are not UTF-8.
func visible(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		shown, size, _ := firstVisible(text)
		b.WriteString(shown)
		text = text[size:]
	}
	return b.String()
}

// firstVisible renders the first character of a text, which takes size bytes of it.
func firstVisible(text string) (shown string, size int, escaped bool) {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case r == utf8.RuneError && size == 1:
		return fmt.Sprintf(`\x%02x`, text[0]), size, true
	case unicode.IsGraphic(r):
		return text[:size], size, false
	}
	return strings.Trim(strconv.QuoteRuneToGraphic(r), "'"), size, true
}

// bounded is at most n bytes of a text, and an ellipsis if there is more.
func bounded(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return text[:runeStart(text, n)] + "…"
}

// runeStart is the first byte of the character that byte i of a text belongs to.
func runeStart(text string, i int) int {
	for back := 0; back < utf8.UTFMax && i > back && i < len(text); back++ {
		if utf8.RuneStart(text[i-back]) {
			return i - back
		}
	}
	return i
}
