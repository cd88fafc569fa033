package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// matrix is the contract with what is known of it: a row for each operation, a cell for each response.
type matrix []*row

type row struct {
	Operation string
	Cells     []*cell // the documented responses, then what else was seen, then what is about no response
}

// cell is one response, documented or not.
type cell struct {
	Operation  string
	Status     drift.Status // as the contract documents it, or the code that was seen; 0 if its findings are about no response
	Documented bool
	Exchanges  int
	Drifted    int // of these, those with a breaking finding
	Findings   []drift.Finding
	Accepted   []Accepted

	compared bool // with a published document, not with exchanges
	from     origins
}

func (r *Report) matrix() matrix {
	var m matrix
	for _, c := range r.Coverage {
		*m.cell(c.Operation, c.Status) = cell{
			Operation: c.Operation, Status: c.Status, Documented: true,
			Exchanges: c.Exchanges, Drifted: c.Exchanges - c.Conforming, from: c.from,
		}
	}
	if r.Upstream != "" {
		for _, response := range r.responses {
			*m.cell(response.Operation, response.Status) = cell{Operation: response.Operation, Status: response.Status, Documented: true}
		}
	}
	index := m.index()
	at := func(operation string, status drift.Status) *cell {
		c := index.find(operation, status)
		if c == nil {
			c = m.cell(operation, status)
			index[responseKey{operation, status}] = c
		}
		return c
	}
	for _, u := range sorted(r.undocumented) {
		c := at(u.operation, u.status)
		c.Exchanges, c.Drifted, c.from = r.undocumented[u].exchanges, r.undocumented[u].exchanges, r.undocumented[u].from
	}
	for _, f := range r.Findings {
		c := at(f.Operation, f.Status)
		c.Findings = append(c.Findings, f)
	}
	for _, a := range r.Accepted {
		c := at(a.Operation, a.Status)
		c.Accepted = append(c.Accepted, a)
	}
	for c := range m.cells {
		c.compared = r.Upstream != ""
	}
	return m
}

// cell appends a cell to an operation's row.
func (m *matrix) cell(operation string, status drift.Status) *cell {
	last := len(*m) - 1
	if last < 0 || (*m)[last].Operation != operation {
		last = slices.IndexFunc(*m, func(r *row) bool { return r.Operation == operation })
	}
	if last < 0 {
		last = len(*m)
		*m = append(*m, &row{Operation: operation})
	}
	c := &cell{Operation: operation, Status: status}
	(*m)[last].Cells = append((*m)[last].Cells, c)
	return c
}

type cellIndex map[responseKey]*cell

func (m matrix) index() cellIndex {
	index := cellIndex{}
	for c := range m.cells {
		index[responseKey{c.Operation, c.Status}] = c
	}
	return index
}

// find is the response that a status belongs to: its own, its range's, or the default one (OpenAPI 3.0.3, "Responses Object").
func (i cellIndex) find(operation string, status drift.Status) *cell {
	candidates := []drift.Status{status}
	if status.IsCode() {
		candidates = append(candidates, drift.StatusRange(int(status)/100), drift.Default)
	}
	for _, s := range candidates {
		if c := i[responseKey{operation, s}]; c != nil {
			return c
		}
	}
	return nil
}

// cells yields every cell, row by row.
func (m matrix) cells(yield func(*cell) bool) {
	for _, r := range m {
		for _, c := range r.Cells {
			if !yield(c) {
				return
			}
		}
	}
}

// statuses are the matrix's columns: in ascending order, a range after its codes, default last.
func (m matrix) statuses() []drift.Status {
	var all []drift.Status
	for c := range m.cells {
		if c.Status != 0 {
			all = append(all, c.Status)
		}
	}
	slices.SortFunc(all, func(a, b drift.Status) int {
		return cmp.Compare(strings.ToUpper(a.String()), strings.ToUpper(b.String()))
	})
	return slices.Compact(all)
}

func (r *row) cell(status drift.Status) *cell {
	for _, c := range r.Cells {
		if c.Status == status {
			return c
		}
	}
	return nil
}

// count is how many findings of a severity the cell has, without the accepted ones.
func (c *cell) count(s drift.Severity) (n int) {
	for _, f := range c.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// state is what a reader has to know of a response first.
type state int

const (
	conforming    state = iota
	drifted             // some or all exchanges have a breaking finding
	accepted            // as drifted, and every breaking finding is accepted
	notDocumented       // the status was seen and is not documented
	neverSeen
)

func (c *cell) state() state {
	switch breaking := c.count(drift.Breaking) > 0; {
	case c.compared && !breaking && len(c.Accepted) == 0:
		return conforming
	case c.compared && breaking:
		return drifted
	case !c.Documented && c.Status != 0 && (breaking || len(c.Accepted) == 0):
		return notDocumented
	case breaking:
		return drifted
	case c.Drifted > 0 || c.Exchanges == 0 && len(c.Accepted) > 0:
		return accepted
	case c.Exchanges == 0 && len(c.Findings) == 0:
		return neverSeen
	}
	return conforming
}

// verdict is the state in the words of the table for terminals.
func (c *cell) verdict() string {
	switch {
	case !c.Documented:
		return "not documented"
	case c.Exchanges == 0:
		return "never seen"
	case c.Drifted == 0:
		return "conforms"
	case c.Drifted == c.Exchanges:
		return "drifted"
	}
	return fmt.Sprintf("%d of %d drifted", c.Drifted, c.Exchanges)
}
