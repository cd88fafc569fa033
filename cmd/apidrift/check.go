package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/drift/traffic"
	"github.com/seed-97812ecd/supermemory-go/drift/upstream"
	"github.com/spf13/cobra"
)

const defaultRecordings = "contract_test/testdata"

// reporting is what every command that reports has in common: the flags, and what the configuration beside the contract says.
type reporting struct {
	contract string
	format   choice
	output   string
	failOn   choice
	config   *config
	known    func(rule string) bool // whether an acceptance of the rule is for this command; all are if it is nil
	upstream string                 // what the contract is compared with; "" if it is exchanges
}

func (o *reporting) flags(c *cobra.Command) {
	o.format = choice{"text", slices.Sorted(maps.Keys(report.Formats))}
	o.failOn = choice{"breaking", []string{"breaking", "additive", "never"}}
	c.Flags().StringVar(&o.contract, "contract", "openapi.yaml", "the contract, an OpenAPI 3.0 or 3.1 `file`")
	c.Flags().Var(&o.format, "format", "what to write: "+strings.Join(o.format.choices, ", "))
	c.Flags().StringVarP(&o.output, "output", "o", "", "write the report to this `file` instead of standard output")
	c.Flags().Var(&o.failOn, "fail-on", "the least drift that gives exit status 1: breaking, additive or never")
}

// load reads the contract and the configuration beside it.
func (o *reporting) load(c *cobra.Command) (*drift.Contract, *report.Report, error) {
	var err error
	if o.config, err = readConfig(o.contract); err != nil {
		return nil, nil, err
	}
	if err := o.config.defaults(c); err != nil {
		return nil, nil, err
	}
	contract, err := drift.LoadFile(o.contract)
	if err != nil {
		return nil, nil, err
	}
	r := report.New(o.contract, contract)
	if o.upstream != "" {
		r = report.NewUpstream(o.contract, o.upstream, contract)
	}
	acceptances, err := o.config.acceptances()
	if err != nil {
		return nil, nil, err
	}
	acceptances = slices.DeleteFunc(acceptances, func(a report.Acceptance) bool { return o.known != nil && !o.known(a.Rule) })
	r.Accept(acceptances, time.Now())
	return contract, r, nil
}

// write writes the report and turns its outcome into the command's.
func (o *reporting) write(c *cobra.Command, r *report.Report) error {
	r.Close()
	format := report.Formats[o.format.value]
	if o.format.value == "text" && o.output == "" && wantsColor(c.OutOrStdout()) {
		format = report.ColorText
	}
	if err := writeOutput(c, o.output, func(w io.Writer) error { return format(w, r) }); err != nil {
		return err
	}
	switch {
	case o.failOn.value == "never":
		return nil
	case r.Breaking > 0, o.failOn.value == "additive" && r.Additive > 0:
		return errDrift
	}
	return nil
}

func checkCommand() *cobra.Command {
	options := reporting{known: func(rule string) bool { return !upstream.HasRule(rule) }}
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
  apidrift check --require-coverage --max-age 90d traffic.har`,
		RunE: func(c *cobra.Command, paths []string) error {
			contract, r, err := options.load(c)
			if err != nil {
				return err
			}
			if len(paths) == 0 {
				paths = []string{defaultRecordings}
			}
			files, err := traffic.Files(paths...)
			if err != nil {
				return err
			}
			now := time.Now()
			progress := newProgress(c.ErrOrStderr())
			unreadable := checkAll(c.Context(), contract, files, c.InOrStdin(), func(x drift.Exchange, findings []drift.Finding) {
				r.Add(x, findings)
				if maxAge > 0 {
					r.RequireAge(x, time.Duration(maxAge), now)
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

const configHelp = `A file ` + configName + ` beside the contract sets defaults for these flags, and lists findings that are accepted until a day:

  fail-on: additive
  accept:
    - rule: status-undocumented        # see apidrift rules
      operation: deleteConnectionByID  # operation, status and pointer may be left out: then all match
      status: 429
      pointer: ""
      reason: The vendor confirmed rate limits, ticket 4711.
      until: 2026-12-31                # from the next day on, it fails again`
