package recording

import (
	"bytes"
	"errors"
	"io"
)

var (
	newline = []byte{'\n'}

	errTooLong = errors.New("too long")
)

// harInput counts the bytes and lines that a tokenizer reads. It returns errTooLong when the tokenizer would have to
// hold more than limit bytes.
type harInput struct {
	input    io.Reader
	limit    int
	consumed func() int64 // the offset from which on the tokenizer holds the input
	offset   int64        // to which the input is read
	line     int          // of that offset
	failed   error        // why the input cannot be read
}

func (h *harInput) Read(p []byte) (int, error) {
	if h.offset-h.consumed() > int64(h.limit) {
		return 0, errTooLong
	}
	p = p[:min(len(p), sniffed)] // read little ahead, even after a long entry made the tokenizer's buffer large
	n, err := h.input.Read(p)
	h.offset += int64(n)
	h.line += bytes.Count(p[:n], newline)
	if err != nil && err != io.EOF {
		h.failed = err
	}
	return n, err
}
