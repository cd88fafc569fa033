package recording

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/internal/syntax"
)

// span is where a part of an entry stands in its JSON.
type span struct{ start, end uint32 }

// harEntry is an entry (HAR 1.2, section "entries") as JSON, and where in it the parts stand that an Exchange needs.
// The last of several members with the same name counts.
type harEntry struct {
	json  []byte
	wrong error // what does not have the form of HAR 1.2

	started, method, url     span
	status, bodySize, fields span // of the response
	content                  struct{ mimeType, encoding, size, text span }
	request                  struct{ fields, cookies, postData, bodySize span }
	dropped, redacted        span // what the recorder left out of the request, and replaced in the body
}

// of is a part of the entry; it is empty if the entry does not have it.
func (e *harEntry) of(s span) jsontext.Value { return e.json[s.start:s.end:s.end] }

// entryScanner finds the parts of an entry while it is read for the first time.
type entryScanner struct {
	cursor
	start int // of the entry
	entry harEntry
}

// scanEntry finds the entry that comes next in the text from i on. It returns the offset behind it as
// syntax.SkipValue does.
func scanEntry(json []byte, i int) (e harEntry, end int, ok bool) {
	s := entryScanner{cursor: cursor{json: json, at: i}, start: i}
	s.note(s.readObject("the entry", s.readMember))
	if s.wrong {
		return e, s.at, false
	}
	s.entry.json = json[i:s.at:s.at]
	return s.entry, s.at, true
}

// note keeps the first thing that does not have the form of HAR 1.2.
func (s *entryScanner) note(err error) {
	if s.entry.wrong == nil {
		s.entry.wrong = err
	}
}

// readSpan reads the next value.
func (s *entryScanner) readSpan() span {
	start := syntax.SkipSpace(s.json, s.at)
	s.skip(syntax.SkipValue(s.json, start))
	return span{uint32(start - s.start), uint32(s.at - s.start)}
}

func (s *entryScanner) readMember(name []byte) {
	switch string(name) {
	case `"startedDateTime"`:
		s.entry.started = s.readSpan()
	case `"request"`:
		s.note(s.readObject("request", s.readRequestMember))
	case `"response"`:
		s.note(s.readObject("response", s.readResponseMember))
	case `"_dropped"`:
		s.entry.dropped = s.readSpan()
	case `"_redacted"`:
		s.entry.redacted = s.readSpan()
	default:
		s.readSpan()
	}
}

func (s *entryScanner) readRequestMember(name []byte) {
	switch value := s.readSpan(); string(name) {
	case `"method"`:
		s.entry.method = value
	case `"url"`:
		s.entry.url = value
	case `"headers"`:
		s.entry.request.fields = value
	case `"cookies"`:
		s.entry.request.cookies = value
	case `"postData"`:
		s.entry.request.postData = value
	case `"bodySize"`:
		s.entry.request.bodySize = value
	}
}

func (s *entryScanner) readResponseMember(name []byte) {
	switch string(name) {
	case `"status"`:
		s.entry.status = s.readSpan()
	case `"bodySize"`:
		s.entry.bodySize = s.readSpan()
	case `"headers"`:
		s.entry.fields = s.readSpan()
	case `"content"`:
		s.note(s.readObject("response.content", s.readContentMember))
	default:
		s.readSpan()
	}
}

func (s *entryScanner) readContentMember(name []byte) {
	switch value := s.readSpan(); string(name) {
	case `"mimeType"`:
		s.entry.content.mimeType = value
	case `"encoding"`:
		s.entry.content.encoding = value
	case `"size"`:
		s.entry.content.size = value
	case `"text"`:
		s.entry.content.text = value
	}
}

var errNoStatusCode = errors.New("response.status is not an HTTP status code")

// parseStatus reads response.status, which may be a number in quotes.
func (e *harEntry) parseStatus() (int, error) {
	status := e.of(e.status)
	digits := string(status)
	switch status.Kind() {
	case 0, 'n':
		return 0, errors.New("response.status is missing")
	case '"':
		digits = unquote(status)
	}
	if code, err := strconv.Atoi(digits); err == nil && code >= 0 && code <= 999 {
		return code, nil
	}
	code, err := strconv.ParseFloat(digits, 64)
	mantissa, _, _ := strings.Cut(strings.ToLower(digits), "e")
	vanishes := code == 0 && strings.ContainsAny(mantissa, "123456789") // such as 1e-999
	if err == nil && code == math.Trunc(code) && code >= 0 && code <= 999 && !vanishes {
		return int(code), nil
	}
	return 0, errNoStatusCode
}

// isUnanswered reports whether the response has status 0, which means that there was no response.
func (e *harEntry) isUnanswered() bool {
	code, err := e.parseStatus()
	return e.wrong == nil && err == nil && code == 0
}
