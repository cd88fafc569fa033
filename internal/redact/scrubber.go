package redact

import (
	"slices"
	"strings"
	"sync"
)

// Scrubber removes secrets from exchanges before they are written: the secrets that it is given, in the forms in which
// a server may repeat them, and with [Text] what looks like a secret. It is safe for concurrent use.
//
// The forms are: unchanged; in hexadecimal; in base64, also within a longer text in base64; and each of these under up
// to three layers of the escapes of URLs, JSON and HTML, in any combination. Do not give it a secret of a few
// characters: it would be found in text that has nothing to do with it.
type Scrubber struct {
	forms        *matcher
	replacements map[string]string // of each form; nil if all are replaced with "REDACTED"
	vocabulary   *Vocabulary       // nil if nothing is known of what passes

	leaks sync.Once // guards what only Leaks needs
	utf16 *matcher
}

// Vocabulary is what a contract says in words. A scrubber takes none of its words for a secret, keeps the request
// parameters that it documents, and lists those that it drops.
type Vocabulary struct {
	Words   Words
	Query   map[string]bool // names of documented query parameters
	Headers map[string]bool // canonical names of documented request header fields
	Cookies map[string]bool // names of documented cookies
}

func (s *Scrubber) words() Words {
	if s.vocabulary == nil {
		return nil
	}
	return s.vocabulary.Words
}

const replacement = "REDACTED" // of a secret

// NewScrubber returns a scrubber that replaces each key of secrets with its value. It ignores an empty key.
func NewScrubber(secrets map[string]string) *Scrubber {
	s := &Scrubber{replacements: map[string]string{}}
	var all []string
	for plain, with := range secrets {
		if plain == "" {
			continue
		}
		for _, form := range secretForms(plain) {
			if _, known := s.replacements[form]; !known || form == plain {
				s.replacements[form] = with
			}
			all = append(all, form)
		}
	}
	slices.Sort(all)
	s.forms = newMatcher(slices.Compact(all))
	return s
}

// with is what replaces a form.
func (s *Scrubber) with(form string) string {
	if s.replacements == nil {
		return replacement
	}
	return s.replacements[form]
}

const (
	maxLayers = 3 // of escapes that are undone
	maxRounds = 4 // how often a text is searched, in case a replacement completes another secret
)

// wholeRedacted replaces a text that still has a secret after all rounds.
const wholeRedacted = "[redacted: it repeats a secret in too many ways]"

// Text returns a text, such as a body, without secrets.
func (s *Scrubber) Text(text string) string { return s.scrub(text).text }

// scrub returns a text without secrets, and what was replaced in it.
func (s *Scrubber) scrub(text string) draft {
	d := draft{text: text}
	s.replaceKnown(&d)
	d.apply(lookalikes(d.text, s.words()))
	return d
}

// replaceKnown replaces the known secrets, and returns the text and its layers, in which none is left. Each round takes
// one pass over each of them.
func (s *Scrubber) replaceKnown(d *draft) (layers []string) {
	for range maxRounds {
		edits, layers := s.findKnown(d.text)
		if len(edits) == 0 {
			return layers
		}
		d.apply(edits)
	}
	if s.hasKnown(d.text) {
		*d = draft{wholeRedacted, []span{{0, len(wholeRedacted)}}}
	}
	return []string{d.text}
}

// findKnown finds the known secrets in a text and in its layers, which it returns, too.
func (s *Scrubber) findKnown(text string) (edits []edit, texts []string) {
	var layers []layer
	var depths []int // for each edit, how many layers are above the text that it was found in
	for plain := text; ; {
		texts = append(texts, plain)
		s.forms.find(plain, func(at span) bool {
			edits, depths = append(edits, edit{at, s.with(plain[at.from:at.to])}), append(depths, len(layers))
			return true
		})
		if len(layers) == maxLayers {
			break
		}
		l := unescape(plain)
		if l.escapes == nil {
			break
		}
		plain, layers = l.text, append(layers, l)
	}
	for i, depth := range depths {
		at := &edits[i].span
		if depth < len(layers) {
			*at = layers[depth].whole(*at)
		}
		for _, l := range slices.Backward(layers[:depth]) {
			*at = l.source(*at)
		}
	}
	return edits, texts
}

// hasKnown reports whether a text or one of its layers has a known secret.
func (s *Scrubber) hasKnown(text string) (found bool) {
	for range maxLayers + 1 {
		s.forms.find(text, func(span) bool {
			found = true
			return false
		})
		if found {
			return true
		}
		plain, escaped := unescaped(text)
		if !escaped {
			return false
		}
		text = plain
	}
	return false
}

// Line returns a line about an exchange without secrets. Where the line was cut, which an ellipsis shows, it has no
// beginning of a secret either.
func (s *Scrubber) Line(line string) string {
	line = s.Text(line)
	for at := 0; ; {
		i := strings.Index(line[at:], "…")
		if i < 0 {
			return line
		}
		end := at + i
		for end > at && strings.IndexByte(`"'`, line[end-1]) >= 0 {
			end--
		}
		if from := s.beginning(line[:end]); from < end {
			line = line[:from] + replacement + line[end:]
			end = from + len(replacement)
		}
		at = end + strings.Index(line[end:], "…") + len("…")
	}
}

// Pointer returns a JSON Pointer (RFC 6901) whose tokens have no secrets.
func (s *Scrubber) Pointer(pointer string) string {
	if pointer == "" {
		return ""
	}
	tokens := strings.Split(pointer, "/")
	for i, token := range tokens {
		plain := strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		if scrubbed := s.Line(plain); scrubbed != plain {
			tokens[i] = strings.ReplaceAll(strings.ReplaceAll(scrubbed, "~", "~0"), "/", "~1")
		}
	}
	return strings.Join(tokens, "/")
}

const leastBeginning = 4 // a shorter beginning of a secret may be anything

// beginning returns where the beginning of a secret begins with which a text or one of its layers ends. If there is
// none, it is the length of the text.
func (s *Scrubber) beginning(text string) int {
	const most = 1 << 10
	start := max(0, len(text)-most)
	plain := text[start:]
	var layers []layer
	for {
		for _, form := range s.forms.words {
			for n := min(len(form)-1, len(plain)); n >= leastBeginning; n-- {
				if !strings.HasSuffix(plain, form[:n]) {
					continue
				}
				at := len(plain) - n
				for _, l := range slices.Backward(layers) {
					at = l.start(at)
				}
				return start + at
			}
		}
		if len(layers) == maxLayers {
			return len(text)
		}
		l := unescape(plain)
		if l.escapes == nil {
			return len(text)
		}
		plain, layers = l.text, append(layers, l)
	}
}
