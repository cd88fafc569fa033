package report

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Acceptance says that findings of a kind are known and do not fail the run. An empty field, and a zero Status, matches everything.
type Acceptance struct {
	Rule      string       `json:"rule"`
	Operation string       `json:"operation"`
	Status    drift.Status `json:"status"`
	Pointer   string       `json:"pointer"`
	Reason    string       `json:"reason"`
	Until     Date         `json:"until"` // the last day on which it holds

	used, expired bool
}

// String is what the acceptance matches: "value-null  getThing 200 at /id".
func (a Acceptance) String() string {
	rule, operation := a.Rule, a.Operation
	if rule == "" {
		rule = "any rule"
	}
	if operation == "" {
		operation = "any operation"
	}
	if a.Status == 0 {
		operation += " any status"
	}
	return text.Line(rule, 0) + "  " + response(operation, a.Status, a.Pointer)
}

// Accepted is a finding that an Acceptance matches. Its JSON form is flat: the members of the finding, the reason and the date.
type Accepted struct {
	drift.Finding
	Reason string `json:"reason"`
	Until  Date   `json:"until"`
}

func (a Accepted) isAccepted() bool { return a.Reason != "" || !a.Until.IsZero() }

// Date is a day, in UTC.
type Date struct{ time.Time }

// MarshalText implements [encoding.TextMarshaler] as RFC 3339's full-date: "2026-12-31".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// MarshalJSON implements [encoding/json.Marshaler].
func (d Date) MarshalJSON() ([]byte, error) { return []byte(`"` + d.String() + `"`), nil }

// String is RFC 3339's full-date: "2026-12-31".
func (d Date) String() string { return d.Format(time.DateOnly) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Date) UnmarshalText(text []byte) (err error) {
	d.Time, err = time.Parse(time.DateOnly, string(text))
	return err
}

// UnmarshalJSON implements [encoding/json.Unmarshaler]; that of [time.Time] would want a time of day.
func (d *Date) UnmarshalJSON(data []byte) error {
	text, err := strconv.Unquote(string(data))
	if err != nil {
		return err
	}
	return d.UnmarshalText([]byte(text))
}

// Accept makes the report accept findings that are added from now on, as of a day. An acceptance whose day is over accepts nothing; what it
// would have accepted says so.
func (r *Report) Accept(acceptances []Acceptance, now time.Time) {
	for i := range acceptances {
		a := acceptances[i]
		a.used = false
		a.expired = !now.UTC().Before(a.Until.AddDate(0, 0, 1))
		r.acceptances = append(r.acceptances, &a)
	}
}

// accept files a finding under the first acceptance that matches it, if one does that has not expired. All that match count as used.
func (r *Report) accept(f *drift.Finding) bool {
	var by, expired *Acceptance
	for _, a := range r.acceptances {
		if !a.matches(*f) {
			continue
		}
		a.used = true
		if a.expired {
			expired = cmp.Or(expired, a)
		} else {
			by = cmp.Or(by, a)
		}
	}
	switch {
	case by != nil:
		r.Accepted = append(r.Accepted, Accepted{*f, by.Reason, by.Until})
		return true
	case expired != nil:
		f.Message += fmt.Sprintf(" (this was accepted until %s: %s)", expired.Until, expired.Reason)
	}
	return false
}

func (a *Acceptance) matches(f drift.Finding) bool {
	return (a.Rule == "" || a.Rule == f.Rule) &&
		(a.Operation == "" || a.Operation == f.Operation) &&
		(a.Status == 0 || a.Status == f.Status) &&
		(a.Pointer == "" || a.Pointer == f.Pointer)
}

// Close ends the report: what was accepted for nothing is known now.
func (r *Report) Close() {
	for _, a := range r.acceptances {
		if !a.used {
			r.Unused = append(r.Unused, *a)
		}
	}
	r.acceptances = nil
}
