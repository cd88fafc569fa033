package recording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// lenient accepts faults that do not keep the rest of a HAR from being read. Looking for duplicate names takes time.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// readHAR yields the entries of a HAR 1.2 file, whatever the order of its members. It holds one entry at a time, of at
// most limit bytes.
func readHAR(name string, input *bufio.Reader, limit int, yield func(Record, error) bool) error {
	h := newHARReader(name, input, limit, yield)
	h.what = "the HAR"
	return h.finish(h.readFile())
}

// readLines yields the entries of a file that has nothing but entries of a HAR, one a line. It holds one at a time, of
// at most limit bytes.
func readLines(name string, input *bufio.Reader, limit int, yield func(Record, error) bool) error {
	h := newHARReader(name, input, limit, yield)
	h.what = "the file"
	for {
		err := h.readWindows(inLines)
		if err == nil {
			err = h.readEntry()
		}
		switch {
		case err == io.EOF:
			return h.finish(nil)
		case err != nil:
			return h.finish(err)
		}
	}
}

// finish returns why a recording could not be read to its end, or why it proves nothing.
func (h *harReader) finish(err error) error {
	switch {
	case err == errStopped:
		return nil
	case err != nil:
		return h.explain(err)
	case h.position == 0:
		return emptyError(h.what + " has no entry, so it proves nothing: record the traffic again, or delete the file")
	case h.answered == 0:
		return emptyError("no request in " + h.what + " was answered (the status is 0 in every entry), " +
			"so it proves nothing: record the traffic again")
	}
	return nil
}

// harReader finds the entries of a HAR.
type harReader struct {
	what   string // is read, for a message
	tokens *jsontext.Decoder
	input  *harInput
	name   string
	yield  func(Record, error) bool

	before   int64 // bytes of the file before those that the tokenizer counts
	position int   // zero-based, of the entry that is being read, or else of the next one
	answered int   // entries so far that have a response
	inEntry  bool  // an entry is being read
}

// newHARReader consumes a byte order mark at the beginning of the input.
func newHARReader(name string, input *bufio.Reader, limit int, yield func(Record, error) bool) *harReader {
	h := &harReader{name: name, yield: yield}
	if start, _ := input.Peek(len(byteOrderMark)); string(start) == byteOrderMark {
		input.Discard(len(byteOrderMark)) // it is there
		h.before = int64(len(byteOrderMark))
	}
	h.input = &harInput{input: input, limit: limit, offset: h.before, line: 1}
	h.tokenize(nil)
	return h
}

// tokenize lets a new tokenizer read the input, after what is not in the file but says where in it the tokenizer is.
func (h *harReader) tokenize(context []byte) {
	h.before = h.input.offset - int64(len(context))
	h.tokens = jsontext.NewDecoder(io.MultiReader(bytes.NewReader(context), h.input), lenient...)
	h.input.consumed = func() int64 { return h.fileOffset(h.tokens.InputOffset()) }
	for h.tokens.InputOffset() < int64(len(context)) {
		h.tokens.ReadToken() // cannot fail
	}
}

var errStopped = errors.New("the consumer wants no more records")

func (h *harReader) readFile() error {
	if err := h.readObject("the file", h.readFileMember); err != nil {
		return err
	}
	_, err := h.tokens.ReadToken()
	if err == nil {
		return fmt.Errorf("expected the HAR to end before byte %d, saw more: export the traffic again",
			h.fileOffset(h.tokens.InputOffset()))
	}
	if err != io.EOF {
		return err
	}
	return nil
}

func (h *harReader) readFileMember(name []byte) error {
	if string(name) == `"log"` {
		return h.readObject("log", h.readLogMember)
	}
	return h.tokens.SkipValue()
}

func (h *harReader) readLogMember(name []byte) error {
	if string(name) == `"entries"` {
		return h.readEntries()
	}
	return h.tokens.SkipValue()
}

func (h *harReader) readEntries() error {
	if err := h.readOpening("log.entries", '['); err != nil {
		return err
	}
	for first := true; ; first = false {
		if err := h.readWindows(inArray(first)); err != nil {
			return err
		}
		if h.tokens.PeekKind() == ']' {
			_, err := h.tokens.ReadToken()
			return err
		}
		if err := h.readEntry(); err != nil {
			return err
		}
	}
}

// readEntry reads the entry that comes next with the tokenizer, as one is that is very long. Mostly, it says what is
// wrong with the file.
func (h *harReader) readEntry() error {
	h.inEntry = true
	json, err := h.tokens.ReadValue()
	if err != nil {
		return err
	}
	h.inEntry = false
	entry, _, _ := scanEntry(bytes.Clone(json), 0)
	return h.found(entry, h.line()-bytes.Count(json, newline))
}

// found yields an entry, if it was answered.
func (h *harReader) found(entry harEntry, line int) error {
	source := drift.Source{File: h.name, Entry: h.position, Line: line}
	h.position++
	if entry.isUnanswered() {
		return nil
	}
	h.answered++
	if !h.yield(Record{source: source, entry: entry}, nil) {
		return errStopped
	}
	return nil
}

// readObject calls readMember with the name, in quotes, of each member of the object that comes next. readMember reads
// the member's value.
func (h *harReader) readObject(what string, readMember func(name []byte) error) error {
	if err := h.readOpening(what, '{'); err != nil {
		return err
	}
	for h.tokens.PeekKind() != '}' {
		name, err := h.tokens.ReadValue()
		if err != nil {
			return err
		}
		if err := readMember(name); err != nil {
			return err
		}
	}
	_, err := h.tokens.ReadToken()
	return err
}

// readOpening reads the brace or bracket that begins an object or array.
func (h *harReader) readOpening(what string, kind jsontext.Kind) error {
	token, err := h.tokens.ReadToken()
	if err == nil && token.Kind() != kind {
		return unexpectedKind(what, kind, token.Kind())
	}
	return err
}

// line returns the line on which the value that was read last ends.
func (h *harReader) line() int {
	return h.input.line - bytes.Count(h.tokens.UnreadBuffer(), newline)
}

// explain says where and why a HAR cannot be read further, without repeating any of its content.
func (h *harReader) explain(err error) error {
	where := ""
	if h.inEntry {
		where = fmt.Sprintf("entry %d: ", h.position)
	}
	syntax, isSyntax := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case h.input.failed != nil:
		return h.input.failed
	case errors.Is(err, errTooLong):
		return fmt.Errorf("%smore than %d MiB in one value after byte %d: remove it from the file",
			where, h.input.limit>>20, h.fileOffset(h.tokens.InputOffset()))
	case errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF:
		return fmt.Errorf("%s%s is cut off at byte %d, after %s: export the traffic again",
			where, h.what, h.input.offset, completeEntries(h.position))
	case isSyntax && strings.Contains(syntax.Err.Error(), "max depth"): // the tokenizer's own limit
		return fmt.Errorf("%snested more than 10000 levels deep at byte %d: remove it from the file",
			where, h.fileOffset(syntax.ByteOffset))
	case isSyntax:
		return fmt.Errorf("%snot valid JSON at byte %d: export the traffic again",
			where, h.fileOffset(syntax.ByteOffset))
	}
	return fmt.Errorf("%s%w", where, err)
}

// fileOffset is the offset in the file of what the tokenizer has at an offset.
func (h *harReader) fileOffset(offset int64) int64 { return h.before + offset }

func completeEntries(n int) string {
	if n == 1 {
		return "1 complete entry"
	}
	return fmt.Sprintf("%d complete entries", n)
}
