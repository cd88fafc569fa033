package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// destination is where a report goes: standard output, a device or pipe, or a file, which changes only when it is
// committed.
type destination struct {
	*bufio.Writer
	file   *os.File // nil for standard output
	target string   // the file that a new one replaces; "" for devices and pipes
	run    context.Context
}

// unlessDone writes to a file until a run is interrupted. So the file can be removed at once, however much was to come.
type unlessDone struct {
	o *destination
}

func (w unlessDone) Write(data []byte) (int, error) {
	if isDone(w.o.run) {
		return 0, errInterrupted
	}
	return w.o.file.Write(data)
}

// openOutput prepares to write to a file, or to standard output if the name is "" or "-". It fails if the file is one
// of the precious ones, under whatever name.
func openOutput(c *cobra.Command, name string, precious ...string) (*destination, error) {
	if name == "" || name == "-" {
		return &destination{Writer: bufio.NewWriter(c.OutOrStdout())}, nil
	}
	target, err := followLinks(name)
	if err != nil {
		return nil, fmt.Errorf("cannot write the report: %w", err)
	}
	for _, p := range precious {
		if p != "" && isSameFile(target, p) {
			return nil, fmt.Errorf("--output %s would overwrite %s, which this command reads: name another file", name, p)
		}
	}
	mode := fs.FileMode(0o600) // a report has excerpts of bodies
	info, err := os.Stat(target)
	switch {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("--output %s is a folder: name a file in it", name)
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return nil, fmt.Errorf("cannot write the report: %w", err)
		}
		return &destination{Writer: bufio.NewWriter(f), file: f}, nil
	case err == nil:
		mode = info.Mode().Perm()
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("cannot write the report: %w", err)
	}
	o, err := openAside(c.Context(), target, mode)
	folder := filepath.Dir(target)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot write the report: the folder %s does not exist: make it first", folder)
	}
	if failed, ok := errors.AsType[*fs.PathError](err); ok { // the path is that of the temporary file
		return nil, fmt.Errorf("cannot write the report in %s: %w", folder, failed.Err)
	}
	return o, err
}

// openAside opens a temporary file that replaces the target when it is committed, unless the run is interrupted before.
func openAside(run context.Context, target string, mode fs.FileMode) (*destination, error) {
	aside, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil {
		return nil, err
	}
	if err := aside.Chmod(mode); err != nil {
		aside.Close()
		os.Remove(aside.Name())
		return nil, err
	}
	o := &destination{file: aside, target: target, run: run}
	o.Writer = bufio.NewWriter(unlessDone{o})
	return o, nil
}

// commit finishes writing. On failure, an existing file is unchanged.
func (o *destination) commit() error {
	err := o.Flush()
	if o.file != nil {
		err = errors.Join(err, o.file.Close())
	}
	if err == nil && o.target != "" {
		err = os.Rename(o.file.Name(), o.target)
	}
	if err != nil {
		o.abandon()
		return notWritten(err)
	}
	o.file = nil
	return nil
}

// notWritten is the error for a report that was not written completely.
func notWritten(err error) error {
	if errors.Is(err, errInterrupted) {
		return errInterrupted
	}
	return fmt.Errorf("cannot write the report: %w", err)
}

// abandon removes the temporary file. It is a no-op after commit.
func (o *destination) abandon() {
	if o.file == nil {
		return
	}
	o.file.Close()
	if o.target != "" {
		os.Remove(o.file.Name())
	}
	o.file = nil
}

// followLinks is the file that a name leads to, whether it exists or not.
func followLinks(name string) (string, error) {
	const most = 40
	for range most {
		target, err := os.Readlink(name)
		if err != nil {
			return name, nil // not a link, or it does not exist
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(name), target)
		}
		name = target
	}
	return "", &fs.PathError{Op: "open", Path: name, Err: errors.New("too many links")}
}

// isSameFile reports whether two names lead to one file, or would if it existed.
func isSameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, otherErr := os.Stat(b)
	if err == nil && otherErr == nil {
		return os.SameFile(one, other)
	}
	return err != nil && otherErr != nil && canonical(a) == canonical(b)
}

// canonical is the absolute name of a file, without links in its folder.
func canonical(name string) string {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(absolute)); err == nil {
		return filepath.Join(folder, filepath.Base(absolute))
	}
	return absolute
}

// writeOutput writes to a file, or to standard output if its name is empty.
func writeOutput(c *cobra.Command, name string, write func(io.Writer) error) error {
	o, err := openOutput(c, name)
	if err != nil {
		return err
	}
	defer o.abandon()
	if err := write(o); err != nil {
		return notWritten(err)
	}
	return o.commit()
}

// isTerminal reports whether w is a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// wantsColor follows https://no-color.org.
func wantsColor(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// terminalWidth is the number of columns of a terminal; 0 for anything else.
func terminalWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}
