package api

import (
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// secret is an API key in every form in which an error's text could repeat it, the plain form first. The nil secret
// hides nothing.
type secret []string

func newSecret(key string) secret {
	quoted := strconv.Quote(key)
	escaped, _ := json.Marshal(key) // A string: no error is possible.
	forms := secret{key}
	for _, form := range []string{quoted[1 : len(quoted)-1], string(escaped[1 : len(escaped)-1]),
		url.PathEscape(key), url.QueryEscape(key), html.EscapeString(key)} {
		if !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	return forms
}

// hide replaces the key in a text.
func (s secret) hide(text string) string {
	for _, form := range slices.Backward(s) {
		hidden := strings.ReplaceAll(text, form, "[redacted]")
		if strings.Contains(hidden, form) { // "[redacted]" contains the key. An ellipsis does not: the key is ASCII.
			hidden = strings.ReplaceAll(text, form, "…")
		}
		text = hidden
	}
	return text
}

// line returns a text as one printable line without the key. If it is longer than limit bytes, it is cut and ends
// in an ellipsis.
func (s secret) line(text string, limit int) string {
	return shorten(s.hide(printable(text)), limit) // Cut last, so that no part of the key is left at the end.
}

// shorten cuts UTF-8 between two characters.
func shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit] + "…"
}

// printable replaces each run of spaces and of characters that do not print, such as line ends, by one space.
func printable(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range text { // Bytes that are not UTF-8 become U+FFFD.
		if r == ' ' || !unicode.IsPrint(r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
