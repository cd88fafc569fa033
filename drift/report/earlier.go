package report

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Earlier has the facts of an earlier report.
type Earlier struct{ facts []Gone }

// Gone is a fact of an earlier report.
type Gone struct {
	ID       string         `json:"id"`
	Rule     string         `json:"rule"`
	Severity drift.Severity `json:"severity"`
	Pointer  string         `json:"pointer"`
	Message  string         `json:"message"`
	Place    drift.Place    `json:"contract"`
	Findings int            `json:"findings"`
}

// ReadEarlier reads the facts of a report in JSON, accepted ones included.
func ReadEarlier(r io.Reader) (*Earlier, error) {
	d := jsontext.NewDecoder(r, jsontext.AllowInvalidUTF8(true))
	earlier := &Earlier{}
	found := false
	if token, err := d.ReadToken(); err != nil || token.Kind() != '{' {
		return nil, errors.New("it is not a report: write one with --format json")
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, fmt.Errorf("it is not complete JSON: %w", err)
		}
		if member := name.String(); member != "facts" && member != "accepted_facts" {
			if err := d.SkipValue(); err != nil {
				return nil, fmt.Errorf("it is not complete JSON: %w", err)
			}
			continue
		}
		found = true
		var facts []Gone
		if err := json.UnmarshalDecode(d, &facts); err != nil {
			return nil, fmt.Errorf("its facts cannot be read: %w", err)
		}
		earlier.facts = append(earlier.facts, facts...)
	}
	if !found {
		return nil, errors.New("it lists no facts: write it again with this version and --format json")
	}
	return earlier, nil
}

// Since makes the report mark the facts that are new since an earlier one.
func (r *Report) Since(e *Earlier) { r.earlier = e }

// gone marks new facts in a report, and lists those that only the earlier report has.
func (e *Earlier) gone(r *Report) []Gone {
	before, now := map[string]bool{}, map[string]bool{}
	for _, g := range e.facts {
		before[g.ID] = true
	}
	for _, table := range []*factTable{&r.facts, &r.acceptedFacts} {
		for _, f := range table.facts {
			f.New = !before[f.ID]
			now[f.ID] = true
		}
	}
	gone := []Gone{}
	for _, g := range e.facts {
		if !now[g.ID] && r.shows(g.Severity) {
			gone = append(gone, g)
			now[g.ID] = true
		}
	}
	return gone
}
