package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// matrix shows a contract with what is known about it: a row for each operation, a cell for each response.
type matrix []*row

type row struct {
	Operation string
	Cells     []*cell // the documented responses, then others that were seen, then findings about no response
}

// cell is one response, documented or not.
type cell struct {
	Operation  string
	Status     drift.Status // as documented, or the code that was seen; 0 if the findings are about no response
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
		*m.addCell(c.Operation, c.Status) = cell{
			Operation: c.Operation, Status: c.Status, Documented: true,
			Exchanges: c.Exchanges, Drifted: c.Exchanges - c.Conforming, from: c.from,
		}
	}
	if r.Upstream != "" {
		for _, response := range r.responses {
			m.addCell(response.Operation, response.Status).Documented = true
		}
	}
	index := m.index()
	findOrAdd := func(operation string, status drift.Status) *cell {
		c := index.find(operation, status)
		if c == nil {
			c = m.addCell(operation, status)
			index[responseKey{operation, status}] = c
		}
		return c
	}
	for _, key := range sortedKeys(r.undocumented) {
		c, seen := findOrAdd(key.operation, key.status), r.undocumented[key]
		c.Exchanges, c.Drifted, c.from = seen.exchanges, seen.exchanges, seen.from
	}
	for _, f := range r.Findings {
		c := findOrAdd(f.Operation, f.Status)
		c.Findings = append(c.Findings, f)
	}
	for _, a := range r.Accepted {
		c := findOrAdd(a.Operation, a.Status)
		c.Accepted = append(c.Accepted, a)
	}
	for c := range m.cells {
		c.compared = r.Upstream != ""
	}
	return m
}

// addCell appends a cell to an operation's row, and the row if the matrix does not have it.
func (m *matrix) addCell(operation string, status drift.Status) *cell {
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

// find returns the cell that a status belongs to: its own, that of its range, or that of the default response, in this
// order (OpenAPI 3.0.3, "Responses Object"). It returns nil if there is none.
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

// statuses returns the matrix's columns: in ascending order, a range after its codes, default last.
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

// cell returns the row's cell with a status, or nil.
func (r *row) cell(status drift.Status) *cell {
	for _, c := range r.Cells {
		if c.Status == status {
			return c
		}
	}
	return nil
}

// count returns how many findings of a severity the cell has, without the accepted ones.
func (c *cell) count(s drift.Severity) (n int) {
	for _, f := range c.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// state is the most important thing to know about a response.
type state int

const (
	conforming    state = iota
	drifted             // some or all exchanges have a breaking finding
	accepted            // drifted, but every breaking finding is accepted
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

// sign returns the state's sign in tables.
func (s state) sign() string {
	return map[state]string{conforming: "✓", drifted: "✗", accepted: "◇", notDocumented: "?", neverSeen: "○"}[s]
}

// verdict returns the state in the words of the table for terminals.
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
