package coding

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
)

// decoder removes one coding from a body. It returns errOtherForm if the body does not have the coding's form, and
// ErrTooLarge if the result is longer than limit.
type decoder func(body []byte, limit int) ([]byte, error)

// gunzip removes the coding gzip (RFC 9110, section 8.4.1.3; RFC 1952), which it recognizes by its magic number. It
// ignores a wrong checksum and bytes after the end: the content is there.
func gunzip(body []byte, limit int) ([]byte, error) {
	if !bytes.HasPrefix([]byte("\x1f\x8b"), body[:min(2, len(body))]) {
		return nil, errOtherForm
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	var decoded []byte
	if err == nil {
		decoded, err = readUpTo(r, limit)
	}
	switch {
	case err == nil, isCutOff(err), errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader) && r != nil:
		return decoded, nil
	case errors.Is(err, ErrTooLarge):
		return nil, err
	}
	return nil, ErrUnknown
}

// inflate removes the coding deflate, which is the zlib format (RFC 9110, section 8.4.1.2; RFC 1950). Some servers send
// bare deflate data (RFC 1951) under that name.
func inflate(body []byte, limit int) ([]byte, error) {
	if r, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
		decoded, err := readUpTo(r, limit)
		switch {
		case err == nil, isCutOff(err), errors.Is(err, zlib.ErrChecksum):
			return decoded, nil
		case errors.Is(err, ErrTooLarge):
			return nil, err
		}
	}
	return readUnmarked(flate.NewReader(bytes.NewReader(body)), limit)
}

func isCutOff(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// readUpTo reads all that a decompressor has to give, up to limit bytes. With an error other than ErrTooLarge it
// returns what came before.
func readUpTo(decompressor io.Reader, limit int) ([]byte, error) {
	decoded, err := io.ReadAll(io.LimitReader(decompressor, int64(limit)+1))
	if len(decoded) > limit {
		return nil, ErrTooLarge
	}
	return decoded, err
}

// readUnmarked is readUpTo for a coding without a magic number: data that cannot be decoded is not in that coding,
// unless it is cut off and everything before is text.
func readUnmarked(decompressor io.Reader, limit int) ([]byte, error) {
	decoded, err := readUpTo(decompressor, limit)
	switch {
	case err == nil, errors.Is(err, ErrTooLarge):
		return decoded, err
	case errors.Is(err, io.ErrUnexpectedEOF) && len(decoded) > 0 && IsText(decoded):
		return decoded, nil
	}
	return nil, errOtherForm
}
