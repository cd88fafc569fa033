package recording

import (
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

// Recorded is an exchange with what a HAR tells of it beyond that. Request bodies are not part of it.
type Recorded struct {
	drift.Exchange             // with the body as it is after decoding; Source is not looked at
	Request        http.Header // the request's fields
	RequestProto   string      // such as "HTTP/1.1", which "" stands for
	RequestSize    int64       // of the request's body as it was sent, or -1
	Proto          string      // the response's protocol; "" stands for HTTP/1.1
	Size           int64       // of the response's body as it was received, or -1
	Wait, Receive  time.Duration
}

// Scrubber removes secrets from exchanges before they are written: those that it is told, in every form in which a server may repeat them, and what
// looks like one. It is safe for concurrent use.
type Scrubber = redact.Scrubber

// NewScrubber makes a Scrubber that replaces each secret, a key of the map, by its value. An empty secret is passed over.
func NewScrubber(secrets map[string]string) *Scrubber { return redact.NewScrubber(secrets) }

// Entry is an exchange that is scrubbed and ready to be written to a HAR. Its memory is its own.
type Entry struct {
	json []byte
}

// MaxRecordedBody is how much of a body, after decoding, goes into an [Entry], in bytes. A longer one is left out, and a comment in the HAR
// says so: it is read back as unknown.
const MaxRecordedBody = 8 << 20

// NewEntry scrubs an exchange and encodes it. Of the header fields of the response, those in keep stay beside those on the allow-list of
// Scrubber.Header; a value is replaced there as a whole if its name speaks of a secret.
func NewEntry(s *Scrubber, r Recorded, keep ...string) Entry {
	r.Exchange = s.Exchange(r.Exchange, keep...)
	r.Request = s.Header(r.Request)
	return Entry{json: r.append(make([]byte, 0, 1024+len(r.Body)))}
}

// Exchange is the exchange as [Read] will give it, but without a Source.
func (e Entry) Exchange() (drift.Exchange, error) { return entryExchange(e.json) }

// append writes an entry as HAR 1.2 says, on one line.
func (r *Recorded) append(b []byte) []byte {
	wait, receive := max(0, r.Wait), max(0, r.Receive)
	b = append(b, `{"startedDateTime":"`...)
	b = r.Time.UTC().AppendFormat(b, "2006-01-02T15:04:05.000Z07:00")
	b = append(b, `","time":`...)
	b = appendMilliseconds(b, wait+receive)

	b = appendString(append(b, `,"request":{"method":`...), r.Method)
	b = appendString(append(b, `,"url":`...), r.URL)
	b = appendString(append(b, `,"httpVersion":`...), protocol(r.RequestProto))
	b = appendFields(append(b, `,"cookies":[],"headers":`...), r.Request)
	b = appendQuery(append(b, `,"queryString":`...), r.URL)
	b = strconv.AppendInt(append(b, `,"headersSize":-1,"bodySize":`...), max(-1, r.RequestSize), 10)

	b = strconv.AppendInt(append(b, `},"response":{"status":`...), int64(r.Status), 10)
	b = appendString(append(b, `,"statusText":`...), http.StatusText(r.Status))
	b = appendString(append(b, `,"httpVersion":`...), protocol(r.Proto))
	b = appendFields(append(b, `,"cookies":[],"headers":`...), r.Header)
	b = r.appendContent(append(b, `,"content":`...))
	b = appendString(append(b, `,"redirectURL":`...), r.Header.Get("Location"))
	b = strconv.AppendInt(append(b, `,"headersSize":-1,"bodySize":`...), max(-1, r.Size), 10)

	b = appendMilliseconds(append(b, `},"cache":{},"timings":{"send":0,"wait":`...), wait)
	b = appendMilliseconds(append(b, `,"receive":`...), receive)
	return append(b, `}}`...)
}

// appendContent leaves the text out if the body is unknown. Then its size is what was received, or -1: a size of 0 would say that it was empty.
func (r *Recorded) appendContent(b []byte) []byte {
	size := int64(len(r.Body))
	if r.BodyUnknown {
		if size = r.Size; size <= 0 {
			size = -1
		}
	}
	mediaType := r.Header.Get("Content-Type")
	if mediaType == "" {
		mediaType = "x-unknown"
	}
	b = strconv.AppendInt(append(b, `{"size":`...), size, 10)
	b = appendString(append(b, `,"mimeType":`...), mediaType)
	switch {
	case r.BodyUnknown:
		b = append(b, `,"comment":"truncated: the body is not recorded, because it was too long, not transferred whole, or could not be decoded or scrubbed"`...)
	case utf8.Valid(r.Body):
		b = append(b, `,"text":`...)
		b, _ = jsontext.AppendQuote(b, r.Body) // it is UTF-8: no error is possible
	default:
		b = base64.StdEncoding.AppendEncode(append(b, `,"encoding":"base64","text":"`...), r.Body)
		b = append(b, '"')
	}
	return append(b, '}')
}

func protocol(name string) string {
	if name == "" {
		return "HTTP/1.1"
	}
	return name
}

func appendMilliseconds(b []byte, d time.Duration) []byte {
	return strconv.AppendFloat(b, float64(d.Microseconds())/1000, 'f', -1, 64)
}

// appendString appends a JSON string, with U+FFFD for what is not UTF-8.
func appendString(b []byte, text string) []byte {
	b, _ = jsontext.AppendQuote(b, text)
	return b
}

func appendFields(b []byte, h http.Header) []byte {
	b = append(b, '[')
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			b = appendPair(b, name, value)
		}
	}
	return append(b, ']')
}

// appendQuery appends the parameters of a scrubbed URL. They are unescaped, so that one that was escaped in an unusual way has to be looked at again.
func appendQuery(b []byte, scrubbed string) []byte {
	b = append(b, '[')
	_, query, _ := strings.Cut(scrubbed, "?")
	for p := range strings.SplitSeq(query, "&") {
		if p == "" {
			continue
		}
		name, value, _ := strings.Cut(p, "=")
		b = appendPair(b, redact.Text(unescapedQuery(name)), redact.Text(unescapedQuery(value)))
	}
	return append(b, ']')
}

func unescapedQuery(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

// appendPair appends an object with a name and a value, after a comma if it is not the first of its array.
func appendPair(b []byte, name, value string) []byte {
	if b[len(b)-1] != '[' {
		b = append(b, ',')
	}
	b = appendString(append(b, `{"name":`...), name)
	b = appendString(append(b, `,"value":`...), value)
	return append(b, '}')
}
