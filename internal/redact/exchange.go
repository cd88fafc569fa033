package redact

import (
	"net/http"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// MaxBody is how much of a body is scrubbed, in bytes; a longer one is left out.
const MaxBody = 8 << 20

// Exchange is a scrubbed copy of an exchange, as a HAR can tell of it. A body that is longer than [MaxBody], one that cannot be
// scrubbed in part, and an empty one of a redirect, which a HAR does not tell from one that was left out, is unknown afterwards. See
// [Scrubber.Header] for keep.
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
		x.Body, x.BodyUnknown = nil, false // it has no content (RFC 9110, section 15.4.5)
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
