package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Limits that keep a report shorter than a comment on a pull request may be: 65,536 characters.
const (
	maxMarkdown     = 56 << 10 // bytes after which findings are only counted
	maxMarkdownRows = 60       // operations up to which all are shown; of more, those with findings
	maxMarkdownText = 400      // bytes of one text from outside
)

// Markdown writes a report in GitHub Flavored Markdown, for a comment on a pull request or a job summary. Text from
// outside is in code spans, in which there is no markup, no mention and no reference.
func Markdown(w io.Writer, r *Report) error {
	v := r.verdict()
	m := markdown{}
	m.printf("## %s %s\n\n", v.Sign, v.Words)
	m.printf("%d breaking, %d additive, %d accepted in ", r.Breaking, r.Additive, len(r.Accepted))
	if r.Upstream != "" {
		m.printf("%s compared with %s.\n\n", codeSpan(r.Upstream), codeSpan(r.Contract))
	} else {
		m.printf("%s compared with %s; %d matched no operation.\n\n",
			text.Count(r.Exchanges, "exchange"), codeSpan(r.Contract), r.Unmatched)
		m.writeTable(r.matrix())
	}
	m.writeFindings("### Findings\n\n", grouped(unaccepted(r.Findings)), "")
	m.writeFindings(fmt.Sprintf("<details><summary>%d accepted</summary>\n\n", len(r.Accepted)),
		grouped(r.Accepted), "</details>\n\n")
	if len(r.Unused) > 0 {
		m.printf("### Unused acceptances\n\n")
		for _, a := range r.Unused {
			m.printf("- %s: %s\n  %s\n", codeSpan(a.String()), codeSpan(a.Reason), unusedNext)
		}
		m.printf("\n")
	}
	_, err := io.WriteString(w, strings.TrimRight(m.String(), "\n")+"\n")
	return err
}

type markdown struct{ strings.Builder }

func (m *markdown) printf(format string, args ...any) { fmt.Fprintf(m, format, args...) }

func (m *markdown) writeTable(all matrix) {
	shown := all
	if len(all) > maxMarkdownRows {
		shown = nil
		for _, row := range all {
			if row.isRemarkable() && len(shown) < maxMarkdownRows {
				shown = append(shown, row)
			}
		}
	}
	if len(shown) > 0 {
		statuses := shown.statuses()
		m.printf("| Operation |")
		for _, s := range statuses {
			m.printf(" %s |", tableCodeSpan(s.String()))
		}
		m.printf("\n| --- |%s\n", strings.Repeat(" --- |", len(statuses)))
		for _, row := range shown {
			m.printf("| %s |", tableCodeSpan(row.Operation))
			for _, s := range statuses {
				m.printf(" %s |", row.cell(s).short())
			}
			m.printf("\n")
		}
		m.printf("\n✓ conforming · ✗ drifted · ◇ drifted, accepted · ○ never seen · ? seen, not documented\n\n")
	}
	if n := len(all) - len(shown); n > 0 {
		m.printf("%s not shown.\n\n", text.Count(n, "more operation"))
	}
}

// isRemarkable reports whether a row has a finding, accepted or not.
func (r *row) isRemarkable() bool {
	for _, c := range r.Cells {
		if len(c.Findings) > 0 || len(c.Accepted) > 0 || c.Drifted > 0 {
			return true
		}
	}
	return false
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

// writeFindings writes a list of findings, with text before and after it. It is a no-op for an empty list.
func (m *markdown) writeFindings(before string, groups []group, after string) {
	if len(groups) == 0 {
		return
	}
	m.printf("%s", before)
	for i, g := range groups {
		if m.Len() > maxMarkdown {
			m.printf("- and %s, in the other formats\n", text.Count(len(groups)-i, "more finding"))
			break
		}
		m.printf("- %s\n", strings.Join(markdownLines(g), "<br>\n  "))
	}
	m.printf("\n%s", after)
}

// markdownLines returns a finding, line by line.
func markdownLines(g group) []string {
	name := codeSpan(responseName(g.Operation, g.Status, g.Pointer))
	lines := []string{
		fmt.Sprintf("**%s** %s in %s", severityName(g.Severity), codeSpan(g.Rule), name),
		codeSpan(g.Message),
	}
	if g.isAccepted() {
		lines = append(lines, fmt.Sprintf("Accepted until %s: %s", g.Until, codeSpan(g.Reason)))
	} else {
		lines = append(lines, nextStep(g.Finding))
	}
	if g.File != "" {
		where := codeSpan(sourceName(g.Source))
		if len(g.Others) > 0 {
			where += " and " + g.More()
		}
		lines = append(lines, where)
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
