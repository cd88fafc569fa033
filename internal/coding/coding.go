// Package coding removes content codings from bodies (RFC 9110, section 8.4).
package coding

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxBody is the greatest length of a decoded body, in bytes.
const MaxBody = 64 << 20

// maxCodings is how many codings are removed from one body; servers apply one.
const maxCodings = 4

// The errors that [Decode] returns.
var (
	ErrUnknown  = errors.New("the body has an unknown content coding, or is damaged")
	ErrTooLarge = fmt.Errorf("the body is larger than %d MiB after decoding: remove the exchange from the recording",
		MaxBody>>20)
)

// errOtherForm means that a body does not have the form of the coding that its header names.
var errOtherForm = errors.New("the body does not have the form of the coding")

// Decompressor returns a reader of the content of compressed data. It is for codings without a magic number.
type Decompressor func(compressed io.Reader) io.Reader

// Decode removes the content codings that the Content-Encoding fields name, the last one first. It knows gzip, x-gzip,
// deflate and identity, and those in more, which has a decompressor for the name of a coding in lower case.
//
// A recorder may have removed the codings without removing the fields: Decode returns text as it is. A body that is cut
// off is decoded as far as possible. The error is [ErrUnknown] if there is no decompressor for a coding, if there are
// more than four codings, or if the body is damaged; it is [ErrTooLarge] if the result would exceed [MaxBody].
func Decode(fields []string, body []byte, more map[string]Decompressor) ([]byte, error) {
	return decodeUpTo(MaxBody, fields, body, more)
}

func decodeUpTo(limit int, fields []string, body []byte, more map[string]Decompressor) ([]byte, error) {
	codings := parseFields(fields)
	if len(codings) > maxCodings {
		return nil, ErrUnknown
	}
	for len(codings) > 0 && len(body) > 0 {
		last := len(codings) - 1
		decode := decoderOf(codings[last], more)
		codings = codings[:last]
		if decode == nil {
			return nil, ErrUnknown
		}
		if IsText(body) {
			continue
		}
		decoded, err := decode(body, limit)
		switch {
		case err == nil:
			body = decoded
		case !errors.Is(err, errOtherForm):
			return nil, err
		case !utf8.Valid(body):
			return nil, ErrUnknown
		}
	}
	return body, nil
}

// parseFields lists the codings in lower case, in the order in which they were applied. It leaves out identity.
func parseFields(fields []string) (codings []string) {
	for _, field := range fields {
		for coding := range strings.SplitSeq(field, ",") {
			coding = strings.ToLower(strings.TrimSpace(coding))
			if coding != "" && coding != "identity" {
				codings = append(codings, coding)
			}
		}
	}
	return codings
}

// decoderOf returns the decoder of a coding, or nil.
func decoderOf(coding string, more map[string]Decompressor) decoder {
	switch coding {
	case "gzip", "x-gzip":
		return gunzip
	case "deflate":
		return inflate
	}
	decompress := more[coding]
	if decompress == nil {
		return nil
	}
	return func(body []byte, limit int) ([]byte, error) {
		return readUnmarked(decompress(bytes.NewReader(body)), limit)
	}
}

// IsText reports whether a body is UTF-8 without the control characters that compressed data has, and JSON and other
// text does not.
func IsText(body []byte) bool {
	for _, b := range body {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' {
			return false
		}
	}
	return utf8.Valid(body)
}
