package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// writeOutput writes to the file, or to standard output if its name is empty. It writes a temporary file and renames
// it, so that the file is never incomplete.
func writeOutput(c *cobra.Command, file string, write func(io.Writer) error) error {
	if file == "" {
		if err := write(c.OutOrStdout()); err != nil {
			return fmt.Errorf("cannot write the report: %w", err)
		}
		return nil
	}
	aside, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*")
	if err != nil {
		return fmt.Errorf("cannot write the report: %w", err)
	}
	defer os.Remove(aside.Name())
	err = errors.Join(write(aside), aside.Chmod(0o644), aside.Close())
	if err == nil {
		err = os.Rename(aside.Name(), file)
	}
	if err != nil {
		return fmt.Errorf("cannot write the report: %w", err)
	}
	return nil
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
