package recording

import (
	"bytes"
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

// Recorded is an exchange with what else a HAR says about it. A HAR written by this package has no request bodies.
type Recorded struct {
	drift.Exchange               // its Source and its own Request are ignored
	Request        http.Header   // the request's header fields
	RequestProto   string        // the request's protocol; "" means HTTP/1.1
	RequestSize    int64         // size of the request's body as it was sent, in bytes; -1 if unknown
	Proto          string        // the response's protocol; "" means HTTP/1.1
	Size           int64         // size of the response's body as it was received, in bytes; -1 if unknown
	Wait           time.Duration // until the response began
	Receive        time.Duration // from then until it was complete
}

// Scrubber removes secrets from exchanges before they are written: the secrets that it is given, in every form in
// which a server may repeat them, and text that looks like a secret. It is safe for concurrent use.
type Scrubber = redact.Scrubber

// NewScrubber returns a Scrubber that replaces each key of secrets with its value. It ignores an empty key.
func NewScrubber(secrets map[string]string) *Scrubber { return redact.NewScrubber(secrets) }

// Entry is a scrubbed exchange, encoded for a HAR. It does not alias the exchange.
type Entry struct {
	json []byte
}

// MaxRecordedBody is the greatest length of a body in an [Entry], in bytes after decoding. A longer body is left out,
// with a comment in the HAR that says so; it is read back as unknown.
const MaxRecordedBody = redact.MaxBody

// NewEntry scrubs an exchange and encodes it. Of the response's header fields it keeps those on the allow-list of
// Scrubber.Header and, in addition, those that keep names by their canonical names. Of the latter, a field whose name
// is that of a secret keeps no part of its value. The entry lists the names of what of the request is not in it as it
// was sent, so that nobody takes it for missing ([drift.Request.Dropped]).
func NewEntry(s *Scrubber, r Recorded, keep ...string) Entry {
	sent := r
	r.Exchange = s.Exchange(r.Exchange, keep...)
	r.Request = s.Header(r.Request)
	names := r.dropped()
	for _, name := range changed(&sent, &r) {
		names = append(names, s.Text(name))
	}
	slices.Sort(names)
	r.Exchange.Request = &drift.Request{BodyUnknown: true, Dropped: slices.Compact(names)}
	return NewScrubbedEntry(r)
}

// NewScrubbedEntry encodes an exchange that has no secrets. Two members that HAR 1.2 does not have say what is missing:
// _redacted lists the pointers of the values in the body that were replaced, and _dropped the names of parameters,
// header fields and cookies that were left out, both as the exchange has them.
func NewScrubbedEntry(r Recorded) Entry {
	escapes := bytes.Count(r.Body, []byte(`"`)) + bytes.Count(r.Body, []byte(`\`))
	return Entry{json: r.appendJSON(make([]byte, 0, 2048+len(r.Body)+escapes))}
}

// MarshalJSON returns the entry as it stands in a file.
func (e Entry) MarshalJSON() ([]byte, error) { return e.json, nil }

// Exchange returns the exchange that [Read] will yield for the entry, but without a Source.
func (e Entry) Exchange() (drift.Exchange, error) {
	entry, _, _ := scanEntry(e.json, 0)
	return entry.decode()
}

// appendJSON appends an entry of HAR 1.2, on one line.
func (r *Recorded) appendJSON(b []byte) []byte {
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
	b = append(b, '}')
	b = appendNames(b, "_redacted", r.Redacted)
	b = appendNames(b, "_dropped", r.dropped())
	return append(b, '}')
}

// appendContent leaves out the text of an unknown body. The size is then that of the received body, or -1, because 0
// would mean that the body was empty.
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
		b = append(b, `,"comment":"truncated: the body is not recorded, because it was too long, `+
			`not transferred whole, or could not be decoded or scrubbed"`...)
	case utf8.Valid(r.Body):
		b = appendText(append(b, `,"text":`...), r.Body)
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

// appendString appends a JSON string, with U+FFFD for bytes that are not UTF-8.
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

// appendQuery appends the parameters of a scrubbed URL, unescaped. It redacts them again, because scrubbing the URL
// may not have recognized a secret under unusual escapes.
func appendQuery(b []byte, scrubbed string) []byte {
	b = append(b, '[')
	_, query, _ := strings.Cut(scrubbed, "?")
	for p := range strings.SplitSeq(query, "&") {
		if p == "" {
			continue
		}
		name, value, _ := strings.Cut(p, "=")
		b = appendPair(b, redact.Text(unescapeQuery(name)), redact.Text(unescapeQuery(value)))
	}
	return append(b, ']')
}

func unescapeQuery(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

// appendPair appends an object with a name and a value, and a comma before it if it is not the first of its array.
func appendPair(b []byte, name, value string) []byte {
	if b[len(b)-1] != '[' {
		b = append(b, ',')
	}
	b = appendString(append(b, `{"name":`...), name)
	b = appendString(append(b, `,"value":`...), value)
	return append(b, '}')
}
