package report

import (
	"cmp"
	"maps"
	"slices"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Coverage counts the exchanges with one documented response.
type Coverage struct {
	Operation  string       `json:"operation"`
	Status     drift.Status `json:"status"`
	Exchanges  int          `json:"exchanges"`
	Conforming int          `json:"conforming"` // of these, those without a breaking finding, accepted or not

	place drift.Place
	from  origins
}

// responseKey names a response, documented or not. The status of an undocumented one is the code that was seen.
type responseKey struct {
	operation string
	status    drift.Status
}

// tally counts the exchanges with an undocumented response.
type tally struct {
	exchanges int
	from      origins
}

// tally counts a matched exchange for its response.
func (r *Report) tally(c *Clipped, conforms bool) {
	response := c.Result.Response
	i, documented := r.documented[responseKey{response.Operation, response.Status}]
	if !documented {
		r.tallyUndocumented(responseKey{response.Operation, drift.Status(c.Exchange.Status)}, c.Exchange.Source)
		return
	}
	coverage := &r.Coverage[i]
	coverage.Exchanges++
	coverage.from.add(c.Exchange.Source)
	if conforms {
		coverage.Conforming++
	}
}

func (r *Report) tallyUndocumented(key responseKey, source drift.Source) {
	t := r.undocumented[key]
	if t == nil {
		t = &tally{from: origins{}}
		r.undocumented[key] = t
	}
	t.exchanges++
	t.from.add(source)
}

// sortedKeys returns the keys by operation and status.
func sortedKeys[T any](m map[responseKey]T) []responseKey {
	return slices.SortedFunc(maps.Keys(m), func(a, b responseKey) int {
		return cmp.Or(cmp.Compare(a.operation, b.operation), cmp.Compare(a.status, b.status))
	})
}

type ruleSeverity struct {
	rule     string
	severity drift.Severity
}

// ruleTally counts the findings of one rule, accepted ones left out.
type ruleTally struct {
	findings, exchanges int
	last                int // the number of the last exchange
}

func (r *Report) tallyRule(f *drift.Finding) {
	key := ruleSeverity{f.Rule, f.Severity}
	t := r.rules[key]
	if t == nil {
		t = &ruleTally{}
		r.rules[key] = t
	}
	t.findings += f.Weight()
	if r.current != nil && t.last != r.number {
		t.last = r.number
		t.exchanges++
	}
}
