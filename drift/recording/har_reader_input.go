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
	ahead    []byte // what was read and given back, which comes before the input
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
	n, err := h.read(p)
	h.offset += int64(n)
	h.line += bytes.Count(p[:n], newline)
	if err != nil && err != io.EOF {
		h.failed = err
	}
	return n, err
}

func (h *harInput) read(p []byte) (int, error) {
	switch {
	case len(h.ahead) > 0:
		n := copy(p, h.ahead)
		h.ahead = h.ahead[n:]
		return n, nil
	case h.failed != nil:
		return 0, h.failed
	}
	return h.input.Read(p)
}

// giveBack makes what was read last be read again. It does not copy it.
func (h *harInput) giveBack(unread []byte) {
	h.ahead = append(unread[:len(unread):len(unread)], h.ahead...)
	h.offset -= int64(len(unread))
	h.line -= bytes.Count(unread, newline)
}
