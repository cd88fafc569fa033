package report

import (
	"slices"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Fact is what all findings of one rule at one place of the contract say together, over all exchanges, operations and
// statuses. Its JSON form is stable: members are added, never renamed.
type Fact struct {
	ID         string         `json:"id"` // stays the same when lines, wording or apidrift's version change
	Rule       string         `json:"rule"`
	Severity   drift.Severity `json:"severity"`
	In         string         `json:"in,omitempty"` // "request" if the pointers are into requests' bodies
	Pointer    string         `json:"pointer"`      // into the body, the most frequent one; * for positions and keys
	Place      drift.Place    `json:"contract"`     // what would have to change if the other side is right
	Message    string         `json:"message"`      // of the first finding
	Was        string         `json:"was,omitempty"`
	Is         string         `json:"is,omitempty"`
	Property   string         `json:"property,omitempty"` // the name that Pointer ends in
	Key        string         `json:"key,omitempty"`      // what tells the fact from others at its place
	Pointers   []string       `json:"pointers,omitempty"` // others, at most five
	Values     []string       `json:"values,omitempty"`   // that were seen, redacted; at most 20
	Operations []string       `json:"operations"`
	Statuses   []drift.Status `json:"statuses"`
	Findings   int            `json:"findings"`
	Exchanges  int            `json:"exchanges"`
	First      time.Time      `json:"first,omitzero"`
	Last       time.Time      `json:"last,omitzero"`
	Next       string         `json:"next"` // what to do
	New        bool           `json:"new,omitempty"`
	Reason     string         `json:"reason,omitempty"` // why it is accepted
	Until      *Date          `json:"until,omitempty"`
	Examples   []Example      `json:"examples"` // of the first three exchanges

	responses map[responseKey]int // how many findings
	pointers  pointerCounts
	names     []string       // of properties that one fact is about together
	sources   []drift.Source // of the first exchanges
	looks     int            // how many findings were searched for a value
	last      int            // the number of the last exchange

	lastPointer string // the pointer that was added last
	lastCount   int    // where in pointers it is counted
}

// Limits of what a fact keeps.
const (
	maxExamples  = 3
	maxSources   = 9
	maxPointers  = 5 // beside the most frequent one
	maxValues    = 20
	maxLooks     = 200
	maxResponses = 500
)

// addTo adds a finding, the i-th of the current exchange or -1, to its fact.
func (r *Report) addTo(fact *Fact, f *drift.Finding, i int) {
	fact.Findings += f.Weight()
	if f.Severity == drift.Breaking {
		fact.Severity = drift.Breaking
	}
	key := responseKey{f.Operation, f.Status}
	if _, known := fact.responses[key]; known || len(fact.responses) < maxResponses {
		fact.responses[key] += f.Weight()
	}
	if f.Pointer == fact.lastPointer && f.Pointer != "" {
		fact.pointers[fact.lastCount].n += f.Weight()
	} else {
		fact.lastPointer, fact.lastCount = f.Pointer, fact.pointers.add(f.Pointer, f.Place.Pointer, f.Weight())
	}
	c := r.current
	if c != nil && i < 0 && (c.Exchange.Source != f.Source || f.File == "") {
		c = nil // it is not about the exchange
	}
	if c != nil {
		fact.lookForValue(c, f, i)
	}
	if c != nil && fact.last == r.number {
		return
	}
	if c != nil {
		fact.last = r.number
		fact.Exchanges++
		fact.sawAt(c.Exchange.Time)
	}
	if f.File != "" && len(fact.sources) < maxSources {
		fact.sources = append(fact.sources, f.Source)
	}
	if len(fact.Examples) < maxExamples && (f.File != "" || c != nil) {
		fact.Examples = append(fact.Examples, r.example(c, f, i))
	}
}

func (f *Fact) sawAt(t time.Time) {
	switch {
	case t.IsZero():
		return
	case f.First.IsZero() || t.Before(f.First):
		f.First = t.UTC()
	}
	if t.After(f.Last) {
		f.Last = t.UTC()
	}
}

// settle fills the fields that follow from what was gathered.
func (f *Fact) settle() {
	f.Operations, f.Statuses = []string{}, []drift.Status{}
	for _, key := range sortedKeys(f.responses) {
		if key.operation != "" && !slices.Contains(f.Operations, key.operation) {
			f.Operations = append(f.Operations, key.operation)
		}
		if key.status != 0 && !slices.Contains(f.Statuses, key.status) {
			f.Statuses = append(f.Statuses, key.status)
		}
	}
	slices.Sort(f.Statuses)
	if f.Examples == nil {
		f.Examples = []Example{}
	}
	f.lastPointer, f.lastCount = "", 0
	f.Pointer, f.Pointers = f.pointers.top()
	f.Property = lastName(f.Pointer)
	if len(f.names) > 0 {
		f.Property = ""
		f.Message = namesMessage(f.Message, f.names)
	}
	f.Next = nextStep(f)
}

// statusOf is the one status of a fact's responses of an operation, or 0 if there are several.
func (f *Fact) oneStatus() drift.Status {
	if len(f.Statuses) == 1 {
		return f.Statuses[0]
	}
	return 0
}

// mergeFrom adds what another fact has gathered.
func (f *Fact) mergeFrom(o *Fact) {
	f.Findings += o.Findings
	f.Exchanges = max(f.Exchanges, o.Exchanges) // exchanges with several of the names count once
	for key, n := range o.responses {
		f.responses[key] += n
	}
	f.pointers.merge(&o.pointers)
	f.lastPointer, f.lastCount = "", 0
	for _, v := range o.Values {
		f.addValue(v)
	}
	for _, e := range o.Examples {
		if len(f.Examples) < maxExamples && !slices.ContainsFunc(f.Examples, func(have Example) bool {
			return have.Source == e.Source
		}) {
			f.Examples = append(f.Examples, e)
		}
	}
	for _, s := range o.sources {
		if len(f.sources) < maxSources && !slices.Contains(f.sources, s) {
			f.sources = append(f.sources, s)
		}
	}
	f.sawAt(o.First)
	f.sawAt(o.Last)
	f.last = max(f.last, o.last)
	f.names = append(f.names, o.names...)
}
