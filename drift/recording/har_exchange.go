package recording

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// entryExchange decodes an entry.
func entryExchange(json []byte) (x drift.Exchange, err error) {
	e, err := parseEntry(json)
	if err != nil {
		return x, err
	}
	defer e.release()
	if x.Method, err = required("request.method", e.method); err != nil {
		return x, err
	}
	if x.URL, err = required("request.url", e.url); err != nil {
		return x, err
	}
	if x.Status, err = e.statusCode(); err != nil {
		return x, err
	}
	if x.Status == 0 { // such as 1e-999; what is 0 in plain sight was passed over
		return x, errNoStatusCode
	}
	x.Time = startedAt(e.started)
	x.Header = e.header()
	x.Line = bytes.Count(json[:e.textOffset], newline) // after the line on which the entry begins
	x.Body, x.BodyUnknown, err = e.body(x.Status)
	return x, err
}

// startedAt reads startedDateTime, an RFC 3339 date and time. The time is zero if it is none.
func startedAt(value jsontext.Value) time.Time {
	t, err := time.Parse(time.RFC3339, unquote(value))
	if err != nil {
		return time.Time{}
	}
	return t
}

// header has the response's fields, without the pseudo-header fields of HTTP/2 (RFC 9113, section 8.3). A value with line feeds is several:
// that is how Chrome's protocol joins repeated fields. An entry without any field was exported without them; then the content's media type
// stands in for Content-Type.
func (e *harEntry) header() http.Header {
	if len(e.fields) == 0 {
		if mimeType := unquote(e.content.mimeType); mimeType != "" && mimeType != "x-unknown" {
			return http.Header{"Content-Type": {mimeType}}
		}
		return http.Header{}
	}
	header := make(http.Header, len(e.fields))
	values := make([]string, len(e.fields)) // one allocation for the values of all fields, as in net/textproto
	for i, f := range e.fields {
		value := fieldValue(f.value)
		switch {
		case f.name == "" || f.name[0] == ':':
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

// fieldValue reads a header field's value. Some exporters write a number as one.
func fieldValue(value jsontext.Value) string {
	if value.Kind() == '0' {
		return string(value)
	}
	return unquote(value)
}

// body decodes the content. It is unknown if the exporter left it out, or has an encoding of its own.
func (e *harEntry) body(status int) (body []byte, unknown bool, err error) {
	isRedirect := status >= 300 && status < 400 // a browser that follows it does not keep its body
	text := e.content.text
	switch kind := text.Kind(); {
	case status == http.StatusNotModified:
		return nil, false, nil // a text is the browser's copy: the response has no content (RFC 9110, section 15.4.5)
	case kind == 0 || kind == 'n':
		return nil, !isZero(e.content.size) || isPositive(e.bodySize) || isRedirect, nil
	case kind != '"':
		return nil, false, unexpectedKind("response.content.text", '"', kind)
	case len(text) == len(`""`):
		return nil, isPositive(e.content.size) || isRedirect, nil
	}
	body, _ = jsontext.AppendUnquote(nil, text) // an error tells of invalid UTF-8, which is replaced
	switch encoding := unquote(e.content.encoding); {
	case encoding == "":
		return body, false, nil
	case !strings.EqualFold(encoding, "base64"):
		return nil, true, nil
	}
	if body, err = base64.StdEncoding.AppendDecode(nil, body); err != nil {
		return nil, false, errors.New("response.content.text is not valid base64")
	}
	return body, false, nil
}

func isZero(number jsontext.Value) bool { return string(number) == "0" }

func isPositive(number jsontext.Value) bool {
	return number.Kind() == '0' && number[0] != '-' && !isZero(number)
}

// required is a string that must be there.
func required(what string, value jsontext.Value) (string, error) {
	switch string(value) { // most methods need no memory of their own
	case `"GET"`:
		return http.MethodGet, nil
	case `"POST"`:
		return http.MethodPost, nil
	case `"DELETE"`:
		return http.MethodDelete, nil
	}
	s := unquote(value)
	if s == "" {
		return "", fmt.Errorf("it has no %s", what)
	}
	return s, nil
}

// unquote is the value of a JSON string, with invalid UTF-8 replaced, and "" for any other value.
func unquote(value jsontext.Value) string {
	if value.Kind() != '"' {
		return ""
	}
	if text := value[1 : len(value)-1]; bytes.IndexByte(text, '\\') < 0 && utf8.Valid(text) {
		return string(text)
	}
	s, _ := jsontext.AppendUnquote(nil, value)
	return string(s)
}
