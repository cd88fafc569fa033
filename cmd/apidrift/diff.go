package main

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime/debug"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/drift/upstream"
	"github.com/spf13/cobra"
)

// gcPercent is how much garbage diff lets pile up.
const gcPercent = 300

func diffCommand() *cobra.Command {
	options := reporting{concerns: func(rule string) bool { return !isCheckRule(rule) }}
	var cache string
	var insecure bool
	c := &cobra.Command{
		Use:   "diff [flags] UPSTREAM",
		Short: "Compare a contract with the OpenAPI document that the vendor publishes",
		Long: `Compare a contract with the OpenAPI document that the vendor publishes.

UPSTREAM is an OpenAPI 3.0 or 3.1 document in YAML or JSON: a file, an http or https URL, or - for standard input. Only the operations of
the contract are compared, with everything that they refer to; the rest of the document need not be valid. A file may refer to other files.

Drift is judged as a client of the operations: what makes a program written to the contract fail, misread or do something else is breaking;
what the server offers beyond the contract is additive; prose, names, order and the version of OpenAPI are nothing. A contract may be
stricter about requests than the published document is. Rules have oasdiff's names, as explained in its documentation.

Notes on standard error are about the documents as a whole, such as a security scheme that is not defined.

If the document cannot be compared, the exit status is 2. A fetch takes at most 30 seconds and 50 MiB.

` + configHelp + `

` + exitHelp,
		Example: `  apidrift diff https://api.example.com/openapi.json
  apidrift diff --contract petstore.yaml --format markdown published.yaml`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("name one document to compare with, a file, a URL or -; saw %d: see %s --help", len(args), c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := options.configure(c); err != nil {
				return err
			}
			// A document is parsed once and then let go: collecting garbage less often takes memory that is there, and saves a quarter of the time.
			defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
			contract, err := upstream.Load(c.Context(), options.contract, upstream.Options{})
			if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
				return fmt.Errorf("cannot read the contract: %w", pathErr)
			}
			if err != nil {
				return err
			}
			published, err := upstream.Load(c.Context(), args[0], upstream.Options{
				Stdin: c.InOrStdin(), CacheDir: cache, InsecureHTTP: insecure, UserAgent: "apidrift/" + version(),
			})
			if err != nil {
				return err
			}
			r := options.accepting(report.NewUpstream(options.contract, upstream.Redacted(args[0]), contract.Responses()))
			findings, notes, failed := published.Compare(contract)
			for _, f := range findings {
				r.AddFinding(f)
			}
			for _, n := range notes {
				fmt.Fprintln(c.ErrOrStderr(), "apidrift: note: "+n.Message)
			}
			if failed != nil && len(findings) == 0 {
				return failed
			}
			outcome := options.write(c, r)
			if failed != nil && errors.Is(outcome, errDrift) {
				outcome = nil // reported; that not everything was compared outweighs it
			}
			return errors.Join(failed, outcome)
		},
	}
	options.flags(c)
	c.Flags().StringVar(&cache, "cache", "", "keep what is fetched in this `folder`, and ask only whether it has changed (ETag)")
	c.Flags().BoolVar(&insecure, "insecure-http", false, "allow plain HTTP to hosts other than localhost")
	return c
}

// isCheckRule reports whether a rule is about exchanges or recordings.
func isCheckRule(name string) bool {
	rule, ok := drift.RuleNamed(name)
	return ok && rule.Of != drift.Document
}
