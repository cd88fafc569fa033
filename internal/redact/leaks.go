package redact

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf16"
)

const (
	leakWindow  = 1 << 20
	leakOverlap = 64 << 10 // longer than any secret with its escapes
)

// Leaks reports whether data has a known secret in any of its forms, also in UTF-16 and across line ends. A recorder
// checks every file that it wrote with it.
func (s *Scrubber) Leaks(data []byte) bool {
	for { // piece by piece, because layers take several times the memory of their text
		if s.leaksPiece(string(data[:min(len(data), leakWindow)])) {
			return true
		}
		if len(data) <= leakWindow {
			return false
		}
		data = data[leakWindow-leakOverlap:]
	}
}

func (s *Scrubber) leaksPiece(text string) bool {
	if s.hasKnown(text) {
		return true
	}
	layers := []string{text}
	for range maxLayers {
		plain, escaped := unescaped(text)
		if !escaped {
			break
		}
		text, layers = plain, append(layers, plain)
	}
	return s.leaksOddly(layers) || slices.ContainsFunc(layers, s.leaksWide)
}

// leaksOddly reports whether a text or one of its layers has a known secret in UTF-16 or across line ends.
func (s *Scrubber) leaksOddly(layers []string) bool {
	for _, text := range layers {
		if whole := unwrap(text); len(whole) < len(text) && s.hasKnown(whole) {
			return true
		}
		if strings.IndexByte(text, 0) < 0 {
			continue
		}
		for low := range 2 {
			for from := range 2 {
				if s.hasKnown(narrow(text[min(from, len(text)):], low)) {
					return true
				}
			}
		}
	}
	return false
}

// LeaksWide reports whether data has a known secret in the base64 of UTF-16, which [Scrubber.Exchange] does not look
// for.
func (s *Scrubber) LeaksWide(data []byte) bool { return s.leaksWide(string(data)) }

// leaksWide reports whether a text has a known secret in the base64 of UTF-16, as a file has it whose body is not
// UTF-8.
func (s *Scrubber) leaksWide(text string) (found bool) {
	s.leaks.Do(func() {
		var forms []string
		for _, word := range s.forms.words {
			for _, wide := range []string{wide(word, 0), wide(word, 1)} {
				for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
					forms = append(forms, insideBase64(wide, encoding)...)
				}
			}
		}
		s.utf16 = newMatcher(forms)
	})
	s.utf16.find(text, func(span) bool {
		found = true
		return false
	})
	return found
}

// wide encodes a text in UTF-16. Low is the index of the low byte in each pair.
func wide(text string, low int) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		pair := [2]byte{byte(unit >> 8), byte(unit >> 8)}
		pair[low] = byte(unit)
		b = append(b, pair[:]...)
	}
	return string(b)
}

// narrow decodes UTF-16. Low is the index of the low byte in each pair.
func narrow(text string, low int) string {
	units := make([]uint16, len(text)/2)
	for i := range units {
		units[i] = uint16(text[2*i+low]) | uint16(text[2*i+1-low])<<8
	}
	return string(utf16.Decode(units))
}

// unwrap joins lines that may have been cut within a word, without the white space around the cut.
func unwrap(text string) string {
	var b strings.Builder
	copied := 0
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			break
		}
		from, to := at+i, at+i+1
		for from > copied && isBlank(text[from-1]) {
			from--
		}
		for to < len(text) && (isBlank(text[to]) || text[to] == '\n') {
			to++
		}
		if from > copied && to < len(text) && isInner(text[from-1]) && isInner(text[to]) {
			b.WriteString(text[copied:from])
			copied = to
		}
		at = to
	}
	if copied == 0 {
		return text
	}
	b.WriteString(text[copied:])
	return b.String()
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

// isInner reports whether a byte is unlikely to begin or end a part of JSON or YAML.
func isInner(c byte) bool { return strings.IndexByte(`,:{}[]"'`, c) < 0 }

// isPacked reports whether a body looks like a gzip stream.
func isPacked(body []byte) bool { return bytes.HasPrefix(body, []byte("\x1f\x8b\x08")) }
