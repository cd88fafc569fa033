package recording_test

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/seed-97812ecd/supermemory-go/drift/recording"
)

// TestHARWindows has entries that end before, at and behind the ends of what is in memory at a time, some longer than
// it, with line feeds in and between them.
func TestHARWindows(t *testing.T) {
	t.Parallel()
	const window = recording.WindowSize
	sizes := []int{1, window / 2, window / 2, 10, window - 600, 3, window, window + 1, 1, 3 * window, 2, window / 3,
		2*window/3 - 1000, 7, 5}
	for i := range 300 {
		sizes = append(sizes, i*i%3000)
	}
	for name, c := range map[string]struct{ before, between, after string }{
		"array": {`{"log":{"entries":[`, "\n,\n", `],"comment":""}}`},
		"lines": {"", "\r\n\n", ""},
		"dense": {`{"log":{"entries":[`, ",", `]}}`},
		"wide":  {`{"log":{"entries":[`, strings.Repeat(" ", 900) + "," + strings.Repeat("\n", 900), ` ]}}`},
	} {
		var file bytes.Buffer
		var lines []int
		file.WriteString(c.before)
		for i, size := range sizes {
			if i > 0 {
				file.WriteString(c.between)
			}
			text := `"text":"` + strings.Repeat("x", size) + `"`
			entry := entryOf("\"status\":200,\n\"content\":{\n" + text + "\n}")
			lines = append(lines, 3+bytes.Count(file.Bytes(), []byte("\n")))
			file.WriteString(entry)
		}
		file.WriteString(c.after)
		for how, input := range map[string]io.Reader{
			"at once": bytes.NewReader(file.Bytes()), "halves": iotest.HalfReader(bytes.NewReader(file.Bytes())),
			"error with data": iotest.DataErrReader(bytes.NewReader(file.Bytes())),
		} {
			t.Run(name+", "+how, func(t *testing.T) {
				t.Parallel()
				exchanges, err := readFrom(t, input)
				if err != nil || len(exchanges) != len(sizes) {
					t.Fatalf("got %d exchanges of %d, and %v", len(exchanges), len(sizes), err)
				}
				for i, x := range exchanges {
					if len(x.Body) != sizes[i] || x.Entry != i || x.Line != lines[i] {
						t.Fatalf("exchange %d has %d bytes, entry %d, line %d, want %d bytes, line %d",
							i, len(x.Body), x.Entry, x.Line, sizes[i], lines[i])
					}
				}
			})
		}
	}
}

// TestHARFaultsBehindWindows: what is wrong far into a file is found where it is.
func TestHARFaultsBehindWindows(t *testing.T) {
	t.Parallel()
	entry := entryOf(`"status":200,"content":{"text":"` + strings.Repeat("x", 1000) + `"}`)
	n := 2*recording.WindowSize/len(entry) + 1
	file := harOf(strings.Split(strings.Repeat(entry+"|", n)+"?", "|")...)
	_, err := read(t, file)
	want := "entry " + strconv.Itoa(n) + ": not valid JSON at byte " + strconv.Itoa(strings.IndexByte(file, '?'))
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
	_, err = readFrom(t, io.MultiReader(strings.NewReader(file[:len(file)/2]), iotest.ErrReader(io.ErrClosedPipe)))
	if err == nil || !strings.Contains(err.Error(), io.ErrClosedPipe.Error()) {
		t.Errorf("got %v", err)
	}
	_, err = read(t, file[:len(file)/2])
	if want := " is cut off at byte " + strconv.Itoa(len(file)/2) + ", after "; err == nil ||
		!strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
}
