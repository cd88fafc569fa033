//go:build linux

package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

// TestProgress has each command wait for a document, which comes through a named pipe, with a terminal for standard
// error: it shows what is being done, and removes that once it is done.
func TestProgress(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"check --contract PIPE .":                     "loading PIPE",
		"check PIPE":                                  "reading recordings",
		"diff PIPE":                                   "comparing openapi.yaml with PIPE",
		"diff --contract PIPE openapi.yaml":           "comparing PIPE with openapi.yaml",
		"proxy --contract PIPE --target http://a.com": "loading PIPE",
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			folder, _ := contractFile(t, harness.Contract)
			pipe := filepath.Join(folder, "pipe")
			if err := unix.Mkfifo(pipe, 0o600); err != nil {
				t.Fatal(err)
			}
			terminal, shown := openTerminal(t)
			p := newProcess(t, strings.Fields(strings.ReplaceAll(args, "PIPE", "pipe"))...)
			p.Dir, p.Stderr = folder, terminal
			if err := p.Start(); err != nil {
				t.Fatal(err)
			}
			terminal.Close() // so that reading ends with the process
			defer time.AfterFunc(30*time.Second, func() { p.Process.Kill() }).Stop()
			writer, err := os.OpenFile(pipe, os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			want := "\r\x1b[K" + strings.ReplaceAll(want, "PIPE", "pipe")
			if got, err := readUntil(shown, want); err != nil {
				t.Fatalf("the terminal shows %q, want %q", got, want)
			}
			if err := writer.Close(); err != nil { // an empty document, which ends the command
				t.Fatal(err)
			}
			if got, err := readUntil(shown, "\r\x1b[Kapidrift: "); err != nil {
				t.Errorf("the terminal shows %q", got)
			}
			p.Wait()
		})
	}
}

// readUntil reads until a text ends with another one.
func readUntil(r *bufio.Reader, end string) (string, error) {
	var b strings.Builder
	for !strings.HasSuffix(b.String(), end) {
		c, err := r.ReadByte()
		if err != nil {
			return b.String(), err
		}
		b.WriteByte(c)
	}
	return b.String(), nil
}

// openTerminal opens a pseudo-terminal, and what is shown on it.
func openTerminal(t *testing.T) (*os.File, *bufio.Reader) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("there are no pseudo-terminals: ", err)
	}
	t.Cleanup(func() { master.Close() })
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminal.Close() })
	return terminal, bufio.NewReader(master)
}
