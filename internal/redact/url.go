package redact

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// URL returns a scrubbed URL, without its user and fragment. Query parameters whose names are those of secrets keep no
// part of their value.
func (s *Scrubber) URL(raw string) string {
	scrubbed, _ := s.scrubURL(raw)
	return scrubbed
}

// scrubURL is URL. It leaves out documented query parameters whose values would change, and returns their names.
func (s *Scrubber) scrubURL(raw string) (scrubbed string, dropped []string) {
	if s.vocabulary != nil {
		raw, dropped = s.dropParameters(raw)
	}
	d := draft{text: raw}
	s.replaceKnown(&d) // first, so that no part of a secret is mistaken for a part of the URL
	raw = d.text
	u, err := url.Parse(raw)
	if err != nil { // its parts are unknown
		raw, _, _ = strings.Cut(raw, "#")
		return s.Text(userinfo.ReplaceAllString(raw, "//")), dropped
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	if u.RawQuery != "" {
		parameters := strings.Split(u.RawQuery, "&")
		for i, p := range parameters {
			parameters[i] = s.scrubParameter(p)
		}
		u.RawQuery = strings.Join(parameters, "&")
	}
	if u.Opaque == "" {
		segments := strings.Split(u.EscapedPath(), "/")
		for i, segment := range segments {
			segments[i] = s.scrubPart(segment, url.PathUnescape, url.PathEscape)
		}
		u.RawPath = strings.Join(segments, "/")
		u.Path, _ = url.PathUnescape(u.RawPath) // never fails: it was just escaped
	}
	return s.Text(u.String()), dropped
}

var userinfo = regexp.MustCompile(`//[^/?]*@`)

func (s *Scrubber) scrubParameter(p string) string {
	name, value, hasValue := strings.Cut(p, "=")
	scrubbed := s.scrubPart(name, url.QueryUnescape, url.QueryEscape)
	switch {
	case !hasValue:
		return scrubbed
	case s.isSecretParameter(name, value):
		return scrubbed + "=" + replacement
	}
	return scrubbed + "=" + s.scrubPart(value, url.QueryUnescape, url.QueryEscape)
}

func (s *Scrubber) isSecretParameter(name, value string) bool {
	if value == "" || !isSecretField(name) {
		return false
	}
	if plain, err := url.QueryUnescape(value); err == nil {
		value = plain
	}
	return !s.words().has(value)
}

// scrubPart redacts a part of a URL in which an escape hides what looks like a secret, such as "jane%40example.com".
func (s *Scrubber) scrubPart(part string, unescape func(string) (string, error), escape func(string) string) string {
	plain, err := unescape(part)
	if err != nil || plain == part {
		return part
	}
	d := draft{text: plain}
	d.apply(lookalikes(plain, s.words()))
	if d.text != plain {
		return escape(d.text)
	}
	return part
}

// dropParameters removes the documented query parameters whose values would change, and returns their names.
func (s *Scrubber) dropParameters(raw string) (string, []string) {
	path, query, ok := strings.Cut(raw, "?")
	if !ok {
		return raw, nil
	}
	query, _, _ = strings.Cut(query, "#")
	var kept, dropped []string
	for p := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(p, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		if base, _, _ := strings.Cut(name, "["); s.vocabulary.Query[name] || s.vocabulary.Query[base] {
			if s.Text(s.scrubParameter(p)) != p {
				if dropped = append(dropped, name); base != name {
					dropped = append(dropped, base)
				}
				continue
			}
		}
		kept = append(kept, p)
	}
	if dropped == nil {
		return raw, nil
	}
	if len(kept) > 0 {
		path += "?" + strings.Join(kept, "&")
	}
	return path, dropped
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
			kept.Add(name, s.field(name, v))
		}
	}
	return kept
}

// field is a value of a kept field without secrets.
func (s *Scrubber) field(name, value string) string {
	if name == "Location" {
		value = s.URL(value)
	}
	return s.Text(value)
}

// Request returns a scrubbed copy of a request's fields: those on the allow-list and those that the vocabulary
// documents, if their values need not change; of Cookie, the documented cookies. It also returns the names of the
// fields and cookies that it drops, unless there is no vocabulary.
func (s *Scrubber) Request(h http.Header) (kept http.Header, dropped []string) {
	kept = s.Header(h)
	if s.vocabulary == nil {
		return kept, nil
	}
	for name, values := range h {
		switch {
		case name == "Cookie":
			var names []string
			kept[name], names = s.cookies(values)
			dropped = append(dropped, names...)
		case !s.vocabulary.Headers[name]:
			if !keptHeaders[name] {
				dropped = append(dropped, name)
			}
		case s.changes(name, values):
			delete(kept, name)
			dropped = append(dropped, name)
		default:
			kept[name] = values
		}
	}
	return kept, s.names(dropped)
}

// changes reports whether a field has a secret: by its name, or in its value.
func (s *Scrubber) changes(name string, values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool {
		if s.words().has(v) {
			return false
		}
		return !keptHeaders[name] && (isSecretField(name) || strings.HasSuffix(name, "Cookie")) || s.field(name, v) != v
	})
}

// cookies returns the documented cookies whose values need not change, as one field, and the names of the others.
func (s *Scrubber) cookies(fields []string) (kept, dropped []string) {
	var pairs []string
	for _, field := range fields {
		for pair := range strings.SplitSeq(field, ";") {
			pair = strings.TrimSpace(pair)
			name, value, _ := strings.Cut(pair, "=")
			switch {
			case pair == "":
			case s.vocabulary.Cookies[name] && !s.changes(name, []string{value}):
				pairs = append(pairs, pair)
			default:
				dropped = append(dropped, name)
			}
		}
	}
	return []string{strings.Join(pairs, "; ")}, dropped
}

// names returns names without secrets, in order and each once.
func (s *Scrubber) names(all []string) []string {
	all = slices.DeleteFunc(all, func(name string) bool { return s.Text(name) != name })
	slices.Sort(all)
	return slices.Compact(all)
}
