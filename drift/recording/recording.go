// Package traffic reads HTTP exchanges from files: HAR 1.2, as browsers and proxies export it, and cassettes of go-vcr v4.
//
// Start with [Files], which finds recordings, and [Read], which yields the exchanges of one. [Records] is Read in two halves, for a
// program that decodes on several cores: finding the next [Record] is serial and cheap, [Record.Exchange] is the rest.
//
// What a caller relies on:
//
//   - The format is found by looking at the content; the name of a file says nothing.
//   - HAR is streamed: memory does not grow with the length of the file. One entry of a HAR may take 64 MiB, one cassette 256 MiB, and
//     a body 64 MiB after decoding. Beyond these limits, and for anything else that cannot be read, there is an error: one line that names
//     the file and the entry, and repeats neither a body nor a header field.
//   - A recording without a response is an error, because it proves nothing.
//   - A body that was not recorded, or that cannot be decoded, is unknown ([drift.Exchange.BodyUnknown]) and never taken for an empty one.
package recording

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
)

// standardInput is the name of a recording that is read from standard input.
const standardInput = "-"

// Record is one exchange of a recording, found but not decoded. Its memory is its own: it stays valid while reading goes on.
type Record struct {
	source      drift.Source
	entry       []byte                // of a HAR: valid JSON
	interaction *cassette.Interaction // of a cassette
}

// Exchange decodes the record. It is safe for concurrent use, and errors are about this record alone.
func (r Record) Exchange() (drift.Exchange, error) {
	var x drift.Exchange
	var err error
	if r.interaction != nil {
		x, err = interactionExchange(r.interaction)
	} else {
		x, err = entryExchange(r.entry)
	}
	if err != nil {
		return drift.Exchange{}, failure(r.source.File, fmt.Errorf("entry %d: %w", r.source.Entry, err))
	}
	x.File, x.Entry, x.Line = r.source.File, r.source.Entry, r.source.Line+x.Line
	return x, nil
}

// Read yields the exchanges of a recording in their order. The first error ends it. The name "-" stands for standard input.
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

// Records yields the records of a recording in their order, and closes the file in the end, early or not. The first error ends it.
// The name "-" stands for stdin, which is not looked at otherwise and never closed.
//
// An entry of a HAR whose response has status 0 is passed over, but counted in the position of the others: the request was blocked or
// aborted, and nothing was answered.
func Records(name string, stdin io.Reader) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		input := stdin
		if name != standardInput {
			file, err := os.Open(name)
			if err != nil {
				yield(Record{}, fmt.Errorf("cannot read recordings: %w", err))
				return
			}
			defer file.Close()
			input = file
		}
		if err := records(name, input, yield); err != nil {
			yield(Record{}, failure(name, err))
		}
	}
}

// records reports what keeps it from yielding further records. It returns nil if yield wants none.
func records(name string, input io.Reader, yield func(Record, error) bool) error {
	buffered := bufio.NewReaderSize(input, sniffed)
	format, err := recognize(buffered)
	switch {
	case err != nil:
		return err
	case format == harFormat:
		return readHAR(name, buffered, yield)
	default:
		return readCassette(name, input, buffered, yield)
	}
}

// maxReason bounds the part of an error that says what is wrong.
const maxReason = 360

// failure names the recording that an error is about, in one bounded line.
func failure(name string, err error) error {
	if name == standardInput {
		name = "standard input"
	}
	if _, ok := errors.AsType[*os.PathError](err); ok { // it names the file
		return fmt.Errorf("cannot read recordings: %w", err)
	}
	reason := strings.ToValidUTF8(strings.Join(strings.Fields(err.Error()), " "), "\ufffd")
	if len(reason) > maxReason {
		reason = strings.ToValidUTF8(reason[:maxReason], "") + "…"
	}
	return fmt.Errorf("%s: %s", name, reason)
}
