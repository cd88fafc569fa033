package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/input"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"github.com/spf13/cobra"
)

// baselineFlags are the flags of commands that can accept what they find.
type baselineFlags struct {
	write  bool
	until  string
	reason string
	day    report.Date
}

func (f *baselineFlags) addTo(c *cobra.Command) {
	c.Flags().BoolVar(&f.write, "write-baseline", false,
		"accept every fact of this run in "+configName+" beside the contract; needs --until and --reason")
	c.Flags().StringVar(&f.until, "until", "", "with --write-baseline, the last `day`, such as 2027-03-31")
	c.Flags().StringVar(&f.reason, "reason", "", "with --write-baseline, the `text` that says why")
}

// check reports flags that are missing, or given without --write-baseline.
func (f *baselineFlags) check() error {
	if !f.write {
		if f.until != "" || f.reason != "" {
			return errors.New("--until and --reason need --write-baseline")
		}
		return nil
	}
	if f.until == "" || strings.TrimSpace(f.reason) == "" {
		return errors.New("--write-baseline needs --until and --reason: facts are accepted until a day, " +
			`such as --until 2027-03-31 --reason "Known when we began."`)
	}
	if err := f.day.UnmarshalText([]byte(f.until)); err != nil {
		return fmt.Errorf("invalid date %q: write --until as 2027-03-31", f.until)
	}
	return nil
}

// add accepts the facts of a report in the configuration, and changes no other byte of it.
func (f *baselineFlags) add(c *cobra.Command, name string, r *report.Report) error {
	r.View.MinSeverity = drift.Additive
	facts := r.Facts()
	if n := r.FactsMore(); n > 0 {
		return fmt.Errorf("cannot write a baseline: there are %d more facts than can be kept", n)
	}
	if len(facts) == 0 {
		printNote(c.ErrOrStderr(), fmt.Sprintf("nothing to accept: %s is unchanged", name))
		return nil
	}
	before, err := input.Regular(name, maxConfig)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot write a baseline: %w", err)
	}
	var entries []string
	for _, fact := range facts {
		entries = append(entries, baselineEntry(report.AcceptanceOf(fact, f.reason, f.day)))
	}
	after, err := appendAcceptances(string(before), entries)
	if err != nil {
		return fmt.Errorf("cannot write a baseline: %s: %w", name, err)
	}
	if len(after) > maxConfig {
		return fmt.Errorf("cannot write a baseline: %s would be longer than %d MiB", name, maxConfig>>20)
	}
	if err := replaceFile(name, after); err != nil {
		return fmt.Errorf("cannot write a baseline: %w", err)
	}
	printNote(c.ErrOrStderr(), fmt.Sprintf("accepted %s until %s in %s", text.Count(len(facts), "fact"), f.until, name))
	return nil
}

// replaceFile replaces a file atomically, following links, and keeps its mode.
func replaceFile(name, content string) error {
	mode := fs.FileMode(0o644)
	target, err := followLinks(name)
	if err != nil {
		return err
	}
	if info, err := os.Stat(target); err == nil {
		mode = info.Mode().Perm()
	}
	o, err := openAside(context.Background(), target, mode)
	if err != nil {
		return err
	}
	defer o.abandon()
	if _, err := o.WriteString(content); err != nil {
		return err
	}
	return o.commit()
}
