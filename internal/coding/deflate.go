package coding

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
)

// gunzip removes the coding gzip (RFC 9110, section 8.4.1.3; RFC 1952). It is told by its magic number. A checksum that does not match, and
// bytes after the end, do not matter: the content is there.
func gunzip(body []byte) ([]byte, error) {
	if !bytes.HasPrefix([]byte("\x1f\x8b"), body[:min(2, len(body))]) {
		return nil, ErrOtherForm
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	var decoded []byte
	if err == nil {
		decoded, err = readBounded(r)
	}
	switch {
	case err == nil, isCut(err), errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader) && r != nil:
		return decoded, nil
	case errors.Is(err, ErrTooLarge):
		return nil, err
	}
	return nil, ErrUnknown
}

func isCut(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// inflate removes the coding deflate, which is the zlib format (RFC 9110, section 8.4.1.2; RFC 1950). Some servers send bare deflate data
// (RFC 1951) under that name.
func inflate(body []byte) ([]byte, error) {
	if isZlib(body) {
		if r, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
			decoded, err := readBounded(r)
			switch {
			case err == nil, isCut(err), errors.Is(err, zlib.ErrChecksum):
				return decoded, nil
			case errors.Is(err, ErrTooLarge):
				return nil, err
			}
		}
	}
	return ReadUnmarked(flate.NewReader(bytes.NewReader(body)))
}

// isZlib checks the two bytes that zlib data begins with (RFC 1950, section 2.2).
func isZlib(body []byte) bool {
	return len(body) >= 2 && body[0]&0x0f == 8 && body[0]>>4 <= 7 && (int(body[0])<<8|int(body[1]))%31 == 0
}
