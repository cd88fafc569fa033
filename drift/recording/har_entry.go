package recording

import (
	"bytes"
	"errors"
	"math"
	"net/textproto"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// harEntry is what an Exchange needs of an entry (HAR 1.2, section "entries"), still as JSON. Of members with the same name, the last one counts.
type harEntry struct {
	started, method, url jsontext.Value
	status, bodySize     jsontext.Value
	fields               []harField
	content              struct{ mimeType, encoding, size, text jsontext.Value }
	textOffset           int // where the text begins in the entry; 0 if there is none

	json  cursor
	names map[string]string // canonical header names, by their raw form
}

type harField struct {
	name  string // canonical
	value jsontext.Value
}

// entries holds entries that can be used again. They keep nothing but memory for fields, and names.
var entries = sync.Pool{New: func() any { return &harEntry{names: map[string]string{}} }}

func parseEntry(json []byte) (*harEntry, error) {
	e := entries.Get().(*harEntry)
	e.json.json = json
	if err := e.json.object("it", e.member); err != nil {
		return nil, err
	}
	return e, nil
}

func (e *harEntry) release() {
	clear(e.fields)
	*e = harEntry{fields: e.fields[:0], names: e.names}
	entries.Put(e)
}

func (e *harEntry) member(name []byte) error {
	switch string(name) {
	case `"startedDateTime"`:
		e.started = e.json.value()
	case `"request"`:
		return e.json.object("request", e.requestMember)
	case `"response"`:
		return e.json.object("response", e.responseMember)
	default:
		e.json.value()
	}
	return nil
}

func (e *harEntry) requestMember(name []byte) error {
	switch value := e.json.value(); string(name) {
	case `"method"`:
		e.method = value
	case `"url"`:
		e.url = value
	}
	return nil
}

func (e *harEntry) responseMember(name []byte) error {
	switch string(name) {
	case `"status"`:
		e.status = e.json.value()
	case `"bodySize"`:
		e.bodySize = e.json.value()
	case `"headers"`:
		e.fields = e.fields[:0]
		return e.json.array("response.headers", e.responseHeader)
	case `"content"`:
		return e.json.object("response.content", e.contentMember)
	default:
		e.json.value()
	}
	return nil
}

func (e *harEntry) responseHeader() error {
	var f harField
	err := e.json.object("a response header", func(name []byte) error {
		switch value := e.json.value(); string(name) {
		case `"name"`:
			f.name = e.canonical(value)
		case `"value"`:
			f.value = value
		}
		return nil
	})
	e.fields = append(e.fields, f)
	return err
}

func (e *harEntry) contentMember(name []byte) error {
	switch value := e.json.value(); string(name) {
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
	maxNames = 256 // header names that are remembered
	maxName  = 64  // bytes of such a name
)

// canonical is the canonical form of a header name.
func (e *harEntry) canonical(raw jsontext.Value) string {
	if name, ok := e.names[string(raw)]; ok {
		return name
	}
	name := textproto.CanonicalMIMEHeaderKey(unquote(raw))
	if len(e.names) < maxNames && len(raw) <= maxName {
		e.names[string(raw)] = name
	}
	return name
}

var errNoStatusCode = errors.New("response.status is no HTTP status code")

// statusCode reads response.status. A number in quotes is one, too.
func (e *harEntry) statusCode() (int, error) {
	digits := string(e.status)
	switch e.status.Kind() {
	case 0, 'n':
		return 0, errors.New("it has no response.status")
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

// unanswered reports whether an entry's response has status 0, which stands for none.
func unanswered(json []byte) bool {
	if hasPlainStatus(json) {
		return false
	}
	e, err := parseEntry(json)
	if err != nil {
		return false
	}
	defer e.release()
	code, err := e.statusCode()
	return err == nil && code == 0
}

// hasPlainStatus reports whether every member "status" of an entry, and at least one, is a number that does not begin with a zero, so that
// it need not be parsed to tell that it was answered. The text of a body cannot deceive it: quotation marks are escaped there.
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
