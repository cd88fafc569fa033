package api

import (
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

// confirm decodes the body of a response that confirms an operation. The error, written for a person, says why the
// response does not.
func confirm[T any](
	op *operation, resp *http.Response, body []byte, decode func(value) (*T, error),
) (*T, error) {
	if resp.StatusCode != op.status {
		return nil, fmt.Errorf("the status is not %d", op.status)
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
	return decode(body)
}

// checkMediaType refuses a body that is not declared as application/json (RFC 9110, section 8.3), or that has a
// content coding which net/http did not remove (section 8.4).
func checkMediaType(header http.Header) error {
	switch declared := header.Values("Content-Type"); {
	case len(declared) == 0:
		return errors.New("the body has no media type")
	case len(declared) > 1:
		return fmt.Errorf("the body has %d media types", len(declared))
	case declared[0] != "application/json": // Parsed only if it is not the usual one.
		if mediaType, _, err := mime.ParseMediaType(declared[0]); err != nil || mediaType != "application/json" {
			return fmt.Errorf("the body's media type is %q, not application/json", declared[0])
		}
	}
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return fmt.Errorf("the body is encoded as %q", encoding)
	}
	return nil
}
