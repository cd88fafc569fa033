// Package report collects what comparing exchanges with a contract found, and writes it for people and programs.
//
// Start with [New]; pass every exchange with its findings to [Report.Add], then write the Report as [Text] or [JSON].
package report

import (
	"maps"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Report is the outcome of one comparison. Its JSON form is stable: fields are added, never renamed.
type Report struct {
	Contract  string          `json:"contract"`  // the contract's name, as the user gave it
	Exchanges int             `json:"exchanges"` // all that were read
	Unmatched int             `json:"unmatched"` // of these, those that no operation of the contract matches
	Breaking  int             `json:"breaking"`  // findings
	Additive  int             `json:"additive"`  // findings
	Findings  []drift.Finding `json:"findings"`
	Coverage  []Coverage      `json:"coverage"` // one entry for each documented response

	contract     *drift.Contract
	documented   map[drift.Response]int      // position in Coverage
	undocumented map[undocumented]*tally     // what else was seen
	from         map[drift.Response]*origins // where the exchanges of a documented response come from
}

// Coverage says how much is known of one documented response.
type Coverage struct {
	Operation  string `json:"operation"`
	Status     Status `json:"status"`
	Exchanges  int    `json:"exchanges"`
	Conforming int    `json:"conforming"` // of these, those without a breaking finding
}

// Status is a status as a contract writes it: a code, a range such as "4XX", or "default". In JSON a code is a number, all else a string.
type Status string

// MarshalJSON implements [encoding/json.Marshaler].
func (s Status) MarshalJSON() ([]byte, error) {
	if _, err := strconv.Atoi(string(s)); err == nil {
		return []byte(s), nil
	}
	return strconv.AppendQuote(nil, string(s)), nil
}

type undocumented struct {
	operation string
	status    int
}

type tally struct {
	exchanges int
	from      origins
}

// origins counts exchanges by the folder that their file is in.
type origins map[string]int

func (o origins) add(source drift.Source) {
	if source.File != "" {
		o[filepath.Base(filepath.Dir(source.File))]++
	}
}

// New begins a report on a contract, which name stands for in what is written.
func New(name string, contract *drift.Contract) *Report {
	r := &Report{
		Contract:     name,
		Findings:     []drift.Finding{},
		Coverage:     []Coverage{},
		contract:     contract,
		documented:   map[drift.Response]int{},
		undocumented: map[undocumented]*tally{},
		from:         map[drift.Response]*origins{},
	}
	for i, response := range contract.Responses() {
		r.Coverage = append(r.Coverage, Coverage{Operation: response.Operation, Status: Status(response.Status)})
		r.documented[response] = i
		r.from[response] = &origins{}
	}
	return r
}

// Add files one exchange and what [drift.Contract.Check] found in it.
func (r *Report) Add(x drift.Exchange, findings []drift.Finding) {
	r.Exchanges++
	response, ok := r.contract.Match(x)
	if !ok {
		r.Unmatched++
		return
	}
	conforms := true
	for _, f := range findings {
		switch f.Severity {
		case drift.Breaking:
			r.Breaking++
			conforms = false
		case drift.Additive:
			r.Additive++
		}
	}
	r.Findings = append(r.Findings, findings...)
	if response.Status == "" {
		key := undocumented{response.Operation, x.Status}
		if r.undocumented[key] == nil {
			r.undocumented[key] = &tally{from: origins{}}
		}
		r.undocumented[key].exchanges++
		r.undocumented[key].from.add(x.Source)
		return
	}
	coverage := &r.Coverage[r.documented[response]]
	coverage.Exchanges++
	if conforms {
		coverage.Conforming++
	}
	r.from[response].add(x.Source)
}

// sorted is what was seen beside the documented responses, by operation and status.
func sorted(m map[undocumented]*tally) []undocumented {
	return slices.SortedFunc(maps.Keys(m), func(a, b undocumented) int {
		if a.operation != b.operation {
			if a.operation < b.operation {
				return -1
			}
			return 1
		}
		return a.status - b.status
	})
}
