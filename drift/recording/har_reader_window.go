package recording

import (
	"bytes"

	"github.com/seed-97812ecd/supermemory-go/internal/syntax"
)

// windowSize is how much of a HAR is in memory at a time, in bytes. It is allocated anew each time, because the entries
// that are found alias it.
const windowSize = 256 << 10

// window is a part of a file of entries.
type window struct {
	*harReader
	bytes []byte
	at    int // offset of what is read next
	line  int // on which it is
}

// setting is where entries stand.
type setting int

const (
	inLines setting = iota // one after the other
	atStart                // in an array, at its beginning
	amid                   // in an array, behind an entry
)

func inArray(first bool) setting {
	if first {
		return atStart
	}
	return amid
}

// readWindows yields the entries that come next, until it meets one that does not fit into a window, or something else
// than an entry: the tokenizer goes on there. A tokenizer could read all entries; this is faster.
func (h *harReader) readWindows(where setting) error {
	h.input.giveBack(h.tokens.UnreadBuffer())
	w := &window{harReader: h, line: h.input.line}
	h.input.consumed = func() int64 { return h.input.offset - int64(len(w.bytes)-w.at) }
	for {
		entry, start, end, found := w.scan(where)
		if !found {
			if end == len(w.bytes) && w.refill() {
				continue
			}
			h.input.giveBack(w.bytes[w.at:])
			h.tokenize(contexts[where])
			return nil
		}
		w.line += bytes.Count(w.bytes[w.at:start], newline)
		if err := h.found(entry, w.line); err != nil {
			return err
		}
		w.line += bytes.Count(entry.json, newline)
		w.at = end
		if where == atStart {
			where = amid
		}
	}
}

// contexts bring a tokenizer to where entries stand.
var contexts = map[setting][]byte{
	atStart: []byte(`{"log":{"entries":[`),
	amid:    []byte(`{"log":{"entries":[null`),
}

// scan finds the next entry.
func (w *window) scan(where setting) (entry harEntry, start, end int, found bool) {
	start = syntax.SkipSpace(w.bytes, w.at)
	if where == amid {
		if start == len(w.bytes) || w.bytes[start] != ',' {
			return entry, start, start, false
		}
		start = syntax.SkipSpace(w.bytes, start+1)
	}
	entry, end, found = scanEntry(w.bytes, start)
	return entry, start, end, found && end < len(w.bytes)
}

// refill drops what was read, and fills the window. It is false if that adds nothing.
func (w *window) refill() bool {
	rest := w.bytes[w.at:]
	if len(rest) == windowSize {
		return false
	}
	w.bytes, w.at = append(make([]byte, 0, windowSize), rest...), 0
	for len(w.bytes) < windowSize {
		n, err := w.input.Read(w.bytes[len(w.bytes):windowSize])
		w.bytes = w.bytes[:len(w.bytes)+n]
		if err != nil {
			break
		}
	}
	return len(w.bytes) > len(rest)
}
