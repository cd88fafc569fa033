package report

import (
	"strings"
	"unicode/utf8"
)

// wrap breaks a line at spaces so that no part has more columns than width, unless a word has. Further parts are
// indented. A width of 0 means no wrapping. Colours take no columns.
func wrap(line string, width int) []string {
	const indent = "        "
	if width < 40 || columns(line) <= width {
		return []string{line}
	}
	var lines []string
	begin := line[:len(line)-len(strings.TrimLeft(line, " "))]
	current, rest := begin, line[len(begin):]
	empty := true
	for rest != "" {
		n := strings.IndexByte(rest, ' ')
		word := rest
		if n >= 0 {
			for n < len(rest) && rest[n] == ' ' { // spaces stay with the word before them
				n++
			}
			word = rest[:n]
		}
		if !empty && columns(current)+columns(strings.TrimRight(word, " ")) > width {
			lines = append(lines, strings.TrimRight(current, " "))
			current = indent
		}
		current += word
		empty = false
		rest = rest[len(word):]
	}
	return append(lines, current)
}

// columns is how many columns text takes, without colours.
func columns(s string) (n int) {
	for {
		before, after, ok := strings.Cut(s, "\x1b[")
		n += utf8.RuneCountInString(before)
		if !ok {
			return n
		}
		_, s, _ = strings.Cut(after, "m")
	}
}
