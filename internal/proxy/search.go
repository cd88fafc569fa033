package proxy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// exposure is how much of the recording was written before the last secret was learned. The rest has none of
// the known secrets, and need not be searched again.
type exposure struct {
	entries int // that were written
	late    int // of them, from the first on, those that a secret may be in that was learned later
	learned int // how many secrets were learned when the last entry was written
}

// wrote counts an entry. Learned is how many secrets were known when it was scrubbed, at least, and now how many are.
func (e *exposure) wrote(learned, now int) {
	e.known(now)
	if e.entries++; learned < now {
		e.late = e.entries
	}
}

// known says how many secrets were learned by now.
func (e *exposure) known(now int) {
	if now > e.learned {
		e.late, e.learned = e.entries, now
	}
}

const searchWindow, searchOverlap = 4 << 20, 64 << 10

// searchRecording searches the recording for secrets that were learned after they had been written. In the rest it
// looks for the one form that entries are not searched for as they are written.
func (w *watch) searchRecording(ctx context.Context) error {
	file, err := os.Open(w.har.Name())
	if err != nil {
		return nil // it was removed, which was said
	}
	defer file.Close()
	w.exposure.known(w.keyring.Learned())
	scrubber := w.keyring.Scrubber(nil)
	lines := w.exposure.late + 1 // an entry each, after the first
	window := make([]byte, 0, searchWindow)
	for from := 0; ; {
		n, err := io.ReadFull(file, window[len(window):cap(window)])
		window = window[:len(window)+n]
		late := lines > 0 && w.exposure.late > 0
		switch {
		case late && scrubber.Leaks(window), !late && scrubber.LeaksWide(window):
			return fmt.Errorf("the recording has a secret in it that was learned too late: delete %s", w.har.Name())
		case err == io.EOF || err == io.ErrUnexpectedEOF:
			return nil
		case err != nil:
			return fmt.Errorf("the recording cannot be searched for secrets: %w", err)
		case ctx.Err() != nil:
			return errors.New("the recording was not searched to its end for secrets that were learned late: " +
				"the time to stop was over")
		}
		lines -= bytes.Count(window[from:], []byte("\n"))
		window = append(window[:0], window[len(window)-searchOverlap:]...)
		from = len(window)
	}
}
