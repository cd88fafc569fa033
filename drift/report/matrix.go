package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
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
	Status     string // as the contract writes it, or the code that was seen; "" if its findings are about no response
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
		*m.cell(c.Operation, string(c.Status)) = cell{
			Operation: c.Operation, Status: string(c.Status), Documented: true,
			Exchanges: c.Exchanges, Drifted: c.Exchanges - c.Conforming, from: c.from,
		}
	}
	if r.Upstream != "" {
		for _, response := range r.contract.Responses() {
			*m.cell(response.Operation, response.Status) = cell{Operation: response.Operation, Status: response.Status, Documented: true}
		}
	}
	index := m.index()
	at := func(operation string, status int) *cell {
		if c := index.find(operation, status); c != nil {
			return c
		}
		name := ""
		if status != 0 {
			name = strconv.Itoa(status)
		}
		c := m.cell(operation, name)
		index[cellKey{operation, name}] = c
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
func (m *matrix) cell(operation, status string) *cell {
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

type cellKey struct{ operation, status string }

type cellIndex map[cellKey]*cell

func (m matrix) index() cellIndex {
	index := cellIndex{}
	for c := range m.cells {
		index[cellKey{c.Operation, strings.ToUpper(c.Status)}] = c
	}
	return index
}

// find is the response that a status belongs to: its own, its range's, or the default one (OpenAPI 3.0.3, "Responses Object").
func (i cellIndex) find(operation string, status int) *cell {
	if status == 0 {
		return i[cellKey{operation, ""}]
	}
	for _, name := range []string{strconv.Itoa(status), fmt.Sprintf("%dXX", status/100), "DEFAULT"} {
		if c := i[cellKey{operation, name}]; c != nil {
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
func (m matrix) statuses() []string {
	var all []string
	for c := range m.cells {
		if c.Status != "" {
			all = append(all, c.Status)
		}
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Compare(strings.ToUpper(a), strings.ToUpper(b)) })
	return slices.Compact(all)
}

func (r *row) cell(status string) *cell {
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
	case !c.Documented && c.Status != "" && (breaking || len(c.Accepted) == 0):
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
