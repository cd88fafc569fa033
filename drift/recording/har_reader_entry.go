package recording

import (
	"bytes"
	"errors"
	"math"
	"net/http"
	"net/textproto"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// harEntry is the part of an entry (HAR 1.2, section "entries") that an Exchange needs, still as JSON. The last of
// several members with the same name counts.
type harEntry struct {
	started, method, url jsontext.Value
	status, bodySize     jsontext.Value
	request              harRequest
	fields               []harField // of the response, then those of the request
	content              struct{ mimeType, encoding, size, text jsontext.Value }
	redacted             []string // pointers into the body whose values the recorder replaced
	textOffset           int      // where the text begins in the entry; 0 if it has none

	json  cursor
	names map[string]string // canonical header names, by their raw form

	lastFields []byte      // the JSON of the request's header fields in an entry before, which clients rarely change,
	lastHeader http.Header // and what they are; nobody modifies it
}

type harField struct {
	name  string // canonical
	value jsontext.Value
}

// entryPool holds entries for reuse. They keep only the memory of fields, and names.
var entryPool = sync.Pool{New: func() any { return &harEntry{names: map[string]string{}} }}

// parseEntry returns an entry that aliases json. The caller releases it.
func parseEntry(json []byte) (*harEntry, error) {
	e := entryPool.Get().(*harEntry)
	e.json.json = json
	if err := e.json.readObject("the entry", e.readMember); err != nil {
		return nil, err
	}
	return e, nil
}

func (e *harEntry) release() {
	clear(e.fields)
	*e = harEntry{fields: e.fields[:0], names: e.names, lastFields: e.lastFields, lastHeader: e.lastHeader}
	entryPool.Put(e)
}

func (e *harEntry) readMember(name []byte) error {
	switch string(name) {
	case `"startedDateTime"`:
		e.started = e.json.readValue()
	case `"request"`:
		return e.json.readObject("request", e.readRequestMember)
	case `"response"`:
		return e.json.readObject("response", e.readResponseMember)
	case `"_dropped"`:
		e.request.dropped = e.json.readValue()
	case `"_redacted"`:
		return e.json.readArray("_redacted", e.readRedacted)
	default:
		e.json.readValue()
	}
	return nil
}

func (e *harEntry) readRequestMember(name []byte) error {
	switch value := e.json.readValue(); string(name) {
	case `"method"`:
		e.method = value
	case `"url"`:
		e.url = value
	case `"headers"`:
		e.request.fields = value
	case `"cookies"`:
		e.request.cookies = value
	case `"postData"`:
		e.request.postData = value
	case `"bodySize"`:
		e.request.bodySize = value
	}
	return nil
}

func (e *harEntry) readResponseMember(name []byte) error {
	switch string(name) {
	case `"status"`:
		e.status = e.json.readValue()
	case `"bodySize"`:
		e.bodySize = e.json.readValue()
	case `"headers"`:
		e.fields = e.fields[:0]
		return e.readFields(&e.json, "response.headers")
	case `"content"`:
		return e.json.readObject("response.content", e.readContentMember)
	default:
		e.json.readValue()
	}
	return nil
}

// readFields appends the header fields of the array that comes next in c, which may be the cursor of the entry.
func (e *harEntry) readFields(c *cursor, what string) error {
	if c.skipToToken() != '[' {
		return unlessNull(what, '[', c.readValue().Kind())
	}
	c.at++
	for c.skipToToken() != ']' && c.at < len(c.json) {
		name, value, err := c.readPair("a response header")
		if err != nil {
			return err
		}
		e.fields = append(e.fields, harField{e.canonicalName(name), value})
	}
	c.at++
	return nil
}

func (e *harEntry) readContentMember(name []byte) error {
	switch value := e.json.readValue(); string(name) {
	case `"mimeType"`:
		e.content.mimeType = value
	case `"encoding"`:
		e.content.encoding = value
	case `"size"`:
		e.content.size = value
	case `"text"`:
		e.content.text, e.textOffset = value, e.json.at-len(value)
	}
	return nil
}

const (
	maxNames = 256 // how many header names are remembered
	maxName  = 64  // length of a remembered name, in bytes
)

// canonicalName returns the canonical form of a header name.
func (e *harEntry) canonicalName(raw jsontext.Value) string {
	if name, ok := e.names[string(raw)]; ok {
		return name
	}
	name := textproto.CanonicalMIMEHeaderKey(unquote(raw))
	if len(e.names) < maxNames && len(raw) <= maxName {
		e.names[string(raw)] = name
	}
	return name
}

var errNoStatusCode = errors.New("response.status is not an HTTP status code")

// parseStatus reads response.status, which may be a number in quotes.
func (e *harEntry) parseStatus() (int, error) {
	digits := string(e.status)
	switch e.status.Kind() {
	case 0, 'n':
		return 0, errors.New("response.status is missing")
	case '"':
		digits = unquote(e.status)
	}
	if code, err := strconv.Atoi(digits); err == nil && code >= 0 && code <= 999 {
		return code, nil
	}
	if code, err := strconv.ParseFloat(digits, 64); err == nil && code == math.Trunc(code) && code >= 0 && code <= 999 {
		return int(code), nil
	}
	return 0, errNoStatusCode
}

// isUnanswered reports whether an entry's response has status 0, which means that there was no response.
func isUnanswered(json []byte) bool {
	if hasPlainStatus(json) {
		return false
	}
	e, err := parseEntry(json)
	if err != nil {
		return false
	}
	defer e.release()
	code, err := e.parseStatus()
	return err == nil && code == 0
}

// hasPlainStatus reports whether an entry has a member "status" and each of them is a number that does not begin with a
// zero. Such an entry was answered, and need not be parsed to tell. The text of a body cannot mislead the search:
// quotation marks are escaped there.
func hasPlainStatus(json []byte) bool {
	const name = `"status"`
	found := false
	for {
		i := bytes.Index(json, []byte(name))
		if i < 0 {
			return found
		}
		json = json[i+len(name):]
		value, isMember := bytes.CutPrefix(bytes.TrimLeft(json, " \t\r\n"), []byte{':'})
		if !isMember {
			continue
		}
		value = bytes.TrimLeft(value, " \t\r\n")
		if len(value) == 0 || value[0] < '1' || value[0] > '9' {
			return false
		}
		found = true
	}
}
