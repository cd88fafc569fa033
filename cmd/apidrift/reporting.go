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

// reporting is what every command that reports has in common: the flags, and what the configuration beside the contract says.
type reporting struct {
	contract string
	format   choice
	output   string
	failOn   choice
	concerns func(rule string) bool // whether an acceptance of the rule is for this command; all are if it is nil

	acceptances []report.Acceptance
}

func (o *reporting) flags(c *cobra.Command) {
	o.format = choice{"text", slices.Sorted(maps.Keys(report.Formats))}
	o.failOn = choice{"breaking", []string{"breaking", "additive", "never"}}
	c.Flags().StringVar(&o.contract, "contract", "openapi.yaml", "the contract, an OpenAPI 3.0 or 3.1 `file`")
	c.Flags().Var(&o.format, "format", "what to write: "+strings.Join(o.format.choices, ", "))
	c.Flags().StringVarP(&o.output, "output", "o", "", "write the report to this `file` instead of standard output")
	c.Flags().Var(&o.failOn, "fail-on", "the least drift that gives exit status 1: breaking, additive or never")
}

// configure reads the configuration beside the contract: defaults for the flags, and what is accepted.
func (o *reporting) configure(c *cobra.Command) error {
	config, err := readConfig(o.contract)
	if err != nil {
		return err
	}
	if err := config.defaults(c); err != nil {
		return err
	}
	if o.acceptances, err = config.acceptances(); err != nil {
		return err
	}
	o.acceptances = slices.DeleteFunc(o.acceptances, func(a report.Acceptance) bool { return o.concerns != nil && !o.concerns(a.Rule) })
	return nil
}

// accepting makes a report accept what the configuration does.
func (o *reporting) accepting(r *report.Report) *report.Report {
	r.Accept(o.acceptances, time.Now())
	return r
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

const configHelp = `A file ` + configName + ` beside the contract sets defaults for these flags, and lists findings that are accepted until a day:

  fail-on: additive
  accept:
    - rule: status-undocumented        # see apidrift rules
      operation: deleteConnectionByID  # operation, status and pointer may be left out: then all match
      status: 429                      # or 4XX, or default
      pointer: ""
      reason: The vendor confirmed rate limits, ticket 4711.
      until: 2026-12-31                # from the next day on, it fails again`
