package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestInterruptedLoad interrupts each command while it reads a contract that never ends, through a named pipe.
func TestInterruptedLoad(t *testing.T) {
	t.Parallel()
	mkfifo, err := exec.LookPath("mkfifo")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("there are no named pipes: ", err)
	}
	for args, signal := range map[string]syscall.Signal{
		"check -":                            syscall.SIGTERM,
		"check --format html -":              syscall.SIGINT,
		"diff openapi.yaml":                  syscall.SIGTERM,
		"proxy --target https://example.com": syscall.SIGTERM,
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			pipe := filepath.Join(t.TempDir(), "openapi.yaml")
			if out, err := exec.Command(mkfifo, pipe).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			p := newProcess(t, append(strings.Fields(args), "--contract", pipe)...)
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
