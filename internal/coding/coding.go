// Package coding removes content codings from bodies (RFC 9110, section 8.4).
package coding

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxBody bounds a body after decoding, in bytes.
const MaxBody = 64 << 20

// maxCodings bounds how many codings are removed from one body; servers apply one.
const maxCodings = 4

// What Decode returns.
var (
	ErrUnknown  = errors.New("the content cannot be decoded")
	ErrTooLarge = fmt.Errorf("its body is larger than %d MiB after decoding: a decompression bomb, or no recording for a contract", MaxBody>>20)
)

// Decode removes the content codings that the Content-Encoding fields name, the last one first. It knows gzip, deflate and what it is given in more. A
// recorder may have removed the codings and left the fields: text is therefore returned as it is. The error is [ErrUnknown] for a coding
// that is not known and for a body that is damaged, and [ErrTooLarge]. A body that is cut off is decoded as far as it goes.
func Decode(fields []string, body []byte, more map[string]Decoder) ([]byte, error) {
	codings := contentCodings(fields)
	if len(codings) > maxCodings {
		return nil, ErrUnknown
	}
	for len(codings) > 0 && len(body) > 0 {
		last := len(codings) - 1
		decode := decoders[codings[last]]
		if decode == nil {
			decode = more[codings[last]]
		}
		codings = codings[:last]
		if decode == nil {
			return nil, ErrUnknown
		}
		if IsText(body) {
			continue
		}
		decoded, err := decode(body)
		switch {
		case err == nil:
			body = decoded
		case !errors.Is(err, ErrOtherForm):
			return nil, err
		case !utf8.Valid(body):
			return nil, ErrUnknown
		}
	}
	return body, nil
}

// contentCodings lists the codings in the order in which they were applied, in lower case and without identity, which is none.
func contentCodings(fields []string) (codings []string) {
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

// IsText reports whether a body is UTF-8 without the control characters that JSON and other text does not have, and compressed data does.
func IsText(body []byte) bool {
	for _, b := range body {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' {
			return false
		}
	}
	return utf8.Valid(body)
}

// Decoder removes one coding from a body. It returns [ErrOtherForm] for a body that does not have the coding's form.
type Decoder func(body []byte) ([]byte, error)

var decoders = map[string]Decoder{
	"gzip":    gunzip,
	"x-gzip":  gunzip,
	"deflate": inflate,
}

// ErrOtherForm is a body that does not have the form of its coding.
var ErrOtherForm = errors.New("the body does not have the form of the coding")

// readBounded reads all that a decompressor has to give. With an error it returns what came before.
func readBounded(decompressor io.Reader) ([]byte, error) {
	decoded, err := io.ReadAll(io.LimitReader(decompressor, MaxBody+1))
	if len(decoded) > MaxBody {
		return nil, ErrTooLarge
	}
	return decoded, err
}

// ReadUnmarked is readBounded for a coding without a magic number. What cannot be decoded does not have its form, unless it is only cut off
// and text until there.
func ReadUnmarked(decompressor io.Reader) ([]byte, error) {
	decoded, err := readBounded(decompressor)
	switch {
	case err == nil, errors.Is(err, ErrTooLarge):
		return decoded, err
	case errors.Is(err, io.ErrUnexpectedEOF) && len(decoded) > 0 && IsText(decoded):
		return decoded, nil
	}
	return nil, ErrOtherForm
}
