package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Acceptance says that certain findings are known and do not fail the run. An empty field, or a zero Status, matches
// every finding. A Status that is a range or [drift.Default] matches only findings about the response that is
// documented under it, not findings about its codes.
type Acceptance struct {
	Rule       string         `json:"rule"`
	At         string         `json:"at,omitempty"` // a place in the contract: a pointer, or "file#pointer"
	Operation  string         `json:"operation"`
	Operations []string       `json:"operations,omitempty"` // more of them
	Status     drift.Status   `json:"status"`
	Statuses   []drift.Status `json:"statuses,omitempty"` // more of them
	Pointer    string         `json:"pointer"`            // into the body; a token * matches any token
	Property   string         `json:"property,omitempty"` // the name that the finding's pointer ends in
	Key        string         `json:"key,omitempty"`      // as in [Fact]
	Reason     string         `json:"reason"`
	Until      Date           `json:"until"` // the last day on which it is valid

	used, expired bool
}

// String says what the acceptance matches: "value-null  getThing 200 at /id".
func (a Acceptance) String() string {
	operation := cmp.Or(a.Operation, "any operation")
	for _, more := range a.Operations {
		operation += ", " + more
	}
	var statuses []string
	for _, s := range append([]drift.Status{a.Status}, a.Statuses...) {
		if s != 0 {
			statuses = append(statuses, s.String())
		}
	}
	if len(statuses) == 0 {
		statuses = []string{"any status"}
	}
	line := text.Line(cmp.Or(a.Rule, "any rule"), 0) + "  "
	if a.At != "" {
		line += text.Line(a.At, 0)
		if a.Operation == "" && a.Status == 0 && a.Pointer == "" && a.Property == "" && a.Key == "" {
			return line
		}
		line += "  "
	}
	line += text.Line(operation, 0) + " " + strings.Join(statuses, ", ")
	for label, value := range map[string]string{" at ": a.Pointer} {
		if value != "" {
			line += label + text.Line(value, 0)
		}
	}
	if name := cmp.Or(a.Property, a.Key); name != "" {
		line += "  " + text.Line(name, 0)
	}
	return line
}

// AcceptanceOf is the acceptance that matches the findings of a fact and no others.
func AcceptanceOf(f *Fact, reason string, until Date) Acceptance {
	a := Acceptance{Rule: f.Rule, Key: f.Key, Reason: reason, Until: until}
	if f.Place != (drift.Place{}) {
		a.At = placeName(f.Place)
		if f.Rule == drift.StatusUndocumented {
			a.Key, a.Statuses = "", f.Statuses
		}
		return a
	}
	a.Key, a.Operations, a.Statuses, a.Pointer = "", f.Operations, f.Statuses, f.Pointer
	return a
}

// placeName is a place as an acceptance names it: a pointer, after "file#" in a file that the contract refers to.
func placeName(p drift.Place) string {
	if p.File == "" {
		return p.Pointer
	}
	return p.File + "#" + p.Pointer
}

// Accept makes the report accept findings that are added from now on. An acceptance whose last day is before now, in
// UTC, has expired: findings that it matches are not accepted, and their message says so.
func (r *Report) Accept(acceptances []Acceptance, now time.Time) {
	for _, a := range acceptances {
		a.used = false
		a.expired = !now.Before(a.Until.AddDate(0, 0, 1))
		a.At = strings.TrimPrefix(a.At, "#")
		r.acceptances.add(&a)
	}
}

// acceptanceList has acceptances by their rule; those of every rule under "".
type acceptanceList struct {
	all    []*Acceptance
	byRule map[string][]*Acceptance
}

func (l *acceptanceList) add(a *Acceptance) {
	if l.byRule == nil {
		l.byRule = map[string][]*Acceptance{}
	}
	l.all = append(l.all, a)
	l.byRule[a.Rule] = append(l.byRule[a.Rule], a)
}

// use marks every acceptance that matches a finding as used. It returns the first that is valid and the first that has
// expired, or nil.
func (l *acceptanceList) use(f *drift.Finding) (valid, expired *Acceptance) {
	if len(l.all) == 0 {
		return nil, nil
	}
	for _, list := range [][]*Acceptance{l.byRule[f.Rule], l.byRule[""]} {
		for _, a := range list {
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
	}
	return valid, expired
}

func (l *acceptanceList) unused() (all []Acceptance) {
	for _, a := range l.all {
		if !a.used {
			all = append(all, *a)
		}
	}
	return all
}

func (a *Acceptance) matches(f *drift.Finding) bool {
	return (a.At == "" || a.isAt(f)) &&
		(a.Operation == "" && len(a.Operations) == 0 || f.Operation != "" && a.Operation == f.Operation ||
			slices.Contains(a.Operations, f.Operation)) &&
		(a.Status == 0 && len(a.Statuses) == 0 || f.Status != 0 && a.Status == f.Status ||
			slices.Contains(a.Statuses, f.Status)) &&
		(a.Pointer == "" || a.Pointer == f.Pointer || matchesPointer(a.Pointer, f.Pointer)) &&
		(a.Property == "" || a.Property == lastName(generalPointer(f.Pointer, f.Place.Pointer))) &&
		(a.Key == "" || a.Key == keyOf(f, nil).key || a.Key == everyName)
}

// isAt reports whether a finding is at the acceptance's place, or about a name that the schema there does not declare.
func (a *Acceptance) isAt(f *drift.Finding) bool {
	pointer := a.At
	if f.Place.File != "" {
		rest, ok := strings.CutPrefix(a.At, f.Place.File+"#")
		if !ok {
			return false
		}
		pointer = rest
	}
	if pointer == f.Place.Pointer {
		return true
	}
	group, _, ok := siblingsKey(f, nil)
	return ok && a.Key == everyName && group.pointer == pointer
}
