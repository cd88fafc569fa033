package redact

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Scrubber removes secrets from exchanges before they are written: the secrets that it is given, in the forms in which
// a server may repeat them, and with [Text] what looks like a secret. It is safe for concurrent use.
//
// The forms are: unchanged; under up to three layers of the escapes of URLs, JSON and HTML, in any combination; in
// hexadecimal; and in base64, also within a longer text in base64. Do not give it a secret of a few characters: it
// would be found in text that has nothing to do with it.
type Scrubber struct {
	secrets  []secret
	forms    [][]byte // of the known secrets, the longest first
	replacer *strings.Replacer
}

type secret struct{ plain, replacement string }

// NewScrubber returns a scrubber that replaces each key of secrets with its value. It ignores an empty key.
func NewScrubber(secrets map[string]string) *Scrubber {
	type pair struct{ form, replacement string }
	var pairs []pair
	s := &Scrubber{}
	for plain, replacement := range secrets {
		if plain == "" {
			continue
		}
		s.secrets = append(s.secrets, secret{plain, replacement})
		if strings.Contains(plain, " ") { // in a query, a plus is a space
			s.secrets = append(s.secrets, secret{strings.ReplaceAll(plain, " ", "+"), replacement})
		}
		for _, form := range secretForms(plain) {
			pairs = append(pairs, pair{form, replacement})
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return len(b.form) - len(a.form) })
	var oldnew []string
	for _, p := range pairs {
		oldnew = append(oldnew, p.form, p.replacement)
		s.forms = append(s.forms, []byte(p.form))
	}
	s.replacer = strings.NewReplacer(oldnew...)
	return s
}

// keptHeaders is the allow-list: the fields that a contract or a reader of a recording needs.
var keptHeaders = map[string]bool{
	"Accept": true, "Accept-Encoding": true, "Allow": true, "Cache-Control": true, "Content-Encoding": true,
	"Content-Length": true, "Content-Type": true, "Date": true, "Deprecation": true, "Location": true,
	"Retry-After": true, "Sunset": true, "Trailer": true, "Transfer-Encoding": true, "User-Agent": true, "Vary": true,
}

// Header returns a scrubbed copy of the fields on the allow-list. It drops all others, with their names.
func (s *Scrubber) Header(h http.Header) http.Header {
	kept := http.Header{}
	for name, values := range h {
		if name = http.CanonicalHeaderKey(name); !keptHeaders[name] {
			continue
		}
		for _, v := range values {
			if name == "Location" {
				v = s.URL(v)
			}
			kept.Add(name, s.Text(v))
		}
	}
	return kept
}

// URL returns a scrubbed URL, without its user and fragment. Query parameters whose names suggest a secret keep no
// part of their value.
func (s *Scrubber) URL(raw string) string {
	raw = s.replaceKnown(raw) // first, so that no part of a secret is mistaken for a part of the URL
	u, err := url.Parse(raw)
	if err != nil { // its parts are unknown
		raw, _, _ = strings.Cut(raw, "#")
		return s.Text(userinfo.ReplaceAllString(raw, "//"))
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	if u.RawQuery != "" {
		parameters := strings.Split(u.RawQuery, "&")
		for i, p := range parameters {
			name, value, hasValue := strings.Cut(p, "=")
			parameters[i] = redactEscaped(name, url.QueryUnescape, url.QueryEscape)
			switch {
			case hasValue && isSecretName(name):
				parameters[i] += "=REDACTED"
			case hasValue:
				parameters[i] += "=" + redactEscaped(value, url.QueryUnescape, url.QueryEscape)
			}
		}
		u.RawQuery = strings.Join(parameters, "&")
	}
	if u.Opaque == "" {
		segments := strings.Split(u.EscapedPath(), "/")
		for i, segment := range segments {
			segments[i] = redactEscaped(segment, url.PathUnescape, url.PathEscape)
		}
		u.RawPath = strings.Join(segments, "/")
		u.Path, _ = url.PathUnescape(u.RawPath) // never fails: it was just escaped
	}
	return s.Text(u.String())
}

var userinfo = regexp.MustCompile(`//[^/?]*@`)

// redactEscaped redacts a part of a URL in which an escape hides what looks like a secret, such as
// "jane%40example.com".
func redactEscaped(part string, unescape func(string) (string, error), escape func(string) string) string {
	plain, err := unescape(part)
	if err != nil || plain == part {
		return part
	}
	if redacted := Text(plain); redacted != plain {
		return escape(redacted)
	}
	return part
}

// isSecretName reports whether the name of a field or parameter suggests that its value is a secret.
func isSecretName(name string) bool {
	if plain, err := url.QueryUnescape(name); err == nil {
		name = plain
	}
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(name, word) })
}

var secretWords = []string{
	"key", "token", "secret", "sig", "password", "passwd", "auth", "credential", "session", "code",
}

// wholeRedacted replaces a text in which too many secrets are hidden.
const wholeRedacted = "[redacted: it repeats a secret too often]"

// Text returns a text, such as a body, without secrets.
func (s *Scrubber) Text(text string) string {
	text = s.replaceKnown(text)
	if strings.Contains(text, "%40") {
		text = escapedAddress.ReplaceAllString(text, "redacted%40example.invalid")
	}
	return Text(text)
}

var escapedAddress = regexp.MustCompile(`[A-Za-z0-9._+-]+%40[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+`)

// Leaks reports whether data has a known secret in any of its forms. A recorder checks every file that it wrote with
// it.
func (s *Scrubber) Leaks(data []byte) bool {
	if slices.ContainsFunc(s.forms, func(form []byte) bool { return bytes.Contains(data, form) }) {
		return true
	}
	for { // piece by piece, because findHidden takes several times the memory of its text
		_, _, _, hidden := s.findHidden(string(data[:min(len(data), leakWindow)]))
		if hidden || len(data) <= leakWindow {
			return hidden
		}
		data = data[leakWindow-leakOverlap:]
	}
}

const (
	leakWindow  = 1 << 20
	leakOverlap = 64 << 10 // longer than any secret with its escapes
)

// replaceKnown replaces the known secrets.
func (s *Scrubber) replaceKnown(text string) string {
	text = s.replacer.Replace(text)
	for range maxHidden {
		from, to, replacement, hidden := s.findHidden(text)
		if !hidden {
			return text
		}
		text = text[:from] + replacement + text[to:]
	}
	return wholeRedacted
}

// maxHidden is how many hidden secrets in one text are replaced. Each takes a pass over the text.
const maxHidden = 1000

// findHidden finds a secret that appears when up to three layers of escapes are undone, and the part of the text that
// hides it.
func (s *Scrubber) findHidden(text string) (from, to int, replacement string, found bool) {
	var layers [][]int
	for plain := text; len(s.secrets) > 0 && len(layers) < 3; {
		without, starts := unescape(plain)
		if without == plain {
			break
		}
		plain, layers = without, append(layers, starts)
		for _, secret := range s.secrets {
			from := strings.Index(plain, secret.plain)
			if from < 0 {
				continue
			}
			to := from + len(secret.plain)
			for _, starts := range slices.Backward(layers) {
				from, to = starts[from], starts[to]
			}
			return from, to, secret.replacement, true
		}
	}
	return 0, 0, "", false
}
