package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

// TestInterruptedWait interrupts each command while it reads a file that never ends, through a named pipe.
func TestInterruptedWait(t *testing.T) {
	t.Parallel()
	mkfifo, err := exec.LookPath("mkfifo")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("there are no named pipes: ", err)
	}
	_, contract := contractFile(t, harness.Contract)
	for args, signal := range map[string]syscall.Signal{
		"check --contract PIPE -":                            syscall.SIGTERM,
		"check --contract PIPE --format html -":              syscall.SIGINT,
		"check PIPE":                                         syscall.SIGTERM,
		"check --since PIPE .":                               syscall.SIGTERM,
		"diff --contract PIPE openapi.yaml":                  syscall.SIGTERM,
		"diff PIPE":                                          syscall.SIGTERM,
		"proxy --contract PIPE --target https://example.com": syscall.SIGTERM,
		"proxy --since PIPE --target https://example.com":    syscall.SIGTERM,
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			pipe := filepath.Join(t.TempDir(), "pipe")
			if out, err := exec.Command(mkfifo, pipe).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			args := strings.Fields(strings.ReplaceAll(args, "PIPE", pipe))
			if !slices.Contains(args, "--contract") {
				args = append(args, "--contract", contract)
			}
			p := newProcess(t, args...)
			p.rest(p.start(t))
			writer, err := os.OpenFile(pipe, os.O_WRONLY, 0) // returns once the process has opened the other end
			if err != nil {
				t.Fatal(err)
			}
			defer writer.Close()
			start := time.Now()
			p.signal(t, signal)
			if status := p.end(); status != exitUnknown ||
				p.stderr.String() != "apidrift: interrupted: nothing was reported\n" {
				t.Errorf("ended with %d: %q", status, p.stderr)
			}
			if took := time.Since(start); took > 5*time.Second { // a loaded machine is slow
				t.Errorf("it took %v", took)
			}
		})
	}
}
