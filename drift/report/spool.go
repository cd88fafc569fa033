package report

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// sink is where findings go as they are added: a report keeps none.
type sink struct {
	format  string
	writer  *bufio.Writer
	spool   *os.File // what is written, if it is to be read again
	encode  func([]byte, *drift.Finding, *Acceptance) []byte
	buffer  []byte
	failure error
}

// Keep prepares a report for a format that lists single findings. Without it, the format lists none. NDJSON is written
// to w as findings come. What JSON and, with View.All, text list after the facts waits in a temporary file: only this
// process can read it, and it is gone with the process, or with [Report.Discard].
func (r *Report) Keep(format string, w io.Writer) error {
	s := &sink{format: format, encode: appendJSON}
	switch {
	case format == "ndjson":
		s.writer = bufio.NewWriterSize(w, 64<<10)
	case format == "text" && r.View.All:
		s.encode = appendText
		fallthrough
	case format == "json":
		f, err := os.CreateTemp("", ".apidrift-findings-*")
		if err != nil {
			return fmt.Errorf("cannot keep the findings: %w", err)
		}
		os.Remove(f.Name()) // it stays as long as it is open; where it cannot be removed yet, Discard does it
		s.writer, s.spool = bufio.NewWriterSize(f, 64<<10), f
	default:
		return nil
	}
	r.sink = s
	return nil
}

// Discard closes what the report keeps on disk.
func (r *Report) Discard() {
	if r.sink != nil && r.sink.spool != nil {
		r.sink.spool.Close()
		os.Remove(r.sink.spool.Name())
		r.sink = nil
	}
}

// put writes a finding. In a spool, a letter before it says whether it is accepted.
func (s *sink) put(f *drift.Finding, a *Acceptance) {
	if s.failure != nil {
		return
	}
	s.buffer = s.buffer[:0]
	if s.spool != nil {
		s.buffer = append(s.buffer, spooled(a != nil))
	}
	s.buffer = append(s.encode(s.buffer, f, a), '\n')
	_, s.failure = s.writer.Write(s.buffer)
}

func spooled(accepted bool) byte {
	if accepted {
		return 'a'
	}
	return 'f'
}

// flush returns the first error of all that was written.
func (s *sink) flush() error {
	if s.failure == nil {
		s.failure = s.writer.Flush()
	}
	if s.failure != nil {
		return fmt.Errorf("cannot keep the findings: %w", s.failure)
	}
	return nil
}

// spooledFindings yields the lines that were kept for a format, of findings that are accepted or not.
func (r *Report) spooledFindings(format string, accepted bool, yield func([]byte)) error {
	s := r.sink
	if s == nil || s.spool == nil || s.format != format {
		return nil
	}
	if err := s.flush(); err != nil {
		return err
	}
	if _, err := s.spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	lines := bufio.NewReaderSize(s.spool, 64<<10)
	var line []byte
	for {
		part, err := lines.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if line[0] == spooled(accepted) {
			yield(bytes.TrimSuffix(line[1:], []byte("\n")))
		}
		line = line[:0]
	}
}
