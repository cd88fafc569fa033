package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Text writes a report for a person: the verdict, every fact, and a table of the operations that were exercised.
// Control characters and workflow commands from outside are escaped, so that a recording steers neither the terminal
// nor GitHub.
func Text(w io.Writer, r *Report) error { return writeText(w, r, plain) }

// ColorText is [Text] in the colours of a terminal (ECMA-48, "SGR").
func ColorText(w io.Writer, r *Report) error { return writeText(w, r, ansi) }

// style has the escape sequences that begin each kind of text, and the one that ends them.
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

// texter writes a report as text.
type texter struct {
	*bufio.Writer
	style
	report *Report
	lines  int
}

func writeText(w io.Writer, r *Report, s style) error {
	t := &texter{bufio.NewWriter(w), s, r, 0}
	facts := r.Facts()
	t.verdict()
	t.digests(facts)
	for _, f := range facts {
		t.line("")
		t.fact(f)
	}
	t.accepted(r.AcceptedFacts())
	t.unused()
	t.gone()
	if r.Upstream == "" {
		t.table(r.matrix())
	}
	t.unmatched()
	t.notes()
	if err := t.findings(); err != nil {
		return err
	}
	if screen := 24; t.lines > screen {
		t.line("")
		t.verdict()
	}
	return t.Flush()
}

// line writes a line, wrapped to the width of the terminal.
func (t *texter) line(line string) {
	for _, l := range wrap(line, t.report.View.Width) {
		t.unwrapped(l)
	}
}

// unwrapped writes a line that is not a command to where the report is read: a log of GitHub or Azure.
func (t *texter) unwrapped(line string) {
	t.WriteString(text.Inert(line))
	t.WriteByte('\n')
	t.lines++
}

func (t *texter) labelled(label, content string) {
	if content != "" {
		t.line(fmt.Sprintf("  %-5s %s", label, content))
	}
}

func (t *texter) verdict() {
	v := t.report.verdict()
	color := map[string]string{"drifted": t.style.breaking, "additive": t.style.additive,
		"conforming": t.conforms, "unseen": t.source}[v.Class]
	t.line(t.paint(color, v.Sign+" "+v.Words))
	t.line(t.report.summary())
}

// digests sums up many facts by their rules.
func (t *texter) digests(facts []*Fact) {
	all := t.report.digests(facts)
	if len(all) == 0 {
		return
	}
	t.line("")
	width := 0
	for _, d := range all {
		width = max(width, len(text.Line(d.Rule, 0)))
	}
	for _, d := range all {
		line := fmt.Sprintf("%15s  %-*s  %s",
			count(d.Findings, "finding"), width, text.Line(d.Rule, 0), count(d.Facts, "fact"))
		if d.Exchanges > 0 {
			line += ", " + count(d.Exchanges, "exchange")
		}
		t.line(line)
		if d.What != "" {
			t.line("                 " + d.What)
		}
	}
}

// fact writes a block of at most six lines.
func (t *texter) fact(f *Fact) {
	word, color := severityName(f.Severity), t.style.additive
	if f.Severity == drift.Breaking {
		color = t.style.breaking
	}
	if f.New {
		word = "new " + word
	}
	title := text.Line(f.Rule, 0)
	if name := f.Name(); name != "" {
		title += "  " + text.Line(name, text.MaxName)
	}
	t.line(fmt.Sprintf("%s  %s  %s", t.paint(color, word), title, t.paint(t.source, f.Counts())))
	t.line("  " + t.where(f))
	t.labelled("what", text.Line(f.Message, 0)+valuesOf(f))
	t.labelled("in", f.About())
	if len(f.Examples) > 0 {
		t.labelled("first", t.paint(t.source, exampleLine(f.Examples[0])))
	}
	t.labelled("next", f.Next)
}

// where is a fact's place in the contract, with the contract's line.
func (t *texter) where(f *Fact) string {
	if f.Place == (drift.Place{}) {
		return text.Line(t.report.Contract, 0)
	}
	place := t.report.placeLine(f.Place)
	if line := t.report.contextLine(f.Place); line != "" {
		place += "  " + t.paint(t.source, line)
	}
	return place
}

// valuesOf are a few of the values that were seen, or what a published document changes.
func valuesOf(f *Fact) string {
	const shown, most = 3, 100
	if len(f.Values) == 0 {
		return changeOf(f)
	}
	list := text.Line(strings.Join(f.Values[:min(shown, len(f.Values))], ", "), most)
	if n := len(f.Values) - shown; n > 0 {
		list += fmt.Sprintf(" and %d more", n)
	}
	return ": " + list
}

// changeOf is what changed between two documents: " (was a, is b)".
func changeOf(f *Fact) string {
	if f.Was == "" && f.Is == "" {
		return ""
	}
	return fmt.Sprintf(" (was %s, is %s)",
		text.Line(cmp.Or(f.Was, "absent"), text.MaxName), text.Line(cmp.Or(f.Is, "absent"), text.MaxName))
}

// exampleLine says where an example is: "a.har, entry 3: GET /v4/account/events, 200 at /data/7/rate".
func exampleLine(e Example) string {
	line := sourceName(e.Source)
	if e.Method != "" {
		line = strings.TrimPrefix(line+": ", ": ") + e.Method + " " + e.Path
		if e.Status != 0 {
			line += ", " + e.Status.String()
		}
	}
	if e.Pointer != "" {
		line += " at " + text.Line(e.Pointer, 0)
	}
	return line
}

// accepted writes a line for each accepted fact.
func (t *texter) accepted(facts []*Fact) {
	if len(facts) > 0 {
		t.line("")
	}
	for _, f := range facts {
		t.line(fmt.Sprintf("%s  %s  %s  %s until %s: %s", t.paint(t.style.accepted, "accepted"), text.Line(f.Rule, 0),
			t.acceptedPlace(f), f.Counts(), f.Until, text.Line(f.Reason, 0)))
	}
}

func (t *texter) acceptedPlace(f *Fact) string {
	if f.Place == (drift.Place{}) {
		return f.About()
	}
	place := t.report.placeLine(f.Place)
	if name := f.Name(); name != "" {
		place += " " + text.Line(name, text.MaxName)
	}
	return place
}

const unusedNext = "No finding matches this acceptance: delete it."

func (t *texter) unused() {
	for _, a := range t.report.Unused {
		t.line("")
		t.line(fmt.Sprintf("%s  %s", t.paint(t.style.additive, "unused"), a))
		t.labelled("why", text.Line(a.Reason, 0)+", until "+a.Until.String())
		t.labelled("next", unusedNext)
	}
}

func (t *texter) gone() {
	if len(t.report.Gone) > 0 {
		t.line("")
	}
	for _, g := range t.report.Gone {
		t.line(fmt.Sprintf("%s  %s  %s: %s", t.paint(t.conforms, "gone"), text.Line(g.Rule, 0),
			t.report.placeLine(g.Place), text.Line(g.Message, 0)))
	}
}

// table writes the operations that were exercised, or all of them if the view says so.
func (t *texter) table(rows matrix) {
	everything := t.report.View.Unseen || t.report.View.All
	seen, unseen := rows.split()
	if everything {
		seen, unseen = rows, nil
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "OPERATION\tSTATUS\tRECORDINGS\tFROM\tVERDICT")
	for _, row := range seen {
		shown := text.Line(row.Operation, 0)
		for _, c := range row.Cells {
			if c.Exchanges == 0 && (!c.Documented || !everything) {
				continue
			}
			from, verdict := text.Line(c.from.String(), 0), t.paint(t.verdictColor(c), c.verdict())
			fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\n", shown, c.Status, c.Exchanges, from, verdict)
			shown = ""
		}
	}
	w.Flush()
	if table := b.String(); strings.Count(table, "\n") > 1 {
		t.line("")
		for line := range strings.Lines(table) {
			t.unwrapped(strings.TrimSuffix(line, "\n"))
		}
	}
	if len(unseen) > 0 {
		t.line("")
		t.line(t.paint(t.source, count(len(unseen), "operation")+" without an exchange: see --all"))
	}
}

// verdictColor is the colour of a cell's verdict. Only the last column may have one: tabwriter would count the escape
// sequence as text.
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

func (t *texter) unmatched() {
	all, more := t.report.UnmatchedExchanges()
	if len(all) > 0 {
		t.line("")
	}
	for _, u := range all {
		line := fmt.Sprintf("%s  %s %s  %s, %s", t.paint(t.source, "unmatched"), u.Method, u.Path,
			count(u.Count, "exchange"), sourceName(u.Example))
		if near := u.Near(); near != "" {
			line += ": " + near
		}
		t.line(line)
	}
	if more > 0 {
		t.line(fmt.Sprintf("%s  %s", t.paint(t.source, "unmatched"), count(more, "more exchange")))
	}
}

func (t *texter) notes() {
	if len(t.report.Notes) > 0 {
		t.line("")
	}
	const most = 10
	for i, n := range t.report.Notes {
		if i == most && !t.report.View.All && len(t.report.Notes) > most+1 {
			t.line(t.paint(t.source, "note") + "  and " + count(len(t.report.Notes)-most, "more note") + ": see --all")
			break
		}
		line := t.paint(t.source, "note") + "  "
		if n.Place != (drift.Place{}) {
			line += t.report.placeLine(n.Place) + ": "
		}
		t.line(line + text.Line(n.Message, 0))
	}
}

// findings lists the single findings, if they were kept.
func (t *texter) findings() error {
	for _, accepted := range []bool{false, true} {
		first := true
		err := t.report.spooledFindings("text", accepted, func(line []byte) {
			if first {
				t.line("")
				first = false
			}
			if accepted {
				t.line(t.paint(t.style.accepted, "accepted") + "  " + string(line))
			} else {
				t.line(string(line))
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}
