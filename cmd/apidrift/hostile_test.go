package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

// TestErrorsStayOnTheirLine has names and values that a terminal or a workflow would obey.
func TestErrorsStayOnTheirLine(t *testing.T) {
	t.Parallel()
	_, contract := contractFile(t, harness.Contract)
	folder := t.TempDir()
	for _, hostile := range []string{
		"::error::x", "\n::error file=a::x", "a\n##[error]x", "##[group]x", "\x1b[31mred", "\u202egnp.exe", "\u009b31m",
		"a\rb", "\xff",
	} {
		bad := filepath.Join(folder, strings.ReplaceAll(hostile, "/", "")+".yaml")
		if err := os.WriteFile(bad, []byte("paths: {"+fmt.Sprintf("%q", hostile)+": 1}"), 0o600); err != nil {
			bad = hostile // a file system that has no such names
		}
		for _, args := range [][]string{
			{"check", "--contract", hostile}, {"check", "--contract", bad}, {"check", "--contract", contract, hostile},
			{"check", "--contract", contract, bad}, {"check", "--format", hostile}, {"check", "--" + hostile}, {hostile},
			{"diff", hostile}, {"diff", bad, "--contract", contract}, {"proxy", "--target", hostile},
			{"proxy", "--target", "http://h", "--listen", hostile, "--contract", contract},
			{"proxy", "--target", "http://h", "--listen", "127.0.0.1:0", "--contract", contract,
				"--record", folder + "/no/" + hostile},
		} {
			status, _, stderr := runHere(t, args...)
			if status != exitUnknown || stderr == "" {
				t.Errorf("%q: ended with %d, %q", args, status, stderr)
			}
			for line := range strings.Lines(stderr) {
				line = strings.TrimSuffix(line, "\n")
				if !strings.HasPrefix(line, "apidrift: ") || strings.Contains(line, "##[") ||
					strings.Count(line, "::") > 1 || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsGraphic(r) }) {
					t.Errorf("%q: printed %q", args, line)
				}
			}
		}
	}
}

// TestNotesStayOnTheirLine: what a baseline and progress say of names is no command, either.
func TestNotesStayOnTheirLine(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "a\n##[error]\x1b[31m\u009b\u202e")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Skip("a file system that has no such names: ", err)
	}
	contract, har := filepath.Join(folder, "openapi.yaml"), filepath.Join(folder, "a.har")
	for name, content := range map[string]string{
		contract: harness.Contract, har: `{"log":{"entries":[{"request":{"method":"GET","url":"http://h/things/1"},` +
			`"response":{"status":500,"content":{}}}]}}`,
	} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"accepted 1 fact", "nothing to accept"} {
		status, _, stderr := runHere(
			t,
			"check",
			"-c",
			contract,
			"--write-baseline",
			"--until",
			"2999-12-31",
			"--reason",
			"r",
			har,
		)
		line, found := strings.CutSuffix(stderr, "\n")
		if status != exitOK || !found || !strings.Contains(line, want) || strings.Contains(line, "##[") ||
			strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsGraphic(r) }) {
			t.Errorf("ended with %d, %q", status, stderr)
		}
	}
	if p := newProgress(&strings.Builder{}, "loading "+contract); strings.ContainsAny(p.label, "\n\x1b\u009b\u202e") {
		t.Errorf("the terminal is shown %q", p.label)
	}
}

// TestProxyIsQuiet has a target that sends something nobody asked for, which net/http logs with its content.
func TestProxyIsQuiet(t *testing.T) {
	t.Parallel()
	needSignals(t)
	server, said := harness.Talkative(t)
	p := startProxyProcess(t, server)
	body(p.url + "/things/1")
	<-said
	p.signal(t, syscall.SIGTERM)
	if status := p.end(); status != exitOK || p.stderr.String() != "" {
		t.Errorf("ended with %d: %q", status, p.stderr)
	}
}

// TestProxyOneFileTwice has a recording and a report in one file, in several spellings.
func TestProxyOneFileTwice(t *testing.T) {
	t.Parallel()
	_, contract := contractFile(t, harness.Contract)
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(folder, filepath.Join(folder, "sub", "up")); err != nil {
		t.Skip("there are no links: ", err)
	}
	if err := os.Symlink(filepath.Join(folder, "c"), filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	for record, output := range map[string]string{
		folder + "/a": folder + "/sub/../a", folder + "/b": folder + "/sub/up/b", folder + "/c": folder + "/link",
	} {
		status, _, stderr := runHere(t, "proxy", "--target", "http://h", "--listen", "127.0.0.1:0", "--contract", contract,
			"--record", record, "-o", output)
		if status != exitUnknown || !strings.Contains(stderr, "the same file") || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s and %s: ended with %d, %s", record, output, status, stderr)
		}
		if _, err := os.Stat(record); err == nil {
			t.Errorf("%s was left", record)
		}
	}
}

// TestProxyLosesItsRecording removes, replaces or truncates the recording while traffic flows.
func TestProxyLosesItsRecording(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("an open file cannot be removed")
	}
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) { harness.Respond(w, 200, `{"id":"a"}`) })
	_, contract := contractFile(t, harness.Contract)
	for name, lose := range map[string]func(har string) error{
		"removed":   os.Remove,
		"truncated": func(har string) error { return os.Truncate(har, 10) },
		"replaced": func(har string) error {
			return os.Rename(contractCopy(t), har)
		},
		"nothing": func(string) error { return nil },
	} {
		p := startProxy(t, server.URL, contract)
		p.get("/things/1")
		time.Sleep(50 * time.Millisecond)
		if err := lose(p.har); err != nil {
			t.Fatal(err)
		}
		if name == "truncated" {
			time.Sleep(150 * time.Millisecond) // until a writer would look again
			p.get("/things/2")
		}
		status := p.end()
		if want := map[bool]int{true: exitOK, false: exitUnknown}[name == "nothing"]; status != want ||
			(want == exitOK) != (p.stderr.String() == "listening on "+p.url+"\n") {
			t.Errorf("%s: ended with %d: %s", name, status, p.stderr)
		}
	}
}

func contractCopy(t *testing.T) string {
	t.Helper()
	_, file := contractFile(t, harness.Contract)
	return file
}
