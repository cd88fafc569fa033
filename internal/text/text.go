// Package text puts text from outside on one line: of limited length, and with an escape for every character that a
// reader would not see or that a terminal would obey. It is the only place that does so.
package text

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits for [Line], [Fold] and [Quote], in bytes.
const (
	MaxName  = 80  // a name in a message
	MaxError = 360 // an error of another program or library
	MaxLine  = 600 // a line of a log
)

const ellipsis = "…"

// Line returns text on one line. Control characters, line ends, characters that change the writing direction and bytes
// that are not UTF-8 become Go escapes such as \n, \x1b and \u202e. A result of more than limit bytes is cut after a
// whole character or escape, and an ellipsis follows; a limit of 0 means no limit. Line does not allocate if there is
// nothing to change.
func Line(text string, limit int) string {
	line, rest := escape(text, limit, "")
	return line + rest
}

// Log is [Line] for a line of a log that others read, too: it has no workflow command, see [Inert], nor "::error::"
// anywhere.
func Log(text string, limit int) string {
	line := inert.Replace(Line(text, limit))
	for from := 0; ; {
		i := strings.Index(line[from:], "::")
		if i < 0 {
			return line
		}
		from += i + 1
		if rest := line[from+1:]; rest != "" && isLetter(rest[0]) && strings.Contains(rest, "::") {
			line = line[:from] + `\x3a` + rest
		}
	}
}

// Inert returns a line that GitHub and Azure do not take for a workflow command, which is "##[error]" or "##vso["
// anywhere, and "::error::" at the beginning.
func Inert(line string) string {
	line = inert.Replace(line)
	rest := strings.TrimLeftFunc(line, unicode.IsSpace)
	if strings.HasPrefix(rest, "::") {
		return line[:len(line)-len(rest)] + `:\x3a` + rest[2:]
	}
	return line
}

var inert = strings.NewReplacer("##[", `#\x23[`, "##vso[", `#\x23vso[`)

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// JSON escapes in a JSON text what a terminal would obey or a reader would not see: control characters, those that
// change the writing direction, and others without a visible form. It changes no value. The result aliases the text if
// there is nothing to escape.
func JSON(text []byte) []byte {
	same := 0
	for same < len(text) {
		if text[same] < utf8.RuneSelf && text[same] != 0x7f {
			same++
			continue
		}
		r, size := utf8.DecodeRune(text[same:])
		if !isHidden(r) {
			same += size
			continue
		}
		break
	}
	if same == len(text) {
		return text
	}
	escaped := append(make([]byte, 0, len(text)+32), text[:same]...)
	for _, r := range string(text[same:]) {
		switch {
		case !isHidden(r):
			escaped = utf8.AppendRune(escaped, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			escaped = fmt.Appendf(escaped, `\u%04x\u%04x`, high, low)
		default:
			escaped = fmt.Appendf(escaped, `\u%04x`, r)
		}
	}
	return escaped
}

// isHidden reports whether a character beyond ASCII, or DEL, has no visible form.
func isHidden(r rune) bool { return r >= 0x7f && !unicode.IsGraphic(r) }

// Fold is [Line] with each run of white space replaced by one space. It is for errors of other libraries, which may
// have several lines.
func Fold(text string, limit int) string { return Line(strings.Join(strings.Fields(text), " "), limit) }

// Quote is [Line] as a double-quoted Go string. The limit is that of the text between the quotes; an ellipsis follows
// the closing one.
func Quote(text string, limit int) string {
	line, rest := escape(text, limit, `"\`)
	return `"` + line + `"` + rest
}

// First returns the first character of a text as [Line] shows it, the number of bytes that it takes in the text, and
// whether it was escaped. The text must not be empty.
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

// escape returns text with its escapes and with a backslash before each of the special characters. If the result would
// be longer than limit, it is cut, and rest is the ellipsis.
func escape(text string, limit int, special string) (line, rest string) {
	fits := func(n int) bool { return limit <= 0 || n <= limit }
	same := 0 // bytes at the beginning that stay as they are
	for same < len(text) {
		if c := text[same]; ' ' <= c && c <= '~' && strings.IndexByte(special, c) < 0 && fits(same+1) {
			same++ // nearly all characters
			continue
		}
		shown, size, escaped := First(text[same:])
		if escaped || strings.Contains(special, shown) || !fits(same+size) {
			break
		}
		same += size
	}
	if same == len(text) {
		return text, ""
	}
	var b strings.Builder
	b.WriteString(text[:same])
	for text = text[same:]; text != ""; {
		shown, size, _ := First(text)
		if strings.Contains(special, shown) {
			shown = `\` + shown
		}
		if !fits(b.Len() + len(shown)) {
			return b.String(), ellipsis
		}
		b.WriteString(shown)
		text = text[size:]
	}
	return b.String(), ""
}

// RuneStart returns the index of the first byte of the character that byte i of a text belongs to.
func RuneStart(text string, i int) int {
	for back := 0; back < utf8.UTFMax && i >= back && i < len(text); back++ {
		if utf8.RuneStart(text[i-back]) {
			return i - back
		}
	}
	return i
}

// Count returns a number with its noun: "1 exchange", "2 exchanges".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// maxList is how many alternatives [Or] names.
const maxList = 12

// Or lists alternatives: "200", "200 or 404", "200, 401 or 404". Of more than twelve it names twelve and counts the
// others. An empty list is "nothing".
func Or(names []string) string {
	switch n := len(names); {
	case n == 0:
		return "nothing"
	case n == 1:
		return names[0]
	case n > maxList:
		return strings.Join(names[:maxList], ", ") + " or " + Count(n-maxList, "other")
	default:
		return strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
}
