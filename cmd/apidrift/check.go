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

func checkCommand() *cobra.Command {
	options := reporting{concerns: func(rule string) bool { return !upstream.HasRule(rule) }}
	var requireCoverage bool
	var maxAge days
	c := &cobra.Command{
		Use:   "check [flags] [PATH...]",
		Short: "Compare recorded HTTP exchanges with a contract",
		Long: `Compare recorded HTTP exchanges with an OpenAPI 3 contract.

PATH is a recording: a go-vcr v4 cassette or a HAR 1.2 file, told apart by what is in it; or a folder in which every .yaml, .yml,
.json and .har file is one; or - for standard input. By default it is ` + defaultRecordings + `. An exchange that no operation of the
contract matches is counted and otherwise left alone.

` + configHelp + `

` + exitHelp,
		Example: `  apidrift check
  apidrift check --contract petstore.yaml --format sarif -o drift.sarif recordings/
  apidrift check --require-coverage --max-age 90d recording.har`,
		RunE: func(c *cobra.Command, paths []string) error {
			if err := options.configure(c); err != nil {
				return err
			}
			judge, err := contract.LoadFile(options.contract)
			if err != nil {
				return err
			}
			r := options.accepting(report.New(options.contract, judge.Responses()))
			if len(paths) == 0 {
				paths = []string{defaultRecordings}
			}
			files, err := recording.Files(paths...)
			if err != nil {
				return err
			}
			now := time.Now()
			progress := newProgress(c.ErrOrStderr())
			unreadable := checkAll(c.Context(), judge, files, c.InOrStdin(), func(x drift.Exchange, result drift.Result) {
				r.Add(x, result)
				if maxAge > 0 {
					r.RequireAge(x, result, time.Duration(maxAge), now)
				}
				progress.step(r.Exchanges, x.File)
			})
			progress.end()
			if c.Context().Err() != nil {
				return errors.New("interrupted: nothing was reported")
			}
			if requireCoverage {
				r.RequireCoverage()
			}
			var outcome error
			if r.Exchanges > 0 {
				outcome = options.write(c, r)
			}
			switch {
			case len(unreadable) > 0:
				if errors.Is(outcome, errDrift) {
					outcome = nil // reported; that not everything was read outweighs it
				}
				return errors.Join(append(unreadable, outcome)...)
			case r.Exchanges == r.Unmatched && (outcome == nil || errors.Is(outcome, errDrift)):
				return fmt.Errorf("nothing to check: no operation of %s matches any of the exchanges in %s", options.contract, strings.Join(paths, ", "))
			}
			return outcome
		},
	}
	options.flags(c)
	c.Flags().BoolVar(&requireCoverage, "require-coverage", false, "count a documented response without a conforming exchange as breaking")
	c.Flags().Var(&maxAge, "max-age", "count a recording that is older, such as 90d, or has no date, as breaking")
	return c
}
