package report

import (
	_ "embed" // for the template
	"fmt"
	"html/template"
	"io"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

//go:embed html.tmpl
var htmlSource string

var htmlTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"visible": func(s string) string { return text.Line(s, 0) },
	"source":  sourceName,
	"count":   text.Count,
}).Parse(htmlSource))

// maxExcerpts is how many findings of a page have the body of their response; later ones do not.
const maxExcerpts = 300

// HTML writes a report as one self-contained page: it needs neither the network nor scripts. It follows the reader's
// colour scheme, fits a phone, and can be printed.
func HTML(w io.Writer, r *Report) error { return htmlTemplate.Execute(w, newPage(r)) }

type page struct {
	*Report
	Verdict  verdict
	Statuses []drift.Status
	Rows     []pageRow
	Sections []section
	Accepted []group
	Seen     int // how many documented responses were seen

	cells, findings int // how many there are so far
}

type pageRow struct {
	Operation string
	Cells     []pageCell // one for each of the page's statuses
	Whole     *pageCell  // the findings about no response; nil if there are none
}

// pageCell is a cell as the page shows it.
type pageCell struct {
	ID      string // of the cell; "" if the operation has no such response
	Section string // the ID of its findings; "" if it has none
	Status  drift.Status
	Sign    string
	Class   string
	Words   string
	Notes   []string
}

// section has the findings of one cell.
type section struct {
	ID        string
	Cell      pageCell
	Operation string
	Findings  []pageFinding
}

type pageFinding struct {
	ID string
	group
	Next     string
	Evidence *evidence
	Excerpt  excerpt
	Later    bool // the page has as many excerpts as it may
}

func newPage(r *Report) *page {
	m := r.matrix()
	p := &page{Report: r, Verdict: r.verdict(), Statuses: m.statuses(), Accepted: grouped(r.Accepted)}
	for _, row := range m {
		p.addRow(row)
	}
	return p
}

func (p *page) addRow(row *row) {
	shown := pageRow{Operation: row.Operation}
	for _, status := range p.Statuses {
		c := row.cell(status)
		if c == nil {
			shown.Cells = append(shown.Cells, pageCell{Status: status})
			continue
		}
		if c.Documented && c.Exchanges > 0 {
			p.Seen++
		}
		shown.Cells = append(shown.Cells, p.addCell(c, c.page()))
	}
	if c := row.cell(0); c != nil {
		words := text.Count(len(c.Findings), "finding") + " about the operation"
		if whole := p.addCell(c, pageCell{Words: words}); whole.Section != "" {
			shown.Whole = &whole
		}
	}
	p.Rows = append(p.Rows, shown)
}

// addCell numbers a cell, and adds a section with its findings if it has any. It returns the cell with their IDs.
func (p *page) addCell(c *cell, shown pageCell) pageCell {
	p.cells++
	shown.ID = fmt.Sprintf("cell-%d", p.cells)
	if len(c.Findings) == 0 {
		return shown
	}
	shown.Section = fmt.Sprintf("response-%d", len(p.Sections)+1)
	s := section{ID: shown.Section, Cell: shown, Operation: c.Operation}
	for _, g := range grouped(unaccepted(c.Findings)) {
		p.findings++
		s.Findings = append(s.Findings, p.newFinding(g, p.findings))
	}
	p.Sections = append(p.Sections, s)
	return shown
}

// page returns the cell as the page shows it, without IDs.
func (c *cell) page() pageCell {
	s := c.state()
	p := pageCell{Status: c.Status, Sign: s.sign(), Class: s.class()}
	switch {
	case c.compared && !c.Documented:
		p.Words = "not in the contract"
	case c.compared && s == conforming:
		p.Words = "as published"
	case c.compared:
		p.Words = "published otherwise"
	case !c.Documented && c.Exchanges == 0:
		p.Words = "not documented"
	case !c.Documented:
		p.Words = fmt.Sprintf("not documented (seen %d)", c.Exchanges)
	case c.Exchanges == 0:
		p.Words = "never seen"
	case c.Drifted == 0 && s == drifted: // the findings are not about the exchanges themselves
		p.Words = fmt.Sprintf("seen %d", c.Exchanges)
	case c.Drifted == 0:
		p.Words = fmt.Sprintf("conforming %d", c.Exchanges)
	default:
		p.Words = fmt.Sprintf("drifted %d of %d", c.Drifted, c.Exchanges)
	}
	if n := c.count(drift.Breaking); n > 0 && c.Drifted == 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%d breaking", n))
	}
	if n := c.count(drift.Additive); n > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%d additive", n))
	}
	if n := len(c.Accepted); n > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%d accepted", n))
	}
	return p
}

// class returns the state's class in the page's style sheet.
func (s state) class() string {
	return map[state]string{
		conforming: "conforming", drifted: "drifted", accepted: "accepted",
		notDocumented: "undocumented", neverSeen: "unseen",
	}[s]
}

func (p *page) newFinding(g group, number int) pageFinding {
	f := pageFinding{ID: fmt.Sprintf("finding-%d", number), group: g, Next: nextStep(g.Finding)}
	e, ok := p.findEvidence(g.Finding)
	switch {
	case !ok:
	case number > maxExcerpts:
		f.Later = true
	default:
		f.Evidence, f.Excerpt = &e, excerptOf(g.Finding, e)
	}
	return f
}

// Label is the severity as the page names it.
func (f pageFinding) Label() string { return severityName(f.Severity) }

// ResponseCount is how many responses the contract documents.
func (p *page) ResponseCount() int { return len(p.Coverage) }

// Limit is how many findings of a page have the body of their response.
func (pageFinding) Limit() int { return maxExcerpts }
