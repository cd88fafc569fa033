// Package report collects what comparing exchanges with a contract found, and writes it for people and programs.
//
// Start with [New]; pass every exchange with its findings to [Report.Add], then write the Report in one of the [Formats]. The same Report gives
// the same bytes: nothing that is written depends on the day. A Report is not safe for concurrent use.
package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

// Report is the outcome of one comparison. Its JSON form is stable: fields are added, never renamed.
type Report struct {
	Contract  string          `json:"contract"`           // the contract's name, as the user gave it
	Upstream  string          `json:"upstream,omitempty"` // the published document that the contract was compared with; "" if it was exchanges
	Exchanges int             `json:"exchanges"`          // all that were read
	Unmatched int             `json:"unmatched"`          // of these, those that no operation of the contract matches
	Breaking  int             `json:"breaking"`           // findings, without the accepted ones
	Additive  int             `json:"additive"`           // findings, without the accepted ones
	Findings  []drift.Finding `json:"findings"`           // without the accepted ones
	Accepted  []Accepted      `json:"accepted"`
	Unused    []Acceptance    `json:"unused"`   // acceptances that no finding matches
	Coverage  []Coverage      `json:"coverage"` // one entry for each documented response

	acceptances  []*Acceptance
	responses    []drift.Response
	documented   map[responseKey]int    // position in Coverage
	undocumented map[responseKey]*tally // what else was seen
	evidence     map[drift.Source]Evidence
}

// Coverage says how much is known of one documented response.
type Coverage struct {
	Operation  string       `json:"operation"`
	Status     drift.Status `json:"status"`
	Exchanges  int          `json:"exchanges"`
	Conforming int          `json:"conforming"` // of these, those without a breaking finding, accepted ones included

	place drift.Place
	from  origins
}

// Evidence is the response that findings are about, as it may be shown: redacted, and of bounded size.
type Evidence struct {
	Method    string
	Path      string // of the request's URL, without the query
	MediaType string // the Content-Type as it was received
	Body      string // at most maxEvidence bytes
	Cut       bool   // the body was longer
}

const (
	maxEvidence  = 16 << 10 // bytes of one body that are kept
	maxEvidences = 200      // bodies that are kept; a report with more has no body for the later findings
)

// responseKey names a response, documented or not. A status that is not documented is the code that was seen.
type responseKey struct {
	operation string
	status    drift.Status
}

type tally struct {
	exchanges int
	from      origins
}

// New begins a report on a contract, whose name and documented responses it is given.
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
		evidence:     map[drift.Source]Evidence{},
	}
	for i, response := range documented {
		r.Coverage = append(r.Coverage, Coverage{Operation: response.Operation, Status: response.Status, place: response.Place, from: origins{}})
		r.documented[responseKey{response.Operation, response.Status}] = i
	}
	return r
}

// NewUpstream begins a report on a contract and a published document, which have names. It is about no exchanges: only [Report.AddFinding] adds to it.
func NewUpstream(name, upstream string, documented []drift.Response) *Report {
	r := New(name, documented)
	r.Upstream, r.Coverage = upstream, []Coverage{}
	return r
}

// Add files one exchange and what comparing it with the contract gave.
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
	if len(result.Findings) > 0 && x.File != "" && len(r.evidence) < maxEvidences {
		r.evidence[x.Source] = evidenceOf(x)
	}
	response := result.Response
	if response.Status == 0 {
		key := responseKey{response.Operation, drift.Status(x.Status)}
		if r.undocumented[key] == nil {
			r.undocumented[key] = &tally{from: origins{}}
		}
		r.undocumented[key].exchanges++
		r.undocumented[key].from.add(x.Source)
		return
	}
	coverage := &r.Coverage[r.documented[responseKey{response.Operation, response.Status}]]
	coverage.Exchanges++
	coverage.from.add(x.Source)
	if conforms {
		coverage.Conforming++
	}
}

// AddFinding files a finding that is about no exchange, or about one that was filed without it.
func (r *Report) AddFinding(f drift.Finding) {
	if r.accept(&f) {
		return
	}
	r.Findings = append(r.Findings, f)
	switch f.Severity {
	case drift.Breaking:
		r.Breaking++
	case drift.Additive:
		r.Additive++
	}
}

// Evidence is the response that a finding is about. It is false if the finding is about none, if the exchange came from no file and so cannot be told
// from others, or if too many came before.
func (r *Report) Evidence(f drift.Finding) (Evidence, bool) {
	e, ok := r.evidence[f.Source]
	return e, ok
}

func evidenceOf(x drift.Exchange) Evidence {
	e := Evidence{Method: x.Method, Path: redact.Text(x.Path()), MediaType: redact.Text(x.Header.Get("Content-Type"))}
	body := string(x.Body[:min(len(x.Body), maxEvidence)])
	if len(x.Body) > maxEvidence {
		// What is left of a credential that was cut in two would not look like one.
		body, e.Cut = strings.TrimRightFunc(body, func(c rune) bool { return !strings.ContainsRune(" \t\r\n,:{}[]()<>", c) }), true
	}
	e.Body = redact.Text(body)
	return e
}

// sorted is what was seen beside the documented responses, by operation and status.
func sorted(m map[responseKey]*tally) []responseKey {
	return slices.SortedFunc(maps.Keys(m), func(a, b responseKey) int {
		return cmp.Or(cmp.Compare(a.operation, b.operation), cmp.Compare(a.status, b.status))
	})
}
