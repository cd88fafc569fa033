package main

import (
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"github.com/spf13/cobra"
)

// exchangeFlags are the flags of commands that compare exchanges.
type exchangeFlags struct {
	requireCoverage bool
	noRequests      bool
	failOnUnmatched bool
}

func (f *exchangeFlags) add(c *cobra.Command) {
	c.Flags().BoolVar(&f.requireCoverage, "require-coverage", false,
		"count a documented response without a conforming exchange as breaking")
	c.Flags().BoolVar(&f.noRequests, "no-requests", false, "compare responses alone, not what the client sent")
	c.Flags().BoolVar(&f.failOnUnmatched, "fail-on-unmatched", false,
		"count an exchange that matches no operation as breaking")
}

// apply makes a report do what the flags and the configuration say, and returns the contract to compare with.
func (f *exchangeFlags) apply(r *report.Report, judge *contract.Contract, config *configFile) *contract.Contract {
	r.FailOnUnmatched = f.failOnUnmatched
	r.View.Unseen = f.requireCoverage
	r.Ignore = config.Ignore
	r.Templates = judge.Templates()
	for _, n := range judge.Notes() {
		r.AddNote(n)
	}
	if f.noRequests {
		return judge.WithoutRequests()
	}
	return judge
}

// shownPath is the path of an exchange, for a message.
func shownPath(x drift.Exchange) string { return text.Line(redact.Text(x.Path()), text.MaxLine) }
