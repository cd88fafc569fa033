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

// decodeEntry decodes an entry of a HAR. Its line is counted from that on which the entry begins.
func decodeEntry(json []byte) (x drift.Exchange, err error) {
	e, err := parseEntry(json)
	if err != nil {
		return x, err
	}
	defer e.release()
	if x.Method, err = requireString("request.method", e.method); err != nil {
		return x, err
	}
	if x.URL, err = requireString("request.url", e.url); err != nil {
		return x, err
	}
	if x.Status, err = e.parseStatus(); err != nil {
		return x, err
	}
	if x.Status == 0 { // such as 1e-999; entries with a plain 0 were skipped
		return x, errNoStatusCode
	}
	x.Time = parseStarted(e.started)
	x.Header = e.decodeHeader()
	x.Line = bytes.Count(json[:e.textOffset], newline)
	x.Redacted = e.redacted
	x.Body, x.BodyUnknown, err = e.decodeBody(x.Status)
	x.Request = e.decodeRequest()
	return x, err
}

// parseStarted reads startedDateTime, an RFC 3339 date and time. It returns the zero time if the value is not one.
func parseStarted(value jsontext.Value) time.Time {
	t, err := time.Parse(time.RFC3339, unquote(value))
	if err != nil {
		return time.Time{}
	}
	return t
}

// decodeHeader returns the response's fields. An entry without any field was exported without them; then the content's
// media type is taken for the Content-Type.
func (e *harEntry) decodeHeader() http.Header {
	if len(e.fields) == 0 {
		if mimeType := unquote(e.content.mimeType); mimeType != "" && mimeType != "x-unknown" {
			return http.Header{"Content-Type": {mimeType}}
		}
	}
	return headerOf(e.fields)
}

// headerOf returns fields without the pseudo-header fields of HTTP/2 (RFC 9113, section 8.3). It splits values at line
// feeds, with which Chrome's protocol joins repeated fields.
func headerOf(fields []harField) http.Header {
	header := make(http.Header, len(fields))
	values := make([]string, len(fields)) // one allocation for the values of all fields, as in net/textproto
	for i, f := range fields {
		if f.name == "" || f.name[0] == ':' {
			continue
		}
		value := fieldValue(f.value)
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

// fieldValue returns a header field's value. Some exporters write numbers without quotes.
func fieldValue(value jsontext.Value) string {
	if value.Kind() == '0' {
		return string(value)
	}
	return unquote(value)
}

// decodeBody decodes the content. The body is unknown if the exporter left it out or encoded it in a way that HAR 1.2
// does not define.
func (e *harEntry) decodeBody(status int) (body []byte, unknown bool, err error) {
	isRedirect := status >= 300 && status < 400 // browsers that follow one do not keep its body
	text := e.content.text
	switch kind := text.Kind(); {
	case status == http.StatusNotModified:
		return nil, false, nil // no content (RFC 9110, section 15.4.5); a text is from the browser's cache
	case kind == 0 || kind == 'n':
		return nil, !isZero(e.content.size) || isPositive(e.bodySize) || isRedirect, nil
	case kind != '"':
		return nil, false, unexpectedKind("response.content.text", '"', kind)
	case len(text) == len(`""`):
		return nil, isPositive(e.content.size) || isRedirect, nil
	}
	body, _ = jsontext.AppendUnquote(nil, text) // an error means invalid UTF-8, which is replaced
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
	if text := value[1 : len(value)-1]; bytes.IndexByte(text, '\\') < 0 && utf8.Valid(text) {
		return string(text)
	}
	s, _ := jsontext.AppendUnquote(nil, value)
	return string(s)
}
