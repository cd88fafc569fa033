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
	"place":   place,
	"count":   text.Count,
}).Parse(htmlSource))

// maxBodies bounds how many bodies the page shows; the findings after them are there without.
const maxBodies = 300

// HTML writes a report as one page that needs nothing else: no network, no scripts. It follows the reader's colour scheme, fits a phone, and can be
// printed.
func HTML(w io.Writer, r *Report) error { return htmlTemplate.Execute(w, newPage(r)) }

type page struct {
	*Report
	Verdict  verdict
	Statuses []drift.Status
	Rows     []pageRow
	Sections []section
	Accepted []group
	Seen     int // documented responses that were
}

type pageRow struct {
	Operation string
	Cells     []pageCell // one for each of the page's statuses
	Whole     *pageCell  // what is about no response; nil if there is nothing
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

// section is the findings of one cell.
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
	Evidence *Evidence
	Excerpt  excerpt
	Later    bool // it comes after the last one whose body is shown
}

func newPage(r *Report) page {
	m := r.matrix()
	p := page{Report: r, Verdict: r.verdict(), Statuses: m.statuses(), Accepted: grouped(r.Accepted)}
	findings := 0
	sectionOf := func(c *cell, shown *pageCell) {
		if len(c.Findings) == 0 {
			return
		}
		s := section{ID: fmt.Sprintf("response-%d", len(p.Sections)+1), Operation: c.Operation}
		for _, g := range grouped(unaccepted(c.Findings)) {
			findings++
			s.Findings = append(s.Findings, r.pageFinding(g, findings))
		}
		shown.Section = s.ID
		s.Cell = *shown
		p.Sections = append(p.Sections, s)
	}
	cells := 0
	for _, row := range m {
		shown := pageRow{Operation: row.Operation}
		for _, status := range p.Statuses {
			c := row.cell(status)
			if c == nil {
				shown.Cells = append(shown.Cells, pageCell{Status: status})
				continue
			}
			if cells++; c.Documented && c.Exchanges > 0 {
				p.Seen++
			}
			pc := c.page(fmt.Sprintf("cell-%d", cells))
			sectionOf(c, &pc)
			shown.Cells = append(shown.Cells, pc)
		}
		if c := row.cell(0); c != nil {
			cells++
			pc := pageCell{ID: fmt.Sprintf("cell-%d", cells), Words: text.Count(len(c.Findings), "finding") + " about the operation"}
			if sectionOf(c, &pc); pc.Section != "" {
				shown.Whole = &pc
			}
		}
		p.Rows = append(p.Rows, shown)
	}
	return p
}

func (c *cell) page(id string) pageCell {
	s := c.state()
	p := pageCell{ID: id, Status: c.Status, Sign: s.sign(), Class: s.class()}
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
	case c.Drifted == 0 && s == drifted: // what is wrong is not in the exchanges themselves
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

func (s state) class() string {
	return map[state]string{conforming: "conforming", drifted: "drifted", accepted: "accepted", notDocumented: "undocumented", neverSeen: "unseen"}[s]
}

func (r *Report) pageFinding(g group, number int) pageFinding {
	f := pageFinding{ID: fmt.Sprintf("finding-%d", number), group: g}
	f.Next = next(g.Finding)
	e, ok := r.Evidence(g.Finding)
	switch {
	case !ok:
	case number > maxBodies:
		f.Later = true
	default:
		f.Evidence, f.Excerpt = &e, excerptOf(g.Finding, e)
	}
	return f
}

// Label is the severity as the page names it; another library's may have none.
func (f pageFinding) Label() string { return severity(f.group.Accepted) }

// ResponseCount is how many responses the contract documents.
func (p page) ResponseCount() int { return len(p.Coverage) }

// Limit is how many findings of a page are shown with their body.
func (pageFinding) Limit() int { return maxBodies }
