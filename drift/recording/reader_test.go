package recording_test

import (
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
)

// read decodes a recording that is given as text. Every error is one bounded line that names the recording.
func read(t testing.TB, text string) (exchanges []drift.Exchange, err error) {
	t.Helper()
	return readFrom(t, strings.NewReader(text))
}

func readFrom(t testing.TB, input io.Reader) (exchanges []drift.Exchange, err error) {
	t.Helper()
	return decodeAll(t, recording.Records("-", input))
}

// decodeAll decodes the records of standard input.
func decodeAll(t testing.TB, records iter.Seq2[recording.Record, error]) (exchanges []drift.Exchange, err error) {
	t.Helper()
	for record, recordErr := range records {
		if err != nil {
			t.Fatalf("reading went on after %v", err)
		}
		var x drift.Exchange
		if err = recordErr; err == nil {
			x, err = record.Exchange()
		}
		if err == nil {
			exchanges = append(exchanges, x)
			continue
		}
		text := err.Error()
		if strings.Contains(text, "\n") || len(text) > 500 || !strings.HasPrefix(text, "standard input: ") {
			t.Errorf("the error is not one bounded line with the recording's name: %q", text)
		}
		if recordErr == nil {
			break
		}
	}
	return exchanges, err
}

// one decodes a recording with one exchange.
func one(t testing.TB, text string) drift.Exchange {
	t.Helper()
	exchanges, err := read(t, text)
	if err != nil || len(exchanges) != 1 {
		t.Fatalf("got %d exchanges, %v, want one", len(exchanges), err)
	}
	return exchanges[0]
}

func refuses(t *testing.T, text, want string) {
	t.Helper()
	if got, err := read(t, text); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %d exchanges and %v, want an error with %q", len(got), err, want)
	}
}

// refusal is a text that cannot be read, and a part of the error.
type refusal struct{ text, want string }

// refusesAll expects errors that repeat nothing of a text: what must not be repeated is the word "secret".
func refusesAll(t *testing.T, cases map[string]refusal) {
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(t, c.text)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

const cassetteText = `version: 2
interactions:
  - request: {method: DELETE, url: https://api.supermemory.ai/v3/connections/a}
    response: {code: 200, headers: {content-type: [application/json]}, body: '{"id":"a"}'}
`

func TestRead(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "misleading.har")
	if err := os.WriteFile(name, []byte(cassetteText), 0o600); err != nil {
		t.Fatal(err)
	}
	n := 0
	for x, err := range recording.Read(name) {
		if err != nil || x.Source != (drift.Source{File: name, Entry: 0, Line: 4}) || x.Method != "DELETE" {
			t.Errorf("got %+v, %v", x, err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("got %d exchanges", n)
	}
	for _, err := range recording.Read(name + ".gone") {
		if !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "cannot read recordings: ") {
			t.Errorf("a missing file gives %v", err)
		}
	}
	for _, err := range recording.Read(filepath.Dir(name)) {
		if err == nil || !strings.HasPrefix(err.Error(), "cannot read recordings: ") {
			t.Errorf("a folder gives %v", err)
		}
	}
}

// TestReadEndsAtTheFirstError has an entry that cannot be decoded between two that can.
func TestReadEndsAtTheFirstError(t *testing.T) {
	t.Parallel()
	good, bad := entryOf(`"status":200`), entryOf(`"status":200,"content":{"encoding":"base64","text":"!"}`)
	name := filepath.Join(t.TempDir(), "a.har")
	if err := os.WriteFile(name, []byte(harOf(good, bad, good)), 0o600); err != nil {
		t.Fatal(err)
	}
	var errs []error
	for _, err := range recording.Read(name) {
		errs = append(errs, err)
	}
	want := name + ": entry 1: response.content.text is not valid base64"
	if len(errs) != 2 || errs[0] != nil || errs[1] == nil || errs[1].Error() != want {
		t.Errorf("got %v, want one exchange and %s", errs, want)
	}
	n := 0
	for range recording.Records(name, nil) {
		n++
	}
	if n != 3 {
		t.Errorf("%d records were found, want all 3: an error of one is not an error of the others", n)
	}
}

// TestStoppingEarlyClosesTheFile counts the process's open files.
func TestStoppingEarlyClosesTheFile(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("no /proc")
	}
	name := filepath.Join(t.TempDir(), "a.har")
	if err := os.WriteFile(name, []byte(harOf(entryOf(`"status":200`), entryOf(`"status":200`))), 0o600); err != nil {
		t.Fatal(err)
	}
	isOpen := func() bool {
		links, _ := filepath.Glob("/proc/self/fd/*")
		for _, link := range links {
			if target, _ := os.Readlink(link); target == name {
				return true
			}
		}
		return false
	}
	for range recording.Records(name, nil) {
		if !isOpen() {
			t.Error("the control: the file is not seen to be open")
		}
		break
	}
	if isOpen() {
		t.Error("the file is still open")
	}
}

func TestZeroRecord(t *testing.T) {
	t.Parallel()
	if _, err := (recording.Record{}).Exchange(); err == nil {
		t.Error("a record of nothing gives an exchange")
	}
}

func TestReadErrorsAreNotHidden(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	for name, text := range map[string]string{
		"at once":       "",
		"in a cassette": cassetteText,
		"in a HAR":      strings.TrimSuffix(harOf(entryOf(`"status":200`)), "]}}") + "," + strings.Repeat(" ", 100_000),
	} {
		_, err := readFrom(t, io.MultiReader(strings.NewReader(text), failing{broken}))
		if err == nil || !strings.Contains(err.Error(), broken.Error()) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
