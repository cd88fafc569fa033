package report

import (
	"crypto/sha256"
	_ "embed" // for the template
	"encoding/base64"
	"html/template"
	"io"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

//go:embed html.tmpl
var htmlSource string

//go:embed html.css
var htmlStyle string

//go:embed html.js
var htmlScript string

var htmlTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"visible": func(s string) string { return text.Line(s, 0) },
	"source":  sourceName,
	"count":   count,
	"number":  number,
	"nounFor": nounFor,
	"runs":    runsOf,
	"example": exampleLine,
}).Parse(htmlSource))

const (
	maxPageExcerpts = 120 << 10 // bytes of excerpts on a page, with escapes
	maxPageFacts    = 1000      // later facts are counted
	maxPageRows     = 500       // operations in the table
)

// HTML writes a report as one self-contained page. It needs no network, and works without scripts: its only one filters
// facts by text. It follows the reader's colour scheme, fits a phone, and can be printed.
func HTML(w io.Writer, r *Report) error { return htmlTemplate.Execute(w, newPage(r)) }

type page struct {
	*Report
	Verdict  verdict
	Counts   string
	Style    template.CSS
	Script   template.JS
	Policy   string
	Digests  []digest
	Facts    []pageFact
	MoreFact int
	Accepted []pageFact
	Statuses []drift.Status
	Rows     []pageRow
	MoreRows int
	Unseen   []string // operations
	Seen     int      // how many documented responses were seen

	Unmatched     []Unmatched
	UnmatchedMore int

	excerpts int
	listed   map[*Fact]bool
}

// pageFact is a fact as the page shows it.
type pageFact struct {
	*Fact
	Label   string // the severity
	Where   string // the place in the contract
	Line    string // the contract's text there
	Change  string
	Excerpt *Excerpt
}

type pageRow struct {
	Operation string
	Cells     []pageCell // one for each of the page's statuses
	Whole     *pageCell  // facts about the operation as a whole; nil if there are none
}

// pageCell is a cell as the page shows it.
type pageCell struct {
	Exists bool
	Fact   string // the ID of its first fact; "" if it has none
	Status drift.Status
	Sign   string
	Class  string
	Words  string
	Notes  []string
}

func newPage(r *Report) *page {
	sum := sha256.Sum256([]byte(htmlScript))
	p := &page{
		listed: map[*Fact]bool{}, Report: r, Verdict: r.verdict(), Counts: r.counts(),
		Style: template.CSS(htmlStyle), Script: template.JS(htmlScript),
		Policy: "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
			"script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
	}
	facts := r.Facts()
	p.Digests = r.digests(facts)
	for _, f := range facts[:min(len(facts), maxPageFacts)] {
		p.Facts = append(p.Facts, p.fact(f))
		p.listed[f] = true
	}
	p.MoreFact = len(facts) - len(p.Facts) + r.FactsMore()
	accepted := r.AcceptedFacts()
	for _, f := range accepted[:min(len(accepted), maxPageFacts)] {
		p.Accepted = append(p.Accepted, p.fact(f))
	}
	p.Unmatched, p.UnmatchedMore = r.UnmatchedExchanges()
	p.addMatrix(r.matrix())
	return p
}

func (p *page) fact(f *Fact) pageFact {
	shown := pageFact{Fact: f, Label: severityName(f.Severity), Change: changeOf(f)}
	if f.Place != (drift.Place{}) {
		shown.Where, shown.Line = p.placeLine(f.Place), p.contextLine(f.Place)
	}
	if len(f.Examples) > 0 && f.Until == nil {
		if x := f.Examples[0].Excerpt; x != nil && p.excerpts+escapedSize(x) <= maxPageExcerpts {
			p.excerpts += escapedSize(x)
			shown.Excerpt = x
		}
	}
	return shown
}

// escapedSize estimates the size of an excerpt on the page, in bytes.
func escapedSize(x *Excerpt) (n int) {
	for _, s := range []string{x.Before, x.Marked, x.After} {
		n += len(template.HTMLEscapeString(s))
	}
	return n
}

func (p *page) addMatrix(m matrix) {
	for c := range m.cells {
		if c.Documented && c.Exchanges > 0 {
			p.Seen++
		}
	}
	seen, unseen := m.split()
	for _, row := range unseen {
		p.Unseen = append(p.Unseen, row.Operation)
	}
	if len(seen) > maxPageRows {
		p.MoreRows = len(seen) - maxPageRows
		seen = seen[:maxPageRows]
	}
	p.Statuses = seen.statuses()
	for _, row := range seen {
		shown := pageRow{Operation: row.Operation}
		for _, status := range p.Statuses {
			if c := row.cell(status); c != nil {
				shown.Cells = append(shown.Cells, p.cell(c))
			} else {
				shown.Cells = append(shown.Cells, pageCell{Status: status})
			}
		}
		if c := row.cell(0); c != nil && len(c.Facts) > 0 {
			whole := p.cell(c)
			whole.Words = count(len(c.Facts), "fact") + " about the operation"
			shown.Whole = &whole
		}
		p.Rows = append(p.Rows, shown)
	}
}

// cell is a cell as the page shows it.
func (p *page) cell(c *cell) pageCell {
	s := c.state()
	shown := pageCell{Exists: true, Status: c.Status, Sign: s.sign(), Class: s.class(), Words: c.words()}
	if len(c.Facts) > 0 && p.listed[c.Facts[0]] {
		shown.Fact = c.Facts[0].ID
	}
	if n := c.count(drift.Breaking); n > 0 {
		shown.Notes = append(shown.Notes, number(n)+" breaking")
	}
	if n := c.count(drift.Additive); n > 0 {
		shown.Notes = append(shown.Notes, number(n)+" additive")
	}
	if n := len(c.Accepted); n > 0 {
		shown.Notes = append(shown.Notes, number(n)+" accepted")
	}
	return shown
}

// words describe the state of a response.
func (c *cell) words() string {
	switch s := c.state(); {
	case c.compared && !c.Documented:
		return "not in the contract"
	case c.compared && s == conforming:
		return "as published"
	case c.compared:
		return "published otherwise"
	case !c.Documented && c.Exchanges == 0:
		return "not documented"
	case !c.Documented:
		return "not documented, seen " + number(c.Exchanges)
	case c.Exchanges == 0:
		return "never seen"
	case c.Drifted == 0 && s == drifted: // the facts are about the response, not about its exchanges
		return "seen " + number(c.Exchanges)
	case c.Drifted == 0:
		return "conforming " + number(c.Exchanges)
	}
	return "drifted " + number(c.Drifted) + " of " + number(c.Exchanges)
}

// class returns the state's class in the page's style sheet.
func (s state) class() string {
	return map[state]string{
		conforming: "conforming", drifted: "drifted", accepted: "accepted",
		notDocumented: "undocumented", neverSeen: "unseen",
	}[s]
}

// ResponseCount is how many responses the contract documents.
func (p *page) ResponseCount() int { return len(p.Coverage) }
