package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"
)

// maxBody bounds what is read of a response's body, in bytes, after net/http decompressed it.
const maxBody = 1 << 20

// readBody reads a response's body, and at most one byte more than maxBody of it.
func readBody(resp *http.Response) ([]byte, error) {
	return io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
}

// confirmation is the connection that a response says was deleted. The error says, for a person, why it does not say so.
func confirmation(resp *http.Response, body []byte) (*DeletedConnection, error) {
	if resp.StatusCode != http.StatusOK {
		return nil, errors.New("the status is not 200")
	}
	if err := checkMediaType(resp.Header); err != nil {
		return nil, err
	}
	switch {
	case len(body) == 0:
		return nil, errors.New("the body is empty")
	case len(body) > maxBody:
		return nil, errors.New("the body is over 1 MiB")
	case !json.Valid(body):
		var value json.RawMessage
		return nil, fmt.Errorf("the body is not one JSON value: %w", json.Unmarshal(body, &value))
	case !utf8.Valid(body):
		return nil, errors.New("the body is not UTF-8")
	}
	return deletedConnection(value(body))
}

// checkMediaType refuses a body that is not declared as application/json (RFC 9110, section 8.3), or that is in an encoding
// which net/http did not remove (section 8.4).
func checkMediaType(header http.Header) error {
	switch declared := header.Values("Content-Type"); {
	case len(declared) == 0:
		return errors.New("the body has no media type")
	case len(declared) > 1:
		return fmt.Errorf("the body has %d media types", len(declared))
	case declared[0] != "application/json": // Most need no parsing.
		if mediaType, _, err := mime.ParseMediaType(declared[0]); err != nil || mediaType != "application/json" {
			return fmt.Errorf("the body's media type is %q, not application/json", declared[0])
		}
	}
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return fmt.Errorf("the body is encoded as %q", encoding)
	}
	return nil
}

// value is JSON that was found valid, or the rest of it. It is taken apart here because encoding/json takes property names in
// any letter case and the last of two with the same name, and cannot be told not to.
type value []byte

// deletedConnection decodes a DeletedConnection, or an array of exactly one, from a valid JSON value. Names are compared
// exactly, each may occur once, and what is unknown is skipped.
func deletedConnection(v value) (*DeletedConnection, error) {
	v = v.skipSpace()
	if v[0] == '[' {
		v = v[1:].skipSpace()
		if v[0] == ']' {
			return nil, errors.New("the array is empty")
		}
		if _, rest := v.first(); rest.skipSpace()[0] != ']' {
			return nil, errors.New("the array has more than one element")
		}
	}
	if v[0] != '{' {
		return nil, errors.New("the body is neither an object nor an array of one object")
	}
	var id, provider value
	for v = v[1:].skipSpace(); v[0] != '}'; {
		var name, property value
		name, v = v.first()
		property, v = v.skipSpace()[1:].skipSpace().first() // After the colon.
		if v = v.skipSpace(); v[0] == ',' {
			v = v[1:].skipSpace()
		}
		var err error
		switch {
		case name.is("id"):
			id, err = property.instead(id)
		case name.is("provider"):
			provider, err = property.instead(provider)
		}
		if err != nil {
			return nil, fmt.Errorf("%s %w", name, err)
		}
	}
	switch {
	case id == nil:
		return nil, errors.New(`"id" is missing`)
	case provider == nil:
		return nil, errors.New(`"provider" is missing`)
	case id.is(""):
		return nil, errors.New(`"id" is empty`)
	}
	return &DeletedConnection{ID: id.text(), Provider: provider.text()}, nil
}

// instead is v as a property's value, if that is a string and the property had no value before.
func (v value) instead(before value) (value, error) {
	switch {
	case before != nil:
		return nil, errors.New("occurs twice")
	case v[0] != '"':
		return nil, errors.New("is not a string")
	}
	return v, nil
}

// is reports whether v is the string s.
func (v value) is(s string) bool {
	if bytes.IndexByte(v, '\\') < 0 {
		return string(v[1:len(v)-1]) == s // Without an allocation.
	}
	return v.text() == s
}

// text decodes a string.
func (v value) text() (s string) {
	if bytes.IndexByte(v, '\\') < 0 {
		return string(v[1 : len(v)-1])
	}
	_ = json.Unmarshal(v, &s) // It is valid.
	return s
}

// skipSpace skips white space (RFC 8259, section 2).
func (v value) skipSpace() value {
	for len(v) > 0 && (v[0] == ' ' || v[0] == '\t' || v[0] == '\n' || v[0] == '\r') {
		v = v[1:]
	}
	return v
}

// first splits the first value, at whose first byte v begins, from what follows it.
func (v value) first() (first, rest value) {
	depth, quoted := 0, false
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case depth > 0 && (c == '}' || c == ']'):
			depth--
		case depth == 0 && strings.IndexByte(",:]} \t\n\r", c) >= 0: // The end of a number or a name such as true.
			return v[:i], v[i:]
		default:
			continue
		}
		if depth == 0 && !quoted {
			return v[:i+1], v[i+1:]
		}
	}
	return v, nil
}
