package openapi

import (
	"bytes"

	"github.com/getkin/kin-openapi/openapi3"
)

// startMark begins a document in YAML (YAML 1.2.2, section 9.1.2).
const startMark = "--- "

// start puts a mark before a JSON text. A YAML parser takes a brace at the beginning for the start of a key, and keeps
// all tokens up to its end, which takes most of the memory; after the mark, a key cannot start.
func (s *source) start() {
	if !bytes.HasPrefix(s.text, []byte("{")) {
		return
	}
	if s.pieces == nil {
		s.pieces = []piece{{0, 0}}
	}
	s.text, s.started = append([]byte(startMark), s.text...), true
	s.move(len(startMark))
}

// move moves what the text has from the document.
func (s *source) move(by int) {
	moved := make([]piece, len(s.pieces))
	for i, p := range s.pieces {
		moved[i] = piece{p.text + by, p.document}
	}
	s.pieces = moved
}

// retried loads a document again if that fails, as it was written: kin-openapi reads as JSON what YAML does not allow,
// such as a name that stands twice.
func (d *Document) retried(load func() (*openapi3.T, error)) func() (*openapi3.T, error) {
	return func() (*openapi3.T, error) {
		doc, err := load()
		isMarked := false
		for _, s := range d.sources {
			if err != nil && s.started {
				isMarked, s.started = true, false
				s.text = s.text[len(startMark):]
				s.move(-len(startMark))
			}
		}
		if isMarked {
			return load()
		}
		return doc, err
	}
}
