package recording

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// harEnd closes a HAR after its last entry. It is written with every entry, and overwritten by the next one.
const harEnd = "\n]}}\n"

// HARWriter writes a HAR 1.2 file while traffic flows. The file is a complete HAR after each entry: one write puts an
// entry and the end of the file over the previous end. If the process is killed during that write, [Read] still yields
// every earlier entry. The file is not synced; what a crash of the machine loses depends on the file system. A
// HARWriter is safe for concurrent use.
type HARWriter struct {
	name string

	mu      sync.Mutex
	file    *os.File
	end     int64 // where harEnd begins
	entries int
	buffer  []byte

	inspected time.Time // when the file was last found as it should be
}

// CreateHAR begins a HAR in a new file, or in an existing empty one. Only the file's owner may read it. A file that is
// not empty is not overwritten, but an error. The creator and version are those of the recording program.
func CreateHAR(name, creator, version string) (*HARWriter, error) {
	w, err := createHAR(name, creator, version)
	if err != nil {
		return nil, fmt.Errorf("cannot record: %w", err)
	}
	return w, nil
}

func createHAR(name, creator, version string) (*HARWriter, error) {
	file, err := openNew(name)
	if err != nil {
		return nil, err
	}
	start := appendString([]byte(`{"log":{"version":"1.2","creator":{"name":`), creator)
	start = appendString(append(start, `,"version":`...), version)
	start = append(start, `},"entries":[`...)
	w := &HARWriter{name: name, file: file, end: int64(len(start))}
	if _, err := file.WriteAt(append(start, harEnd...), 0); err != nil {
		file.Close()
		return nil, err
	}
	return w, nil
}

// openNew opens a file that is new, or is empty.
func openNew(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return openEmpty(name)
	}
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err == nil && !info.Mode().IsRegular() { // Windows opens NUL as if it were new.
		file.Close()
		return nil, errNotRegular(name)
	}
	return file, nil
}

func errNotRegular(name string) error {
	return fmt.Errorf("%s is not a regular file: name a file", name)
}

func openEmpty(name string) (*os.File, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errNotRegular(name)
	case info.Size() > 0:
		return nil, fmt.Errorf("%s has something in it: name a new file, or delete this one", name)
	}
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if err := file.Chmod(0o600); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// Write writes an entry, and returns its place in the file: the Source that [Read] gives its exchange. After an error
// the file is as it was before, unless restoring it fails too; the error then says both.
func (w *HARWriter) Write(e Entry) (drift.Source, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.inspectAtTimes(); err != nil {
		return drift.Source{}, fmt.Errorf("cannot record: %w", err)
	}
	w.buffer = w.buffer[:0]
	if w.entries > 0 {
		w.buffer = append(w.buffer, ',')
	}
	w.buffer = append(append(append(w.buffer, '\n'), e.json...), harEnd...)
	if _, err := w.file.WriteAt(w.buffer, w.end); err != nil {
		_, restoreErr := w.file.WriteAt([]byte(harEnd), w.end)
		restoreErr = errors.Join(restoreErr, w.file.Truncate(w.end+int64(len(harEnd))))
		return drift.Source{}, fmt.Errorf("cannot record: %w", errors.Join(err, restoreErr))
	}
	source := drift.Source{File: w.name, Entry: w.entries, Line: w.entries + 2} // one line each, after the first
	w.end += int64(len(w.buffer) - len(harEnd))
	w.entries++
	if cap(w.buffer) > 1<<20 {
		w.buffer = nil
	}
	return source, nil
}

// Close closes the file, which is a complete HAR already. It is an error if somebody removed, replaced or truncated the
// file.
func (w *HARWriter) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := errors.Join(w.inspect(), w.file.Close()); err != nil {
		return fmt.Errorf("cannot record: %w", err)
	}
	return nil
}
