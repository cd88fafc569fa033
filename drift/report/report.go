package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Report is the outcome of one comparison. Its JSON form is stable: fields are added, never renamed.
type Report struct {
	Contract  string          `json:"contract"`           // the contract's name, as the user gave it
	Upstream  string          `json:"upstream,omitempty"` // the published document; "" for a report about exchanges
	Exchanges int             `json:"exchanges"`          // all that were added
	Unmatched int             `json:"unmatched"`          // of these, those that no operation of the contract matches
	Breaking  int             `json:"breaking"`           // breaking findings, without the accepted ones
	Additive  int             `json:"additive"`           // additive findings, without the accepted ones
	Findings  []drift.Finding `json:"findings"`           // without the accepted ones
	Accepted  []Accepted      `json:"accepted"`
	Unused    []Acceptance    `json:"unused"`   // acceptances that no finding matches; known after Close
	Coverage  []Coverage      `json:"coverage"` // one entry for each documented response

	acceptances  []*Acceptance
	responses    []drift.Response
	documented   map[responseKey]int    // position in Coverage
	undocumented map[responseKey]*tally // other responses that were seen
	evidence     map[drift.Source]evidence
}

// Coverage says how much is known about one documented response.
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

// New returns an empty report about exchanges, for a contract with a name and its documented responses.
func New(name string, documented []drift.Response) *Report {
	r := &Report{
		Contract:     name,
		Findings:     []drift.Finding{},
		Accepted:     []Accepted{},
		Unused:       []Acceptance{},
		Coverage:     []Coverage{},
		responses:    documented,
		documented:   map[responseKey]int{},
		undocumented: map[responseKey]*tally{},
		evidence:     map[drift.Source]evidence{},
	}
	for i, response := range documented {
		r.Coverage = append(r.Coverage, Coverage{
			Operation: response.Operation, Status: response.Status, place: response.Place, from: origins{},
		})
		r.documented[responseKey{response.Operation, response.Status}] = i
	}
	return r
}

// NewUpstream returns an empty report about a contract and a published document, which are given by name. It has no
// exchanges and no coverage: use [Report.AddFinding], not [Report.Add].
func NewUpstream(name, upstream string, documented []drift.Response) *Report {
	r := New(name, documented)
	r.Upstream, r.Coverage = upstream, []Coverage{}
	clear(r.documented)
	return r
}

// Add adds an exchange and the result of comparing it with the contract.
func (r *Report) Add(x drift.Exchange, result drift.Result) {
	r.Exchanges++
	if !result.Matched() {
		r.Unmatched++
		return
	}
	conforms := true
	for _, f := range result.Findings {
		conforms = conforms && f.Severity != drift.Breaking
		r.AddFinding(f)
	}
	if len(result.Findings) > 0 {
		r.keepEvidence(x)
	}
	i, documented := r.documented[responseKey{result.Response.Operation, result.Response.Status}]
	if !documented {
		r.countUndocumented(responseKey{result.Response.Operation, drift.Status(x.Status)}, x.Source)
		return
	}
	coverage := &r.Coverage[i]
	coverage.Exchanges++
	coverage.from.add(x.Source)
	if conforms {
		coverage.Conforming++
	}
}

func (r *Report) countUndocumented(key responseKey, source drift.Source) {
	t := r.undocumented[key]
	if t == nil {
		t = &tally{from: origins{}}
		r.undocumented[key] = t
	}
	t.exchanges++
	t.from.add(source)
}

// AddFinding adds a finding that did not come with an exchange. If an acceptance matches it, it goes to Accepted, else
// to Findings; a finding whose acceptance has expired says so in its message.
func (r *Report) AddFinding(f drift.Finding) {
	valid, expired := r.useAcceptances(f)
	switch {
	case valid != nil:
		r.Accepted = append(r.Accepted, Accepted{f, valid.Reason, valid.Until})
		return
	case expired != nil:
		f.Message += fmt.Sprintf(" (this was accepted until %s: %s)", expired.Until, expired.Reason)
	}
	r.Findings = append(r.Findings, f)
	switch f.Severity {
	case drift.Breaking:
		r.Breaking++
	case drift.Additive:
		r.Additive++
	}
}

// Close completes the report after the last finding: it fills Unused.
func (r *Report) Close() {
	for _, a := range r.acceptances {
		if !a.used {
			r.Unused = append(r.Unused, *a)
		}
	}
	r.acceptances = nil
}

// sortedKeys returns the keys by operation and status.
func sortedKeys(m map[responseKey]*tally) []responseKey {
	return slices.SortedFunc(maps.Keys(m), func(a, b responseKey) int {
		return cmp.Or(cmp.Compare(a.operation, b.operation), cmp.Compare(a.status, b.status))
	})
}
