package report

import (
	"fmt"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Report is the outcome of one comparison. Set its exported fields before the first exchange or finding is added.
type Report struct {
	Contract string // the contract's name, as the user gave it
	Upstream string // the published document; "" for a report about exchanges
	Origin   Origin
	View     View

	Lines     func(drift.Place) []string // renders the contract's lines at a place, unindented; may be nil
	Templates []drift.Template           // of the contract, to rank unmatched exchanges
	Ignore    []string                   // paths that are known to match no operation; * stands for any characters

	FailOnUnmatched bool            // an exchange that matches no operation is a finding
	OnUnmatched     func(Unmatched) // is called with the first of each shape that matches none; may be nil

	// Counts. A finding that stands for several counts as that many.
	Exchanges int // without those that Ignore names
	Unmatched int // exchanges that match no operation
	Ignored   int
	Unread    int // recordings, and entries of recordings, that could not be read; the caller sets it
	Breaking  int // breaking findings, without the accepted ones
	Additive  int // additive findings, without the accepted ones
	Accepted  int

	Notes    []drift.Note // each once
	Unused   []Acceptance // acceptances that no finding matches; known after Close
	Coverage []Coverage   // one entry for each documented response
	Gone     []Gone       // facts of an earlier report that this one does not have; known after Close

	facts, acceptedFacts factTable
	rules                map[ruleSeverity]*ruleTally
	unmatched            shapes
	notes                map[drift.Note]bool
	acceptances          acceptanceList
	earlier              *Earlier
	sink                 *sink

	number   int      // of the exchange that is being added, from 1
	held     Clipped  // that exchange
	current  *Clipped // the same, or nil
	drifted  int      // exchanges with a breaking finding that is not accepted
	last     int      // the number of the last of these
	excerpts int      // bytes of excerpts that are kept

	responses    []drift.Response
	documented   map[responseKey]int    // position in Coverage
	undocumented map[responseKey]*tally // other responses that were seen
}

// Origin says how a report came about. Only JSON and HTML show it, so that the other formats give the same bytes for
// the same input.
type Origin struct {
	Tool   string    // apidrift's version
	Inputs []string  // recordings, folders or the published document, as they were named
	Time   time.Time // zero if it is not to be shown
}

// View selects what is shown. It changes neither counts nor verdict.
type View struct {
	All         bool           // text lists single findings
	Unseen      bool           // text lists documented responses that were never seen
	MinSeverity drift.Severity // Breaking hides additive facts
	Width       int            // columns of a terminal; 0 if text is not to be wrapped
}

// New returns an empty report about exchanges, for a contract with a name and its documented responses.
func New(name string, documented []drift.Response) *Report {
	r := &Report{
		Contract:      name,
		facts:         newFactTable(),
		acceptedFacts: newFactTable(),
		rules:         map[ruleSeverity]*ruleTally{},
		unmatched:     shapes{},
		notes:         map[drift.Note]bool{},
		responses:     documented,
		documented:    map[responseKey]int{},
		undocumented:  map[responseKey]*tally{},
	}
	for i, response := range documented {
		r.Coverage = append(r.Coverage, Coverage{
			Operation: response.Operation, Status: response.Status, place: response.Place, from: origins{},
		})
		r.documented[responseKey{response.Operation, response.Status}] = i
	}
	return r
}

// NewUpstream returns an empty report about comparing a contract with a published document. Use [Report.AddFinding],
// not [Report.Add]: such a report has no exchanges and no coverage.
func NewUpstream(name, upstream string, documented []drift.Response) *Report {
	r := New(name, documented)
	r.Upstream, r.Coverage = upstream, nil
	clear(r.documented)
	return r
}

// Add adds an exchange and the result of comparing it with the contract. It returns the findings that are not accepted,
// as they are reported.
func (r *Report) Add(x drift.Exchange, result drift.Result) (reported []drift.Finding) {
	r.add(Clip(x, result), func(f *drift.Finding) { reported = append(reported, *f) })
	return reported
}

// AddClipped is [Report.Add] for an exchange whose bodies were cut by [Clip].
func (r *Report) AddClipped(c Clipped) { r.add(c, func(*drift.Finding) {}) }

func (r *Report) add(c Clipped, reported func(*drift.Finding)) {
	for _, n := range c.Result.Notes {
		r.AddNote(n)
	}
	if !c.Result.Matched() {
		r.addUnmatched(c, reported)
		return
	}
	r.begin(c)
	conforms := true
	for i := range c.Result.Findings {
		f := &c.Result.Findings[i]
		conforms = conforms && f.Severity != drift.Breaking
		r.file(f, i, reported)
	}
	r.tally(&r.held, conforms)
}

// begin counts an exchange. Findings belong to it until the next one.
func (r *Report) begin(c Clipped) {
	r.Exchanges++
	r.number++
	r.held = c
	r.current = &r.held
}

// AddFinding adds a finding without an exchange, or another one about the exchange that was added last. It counts as
// accepted if an acceptance matches it. If that has expired, the message says so.
func (r *Report) AddFinding(f drift.Finding) { r.file(&f, -1, func(*drift.Finding) {}) }

// AddNote adds a note about what in the contract cannot be judged. Adding it again is a no-op.
func (r *Report) AddNote(n drift.Note) {
	const most = 1000
	if !r.notes[n] && len(r.Notes) < most {
		r.notes[n] = true
		r.Notes = append(r.Notes, n)
	}
}

// file counts a finding and adds it to its fact. i is its index in the current exchange's result, or -1. It calls
// reported unless the finding is accepted.
func (r *Report) file(f *drift.Finding, i int, reported func(*drift.Finding)) {
	valid, expired := r.acceptances.use(f)
	if valid == nil && expired != nil {
		changed := *f
		changed.Message += fmt.Sprintf(" (this was accepted until %s: %s)", expired.Until, expired.Reason)
		f = &changed
	}
	table, weight := &r.facts, f.Weight()
	switch {
	case valid != nil:
		table = &r.acceptedFacts
		r.Accepted += weight
	case f.Severity == drift.Breaking:
		r.Breaking += weight
		if r.current != nil && r.last != r.number {
			r.last = r.number
			r.drifted++
		}
	default:
		r.Additive += weight
	}
	if valid == nil {
		r.tallyRule(f)
		reported(f)
	}
	if fact := table.find(f, valid); fact != nil {
		r.addTo(fact, f, i)
	}
	if r.sink != nil && r.shows(f.Severity) {
		r.sink.put(f, valid)
	}
}

// shows reports whether facts of a severity are shown.
func (r *Report) shows(s drift.Severity) bool {
	return r.View.MinSeverity != drift.Breaking || s == drift.Breaking
}

// Close completes the report after the last finding: it fills Unused and Gone.
func (r *Report) Close() {
	r.Unused = append(r.Unused, r.acceptances.unused()...)
	r.acceptances = acceptanceList{}
	if r.earlier != nil {
		r.Gone = r.earlier.gone(r)
		r.earlier = nil
	}
	r.current, r.held = nil, Clipped{}
}
