package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// JUnit writes a report as JUnit XML: a suite for each operation, and a test case for each response that is documented
// or was seen. A breaking finding fails its case, additive and accepted ones are its output, and a response that was
// never seen is skipped.
func JUnit(w io.Writer, r *Report) error {
	suites := junit.Testsuites{Name: text.Line(r.Contract, 0)}
	for i, row := range r.matrix() {
		suite := junit.Testsuite{ID: i, Name: text.Line(row.Operation, 0), Time: "0"}
		if row.Operation == "" {
			suite.Name = text.Line(r.Contract, 0)
		}
		for _, c := range row.Cells {
			suite.AddTestcase(c.testcase(suite.Name))
		}
		suites.AddSuite(suite)
	}
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	return suites.WriteXML(w)
}

func (c *cell) testcase(class string) junit.Testcase {
	t := junit.Testcase{Name: c.Status.String(), Classname: class}
	if c.Status == 0 {
		t.Name = "operation"
	}
	var breaking, rest []Accepted
	for _, f := range unaccepted(c.Findings) {
		if f.Severity == drift.Breaking {
			breaking = append(breaking, f)
		} else {
			rest = append(rest, f)
		}
	}
	rest = append(rest, c.Accepted...)
	if groups := grouped(breaking); len(groups) > 0 {
		first := groups[0]
		message := text.Line(first.Message, 0)
		if n := len(groups) - 1; n > 0 {
			message += fmt.Sprintf(" (and %s)", text.Count(n, "more finding"))
		}
		t.Failure = &junit.Result{Message: message, Type: text.Line(first.Rule, 0), Data: paragraphs(groups)}
	}
	if len(rest) > 0 {
		t.SystemOut = &junit.Output{Data: paragraphs(grouped(rest))}
	}
	if c.state() == neverSeen {
		t.Skipped = &junit.Result{Message: "never seen: no exchange has this response"}
	}
	return t
}

// paragraphs returns findings as [Text] writes them. All characters are visible; XML cannot express others (XML 1.0,
// section 2.2).
func paragraphs(groups []group) string {
	var b strings.Builder
	for i, g := range groups {
		if i > 0 {
			b.WriteByte('\n')
		}
		plain.writeFinding(&b, g.Accepted)
		if others := g.elsewhere(); others != "" {
			plain.writeLine(&b, "also", strings.TrimPrefix(others, "also "))
		}
	}
	return b.String()
}
