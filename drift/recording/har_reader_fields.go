package recording

import (
	"net/http"
	"net/textproto"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// harField is a header field of an entry.
type harField struct {
	name       string // canonical
	start, end int    // of the value, in the text of all values
}

// fieldReader reads header fields. It remembers what clients and servers say again and again.
type fieldReader struct {
	fields []harField
	text   []byte            // the values of all fields
	names  map[string]string // canonical header names, by their raw form

	lastFields []byte      // the JSON of the request's header fields in an entry before, which clients rarely change,
	lastHeader http.Header // and what they are; nobody modifies it
}

var fieldReaders = sync.Pool{New: func() any { return &fieldReader{names: map[string]string{}} }}

func (r *fieldReader) release() {
	clear(r.fields)
	fieldReaders.Put(r)
}

// read reads an array of header fields, in place of those that it read before.
func (r *fieldReader) read(what string, array jsontext.Value) error {
	r.fields, r.text = r.fields[:0], r.text[:0]
	if len(array) <= len(`[]`) {
		return nil
	}
	c := cursor{json: array}
	return c.readArray(what, func() error {
		name, value, err := c.readPair("a response header")
		if err == nil {
			start := len(r.text)
			r.text = appendFieldValue(r.text, value)
			r.fields = append(r.fields, harField{r.canonicalName(name), start, len(r.text)})
		}
		return err
	})
}

const (
	maxNames = 256 // how many header names are remembered
	maxName  = 64  // length of a remembered name, in bytes
)

// canonicalName returns the canonical form of a header name.
func (r *fieldReader) canonicalName(raw jsontext.Value) string {
	if name, ok := r.names[string(raw)]; ok {
		return name
	}
	name := textproto.CanonicalMIMEHeaderKey(unquote(raw))
	if len(r.names) < maxNames && len(raw) <= maxName {
		r.names[string(raw)] = name
	}
	return name
}

// header returns the fields without the pseudo-header fields of HTTP/2 (RFC 9113, section 8.3). It splits values at
// line feeds, with which Chrome's protocol joins repeated fields.
func (r *fieldReader) header() http.Header {
	header := make(http.Header, len(r.fields))
	text, values := string(r.text), make([]string, len(r.fields)) // one allocation each for the values of all fields
	for i, f := range r.fields {
		if f.name == "" || f.name[0] == ':' {
			continue
		}
		value := text[f.start:f.end]
		switch {
		case strings.Contains(value, "\n"):
			header[f.name] = append(header[f.name], strings.Split(value, "\n")...)
		case header[f.name] != nil:
			header[f.name] = append(header[f.name], value)
		default:
			values[i] = value
			header[f.name] = values[i : i+1 : i+1]
		}
	}
	return header
}

// appendFieldValue appends a header field's value. Some exporters write numbers without quotes.
func appendFieldValue(b []byte, value jsontext.Value) []byte {
	switch value.Kind() {
	case '0':
		return append(b, value...)
	case '"':
		return appendUnquoted(b, value)
	}
	return b
}
