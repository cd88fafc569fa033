package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Accepted is a finding that an Acceptance matches. Its JSON form is flat: the members of the finding, the reason and
// the date.
type Accepted struct {
	drift.Finding
	Reason string `json:"reason"`
	Until  Date   `json:"until"`
}

// sink is where findings go as they are added: a report keeps none.
type sink struct {
	writer  *bufio.Writer
	spool   *os.File // what is written, if it is to be read again
	encode  func(*bytes.Buffer, *drift.Finding, *Acceptance) error
	buffer  bytes.Buffer
	failure error
}

// Stream makes the report write every finding to w as it comes, as a line of JSON. An error comes with [NDJSON].
func (r *Report) Stream(w io.Writer) {
	r.sink = &sink{writer: bufio.NewWriterSize(w, 64<<10), encode: encodeJSON}
}

// KeepFindings makes the report keep every finding in a temporary file, for formats that list them after its facts:
// [JSON], and [Text] with View.All. Only this process can read the file, and it is gone with it.
func (r *Report) KeepFindings() error {
	f, err := os.CreateTemp("", ".apidrift-findings-*")
	if err != nil {
		return fmt.Errorf("cannot keep the findings: %w", err)
	}
	os.Remove(f.Name()) // it stays as long as it is open; where it cannot be removed yet, Discard does it
	r.sink = &sink{writer: bufio.NewWriterSize(f, 64<<10), spool: f, encode: encodeJSON}
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

func encodeJSON(b *bytes.Buffer, f *drift.Finding, a *Acceptance) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if a != nil {
		return e.Encode(Accepted{*f, a.Reason, a.Until})
	}
	return e.Encode(f)
}

// put writes a finding. In a spool, a letter before it says whether it is accepted.
func (s *sink) put(f *drift.Finding, a *Acceptance) {
	if s.failure != nil {
		return
	}
	s.buffer.Reset()
	if s.spool != nil {
		s.buffer.WriteByte(spooled(a != nil))
	}
	s.failure = s.encode(&s.buffer, f, a)
	if s.failure == nil {
		_, s.failure = s.writer.Write(s.buffer.Bytes())
	}
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

// each yields the spooled findings, accepted or not, as JSON.
func (s *sink) each(accepted bool, yield func([]byte) error) error {
	if err := s.flush(); err != nil {
		return err
	}
	if _, err := s.spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r := bufio.NewReaderSize(s.spool, 64<<10)
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
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
			if err := yield(bytes.TrimSuffix(line[1:], []byte("\n"))); err != nil {
				return err
			}
		}
		line = line[:0]
	}
}
