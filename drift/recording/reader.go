package recording

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// standardInput is the name of a recording that is read from standard input.
const standardInput = "-"

// limits bound what is held in memory at a time, in bytes.
type limits struct {
	value    int // of a HAR: an entry, or a string in a part that is skipped
	cassette int // a cassette, which is read as a whole
}

var defaultLimits = limits{value: 64 << 20, cassette: 256 << 20}

// Record is one exchange of a recording, found but not decoded. One of a HAR keeps up to 256 KiB of the file in memory.
type Record struct {
	source      drift.Source
	entry       harEntry     // of a HAR
	interaction *interaction // of a cassette
}

// Exchange decodes the record. An error concerns this record alone. Exchange is safe for concurrent use.
func (r Record) Exchange() (drift.Exchange, error) {
	var x drift.Exchange
	var err error
	if r.interaction != nil {
		x, err = decodeInteraction(r.interaction)
	} else {
		x, err = r.entry.decode()
	}
	if err != nil {
		return drift.Exchange{}, newReadError(r.source.File, fmt.Errorf("entry %d: %w", r.source.Entry, err))
	}
	x.File, x.Entry, x.Line = r.source.File, r.source.Entry, r.source.Line+x.Line
	return x, nil
}

// Read yields the exchanges of a recording in their order, and stops after the first error. The name "-" stands for
// standard input.
func Read(name string) iter.Seq2[drift.Exchange, error] {
	return func(yield func(drift.Exchange, error) bool) {
		for record, err := range Records(name, os.Stdin) {
			var x drift.Exchange
			if err == nil {
				x, err = record.Exchange()
			}
			if !yield(x, err) || err != nil {
				return
			}
		}
	}
}

// Records yields the records of a recording in their order, and stops after the first error. It closes the file when
// the iteration ends, early or not. The name "-" stands for stdin, which is read for no other name, and never closed.
//
// Records skips HAR entries whose response has status 0: the request was blocked or aborted. Such entries count in the
// positions of the others. The error for a recording without an exchange wraps [ErrEmpty].
func Records(name string, stdin io.Reader) iter.Seq2[Record, error] {
	return recordsWithin(defaultLimits, name, stdin)
}

func recordsWithin(l limits, name string, stdin io.Reader) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		input := stdin
		if name != standardInput {
			file, err := os.Open(name)
			if err != nil {
				yield(Record{}, newReadError(name, err))
				return
			}
			defer file.Close()
			input = file
		}
		if err := readRecords(l, name, input, yield); err != nil {
			yield(Record{}, newReadError(name, err))
		}
	}
}

// readRecords returns nil if all records were yielded, or if yield wants no more.
func readRecords(l limits, name string, input io.Reader, yield func(Record, error) bool) error {
	buffered := bufio.NewReaderSize(input, sniffed)
	format, err := recognize(buffered)
	switch {
	case err != nil:
		return err
	case format == harFormat:
		return readHAR(name, buffered, l.value, yield)
	case format == linesFormat:
		return readLines(name, buffered, l.value, yield)
	default:
		if size, ok := fileSize(input); ok && size > int64(l.cassette) {
			return cassetteTooLarge(l.cassette)
		}
		return readCassette(name, buffered, l.cassette, yield)
	}
}

func fileSize(r io.Reader) (int64, bool) {
	file, ok := r.(*os.File)
	if !ok {
		return 0, false
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0, false
	}
	return info.Size(), true
}

// ErrEmpty is what an error wraps about a recording that can be read and has no exchange in it. It proves nothing, and
// contradicts nothing: a caller that reads other recordings may go on.
var ErrEmpty = errors.New("the recording has no exchange")

// emptyError says why a recording has no exchange.
type emptyError string

func (e emptyError) Error() string { return string(e) }

func (e emptyError) Unwrap() error { return ErrEmpty }

// readError says on one line what is wrong with a recording.
type readError struct {
	name string // of the recording
	err  error
}

// newReadError names the recording that an error is about. An error of the file system names it already.
func newReadError(name string, err error) error {
	if _, ok := errors.AsType[*os.PathError](err); ok {
		return fmt.Errorf("cannot read recordings: %w", err)
	}
	if name == standardInput {
		name = "standard input"
	}
	return &readError{name, err}
}

func (e *readError) Error() string { return e.name + ": " + text.Fold(e.err.Error(), text.MaxError) }

func (e *readError) Unwrap() error { return e.err }
