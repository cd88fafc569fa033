package redact

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/coding"
)

// MaxBody is the greatest length of a body that is scrubbed, in bytes. A longer body is left out.
const MaxBody = 8 << 20

// Recordable returns what a HAR can hold of an exchange: without a body that is longer than [MaxBody]; with an
// unknown body if it is empty and the response is a redirect, because a HAR cannot tell such a body from one that was
// left out; and with U+FFFD for bytes of the URL and of header fields that are not UTF-8.
func Recordable(x drift.Exchange) drift.Exchange {
	x.URL, x.Header = strings.ToValidUTF8(x.URL, "\ufffd"), validHeader(x.Header)
	switch {
	case x.Status == http.StatusNotModified:
		x.Body, x.BodyUnknown = nil, false // no content (RFC 9110, section 15.4.5)
	case x.BodyUnknown || len(x.Body) > MaxBody:
		x.Body, x.BodyUnknown = nil, true
	case len(x.Body) == 0:
		x.Body, x.BodyUnknown = nil, x.Status >= 300 && x.Status < 400
	}
	return x
}

// validHeader is the header itself if it is UTF-8.
func validHeader(h http.Header) http.Header {
	for _, values := range h {
		for _, value := range values {
			if !utf8.ValidString(value) {
				valid := h.Clone()
				for _, values := range valid {
					for i := range values {
						values[i] = strings.ToValidUTF8(values[i], "\ufffd")
					}
				}
				return valid
			}
		}
	}
	return h
}

// Exchange returns a scrubbed copy of an exchange, as it can be written to a HAR: that of [Recordable]. Its header has
// the fields that [Scrubber.Header] keeps, and those whose canonical names are in keep; of the latter, a field whose
// value would change is dropped if there is a vocabulary, and otherwise, if its name is that of a secret, keeps no part
// of its value.
//
// Redacted of the copy says which values of the body were replaced, and Dropped of its Request what was dropped. A body
// that cannot be scrubbed, such as one with a secret in a compressed form, is unknown.
func (s *Scrubber) Exchange(x drift.Exchange, keep ...string) drift.Exchange {
	var dropped, names []string
	x = Recordable(x)
	x.URL, dropped = s.scrubURL(x.URL)
	x.Header, names = s.response(x.Header, keep)
	if dropped = s.names(append(dropped, names...)); len(dropped) > 0 {
		x.Request = &drift.Request{BodyUnknown: true, Dropped: dropped}
	}
	x.Redacted = nil
	if len(x.Body) > 0 {
		s.scrubBody(&x)
	}
	return x
}

// response returns the fields of a response that are kept, and the names of the documented ones that are not.
func (s *Scrubber) response(h http.Header, keep []string) (header http.Header, dropped []string) {
	header = s.Header(h)
	for _, name := range keep {
		values := h[name]
		switch {
		case len(values) == 0 || neverDropped[name]:
		case !s.changes(name, values):
			header[name] = append([]string(nil), values...)
		case s.vocabulary != nil:
			header.Del(name)
			dropped = append(dropped, name)
		case keptHeaders[name]:
		default:
			for _, value := range values {
				if isSecretField(name) || strings.HasSuffix(name, "Cookie") {
					value = replacement
				}
				header.Add(name, s.Text(value))
			}
		}
	}
	return header, dropped
}

// neverDropped are fields whose meaning does not depend on a contract.
var neverDropped = map[string]bool{
	"Content-Type": true, "Content-Encoding": true, "Content-Length": true, "Deprecation": true, "Sunset": true,
}

// scrubBody replaces the secrets in a body, which is not empty.
func (s *Scrubber) scrubBody(x *drift.Exchange) {
	whole := []string{""}
	if isPacked(x.Body) {
		content, err := coding.Decode([]string{"gzip"}, x.Body, nil)
		if text := string(content); err != nil || s.Text(text) != text {
			x.Body, x.BodyUnknown, x.Redacted = nil, true, whole
		}
		return
	}
	d := draft{text: string(x.Body)}
	layers := s.replaceKnown(&d)
	known := d.text
	d.apply(lookalikes(d.text, s.words()))
	if len(d.changed) > 0 {
		x.Body, x.Redacted = []byte(d.text), whole
		if mediaType := x.Header.Get("Content-Type"); mediaType == "" || strings.Contains(mediaType, "json") {
			x.Redacted = pointers(d)
		}
	}
	if known == wholeRedacted || s.leaksOddly(layers) {
		x.Body, x.BodyUnknown, x.Redacted = nil, true, whole
	}
}
