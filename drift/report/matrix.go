package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// matrix is a table of the contract: a row for each operation, a cell for each of its responses.
type matrix []*row

type row struct {
	Operation string
	Cells     []*cell // the documented responses, then others that were seen, then facts about the operation itself
}

// cell is one response, documented or not.
type cell struct {
	Operation  string
	Status     drift.Status // as documented, or the code that was seen; 0 if the facts are about no response
	Documented bool
	Exchanges  int
	Drifted    int // of these, those with a breaking finding
	Facts      []*Fact
	Accepted   []*Fact

	compared bool // with a published document, not with exchanges
	from     origins
}

func (r *Report) matrix() matrix {
	b := matrixBuilder{rows: map[string]*row{}, cells: map[responseKey]*cell{}}
	for _, c := range r.Coverage {
		*b.add(c.Operation, c.Status) = cell{
			Operation: c.Operation, Status: c.Status, Documented: true,
			Exchanges: c.Exchanges, Drifted: c.Exchanges - c.Conforming, from: c.from,
		}
	}
	if r.Upstream != "" {
		for _, response := range r.responses {
			b.add(response.Operation, response.Status).Documented = true
		}
	}
	for _, key := range sortedKeys(r.undocumented) {
		c, seen := b.find(key), r.undocumented[key]
		c.Exchanges, c.Drifted, c.from = seen.exchanges, seen.exchanges, seen.from
	}
	for _, f := range r.Facts() {
		for _, c := range b.cellsOf(f) {
			c.Facts = append(c.Facts, f)
		}
	}
	for _, f := range r.AcceptedFacts() {
		for _, c := range b.cellsOf(f) {
			c.Accepted = append(c.Accepted, f)
		}
	}
	for c := range b.matrix.cells {
		c.compared = r.Upstream != ""
	}
	return b.matrix
}

// matrixBuilder finds rows and cells by their names.
type matrixBuilder struct {
	matrix matrix
	rows   map[string]*row
	cells  map[responseKey]*cell
}

// add appends a cell to an operation's row, and the row if the matrix does not have it.
func (b *matrixBuilder) add(operation string, status drift.Status) *cell {
	r := b.rows[operation]
	if r == nil {
		r = &row{Operation: operation}
		b.rows[operation] = r
		b.matrix = append(b.matrix, r)
	}
	c := &cell{Operation: operation, Status: status}
	r.Cells = append(r.Cells, c)
	b.cells[responseKey{operation, status}] = c
	return c
}

// find returns the cell that a status belongs to: its own, that of its range, or that of the default response, in this
// order (OpenAPI 3.0.3, "Responses Object"), or else a new one.
func (b *matrixBuilder) find(key responseKey) *cell {
	candidates := []drift.Status{key.status}
	if key.status.IsCode() {
		candidates = append(candidates, drift.StatusRange(int(key.status)/100), drift.Default)
	}
	for _, s := range candidates {
		if c := b.cells[responseKey{key.operation, s}]; c != nil {
			return c
		}
	}
	return b.add(key.operation, key.status)
}

// cellsOf are the cells of the responses that a fact is about. Facts about unmatched exchanges have none.
func (b *matrixBuilder) cellsOf(f *Fact) (cells []*cell) {
	for _, key := range sortedKeys(f.responses) {
		if key.operation == "" && f.Rule == drift.OperationUndocumented {
			continue
		}
		if c := b.find(key); !slices.Contains(cells, c) {
			cells = append(cells, c)
		}
	}
	return cells
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

// split separates operations with exchanges or facts from those without.
func (m matrix) split() (seen, unseen matrix) {
	for _, r := range m {
		if r.isUnseen() {
			unseen = append(unseen, r)
		} else {
			seen = append(seen, r)
		}
	}
	return seen, unseen
}

func (r *row) isUnseen() bool {
	return !slices.ContainsFunc(r.Cells, func(c *cell) bool {
		return c.compared || c.Exchanges > 0 || len(c.Facts) > 0 || len(c.Accepted) > 0
	})
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

// count returns how many facts of a severity the cell has, without the accepted ones.
func (c *cell) count(s drift.Severity) (n int) {
	for _, f := range c.Facts {
		if rank(f.Severity) == rank(s) {
			n++
		}
	}
	return n
}

// state sums up what is known about a response.
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
	case c.Exchanges == 0 && len(c.Facts) == 0:
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
