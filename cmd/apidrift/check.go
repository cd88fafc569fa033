package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/drift/upstream"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"github.com/spf13/cobra"
)

const defaultRecordings = "contract_test/testdata"

// checkFlags are the flags of apidrift check.
type checkFlags struct {
	reportFlags
	exchangeFlags
	maxAge days
	hosts  []string
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
of the contract are listed, and not checked.

All findings of one rule at one place in the contract are one fact. The formats list facts; json and ndjson, and text
with --all, list the single findings as well. Entries are counted from zero, as the positions of JSON arrays are.

` + configHelp + `

` + exitHelp,
		Example: `  apidrift check
  apidrift check --contract petstore.yaml --format sarif -o drift.sarif recordings/
  apidrift check --require-coverage --max-age 90d recording.har
  apidrift check --write-baseline --until 2027-03-31 --reason "Known when we began." recordings/`,
		RunE: func(c *cobra.Command, args []string) error {
			return ended(c.Context(), func() error { return f.run(c, args) })
		},
	}
	f.reportFlags.add(c)
	f.exchangeFlags.add(c)
	f.baseline.addTo(c)
	c.Flags().Var(&f.maxAge, "max-age", "count a recording that is older, such as 90d, or has no date, as breaking")
	c.Flags().StringArrayVar(&f.hosts, "host", nil, "look only at exchanges with this `host`; may be repeated")
	return c
}

func (f *checkFlags) run(c *cobra.Command, paths []string) error {
	if slices.Contains(f.hosts, "") {
		return errors.New("--host needs a name, such as --host api.example.com")
	}
	if err := f.configure(c); err != nil {
		return err
	}
	judge, err := f.loadContract(c)
	if err != nil {
		return err
	}
	if paths, err = recordingPaths(paths); err != nil {
		return err
	}
	files, err := recording.Files(paths...)
	if err != nil {
		return err
	}
	r := report.New(f.contract, judge.Responses())
	defer f.close(r)
	if err := f.prepare(c, r, judge.Responses(), paths, append(judge.Files(), files...)...); err != nil {
		return err
	}
	judge = f.apply(r, judge, f.config)
	seen, err := f.fill(c, r, judge, files)
	if err != nil {
		return err
	}
	return f.conclude(c, r, seen, paths)
}

// conclude writes the report. Its error says why it could not tell.
func (f *checkFlags) conclude(c *cobra.Command, r *report.Report, seen seen, paths []string) error {
	if f.requireCoverage {
		r.RequireCoverage()
	}
	unreadable, empty := splitEmpty(seen.unreadable)
	if r.Exchanges == 0 {
		unreadable = append(unreadable, empty...)
	}
	for _, err := range empty {
		r.AddNote(drift.Note{Message: err.Error()})
	}
	r.Unread = unread(unreadable)
	var outcome error
	if r.Exchanges > 0 {
		outcome = f.write(c, r)
	}
	switch {
	case len(unreadable) > 0:
		return errors.Join(append(unreadable, withoutDrift(outcome))...)
	case r.Exchanges == r.Unmatched && !f.failOnUnmatched && withoutDrift(outcome) == nil:
		return seen.nothing(r, f.contract, strings.Join(paths, ", "), f.hosts)
	}
	return outcome
}

// recordingPaths are the arguments, or the default folder.
func recordingPaths(paths []string) ([]string, error) {
	for _, p := range paths {
		if isURL(p) {
			return nil, fmt.Errorf("%s is not a recording: to compare the contract with a published document, write "+
				"apidrift diff %s; to compare it with what the server answers, apidrift proxy --target %s", p, p, p)
		}
	}
	if len(paths) > 0 {
		return paths, nil
	}
	if _, err := os.Stat(defaultRecordings); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the folder %s does not exist: name a recording or a folder with recordings, such as "+
			"apidrift check recordings/", defaultRecordings)
	}
	return []string{defaultRecordings}, nil
}

// seen is what a run found that is not in the report.
type seen struct {
	unreadable []error
	first      drift.Exchange // the first that matched no operation
	otherHosts []string       // some of the hosts of exchanges that were left out
	left       int
}

// nothing says why nothing was checked.
func (s *seen) nothing(r *report.Report, contract, paths string, hosts []string) error {
	switch {
	case r.Exchanges == 0 && s.left > 0:
		return fmt.Errorf("nothing to check: of %s in %s, none is with the host %s; there are exchanges with %s",
			text.Count(s.left, "exchange"), paths, strings.Join(hosts, " or "), strings.Join(s.otherHosts, ", "))
	case r.Exchanges == 0 && r.Ignored > 0:
		return fmt.Errorf("nothing to check: the configuration ignores the paths of all exchanges in %s", paths)
	case r.Exchanges == 0:
		return fmt.Errorf("nothing to check: %s has no exchanges", paths)
	}
	message := fmt.Sprintf("nothing to check: %s has no operation for %s in %s",
		contract, text.Count(r.Exchanges, "exchange"), paths)
	if s.first.Method != "" {
		message += fmt.Sprintf("; the first is %s %s", s.first.Method, shownPath(s.first))
	}
	if len(r.Templates) > 0 {
		t := r.Templates[0]
		message += fmt.Sprintf(", and the contract has %s %s: is the base path in servers right?", t.Method, t.Path)
	}
	return errors.New(message)
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

// fill adds the exchanges of the recordings to the report.
func (f *checkFlags) fill(
	c *cobra.Command, r *report.Report, judge *contract.Contract, files []string,
) (seen, error) {
	var s seen
	now := time.Now()
	progress := newProgress(c.ErrOrStderr(), "reading recordings")
	defer progress.end()
	stdin := &countedReader{Reader: c.InOrStdin()}
	p := &pipeline{judge: judge, hosts: f.hosts, stdin: stdin}
	s.unreadable = p.run(c.Context(), files, func(clipped report.Clipped) {
		unmatched := r.Unmatched
		r.AddClipped(clipped)
		if r.Unmatched > unmatched && s.first.Method == "" {
			s.first = clipped.Exchange
		}
		if f.maxAge > 0 {
			r.RequireAge(clipped.Exchange, clipped.Result, time.Duration(f.maxAge), now)
		}
		progress.step(r.Exchanges, clipped.Exchange.File)
	}, s.leave)
	if isDone(c.Context()) {
		return s, errInterrupted
	}
	if slices.Contains(files, "-") && stdin.n == 0 {
		return s, errors.New("standard input is empty: pipe a recording into it, such as " +
			"cat recording.har | apidrift check -")
	}
	return s, nil
}

// countedReader counts what is read.
type countedReader struct {
	io.Reader
	n int
}

func (r *countedReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.n += n
	return n, err
}

// leave counts an exchange that was left out because of its host.
func (s *seen) leave(x drift.Exchange) {
	const most = 5
	s.left++
	host := cmp.Or(hostOf(x.URL), "no host")
	for _, known := range s.otherHosts {
		if known == host {
			return
		}
	}
	if len(s.otherHosts) < most {
		s.otherHosts = append(s.otherHosts, host)
	}
}
