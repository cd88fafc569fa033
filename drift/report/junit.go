package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// maxCaseFacts is how many facts one test case lists.
const maxCaseFacts = 25

// JUnit writes a report as JUnit XML: a suite for each operation, and a test case for each response that is documented
// or was seen. A breaking fact fails its case, additive and accepted ones are its output, and a response that was never
// seen is skipped.
func JUnit(w io.Writer, r *Report) error {
	suites := junit.Testsuites{Name: text.Line(r.Contract, 0)}
	for _, row := range r.matrix() {
		suite := junit.Testsuite{ID: len(suites.Suites), Name: text.Line(row.Operation, 0), Time: "0"}
		if row.Operation == "" {
			suite.Name = text.Line(r.Contract, 0)
		}
		for _, c := range row.Cells {
			suite.AddTestcase(r.testcase(c, suite.Name))
		}
		suites.AddSuite(suite)
	}
	if unmatched := r.unmatchedSuite(len(suites.Suites)); len(unmatched.Testcases) > 0 {
		suites.AddSuite(unmatched)
	}
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	return suites.WriteXML(w)
}

// unmatchedSuite has a case for each shape of unmatched exchanges: skipped, or failed with FailOnUnmatched.
func (r *Report) unmatchedSuite(id int) junit.Testsuite {
	suite := junit.Testsuite{ID: id, Name: "unmatched", Time: "0"}
	all, more := r.UnmatchedExchanges()
	for _, u := range all {
		t := junit.Testcase{Name: u.Method + " " + u.Path, Classname: suite.Name}
		result := &junit.Result{Message: count(u.Count, "exchange") + " matched no operation", Data: sourceName(u.Example)}
		if r.FailOnUnmatched {
			result.Type = drift.OperationUndocumented
			t.Failure = result
		} else {
			t.Skipped = result
		}
		suite.AddTestcase(t)
	}
	if more > 0 {
		suite.AddTestcase(junit.Testcase{Name: "others", Classname: suite.Name,
			Skipped: &junit.Result{Message: count(more, "more exchange") + " matched no operation"}})
	}
	return suite
}

func (r *Report) testcase(c *cell, class string) junit.Testcase {
	t := junit.Testcase{Name: c.Status.String(), Classname: class}
	if c.Status == 0 {
		t.Name = "operation"
	}
	var breaking, rest []*Fact
	for _, f := range c.Facts {
		if f.Severity == drift.Breaking {
			breaking = append(breaking, f)
		} else {
			rest = append(rest, f)
		}
	}
	if len(breaking) > 0 {
		message := text.Line(breaking[0].Message, 0)
		if n := len(breaking) - 1; n > 0 {
			message += fmt.Sprintf(" (and %s)", count(n, "more fact"))
		}
		t.Failure = &junit.Result{
			Message: message, Type: text.Line(breaking[0].Rule, 0), Data: r.paragraphs(breaking, nil),
		}
	}
	if len(rest)+len(c.Accepted) > 0 {
		t.SystemOut = &junit.Output{Data: r.paragraphs(rest, c.Accepted)}
	}
	if c.state() == neverSeen {
		t.Skipped = &junit.Result{Message: "never seen: no exchange has this response"}
	}
	return t
}

// paragraphs are facts as [Text] writes them. All characters are visible; XML cannot express others (XML 1.0, section
// 2.2).
func (r *Report) paragraphs(facts, accepted []*Fact) string {
	var b strings.Builder
	unwrapped := *r
	unwrapped.View.Width = 0
	t := &texter{bufio.NewWriter(&b), plain, &unwrapped, 0}
	for i, f := range facts {
		if i > 0 {
			t.line("")
		}
		if i == maxCaseFacts {
			t.line("and " + count(len(facts)-i, "more fact"))
			break
		}
		t.fact(f)
	}
	t.accepted(accepted[:min(len(accepted), maxCaseFacts)])
	t.Flush()
	return b.String()
}
