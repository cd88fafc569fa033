package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/spf13/cobra"
)

// reportFlags are the flags of every command that writes a report, and what the configuration beside the contract adds.
type reportFlags struct {
	refFlags
	contract    string
	format      choice
	output      string
	failOn      choice
	minSeverity choice
	since       string
	all         bool
	baseline    baselineFlags

	concerns func(rule string) bool // which acceptances apply to this command; nil for all
	config   *configFile
	sink     *destination
}

// add adds the flags to the command.
func (f *reportFlags) add(c *cobra.Command) {
	f.format = choice{"text", slices.Sorted(maps.Keys(report.Formats))}
	f.failOn = choice{"breaking", []string{"breaking", "additive", "never"}}
	f.minSeverity = choice{"additive", []string{"additive", "breaking"}}
	c.Flags().StringVarP(&f.contract, "contract", "c", "openapi.yaml", "the contract, an OpenAPI 3.0 or 3.1 `file`")
	f.refFlags.addTo(c)
	c.Flags().VarP(&f.format, "format", "f", "what to write: "+strings.Join(f.format.choices, ", "))
	c.Flags().StringVarP(&f.output, "output", "o", "", "write the report to this `file` instead of standard output")
	c.Flags().Var(&f.failOn, "fail-on", "the least drift that gives exit status 1: breaking, additive or never")
	c.Flags().Var(&f.minSeverity, "min-severity", "the least that is shown: breaking hides additive facts")
	c.Flags().StringVar(&f.since, "since", "",
		"mark what an earlier report, a JSON `file`, does not have, and list what is gone")
	c.Flags().BoolVar(&f.all, "all", false, "with the format text, list single findings and operations never seen as well")
	completeChoices(c, map[string][]string{
		"format": f.format.choices, "fail-on": f.failOn.choices, "min-severity": f.minSeverity.choices,
	})
	completeFiles(c, "contract", "yaml", "yml", "json")
	completeFiles(c, "since", "json")
}

// configure reads the configuration beside the contract: defaults for the flags, and what is accepted.
func (f *reportFlags) configure(c *cobra.Command) error {
	if isURL(f.contract) {
		return fmt.Errorf("--contract must be a file: save the document first, such as with curl -o openapi.yaml %s, "+
			"and write --contract openapi.yaml", f.contract)
	}
	var err error
	if f.config, err = readConfig(f.contract); err != nil {
		return err
	}
	if err := f.config.setDefaults(c); err != nil {
		return err
	}
	return f.baseline.check()
}

func isURL(name string) bool {
	return strings.HasPrefix(name, "https://") || strings.HasPrefix(name, "http://")
}

// prepare configures an empty report by the flags and the configuration. It opens the output, so that a mistake in it
// is found before any work is done. The caller calls close.
func (f *reportFlags) prepare(
	c *cobra.Command, r *report.Report, responses []drift.Response, inputs []string, precious ...string,
) error {
	accepted, err := f.config.acceptances(operationNames(responses))
	if err != nil {
		return fmt.Errorf("%s: %w", f.config.name, err)
	}
	accepted = slices.DeleteFunc(accepted, func(a report.Acceptance) bool {
		return f.concerns != nil && !f.concerns(a.Rule)
	})
	r.Accept(accepted, time.Now())
	r.View = report.View{
		All: f.all, MinSeverity: drift.Severity(f.minSeverity.value), Width: f.width(c),
	}
	r.Lines = contractLines(f.contract)
	if r.Origin, err = origin(inputs); err != nil {
		return err
	}
	if f.since != "" {
		if err := f.readEarlier(r); err != nil {
			return err
		}
	}
	f.sink, err = openOutput(c, f.output, append(precious, f.contract, f.config.name, f.since)...)
	if err != nil {
		return err
	}
	return r.Keep(f.format.value, f.sink)
}

// close releases what prepare opened. A report that was not written completely is removed.
func (f *reportFlags) close(r *report.Report) {
	r.Discard()
	if f.sink != nil {
		f.sink.abandon()
	}
}

func (f *reportFlags) width(c *cobra.Command) int {
	if f.output != "" {
		return 0
	}
	return terminalWidth(c.OutOrStdout())
}

func operationNames(responses []drift.Response) (names []string) {
	for _, r := range responses {
		if !slices.Contains(names, r.Operation) {
			names = append(names, r.Operation)
		}
	}
	return names
}

// origin says how a report comes about. SOURCE_DATE_EPOCH fixes the time (reproducible-builds.org).
func origin(inputs []string) (report.Origin, error) {
	o := report.Origin{Tool: version(), Inputs: inputs, Time: time.Now().Truncate(time.Second)}
	if epoch := os.Getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return o, fmt.Errorf("SOURCE_DATE_EPOCH must be a number of seconds, saw %q", epoch)
		}
		o.Time = time.Unix(seconds, 0)
	}
	return o, nil
}

func (f *reportFlags) readEarlier(r *report.Report) error {
	file, err := os.Open(f.since)
	if err != nil {
		return fmt.Errorf("cannot read the earlier report: %w", err)
	}
	defer file.Close()
	earlier, err := report.ReadEarlier(file)
	if err != nil {
		return fmt.Errorf("cannot use %s as an earlier report: %w", f.since, err)
	}
	r.Since(earlier)
	return nil
}

// write closes and writes the report. It returns [errDrift] if the report has drift that --fail-on names.
func (f *reportFlags) write(c *cobra.Command, r *report.Report) error {
	r.Close()
	format := report.Formats[f.format.value]
	if f.format.value == "text" && f.output == "" && wantsColor(c.OutOrStdout()) {
		format = report.ColorText
	}
	if err := format(f.sink, r); err != nil {
		return notWritten(err)
	}
	if err := f.sink.commit(); err != nil {
		return err
	}
	if f.baseline.write {
		return f.baseline.add(c, f.config.name, r)
	}
	switch {
	case f.failOn.value == "never":
		return nil
	case r.Breaking > 0, f.failOn.value == "additive" && r.Additive > 0:
		return errDrift
	}
	return nil
}

// withoutDrift is the outcome without [errDrift], for runs in which another error outweighs drift.
func withoutDrift(outcome error) error {
	if errors.Is(outcome, errDrift) {
		return nil
	}
	return outcome
}

// contractPath is the path of a file that a place in the contract names.
func contractPath(contract, file string) string {
	if file == "" {
		return contract
	}
	if filepath.IsAbs(filepath.FromSlash(file)) {
		return filepath.FromSlash(file)
	}
	return filepath.Join(filepath.Dir(contract), filepath.FromSlash(file))
}

// isDone reports whether the run was interrupted.
func isDone(ctx context.Context) bool { return ctx.Err() != nil }

const configHelp = `A file ` + configName + ` beside the contract sets defaults for these flags, and lists facts that
are accepted until a day:

  fail-on: additive                    # format, min-severity, require-coverage, max-age, no-requests, host,
                                       # fail-on-unmatched; not output: a contract must not say what to write over
  ignore: [/health, /internal/*]       # paths that match no operation and are known; * stands for any characters
  accept:
    - rule: status-undocumented        # see apidrift rules
      at: /paths/~1v3~1things/get      # a place in the contract, as reports in JSON name it
      operation: getThing              # or a list; at, operation, status, pointer and property may be left out,
      status: 429                      # or 4XX, or default, or a list; and then match any
      pointer: /data/*/rate            # into the body; * stands for any name or position
      property: rate
      reason: The vendor confirmed rate limits, ticket 4711.
      until: 2026-12-31                # the last day; then it fails again`
