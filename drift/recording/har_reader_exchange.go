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

// decode decodes an entry. Its line is counted from that on which the entry begins.
func (e *harEntry) decode() (x drift.Exchange, err error) {
	if e.wrong != nil {
		return x, e.wrong
	}
	if x.Method, err = requireString("request.method", e.of(e.method)); err != nil {
		return x, err
	}
	if x.URL, err = requireString("request.url", e.of(e.url)); err != nil {
		return x, err
	}
	if x.Status, err = e.parseStatus(); err != nil {
		return x, err
	}
	if x.Status == 0 { // no response; the reader skips such entries
		return x, errNoStatusCode
	}
	fields := fieldReaders.Get().(*fieldReader)
	defer fields.release()
	if x.Header, err = e.decodeHeader(fields); err != nil {
		return x, err
	}
	if x.Redacted, err = e.decodeRedacted(); err != nil {
		return x, err
	}
	x.Time = parseStarted(e.of(e.started))
	x.Line = bytes.Count(e.json[:e.content.text.start], newline)
	x.Body, x.BodyUnknown, err = e.decodeBody(x.Status)
	x.Request = e.decodeRequest(fields)
	return x, err
}

// parseStarted reads startedDateTime, an RFC 3339 date and time. It returns the zero time if the value is not one.
func parseStarted(value jsontext.Value) (t time.Time) {
	if value.Kind() == '"' && t.UnmarshalText(value[1:len(value)-1]) == nil {
		return t
	}
	return time.Time{}
}

// decodeHeader returns the response's fields. An entry without any field was exported without them; then the content's
// media type is taken for the Content-Type.
func (e *harEntry) decodeHeader(fields *fieldReader) (http.Header, error) {
	err := fields.read("response.headers", e.of(e.fields))
	if len(fields.fields) == 0 {
		if mimeType := unquote(e.of(e.content.mimeType)); mimeType != "" && mimeType != "x-unknown" {
			return http.Header{"Content-Type": {mimeType}}, err
		}
	}
	return fields.header(), err
}

// decodeBody decodes the content. The body is unknown if the exporter left it out or encoded it in a way that HAR 1.2
// does not define.
func (e *harEntry) decodeBody(status int) (body []byte, unknown bool, err error) {
	isRedirect := status >= 300 && status < 400 // browsers that follow one do not keep its body
	text := e.of(e.content.text)
	switch kind := text.Kind(); {
	case status == http.StatusNotModified:
		return nil, false, nil // no content (RFC 9110, section 15.4.5); a text is from the browser's cache
	case kind == 0 || kind == 'n':
		return nil, !isZero(e.of(e.content.size)) || isPositive(e.of(e.bodySize)) || isRedirect, nil
	case kind != '"':
		return nil, false, unexpectedKind("response.content.text", '"', kind)
	case len(text) == len(`""`):
		return nil, isPositive(e.of(e.content.size)) || isRedirect, nil
	}
	body = appendUnquoted(make([]byte, 0, len(text)), text)
	switch encoding := unquote(e.of(e.content.encoding)); {
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

// requireString returns a string that must be present and not empty.
func requireString(what string, value jsontext.Value) (string, error) {
	switch string(value) { // without an allocation
	case `"GET"`:
		return http.MethodGet, nil
	case `"POST"`:
		return http.MethodPost, nil
	case `"DELETE"`:
		return http.MethodDelete, nil
	}
	s := unquote(value)
	if s == "" {
		return "", fmt.Errorf("%s is missing", what)
	}
	return s, nil
}

// unquote returns the value of a JSON string, with invalid UTF-8 replaced, and "" for any other value.
func unquote(value jsontext.Value) string {
	if value.Kind() != '"' {
		return ""
	}
	if text := value[1 : len(value)-1]; isPlain(text) {
		return string(text)
	}
	return string(appendUnquoted(nil, value))
}

// appendUnquoted appends the value of a JSON string, with invalid UTF-8 replaced.
func appendUnquoted(b []byte, quoted jsontext.Value) []byte {
	if text := quoted[1 : len(quoted)-1]; isPlain(text) {
		return append(b, text...)
	}
	b, _ = jsontext.AppendUnquote(b, quoted) // an error means invalid UTF-8
	return b
}

// isPlain reports whether the text of a JSON string stands for itself.
func isPlain(text []byte) bool { return bytes.IndexByte(text, '\\') < 0 && utf8.Valid(text) }
