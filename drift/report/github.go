package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// maxAnnotations is how many annotations of one kind GitHub shows of a step.
const maxAnnotations = 10

// GitHub writes a report as workflow commands of GitHub Actions, which become annotations on the contract: an error for
// each breaking fact, a notice for each additive one, ten together, one that says how many more there are, and a
// warning for each acceptance that no finding matches. The last line, for the log, sums the report up.
func GitHub(w io.Writer, r *Report) error {
	var b strings.Builder
	facts := r.Facts()
	for _, f := range facts[:min(len(facts), maxAnnotations)] {
		b.WriteString(r.annotation(f))
	}
	if n := len(facts) - maxAnnotations + r.FactsMore(); n > 0 {
		command := "notice"
		if r.Breaking > 0 {
			command = "error"
		}
		b.WriteString(workflowCommand(command, drift.Source{}, "apidrift",
			[]string{"and " + count(n, "more fact"), r.summary()}))
	}
	for i, a := range r.Unused {
		if i == maxAnnotations {
			break
		}
		b.WriteString(workflowCommand("warning", drift.Source{}, "unused acceptance", []string{a.String(), unusedNext}))
	}
	if unmatched, more := r.UnmatchedExchanges(); len(unmatched) > 0 {
		for _, u := range unmatched {
			fmt.Fprintf(&b, "unmatched: %s %s (%s)\n", u.Method, u.Path, count(u.Count, "exchange"))
		}
		if more > 0 {
			fmt.Fprintf(&b, "unmatched: %s\n", count(more, "more exchange"))
		}
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "note: %s: %s\n", r.placeLine(n.Place), text.Line(n.Message, 0))
	}
	fmt.Fprintf(&b, "apidrift: %s\n", r.summary())
	_, err := io.WriteString(w, olderCommand.Replace(b.String()))
	return err
}

func (r *Report) annotation(f *Fact) string {
	command := "notice"
	if f.Severity == drift.Breaking {
		command = "error"
	}
	lines := []string{text.Line(f.Message, 0) + changeOf(f), f.Counts() + ": " + f.About()}
	if len(f.Examples) > 0 {
		lines = append(lines, exampleLine(f.Examples[0]))
	}
	lines = append(lines, f.Next)
	at := drift.Source{File: r.placeFile(f.Place), Line: f.Place.Line, Column: f.Place.Column}
	if f.Place == (drift.Place{}) && len(f.sources) > 0 {
		at = f.sources[0]
	}
	title := text.Line(f.Rule, 0) + ": " + f.About()
	return workflowCommand(command, at, title, lines)
}

func workflowCommand(command string, s drift.Source, title string, lines []string) string {
	var properties []string
	if file, ok := slashPath(s.File); ok {
		properties = append(properties, "file="+commandProperty.Replace(text.Line(file, 0)))
		if s.Line > 0 {
			properties = append(properties, fmt.Sprintf("line=%d", s.Line))
			if s.Column > 0 {
				properties = append(properties, fmt.Sprintf("col=%d", s.Column))
			}
		}
	}
	properties = append(properties, "title="+commandProperty.Replace(title))
	data := commandData.Replace(strings.Join(lines, "\n"))
	return fmt.Sprintf("::%s %s::%s\n", command, strings.Join(properties, ","), data)
}

// The escapes that the runner undoes in data and in the values of properties.
var (
	commandData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	commandProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// olderCommand breaks up the runner's older commands, such as "##[error]", which it obeys anywhere in a line.
var olderCommand = strings.NewReplacer("##[", "## [")
