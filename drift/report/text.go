package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Text writes a report for a person: a table of what was seen of each response, every finding, and one line that sums it up. Control characters
// from outside are escaped, so that a recording cannot steer the terminal.
func Text(w io.Writer, r *Report) error { return writeText(w, r, style{}) }

// ColorText is [Text] in the colours of a terminal (ECMA-48, "SGR").
func ColorText(w io.Writer, r *Report) error { return writeText(w, r, ansi) }

// style has the sequence that begins each kind of text, and the one that ends them all.
type style struct{ breaking, additive, accepted, conforms, place, end string }

var ansi = style{breaking: "\x1b[1;31m", additive: "\x1b[33m", accepted: "\x1b[36m", conforms: "\x1b[32m", place: "\x1b[2m", end: "\x1b[0m"}

func (s style) paint(begin, text string) string {
	if begin == "" {
		return text
	}
	return begin + text + s.end
}

func writeText(w io.Writer, r *Report, s style) error {
	var b strings.Builder
	if r.Upstream == "" {
		r.table(&b, s)
	}
	for _, f := range r.Findings {
		b.WriteByte('\n')
		s.finding(&b, Accepted{Finding: f})
	}
	for _, a := range r.Accepted {
		b.WriteByte('\n')
		s.finding(&b, a)
	}
	for _, a := range r.Unused {
		b.WriteByte('\n')
		s.unused(&b, a)
	}
	fmt.Fprintf(&b, "\n%s\n", r.summary())
	_, err := io.WriteString(w, strings.TrimLeft(b.String(), "\n"))
	return err
}

func (r *Report) table(w io.Writer, s style) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer t.Flush()

	rows := r.matrix()
	unseen := 0
	fmt.Fprintln(t, "OPERATION\tSTATUS\tRECORDINGS\tFROM\tVERDICT")
	for _, row := range rows {
		if len(rows) > maxUnseen && row.unseen() {
			unseen++
			continue
		}
		shown := text.Line(row.Operation, 0)
		for _, c := range row.Cells {
			if !c.Documented && c.Exchanges == 0 {
				continue
			}
			fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\n", shown, c.Status, c.Exchanges, text.Line(c.from.String(), 0), s.paint(s.of(c), c.verdict()))
			shown = ""
		}
	}
	if unseen > 0 {
		fmt.Fprintf(t, "(%s more)\t\t0\t-\t%s\n", text.Count(unseen, "operation"), s.paint(s.place, "never seen"))
	}
}

// maxUnseen is how many operations a contract has at the most for the table to list those of which nothing was seen.
const maxUnseen = 8

func (r *row) unseen() bool {
	return !slices.ContainsFunc(r.Cells, func(c *cell) bool { return c.Exchanges > 0 })
}

// of is the style of a cell's verdict, which stands in the last column: the tabwriter would count the sequences as text in any other.
func (s style) of(c *cell) string {
	switch c.state() {
	case conforming:
		return s.conforms
	case accepted:
		return s.accepted
	case neverSeen:
		return s.place
	}
	return s.breaking
}

// finding writes a finding, which is accepted if there is a reason.
func (s style) finding(w io.Writer, a Accepted) {
	word, begin := string(a.Severity), s.additive
	switch {
	case a.isAccepted():
		word, begin = "accepted", s.accepted
	case a.Severity == drift.Breaking:
		begin = s.breaking
	}
	fmt.Fprintf(w, "%s  %s  %s\n", s.paint(begin, text.Line(word, 0)), text.Line(a.Rule, 0), response(a.Operation, a.Status, a.Pointer))
	if a.File != "" {
		s.line(w, "where", s.paint(s.place, place(a.Source)))
	}
	s.line(w, "what", text.Line(a.Message, 0))
	if a.isAccepted() {
		s.acceptance(w, a.Reason, a.Until)
	} else {
		s.line(w, "next", next(a.Finding))
	}
}

func (s style) unused(w io.Writer, a Acceptance) {
	fmt.Fprintf(w, "%s  %s\n", s.paint(s.additive, "unused"), a)
	s.acceptance(w, a.Reason, a.Until)
	s.line(w, "next", unusedNext)
}

const unusedNext = "No finding matches this acceptance: delete it."

func (s style) acceptance(w io.Writer, reason string, until Date) {
	s.line(w, "why", text.Line(reason, 0))
	s.line(w, "until", until.String())
}

func (s style) line(w io.Writer, label, text string) { fmt.Fprintf(w, "  %-5s  %s\n", label, text) }
