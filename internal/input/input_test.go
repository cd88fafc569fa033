package input_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/input"
)

const limit = 1 << 20

// TestKinds: a regular file is read within the limit, by both functions, and what is none is refused.
func TestKinds(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := func(name string, size int) string {
		name = filepath.Join(folder, name)
		if err := os.WriteFile(name, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	link := filepath.Join(folder, "link")
	if err := os.Symlink(folder, link); err != nil {
		link = folder
	}
	missing := "no such file"
	if runtime.GOOS == "windows" {
		missing = "cannot find"
	}
	for name, want := range map[string]string{
		file("empty", 0): "", file("full", limit): "", file("long", limit+1): "longer than 1 MiB",
		folder: "is a folder", link: "is a folder", filepath.Join(folder, "gone"): missing,
	} {
		_, regular := input.Regular(name, limit)
		_, named := input.Named(t.Context(), name, limit)
		for _, err := range []error{regular, named} {
			var pathErr *fs.PathError
			if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) ||
				!errors.As(err, &pathErr) || pathErr.Path != name) {
				t.Errorf("%s: got %v, want %q", name, err, want)
			}
		}
	}
	if runtime.GOOS == "windows" {
		return
	}
	if _, err := input.Regular("/dev/zero", limit); !errors.Is(err, input.ErrNotRegular) {
		t.Errorf("/dev/zero: got %v", err)
	}
	if _, err := input.Named(t.Context(), "/dev/zero", limit); !errors.Is(err, input.ErrNotNamed) {
		t.Errorf("/dev/zero: got %v", err)
	}
}

// TestPipe: a pipe is read if a user named it, within the limit, and the wait for it ends with the context.
func TestPipe(t *testing.T) {
	t.Parallel()
	mkfifo, err := exec.LookPath("mkfifo")
	if err != nil {
		t.Skip("there are no named pipes: ", err)
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if out, err := exec.Command(mkfifo, pipe).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if _, err := input.Regular(pipe, limit); !errors.Is(err, input.ErrNotRegular) {
		t.Errorf("got %v", err)
	}
	for size, want := range map[int]string{10: "", limit: "", limit + 1: "longer than 1 MiB"} {
		go func() {
			writer, err := os.OpenFile(pipe, os.O_WRONLY, 0)
			if err != nil {
				return
			}
			defer writer.Close()
			_, _ = writer.Write(make([]byte, size)) // the reader may leave early
		}()
		data, err := input.Named(t.Context(), pipe, limit)
		if want == "" && (err != nil || len(data) != size) ||
			want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%d bytes: got %d, %v", size, len(data), err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := input.Named(ctx, pipe, limit); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if writer, err := os.OpenFile(pipe, os.O_RDWR, 0); err == nil { // lets what still waits end
		defer writer.Close()
	}
}
