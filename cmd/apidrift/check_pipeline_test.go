package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
)

func entry(i int) string {
	return fmt.Sprintf(`{"request":{"method":"DELETE","url":"https://api.example.com/v3/connections/%d"},`+
		`"response":{"status":404,"headers":[{"name":"content-type","value":"application/json"}],`+
		`"content":{"size":13,"text":"{\"error\":\"%d\"}"}}}`, i, i)
}

// TestCheckAllKeepsTheOrder checks several recordings of many batches, with what cannot be read between them.
func TestCheckAllKeepsTheOrder(t *testing.T) {
	t.Parallel()
	judge, err := contract.LoadFile("testdata/contract/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const perFile = 20*batchSize + 7
	folder := t.TempDir()
	var files []string
	for f := range 3 {
		var entries []string
		for i := range perFile {
			entries = append(entries, entry(i))
		}
		if f == 1 {
			entries[100] = strings.Replace(entries[100], `"text"`, `"encoding":"base64","text"`, 1)
		}
		end := "]}}"
		if f == 2 {
			end = "" // cut off
		}
		name := filepath.Join(folder, fmt.Sprint(f))
		if err := os.WriteFile(name, []byte(`{"log":{"entries":[`+strings.Join(entries, ",")+end), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, name)
	}
	var got []drift.Source
	unreadable := (&pipeline{judge: judge}).run(t.Context(), files, func(c report.Clipped) {
		x, result := c.Exchange, c.Result
		if len(result.Findings) > 0 {
			t.Errorf("%v: %v", x.Source, result.Findings)
		}
		got = append(got, drift.Source{File: filepath.Base(x.File), Entry: x.Entry})
	}, nil)
	var want []drift.Source
	for f := range 3 {
		for i := range perFile {
			if f != 1 || i != 100 {
				want = append(want, drift.Source{File: fmt.Sprint(f), Entry: i})
			}
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %d exchanges, want %d in the input's order", len(got), len(want))
	}
	text := fmt.Sprint(unreadable)
	if len(unreadable) != 2 || !strings.Contains(text, "entry 100: ") || !strings.Contains(text, "cut off") {
		t.Errorf("unreadable: %v", unreadable)
	}
}

// TestCheckAllStops cancels the context while a long recording is checked.
func TestCheckAllStops(t *testing.T) {
	t.Parallel()
	judge, err := contract.LoadFile("testdata/contract/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	endless := strings.NewReader(`{"log":{"entries":[` + strings.Repeat(entry(1)+",", 100_000))
	seen := 0
	(&pipeline{judge: judge, stdin: endless}).run(ctx, []string{"-"}, func(report.Clipped) {
		if seen++; seen == 1000 {
			cancel()
		}
	}, nil)
	if seen < 1000 || seen > 50_000 {
		t.Errorf("%d exchanges were added after the context was done at 1000", seen)
	}
}

// TestUnreadableEntriesAreCounted: a recording of which no entry can be read is not a line for each of them.
func TestUnreadableEntriesAreCounted(t *testing.T) {
	t.Parallel()
	judge, err := contract.LoadFile("testdata/contract/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for bad, want := range map[int]int{0: 0, 1: 1, maxReasons: maxReasons, maxReasons + 1: maxReasons + 1,
		1000: maxReasons + 1} {
		var names []string
		for _, half := range "ab" {
			name := filepath.Join(folder, fmt.Sprint(bad)+string(half))
			entries := strings.Repeat("7,", bad) + entry(1)
			if err := os.WriteFile(name, []byte(`{"log":{"entries":[`+entries+`]}}`), 0o600); err != nil {
				t.Fatal(err)
			}
			names = append(names, name)
		}
		read := 0
		errs := (&pipeline{judge: judge}).run(t.Context(), names, func(report.Clipped) { read++ }, nil)
		if len(errs) != 2*want || unread(errs) != 2*bad || read != 2 {
			t.Errorf("%d bad entries: %d errors for %d, %d exchanges", bad, len(errs), unread(errs), read)
		}
		last := fmt.Sprintf("%s: %d more of its entries cannot be read", names[0], bad-maxReasons)
		if bad > maxReasons && errs[maxReasons].Error() != last {
			t.Errorf("got %v, want %q", errs[maxReasons], last)
		}
	}
}
