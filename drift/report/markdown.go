package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// A comment on a pull request has room for 65,536 characters.
const (
	maxMarkdown     = 56 << 10 // bytes after which findings are only counted
	maxMarkdownRows = 60       // operations up to which all are shown; of more, those with findings
	maxMarkdownText = 400      // bytes of one text from outside
)

// Markdown writes a report in GitHub Flavored Markdown, for a comment on a pull request or a job summary. Text from outside stands in code spans, in which
// there is no markup, no mention and no reference.
func Markdown(w io.Writer, r *Report) error {
	v := r.verdict()
	m := markdown{}
	m.printf("## %s %s\n\n", v.Sign, v.Words)
	if r.Upstream != "" {
		m.printf("%d breaking, %d additive, %d accepted in %s compared with %s.\n\n", r.Breaking, r.Additive, len(r.Accepted), code(r.Upstream), code(r.Contract))
	} else {
		m.printf("%d breaking, %d additive, %d accepted in %s compared with %s; %d matched no operation.\n\n",
			r.Breaking, r.Additive, len(r.Accepted), text.Count(r.Exchanges, "exchange"), code(r.Contract), r.Unmatched)
		m.table(r.matrix())
	}
	m.findings("### Findings\n\n", "", grouped(unaccepted(r.Findings)))
	m.findings(fmt.Sprintf("<details><summary>%d accepted</summary>\n\n", len(r.Accepted)), "</details>\n\n", grouped(r.Accepted))
	if len(r.Unused) > 0 {
		m.printf("### Unused acceptances\n\n")
		for _, a := range r.Unused {
			m.printf("- %s: %s\n  %s\n", code(a.String()), code(a.Reason), unusedNext)
		}
		m.printf("\n")
	}
	_, err := io.WriteString(w, strings.TrimRight(m.String(), "\n")+"\n")
	return err
}

type markdown struct{ strings.Builder }

func (m *markdown) printf(format string, args ...any) { fmt.Fprintf(m, format, args...) }

func (m *markdown) table(all matrix) {
	shown := all
	if len(all) > maxMarkdownRows {
		shown = nil
		for _, row := range all {
			if row.remarkable() && len(shown) < maxMarkdownRows {
				shown = append(shown, row)
			}
		}
	}
	if len(shown) > 0 {
		statuses := shown.statuses()
		m.printf("| Operation |")
		for _, s := range statuses {
			m.printf(" %s |", tableCode(s.String()))
		}
		m.printf("\n| --- |%s\n", strings.Repeat(" --- |", len(statuses)))
		for _, row := range shown {
			m.printf("| %s |", tableCode(row.Operation))
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

// remarkable reports whether a row has more to say than what conforms or was never seen.
func (r *row) remarkable() bool {
	for _, c := range r.Cells {
		if len(c.Findings) > 0 || len(c.Accepted) > 0 || c.Drifted > 0 {
			return true
		}
	}
	return false
}

// short is a cell in a table: "✗ 1 of 2".
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

func (s state) sign() string {
	return map[state]string{conforming: "✓", drifted: "✗", accepted: "◇", notDocumented: "?", neverSeen: "○"}[s]
}

func (m *markdown) findings(before, after string, groups []group) {
	if len(groups) == 0 {
		return
	}
	m.printf("%s", before)
	for i, g := range groups {
		if m.Len() > maxMarkdown {
			m.printf("- and %s, in the other formats\n", text.Count(len(groups)-i, "more finding"))
			break
		}
		m.printf("- %s\n", strings.Join(item(g), "<br>\n  "))
	}
	m.printf("\n%s", after)
}

// item is a finding, line by line.
func item(g group) []string {
	lines := []string{fmt.Sprintf("**%s** %s in %s", severity(g.Accepted), code(g.Rule), code(response(g.Operation, g.Status, g.Pointer))), code(g.Message)}
	if g.isAccepted() {
		lines = append(lines, fmt.Sprintf("Accepted until %s: %s", g.Until, code(g.Reason)))
	} else {
		lines = append(lines, next(g.Finding))
	}
	if g.File != "" {
		where := code(place(g.Source))
		if len(g.Others) > 0 {
			where += " and " + g.More()
		}
		lines = append(lines, where)
	}
	return lines
}

func severity(a Accepted) string {
	if a.Severity == drift.Breaking {
		return "breaking"
	}
	return "additive"
}

// code is a code span (CommonMark, section 6.1), which nothing inside can end: its fence is longer than any run of backticks in it.
func code(s string) string {
	s = text.Line(text.Line(s, 0), maxMarkdownText)
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

// tableCode is a code span in a table, which ends a cell at every pipe, within code spans too (GitHub Flavored Markdown, section 4.10).
func tableCode(s string) string { return code(strings.ReplaceAll(s, "|", "\\x7c")) }
