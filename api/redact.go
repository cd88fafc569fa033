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

// secret is an API key in the forms in which an error's text could repeat it, the plain form first. The nil secret hides
// nothing.
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
		if strings.Contains(hidden, form) { // The key is a part of "[redacted]". It is ASCII, so this is not a part of it.
			hidden = strings.ReplaceAll(text, form, "…")
		}
		text = hidden
	}
	return text
}

// line makes one printable line of a text, without the key and of at most limit bytes and an ellipsis.
func (s secret) line(text string, limit int) string {
	return shorten(s.hide(printable(text)), limit) // Cut last, so that no part of the key is left at the end.
}

func shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit] + "…"
}

// printable puts one space for every run of what does not print: control and format characters, line ends, and spaces.
func printable(text string) string {
	var b strings.Builder
	b.Grow(len(text))
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
