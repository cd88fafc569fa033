package api

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// secret is an API key in the forms in which an error's text could repeat it, the plain form first: also in hexadecimal
// and in base64. Escapes are undone before a text is searched. The nil secret hides nothing.
type secret []string

const (
	shortestForm = 8        // bytes; a shorter form than this, other than the key itself, is in other text by chance
	maxLayers    = 3        // of escapes that are undone
	maxSearched  = 64 << 10 // bytes of a text that are searched; the rest is cut off
	maxEscaped   = 24       // bytes that an escaped byte of the key may take
)

func newSecret(key string) secret {
	inHex := hex.EncodeToString([]byte(key))
	forms := secret{key, inHex, strings.ToUpper(inHex)}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 { // at each position in a group of three bytes, without what depends on its neighbours
			form := encoding.EncodeToString(append(make([]byte, before), key...))
			form = form[min(len(form), []int{0, 2, 3}[before]):]
			if (before+len(key))%3 != 0 {
				form = form[:max(0, len(form)-1)]
			}
			forms = append(forms, form)
		}
	}
	for r, escaped := literally(key).unescaped(); escaped; r, escaped = r.unescaped() {
		forms = append(forms, r.text) // it has what looks like escapes, which are undone with those around it
	}
	short := func(form string) bool { return len(form) < shortestForm && form != key }
	return slices.DeleteFunc(forms, short)
}

// hide replaces the key in a text. It cuts a text that is too long to be searched.
func (s secret) hide(text string) string {
	if len(s) == 0 {
		return text
	}
	mark := "[redacted]"
	if len(s.find(mark)) > 0 { // An ellipsis does not contain the key, which is ASCII.
		mark = "…"
	}
	for range maxLayers { // A replacement may complete another key.
		hidden := s.replace(text, mark)
		if hidden == text {
			return text
		}
		text = hidden
	}
	if len(s.find(text)) > 0 {
		return mark
	}
	return text
}

// replace replaces what [secret.find] finds.
func (s secret) replace(text, mark string) string {
	end := len(text)
	if most := maxSearched + maxEscaped*len(s[0]); end > most { // No key is cut that begins before the end.
		text, end = text[:most], maxSearched
	}
	var b strings.Builder
	at := 0
	for _, p := range s.find(text) {
		if p.from >= end {
			break
		}
		if p.from >= at {
			b.WriteString(text[at:p.from] + mark)
		}
		at = max(at, p.to)
	}
	b.WriteString(text[min(at, end):end])
	return b.String()
}

// part is a part of a text.
type part struct{ from, to int }

// find finds the key in a text and under up to three layers of escapes, whatever spaces and characters that do not
// print stand in it. The parts are in order, and may overlap.
func (s secret) find(text string) (parts []part) {
	reading := literally(text)
	for range maxLayers + 1 {
		visible := reading.printed()
		for _, form := range s {
			for at := 0; ; at++ {
				i := strings.Index(visible.text[at:], form)
				if i < 0 {
					break
				}
				at += i
				parts = append(parts, part{visible.parts[at].from, visible.parts[at+len(form)-1].to})
			}
		}
		next, escaped := reading.unescaped()
		if !escaped {
			break
		}
		reading = next
	}
	slices.SortFunc(parts, func(a, b part) int { return a.from - b.from })
	return parts
}

// reading is what a text says once some escapes are undone, and for each byte the part of the text that says it.
type reading struct {
	text  string
	parts []part
}

func literally(text string) reading {
	parts := make([]part, len(text))
	for i := range parts {
		parts[i] = part{i, i + 1}
	}
	return reading{text, parts}
}

// printed leaves out spaces and characters that do not print.
func (r reading) printed() reading {
	var b strings.Builder
	var parts []part
	for i, c := range r.text {
		if c == ' ' || c == utf8.RuneError || !unicode.IsPrint(c) {
			continue
		}
		b.WriteRune(c)
		parts = append(parts, r.parts[i:i+utf8.RuneLen(c)]...)
	}
	return reading{b.String(), parts}
}

// unescaped undoes one layer of the escapes of URLs, of JSON and similar notations, and of HTML. It is false if there
// is none.
func (r reading) unescaped() (reading, bool) {
	if !strings.ContainsAny(r.text, `%\&`) {
		return r, false
	}
	var b strings.Builder
	parts := make([]part, 0, len(r.parts))
	found := false
	for i := 0; i < len(r.text); {
		plain, length := unescape(r.text[i:])
		found = found || length > 1
		b.WriteString(plain)
		for range len(plain) {
			parts = append(parts, part{r.parts[i].from, r.parts[i+length-1].to})
		}
		i += length
	}
	return reading{b.String(), parts}, found
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
