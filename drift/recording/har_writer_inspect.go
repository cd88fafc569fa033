package recording

import (
	"fmt"
	"os"
	"time"
)

// Name is the name of the file, as it was given to [CreateHAR].
func (w *HARWriter) Name() string { return w.name }

// inspectionInterval is how often a file is inspected while it is written to.
const inspectionInterval = 100 * time.Millisecond

// inspectAtTimes is inspect, unless that was done shortly before. The caller holds mu.
func (w *HARWriter) inspectAtTimes() error {
	now := time.Now()
	if now.Sub(w.inspected) < inspectionInterval {
		return nil
	}
	if err := w.inspect(); err != nil {
		return err
	}
	w.inspected = now
	return nil
}

// inspect reports whether somebody else removed, replaced or truncated the file. The caller holds mu.
func (w *HARWriter) inspect() error {
	ours, err := w.file.Stat()
	if err != nil {
		return err
	}
	if named, err := os.Stat(w.name); err != nil || !os.SameFile(ours, named) {
		return fmt.Errorf("%s was removed or replaced while it was written to: what it had is lost", w.name)
	}
	if ours.Size() < w.end+int64(len(harEnd)) {
		return fmt.Errorf("%s was truncated while it was written to: what it had is lost", w.name)
	}
	return nil
}
