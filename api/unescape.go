package api

import (
	"html"
	"strconv"
	"strings"
)

// unescape returns what the escape at the beginning of a text stands for, and its length. If there is none, it returns
// the first byte.
func unescape(text string) (plain string, length int) {
	switch text[0] {
	case '&':
		if end := strings.IndexByte(text[:min(len(text), 12)], ';'); end > 0 {
			if plain := html.UnescapeString(text[:end+1]); plain != text[:end+1] {
				return plain, end + 1
			}
		}
	case '%':
		if code, ok := hexadecimal(text, 1, 2); ok {
			return string([]byte{byte(code)}), 3
		}
	case '\\':
		if len(text) > 1 {
			return unescapeBackslash(text)
		}
	}
	return text[:1], 1
}

// unescapeBackslash is unescape for a text that begins with a backslash and has more.
func unescapeBackslash(text string) (plain string, length int) {
	for begin, digits := range map[byte]int{'u': 4, 'U': 8, 'x': 2} {
		if code, ok := hexadecimal(text, 2, digits); ok && text[1] == begin {
			return string(rune(code)), 2 + digits
		}
	}
	switch {
	case strings.IndexByte("nrtbf", text[1]) >= 0:
		return " ", 2
	case strings.IndexByte(`"\/'&%<>= `, text[1]) >= 0:
		return text[1:2], 2
	}
	return text[:1], 1
}

// hexadecimal reads a number with so many digits.
func hexadecimal(text string, from, digits int) (code uint64, ok bool) {
	if len(text) < from+digits {
		return 0, false
	}
	code, err := strconv.ParseUint(text[from:from+digits], 16, 31)
	return code, err == nil
}
