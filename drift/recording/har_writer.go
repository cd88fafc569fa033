package recording

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// harEnd closes a HAR after its last entry. It is written with every entry, and overwritten by the next one.
const harEnd = "\n]}}\n"

// HARWriter writes a HAR 1.2 file while traffic flows. After each entry the file is a whole HAR: an entry and the end of the file are written
// at once, over the end that was there. If the process is killed in the middle of that, [Read] still yields every entry that was written
// before. The file is not synced: what a machine loses when it stops is up to the file system. It is safe for concurrent use.
type HARWriter struct {
	name string

	mu      sync.Mutex
	file    *os.File
	end     int64 // where harEnd begins
	entries int
	buffer  []byte
}

// CreateHAR begins a HAR in a new file, or an empty one, that only its owner may read. What is in a file already is not overwritten: that is an
// error. The creator is a program's name and version.
func CreateHAR(name, creator, version string) (*HARWriter, error) {
	w, err := createHAR(name, creator, version)
	if err != nil {
		return nil, fmt.Errorf("cannot record: %w", err)
	}
	return w, nil
}

func createHAR(name, creator, version string) (*HARWriter, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		file, err = openEmpty(name)
	}
	if err != nil {
		return nil, err
	}
	start := append([]byte(`{"log":{"version":"1.2","creator":{"name":`), quoted(creator)...)
	start = append(append(append(start, `,"version":`...), quoted(version)...), `},"entries":[`...)
	w := &HARWriter{name: name, file: file, end: int64(len(start))}
	if _, err := file.WriteAt(append(start, harEnd...), 0); err != nil {
		file.Close()
		return nil, err
	}
	return w, nil
}

func openEmpty(name string) (*os.File, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no file that can be written over in part: name a file", name)
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

// Write writes an entry, and returns where it stands: the Source that [Read] gives its exchange. After an error the file is what it was
// before, unless that cannot be written either.
func (w *HARWriter) Write(e Entry) (drift.Source, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
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
	source := drift.Source{File: w.name, Entry: w.entries, Line: w.entries + 2} // each entry has one line, after the first
	w.end += int64(len(w.buffer) - len(harEnd))
	w.entries++
	if cap(w.buffer) > 1<<20 {
		w.buffer = nil
	}
	return source, nil
}

// Close closes the file, which is a whole HAR already.
func (w *HARWriter) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.file.Close(); err != nil {
		return fmt.Errorf("cannot record: %w", err)
	}
	return nil
}

// quoted is a JSON string, with U+FFFD for what is not UTF-8.
func quoted(text string) []byte {
	quoted, _ := jsontext.AppendQuote(nil, text)
	return quoted
}
