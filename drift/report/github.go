package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// GitHub writes a report as workflow commands of GitHub Actions, which become annotations on the recordings: an error
// for each breaking finding, a notice for each additive one, and a warning for each acceptance that no finding
// matches. Findings that differ only in their source share an annotation, because GitHub shows only a few. The last
// line, for the log, sums the report up.
func GitHub(w io.Writer, r *Report) error {
	var b strings.Builder
	for _, g := range grouped(unaccepted(r.Findings)) {
		command := "notice"
		if g.Severity == drift.Breaking {
			command = "error"
		}
		lines := []string{text.Line(g.Message, 0), nextStep(g.Finding)}
		if others := g.elsewhere(); others != "" {
			lines = append(lines, others)
		}
		if _, ok := slashPath(g.File); !ok && g.File != "" && g.Entry < 0 {
			lines = append(lines, sourceName(g.Source)) // an annotation can only be on a file
		}
		title := text.Line(g.Rule, 0) + ": " + responseName(g.Operation, g.Status, g.Pointer)
		b.WriteString(workflowCommand(command, g.Source, title, lines))
	}
	for _, a := range r.Unused {
		b.WriteString(workflowCommand("warning", drift.Source{}, "unused acceptance", []string{a.String(), unusedNext}))
	}
	fmt.Fprintf(&b, "apidrift: %s\n", r.summary())
	_, err := io.WriteString(w, olderCommand.Replace(b.String()))
	return err
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
