package report

import (
	"fmt"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// RequireCoverage adds a finding for every documented response without a conforming exchange. Call it after the last
// call of [Report.Add].
func (r *Report) RequireCoverage() {
	for _, c := range r.Coverage {
		if c.Conforming > 0 {
			continue
		}
		r.AddFinding(drift.Finding{
			Rule:      drift.CoverageMissing,
			Severity:  drift.Breaking,
			Operation: c.Operation,
			Status:    c.Status,
			Message: fmt.Sprintf("expected a conforming exchange of the documented response %s, saw none in %s",
				c.Status, text.Count(c.Exchanges, "exchange")),
			Place: c.place,
		})
	}
}

// RequireAge adds a finding if an exchange took place more than maxAge before now, or at an unknown time. It ignores
// unmatched exchanges.
func (r *Report) RequireAge(x drift.Exchange, result drift.Result, maxAge time.Duration, now time.Time) {
	if !result.Matched() || !x.Time.IsZero() && now.Sub(x.Time) <= maxAge {
		return
	}
	seen := "one without a date"
	if !x.Time.IsZero() {
		seen = "one of " + x.Time.UTC().Format(time.DateOnly)
	}
	r.AddFinding(drift.Finding{
		Rule:      drift.RecordingOutdated,
		Severity:  drift.Breaking,
		Operation: result.Response.Operation,
		Status:    drift.Status(x.Status),
		Message: fmt.Sprintf("expected a recording from %s or later, saw %s",
			now.Add(-maxAge).UTC().Format(time.DateOnly), seen),
		Source: x.Source,
		Place:  result.Response.Place,
	})
}
