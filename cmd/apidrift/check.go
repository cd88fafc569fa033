package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/drift/upstream"
	"github.com/spf13/cobra"
)

const defaultRecordings = "contract_test/testdata"

// checkFlags are the flags of apidrift check.
type checkFlags struct {
	reportFlags
	requireCoverage bool
	maxAge          days
}

func checkCommand() *cobra.Command {
	var f checkFlags
	f.concerns = func(rule string) bool { return !upstream.HasRule(rule) }
	c := &cobra.Command{
		Use:   "check [flags] [PATH...]",
		Short: "Compare recorded HTTP exchanges with a contract",
		Long: `Compare recorded HTTP exchanges with a contract in OpenAPI 3.0 or 3.1. OpenAPI 3.2 is refused.

PATH is a recording, a folder, or - for standard input; the default is ` + defaultRecordings + `.
A recording is a go-vcr cassette, a HAR 1.2 file, or a HAR's entries, one a line (NDJSON); its content tells which.
In a folder, every .yaml, .yml, .json, .ndjson, .jsonl and .har file is a recording. Exchanges that match no operation
of the contract are counted, and not checked.

` + configHelp + `

` + exitHelp,
		Example: `  apidrift check
  apidrift check --contract petstore.yaml --format sarif -o drift.sarif recordings/
  apidrift check --require-coverage --max-age 90d recording.har`,
		RunE: f.run,
	}
	f.add(c)
	c.Flags().BoolVar(&f.requireCoverage, "require-coverage", false, requireCoverageHelp)
	c.Flags().Var(&f.maxAge, "max-age", "count a recording that is older, such as 90d, or has no date, as breaking")
	return c
}

const requireCoverageHelp = "count a documented response without a conforming exchange as breaking"

func (f *checkFlags) run(c *cobra.Command, paths []string) error {
	if err := f.configure(c); err != nil {
		return err
	}
	judge, err := loadContract(c.Context(), f.contract)
	if err != nil {
		return err
	}
	r := f.accepting(report.New(f.contract, judge.Responses()))
	if len(paths) == 0 {
		paths = []string{defaultRecordings}
	}
	unreadable, err := f.fill(c, r, judge, paths)
	if err != nil {
		return err
	}
	if f.requireCoverage {
		r.RequireCoverage()
	}
	var outcome error
	if r.Exchanges > 0 {
		outcome = f.write(c, r)
	}
	unreadable, empty := splitEmpty(unreadable)
	if r.Exchanges == 0 {
		unreadable, empty = append(unreadable, empty...), nil
	}
	for _, err := range empty {
		c.PrintErrf("apidrift: note: %v\n", err)
	}
	switch {
	case len(unreadable) > 0:
		if errors.Is(outcome, errDrift) {
			outcome = nil // it is in the report, and an unreadable recording outweighs it
		}
		return errors.Join(append(unreadable, outcome)...)
	case r.Exchanges == r.Unmatched && (outcome == nil || errors.Is(outcome, errDrift)):
		return fmt.Errorf("nothing to check: no operation of %s matches any of the exchanges in %s",
			f.contract, strings.Join(paths, ", "))
	}
	return outcome
}

// splitEmpty tells recordings without an exchange from those that cannot be read.
func splitEmpty(errs []error) (unreadable, empty []error) {
	for _, err := range errs {
		if errors.Is(err, recording.ErrEmpty) {
			empty = append(empty, err)
		} else {
			unreadable = append(unreadable, err)
		}
	}
	return unreadable, empty
}

// fill adds the exchanges of the recordings to the report. It returns what could not be read.
func (f *checkFlags) fill(
	c *cobra.Command, r *report.Report, judge *contract.Contract, paths []string,
) ([]error, error) {
	files, err := recording.Files(paths...)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	progress := newProgress(c.ErrOrStderr())
	unreadable := checkAll(c.Context(), judge, files, c.InOrStdin(), func(x drift.Exchange, result drift.Result) {
		r.Add(x, result)
		if f.maxAge > 0 {
			r.RequireAge(x, result, time.Duration(f.maxAge), now)
		}
		progress.step(r.Exchanges, x.File)
	})
	progress.end()
	if c.Context().Err() != nil {
		return nil, errInterrupted
	}
	return unreadable, nil
}
