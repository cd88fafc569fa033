package redact

import (
	"net/http"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// MaxBody is the greatest length of a body that is scrubbed, in bytes. A longer body is left out.
const MaxBody = 8 << 20

// Exchange returns a scrubbed copy of an exchange, as it can be written to a HAR. Its header has the fields that
// [Scrubber.Header] keeps, and those whose canonical names are in keep; of the latter, a field whose name suggests a
// secret keeps no part of its value.
//
// The body of the copy is unknown if it is longer than [MaxBody], or repeats a secret too often to be scrubbed. It is
// also unknown if it is empty and the response is a redirect: a HAR cannot tell such a body from one that was left
// out.
func (s *Scrubber) Exchange(x drift.Exchange, keep ...string) drift.Exchange {
	header := s.Header(x.Header)
	for _, name := range keep {
		for _, value := range x.Header[name] {
			switch {
			case keptHeaders[name]:
			case isSecretName(name) || strings.HasSuffix(name, "Cookie"):
				header.Add(name, "REDACTED")
			default:
				header.Add(name, s.Text(value))
			}
		}
	}
	x.URL, x.Header = s.URL(x.URL), header
	switch {
	case x.Status == http.StatusNotModified:
		x.Body, x.BodyUnknown = nil, false // no content (RFC 9110, section 15.4.5)
	case x.BodyUnknown || len(x.Body) > MaxBody:
		x.Body, x.BodyUnknown = nil, true
	case len(x.Body) == 0:
		x.Body, x.BodyUnknown = nil, x.Status >= 300 && x.Status < 400
	default:
		body := s.Text(string(x.Body))
		x.Body, x.BodyUnknown = []byte(body), body == wholeRedacted
		if x.BodyUnknown {
			x.Body = nil
		}
	}
	return x
}
