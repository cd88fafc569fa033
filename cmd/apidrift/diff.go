package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/drift/upstream"
	"github.com/spf13/cobra"
)

// diffFlags are the flags of apidrift diff.
type diffFlags struct {
	reportFlags
	fetchFlags
}

func diffCommand() *cobra.Command {
	var f diffFlags
	f.concerns = func(rule string) bool { return !isCheckRule(rule) }
	c := &cobra.Command{
		Use:   "diff [flags] UPSTREAM",
		Short: "Compare a contract with the OpenAPI document that the vendor publishes",
		Long: `Compare a contract with the OpenAPI document that the vendor publishes.

UPSTREAM is an OpenAPI 3.0 or 3.1 document in YAML or JSON: a file, an http or https URL, or - for standard input. Only
the operations of the contract are compared, with everything that they refer to; the rest of the document need not be
valid.

Drift is judged as a client of the operations sees it. A difference is breaking if it makes a program written to the
contract fail, misread or do something else, and additive if the server offers more than the contract. Prose, names,
order and the version of OpenAPI make no difference. A contract may be stricter about requests than the published
document. Rules have the names that oasdiff gives them: see apidrift rules.

If the document cannot be compared, the exit status is 2. A fetch takes at most 30 seconds and 50 MiB.

` + configHelp + `

` + exitHelp,
		Example: `  apidrift diff https://api.example.com/openapi.json
  apidrift diff --contract petstore.yaml --format markdown published.yaml`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("name one document to compare with, a file, a URL or -; saw %d: see %s --help",
					len(args), c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return ended(c.Context(), func() error { return f.run(c, args[0]) })
		},
	}
	f.add(c)
	f.baseline.addTo(c)
	f.fetchFlags.addTo(c)
	return c
}

func (f *diffFlags) run(c *cobra.Command, location string) error {
	if err := f.configure(c); err != nil {
		return err
	}
	progress := newProgress(c.ErrOrStderr(), "comparing "+f.contract+" with "+upstream.Redacted(location))
	compared, err := interruptible(c.Context(), func() (comparison, error) {
		return f.compare(c, location)
	})
	progress.end()
	if err != nil {
		return err
	}
	r := report.NewUpstream(f.contract, upstream.Redacted(location), compared.responses)
	defer f.close(r)
	if err := f.prepare(c, r, compared.responses, []string{upstream.Redacted(location)}, compared.files...); err != nil {
		return err
	}
	for _, n := range compared.notes {
		r.AddNote(n)
	}
	for _, finding := range compared.findings {
		r.AddFinding(finding)
	}
	outcome := f.write(c, r)
	if compared.incomplete != nil {
		outcome = withoutDrift(outcome) // an incomplete comparison outweighs it
	}
	return errors.Join(compared.incomplete, outcome)
}

// comparison is the result of comparing a contract with a published document.
type comparison struct {
	responses  []drift.Response // that the contract documents
	findings   []drift.Finding
	notes      []drift.Note
	files      []string // that were read
	incomplete error    // which operations could not be compared
}

// gcPercent is how much garbage diff lets pile up, as long as it takes less memory than memoryFor its documents.
const gcPercent = 300

// memoryFor is the memory in which two documents are compared, from which on garbage is collected more often: so much
// for documents up to 1 MiB, and more for longer ones. What is not a file is taken for a long one.
func memoryFor(documents ...string) int64 {
	const least, free, factor, unknown = 160 << 20, 2 << 20, 64, 16 << 20
	size := int64(0)
	for _, name := range documents {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		} else {
			size += unknown
		}
	}
	return least + factor*max(0, size-free)
}

// compare fails if nothing could be compared.
func (f *diffFlags) compare(c *cobra.Command, location string) (comparison, error) {
	// Parsing leaves little garbage: collecting it less often saves a quarter of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	if limit := memoryFor(f.contract, location); limit < debug.SetMemoryLimit(-1) {
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(limit))
	}
	contract, err := upstream.Load(c.Context(), f.contract, upstream.Options{AllowRefs: f.allowRefs})
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return comparison{}, fmt.Errorf("cannot read the contract: %w", pathErr)
	}
	if err != nil {
		return comparison{}, err
	}
	published, err := upstream.Load(c.Context(), location, f.fetchFlags.options(c, f.refFlags))
	if err != nil {
		return comparison{}, f.explain(c, location, err)
	}
	findings, notes, incomplete := published.Compare(contract)
	if len(findings) == 0 && incomplete != nil {
		return comparison{}, incomplete
	}
	files := append(contract.Files(), published.Files()...)
	return comparison{contract.Responses(), findings, notes, files, incomplete}, nil
}

// isCheckRule reports whether a rule is about exchanges or recordings.
func isCheckRule(name string) bool {
	rule, ok := drift.RuleNamed(name)
	return ok && rule.Of != drift.Document
}
