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

// Text writes a report for a person: a table of what was seen of each response, every finding, and one line that sums
// the report up. Control characters from outside are escaped, so that a recording cannot steer the terminal.
func Text(w io.Writer, r *Report) error { return writeText(w, r, plain) }

// ColorText is [Text] in the colours of a terminal (ECMA-48, "SGR").
func ColorText(w io.Writer, r *Report) error { return writeText(w, r, ansi) }

// style has the sequence that begins each kind of text, and the one that ends them all.
type style struct{ breaking, additive, accepted, conforms, source, end string }

var (
	plain = style{}
	ansi  = style{breaking: "\x1b[1;31m", additive: "\x1b[33m", accepted: "\x1b[36m", conforms: "\x1b[32m",
		source: "\x1b[2m", end: "\x1b[0m"}
)

func (s style) paint(begin, text string) string {
	if begin == "" {
		return text
	}
	return begin + text + s.end
}

func writeText(w io.Writer, r *Report, s style) error {
	var b strings.Builder
	if r.Upstream == "" {
		s.writeTable(&b, r.matrix())
	}
	for _, f := range r.Findings {
		b.WriteByte('\n')
		s.writeFinding(&b, Accepted{Finding: f})
	}
	for _, a := range r.Accepted {
		b.WriteByte('\n')
		s.writeFinding(&b, a)
	}
	for _, a := range r.Unused {
		b.WriteByte('\n')
		s.writeUnused(&b, a)
	}
	fmt.Fprintf(&b, "\n%s\n", r.summary())
	_, err := io.WriteString(w, strings.TrimLeft(b.String(), "\n"))
	return err
}

// maxUnseen is the number of operations up to which the table shows all. For a larger contract it only counts those
// that were never seen.
const maxUnseen = 8

func (s style) writeTable(w io.Writer, rows matrix) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer t.Flush()

	unseen := 0
	fmt.Fprintln(t, "OPERATION\tSTATUS\tRECORDINGS\tFROM\tVERDICT")
	for _, row := range rows {
		if len(rows) > maxUnseen && row.isUnseen() {
			unseen++
			continue
		}
		shown := text.Line(row.Operation, 0)
		for _, c := range row.Cells {
			if !c.Documented && c.Exchanges == 0 {
				continue
			}
			from, verdict := text.Line(c.from.String(), 0), s.paint(s.verdictColor(c), c.verdict())
			fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\n", shown, c.Status, c.Exchanges, from, verdict)
			shown = ""
		}
	}
	if unseen > 0 {
		fmt.Fprintf(t, "(%s more)\t\t0\t-\t%s\n", text.Count(unseen, "operation"), s.paint(s.source, "never seen"))
	}
}

func (r *row) isUnseen() bool {
	return !slices.ContainsFunc(r.Cells, func(c *cell) bool { return c.Exchanges > 0 })
}

// verdictColor returns the sequence for a cell's verdict. Only the last column may have one: in any other, the
// tabwriter would count it as text.
func (s style) verdictColor(c *cell) string {
	switch c.state() {
	case conforming:
		return s.conforms
	case accepted:
		return s.accepted
	case neverSeen:
		return s.source
	}
	return s.breaking
}

func (s style) writeFinding(w io.Writer, a Accepted) {
	word, begin := string(a.Severity), s.additive
	switch {
	case a.isAccepted():
		word, begin = "accepted", s.accepted
	case a.Severity == drift.Breaking:
		begin = s.breaking
	}
	name := responseName(a.Operation, a.Status, a.Pointer)
	fmt.Fprintf(w, "%s  %s  %s\n", s.paint(begin, text.Line(word, 0)), text.Line(a.Rule, 0), name)
	if a.File != "" {
		s.writeLine(w, "where", s.paint(s.source, sourceName(a.Source)))
	}
	s.writeLine(w, "what", text.Line(a.Message, 0))
	if a.isAccepted() {
		s.writeReason(w, a.Reason, a.Until)
	} else {
		s.writeLine(w, "next", nextStep(a.Finding))
	}
}

const unusedNext = "No finding matches this acceptance: delete it."

func (s style) writeUnused(w io.Writer, a Acceptance) {
	fmt.Fprintf(w, "%s  %s\n", s.paint(s.additive, "unused"), a)
	s.writeReason(w, a.Reason, a.Until)
	s.writeLine(w, "next", unusedNext)
}

func (s style) writeReason(w io.Writer, reason string, until Date) {
	s.writeLine(w, "why", text.Line(reason, 0))
	s.writeLine(w, "until", until.String())
}

func (s style) writeLine(w io.Writer, label, text string) {
	fmt.Fprintf(w, "  %-5s  %s\n", label, text)
}
