package recording_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift/recording"
)

// TestLines has entries of a HAR, one a line.
func TestLines(t *testing.T) {
	t.Parallel()
	a, b := entryOf(`"status":200,"content":{"text":"{}"}`), entryOf(`"status":404`)
	for name, c := range map[string]struct {
		text  string
		lines []int
	}{
		"one":                {a, []int{1}},
		"two":                {a + "\n" + b + "\n", []int{1, 2}},
		"carriage returns":   {a + "\r\n" + b + "\r\n\r\n", []int{1, 2}},
		"blank lines":        {"\n\n" + a + "\n\n" + b, []int{3, 5}},
		"a byte order mark":  {"\ufeff" + a + "\n" + b, []int{1, 2}},
		"an unanswered one":  {a + "\n" + entryOf(`"status":0`) + "\n" + b, []int{1, 3}},
		"the request first":  {`{"request":{"method":"GET","url":"/"},"response":{"status":200}}`, []int{1}},
		"the response first": {`{"response":{"status":200},"request":{"method":"GET","url":"/"}}`, []int{1}},
		"another member first": {
			`{"_id":7,"time":1,"request":{"method":"GET","url":"/"},"response":{"status":200}}`, []int{1},
		},
		"a line with a break": {strings.Replace(a, `,"response"`, ",\n\"response\"", 1) + "\n" + b, []int{2, 3}},
		"a long member of the 1st": {
			strings.Replace(a, `"response"`, `"_x":"`+strings.Repeat("x", 100_000)+`","response"`, 1) + "\n" + b,
			[]int{1, 2},
		},
	} {
		got, err := read(t, c.text)
		if err != nil || len(got) != len(c.lines) {
			t.Errorf("%s: got %d exchanges, %v", name, len(got), err)
			continue
		}
		for i, x := range got {
			if x.Line != c.lines[i] {
				t.Errorf("%s: exchange %d is on line %d, want %d", name, i, x.Line, c.lines[i])
			}
		}
	}
}

func TestLinesRefusals(t *testing.T) {
	t.Parallel()
	good := entryOf(`"status":200`)
	refusesAll(t, map[string]refusal{
		"cut off":    {good + "\n" + good[:40], "entry 1: the file is cut off at byte"},
		"not JSON":   {good + "\nsecret", "entry 1: not valid JSON at byte"},
		"no object":  {good + "\n[\"secret\"]", "entry 1: expected the entry to be an object"},
		"no URL":     {good + "\n{\"request\":{\"method\":\"GET\"}}", "entry 1: request.url is missing"},
		"unanswered": {entryOf(`"status":0`), "no request in the file was answered"},
	})
}

// TestEmpty: a recording without an exchange is told apart from one that cannot be read.
func TestEmpty(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text  string
		empty bool
	}{
		"a cassette":         {"version: 2\ninteractions: []\n", true},
		"an older cassette":  {"version: 1\ninteractions:\n", true},
		"a HAR":              {harOf(), true},
		"no answer":          {harOf(entryOf(`"status":0`)), true},
		"no answer in lines": {entryOf(`"status":0`), true},
		"a broken cassette":  {"version: 2\ninteractions: [", false},
		"a cut HAR":          {harOf()[:10], false},
		"an empty file":      {"", false}, // a recorder that failed leaves one
	} {
		if _, err := read(t, c.text); err == nil || errors.Is(err, recording.ErrEmpty) != c.empty {
			t.Errorf("%s: got %v, want it empty: %v", name, err, c.empty)
		}
	}
}

// TestLinesAreStreamed reads an endless file of lines, and stops.
func TestLinesAreStreamed(t *testing.T) {
	t.Parallel()
	line := []byte(entryOf(`"status":200`) + "\n")
	endless := &endlessly{text: line}
	n := 0
	for _, err := range recording.Records("-", endless) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 1000 {
			break
		}
	}
	if read := endless.read; read > 1000*len(line)+1<<20 {
		t.Errorf("%d bytes were read for %d", read, 1000*len(line))
	}
}

type endlessly struct {
	text []byte
	rest bytes.Reader
	read int
}

func (r *endlessly) Read(p []byte) (int, error) {
	if r.rest.Len() == 0 {
		r.rest.Reset(r.text)
	}
	n, err := r.rest.Read(p)
	r.read += n
	if err == io.EOF {
		err = nil
	}
	return n, err
}
