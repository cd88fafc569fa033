package report

import (
	"cmp"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Acceptance says that certain findings are known and do not fail the run. An empty field, or a zero Status, matches
// every finding; the others match exactly. A Status that is a range or [drift.Default] matches only findings about the
// response that is documented under it, not findings about its codes.
type Acceptance struct {
	Rule      string       `json:"rule"`
	Operation string       `json:"operation"`
	Status    drift.Status `json:"status"`
	Pointer   string       `json:"pointer"`
	Reason    string       `json:"reason"`
	Until     Date         `json:"until"` // the last day on which it is valid

	used, expired bool
}

// String says what the acceptance matches: "value-null  getThing 200 at /id".
func (a Acceptance) String() string {
	operation := cmp.Or(a.Operation, "any operation")
	if a.Status == 0 {
		operation += " any status"
	}
	return text.Line(cmp.Or(a.Rule, "any rule"), 0) + "  " + responseName(operation, a.Status, a.Pointer)
}

// Accepted is a finding that an Acceptance matches. Its JSON form is flat: the members of the finding, the reason and
// the date.
type Accepted struct {
	drift.Finding
	Reason string `json:"reason"`
	Until  Date   `json:"until"`
}

func (a Accepted) isAccepted() bool { return a.Reason != "" || !a.Until.IsZero() }

// Accept makes the report accept findings that are added from now on. An acceptance whose last day is before now, in
// UTC, has expired: findings that it matches are not accepted, and their message says so.
func (r *Report) Accept(acceptances []Acceptance, now time.Time) {
	for _, a := range acceptances {
		a.used = false
		a.expired = !now.Before(a.Until.AddDate(0, 0, 1))
		r.acceptances = append(r.acceptances, &a)
	}
}

// useAcceptances marks every acceptance that matches a finding as used. It returns the first that is valid and the
// first that has expired, or nil.
func (r *Report) useAcceptances(f drift.Finding) (valid, expired *Acceptance) {
	for _, a := range r.acceptances {
		switch {
		case !a.matches(f):
			continue
		case a.expired:
			expired = cmp.Or(expired, a)
		default:
			valid = cmp.Or(valid, a)
		}
		a.used = true
	}
	return valid, expired
}

func (a *Acceptance) matches(f drift.Finding) bool {
	return (a.Rule == "" || a.Rule == f.Rule) &&
		(a.Operation == "" || a.Operation == f.Operation) &&
		(a.Status == 0 || a.Status == f.Status) &&
		(a.Pointer == "" || a.Pointer == f.Pointer)
}
