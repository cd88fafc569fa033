package main

import (
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/spf13/cobra"
)

// reportFlags are the flags of every command that writes a report, and what the configuration beside the contract adds.
type reportFlags struct {
	contract string
	format   choice
	output   string
	failOn   choice

	concerns    func(rule string) bool // which acceptances apply to this command; nil for all
	acceptances []report.Acceptance
}

// add adds the flags to the command.
func (f *reportFlags) add(c *cobra.Command) {
	f.format = choice{"text", slices.Sorted(maps.Keys(report.Formats))}
	f.failOn = choice{"breaking", []string{"breaking", "additive", "never"}}
	c.Flags().StringVar(&f.contract, "contract", "openapi.yaml", "the contract, an OpenAPI 3.0 or 3.1 `file`")
	c.Flags().Var(&f.format, "format", "what to write: "+strings.Join(f.format.choices, ", "))
	c.Flags().StringVarP(&f.output, "output", "o", "", "write the report to this `file` instead of standard output")
	c.Flags().Var(&f.failOn, "fail-on", "the least drift that gives exit status 1: breaking, additive or never")
}

// configure reads the configuration beside the contract: defaults for the flags, and what is accepted.
func (f *reportFlags) configure(c *cobra.Command) error {
	file, err := readConfig(f.contract)
	if err != nil {
		return err
	}
	if err := file.setDefaults(c); err != nil {
		return err
	}
	if f.acceptances, err = file.acceptances(); err != nil {
		return err
	}
	f.acceptances = slices.DeleteFunc(f.acceptances, func(a report.Acceptance) bool {
		return f.concerns != nil && !f.concerns(a.Rule)
	})
	return nil
}

// accepting makes the report accept what the configuration accepts, and returns it.
func (f *reportFlags) accepting(r *report.Report) *report.Report {
	r.Accept(f.acceptances, time.Now())
	return r
}

// write closes and writes the report. It returns [errDrift] if the report has drift that --fail-on names.
func (f *reportFlags) write(c *cobra.Command, r *report.Report) error {
	r.Close()
	format := report.Formats[f.format.value]
	if f.format.value == "text" && f.output == "" && wantsColor(c.OutOrStdout()) {
		format = report.ColorText
	}
	if err := writeOutput(c, f.output, func(w io.Writer) error { return format(w, r) }); err != nil {
		return err
	}
	switch {
	case f.failOn.value == "never":
		return nil
	case r.Breaking > 0, f.failOn.value == "additive" && r.Additive > 0:
		return errDrift
	}
	return nil
}

const configHelp = `A file ` + configName + ` beside the contract sets defaults for these flags, and lists findings that
are accepted until a day:

  fail-on: additive
  accept:
    - rule: status-undocumented        # see apidrift rules
      operation: deleteConnectionByID  # operation, status and pointer may be left out, and then match any
      status: 429                      # or 4XX, or default
      pointer: ""
      reason: The vendor confirmed rate limits, ticket 4711.
      until: 2026-12-31                # the last day; then it fails again`
