package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Limits that keep a report shorter than a comment on a pull request may be: 65,536 characters.
const (
	maxMarkdown     = 44 << 10 // bytes after which facts are only counted; the table comes after them
	maxMarkdownEnd  = 56 << 10 // bytes after which everything is only counted
	maxMarkdownRows = 60       // operations that the table shows
	maxMarkdownText = 400      // bytes of one text from outside
)

// Markdown writes a report in GitHub Flavored Markdown, for a comment on a pull request or a job summary: facts first,
// then a table of responses. Text from outside is in code spans, where GitHub sees no markup, mention or reference.
func Markdown(w io.Writer, r *Report) error {
	v := r.verdict()
	m := markdown{report: r}
	m.printf("## %s %s\n\n", v.Sign, v.Words)
	m.printf("%s: %s.\n\n", m.compared(), r.counts())
	facts := r.Facts()
	m.writeDigests(r.digests(facts))
	m.writeFacts(facts)
	if r.Upstream == "" {
		m.writeTable(r.matrix())
	}
	m.writeFolded(fmt.Sprintf("%s accepted", count(len(r.AcceptedFacts()), "fact")), m.acceptedLines())
	m.writeFolded(count(len(r.Unused), "unused acceptance"), m.unusedLines())
	m.writeFolded(count(r.Unmatched, "unmatched exchange"), m.unmatchedLines())
	m.writeFolded(count(len(r.Notes), "note"), m.noteLines())
	m.writeFolded(count(len(r.Gone), "fact")+" gone", m.goneLines())
	_, err := io.WriteString(w, strings.TrimRight(m.String(), "\n")+"\n")
	return err
}

type markdown struct {
	strings.Builder
	report *Report
}

func (m *markdown) printf(format string, args ...any) { fmt.Fprintf(m, format, args...) }

func (m *markdown) compared() string {
	if m.report.Upstream != "" {
		return codeSpan(m.report.Contract) + " against " + codeSpan(m.report.Upstream)
	}
	return codeSpan(m.report.Contract)
}

func (m *markdown) writeDigests(all []digest) {
	if len(all) == 0 {
		return
	}
	m.printf("| Rule | Facts | Findings | Exchanges | About |\n| --- | ---: | ---: | ---: | --- |\n")
	for _, d := range all {
		m.printf("| %s | %s | %s | %s | %s |\n", tableCodeSpan(d.Rule), number(d.Facts), number(d.Findings),
			number(d.Exchanges), tableCodeSpan(d.What))
	}
	m.printf("\n")
}

func (m *markdown) writeFacts(facts []*Fact) {
	for i, f := range facts {
		entry := strings.Join(m.factLines(f), "<br>\n  ")
		if m.Len()+len(entry) > maxMarkdown {
			m.printf("- and %s, in the other formats\n", count(len(facts)-i, "more fact"))
			break
		}
		m.printf("- %s\n", entry)
	}
	if len(facts) > 0 {
		m.printf("\n")
	}
}

// factLines returns a fact, line by line.
func (m *markdown) factLines(f *Fact) []string {
	title := fmt.Sprintf("**%s** %s", severityName(f.Severity), codeSpan(f.Rule))
	if f.New {
		title = "**new** " + title
	}
	if name := f.Name(); name != "" {
		title += " " + codeSpan(name)
	}
	lines := []string{title + ", " + f.Counts()}
	if f.Place != (drift.Place{}) {
		place := codeSpan(m.report.placeLine(f.Place))
		if line := m.report.contextLine(f.Place); line != "" {
			place += " " + codeSpan(line)
		}
		lines = append(lines, place)
	}
	lines = append(lines, codeSpan(f.Message+valuesOf(f)), "in "+codeSpan(f.About()))
	if len(f.Examples) > 0 {
		lines = append(lines, "first "+codeSpan(exampleLine(f.Examples[0])))
	}
	return append(lines, f.Next)
}

func (m *markdown) writeTable(all matrix) {
	shown, unseen := all.split()
	if len(shown) > maxMarkdownRows {
		shown = shown[:maxMarkdownRows]
	}
	if len(shown) > 0 {
		statuses := shown.statuses()
		m.printf("| Operation |")
		for _, s := range statuses {
			m.printf(" %s |", tableCodeSpan(s.String()))
		}
		m.printf("\n| --- |%s\n", strings.Repeat(" --- |", len(statuses)))
		for i, row := range shown {
			if m.Len() > maxMarkdownEnd {
				shown = shown[:i]
				break
			}
			m.printf("| %s |", tableCodeSpan(row.Operation))
			for _, s := range statuses {
				m.printf(" %s |", row.cell(s).short())
			}
			m.printf("\n")
		}
		m.printf("\n✓ conforming · ✗ drifted · ◇ drifted, accepted · ○ never seen · ? seen, not documented\n\n")
	}
	if n := len(all) - len(unseen) - len(shown); n > 0 {
		m.printf("%s not shown.\n\n", count(n, "more operation"))
	}
	if len(unseen) > 0 {
		m.printf("%s never seen.\n\n", count(len(unseen), "operation"))
	}
}

// short returns a cell as it stands in a table: "✗ 1 of 2", or "" for nil.
func (c *cell) short() string {
	if c == nil {
		return ""
	}
	sign := c.state().sign()
	switch {
	case c.Exchanges == 0:
		return sign
	case c.Documented && c.Drifted > 0:
		return fmt.Sprintf("%s %d of %d", sign, c.Drifted, c.Exchanges)
	}
	return fmt.Sprintf("%s %d", sign, c.Exchanges)
}

// writeFolded writes a list that a reader has to open. It is a no-op for an empty list.
func (m *markdown) writeFolded(title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	m.printf("<details><summary>%s</summary>\n\n", title)
	for i, line := range lines {
		if m.Len() > maxMarkdownEnd {
			m.printf("- and %d more\n", len(lines)-i)
			break
		}
		m.printf("- %s\n", line)
	}
	m.printf("\n</details>\n\n")
}

func (m *markdown) acceptedLines() (lines []string) {
	for _, f := range m.report.AcceptedFacts() {
		lines = append(lines, fmt.Sprintf("%s %s, %s, until %s: %s", codeSpan(f.Rule),
			codeSpan((&texter{report: m.report}).acceptedPlace(f)), f.Counts(), f.Until, codeSpan(f.Reason)))
	}
	return lines
}

func (m *markdown) unusedLines() (lines []string) {
	for _, a := range m.report.Unused {
		lines = append(lines, fmt.Sprintf("%s: %s. %s", codeSpan(a.String()), codeSpan(a.Reason), unusedNext))
	}
	return lines
}

func (m *markdown) unmatchedLines() (lines []string) {
	all, more := m.report.UnmatchedExchanges()
	for _, u := range all {
		lines = append(lines, fmt.Sprintf("%s, %s: %s", codeSpan(u.Method+" "+u.Path), count(u.Count, "exchange"),
			codeSpan(sourceName(u.Example))))
	}
	if more > 0 {
		lines = append(lines, count(more, "more exchange"))
	}
	return lines
}

func (m *markdown) noteLines() (lines []string) {
	for _, n := range m.report.Notes {
		lines = append(lines, codeSpan(m.report.placeLine(n.Place)+": "+n.Message))
	}
	return lines
}

func (m *markdown) goneLines() (lines []string) {
	for _, g := range m.report.Gone {
		lines = append(lines, codeSpan(g.Rule)+" "+codeSpan(m.report.placeLine(g.Place)+": "+g.Message))
	}
	return lines
}

// codeSpan returns text from outside as a code span (CommonMark, section 6.1). The text cannot end it: the fence is
// longer than any run of backticks in the text.
func codeSpan(s string) string {
	s = text.Line(s, maxMarkdownText)
	if strings.TrimSpace(s) == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// tableCodeSpan is codeSpan for a table, in which a pipe ends a cell even within a code span (GitHub Flavored Markdown,
// section 4.10).
func tableCodeSpan(s string) string { return codeSpan(strings.ReplaceAll(s, "|", "\\x7c")) }
