package contract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// dropRedacted drops the findings about values that the recorder replaced, and about what is in them, and adds a note
// for each such value: what it was is unknown.
func (j *judgement) dropRedacted() {
	if len(j.exchange.Redacted) == 0 || !j.result.Matched() {
		return
	}
	j.result.Findings = slices.DeleteFunc(j.result.Findings, j.exchange.IsRedacted)
	for _, pointer := range j.exchange.Redacted {
		what := "the value at " + text.Line(pointer, text.MaxName)
		if pointer == "" {
			what = "the body"
		}
		j.result.Notes = append(slices.Clip(j.result.Notes), drift.Note{
			Place: j.result.Response.Place,
			Message: fmt.Sprintf(
				"%s of %s was not judged, because the recorder replaced it",
				what,
				j.result.Response.Operation,
			),
		})
	}
}

// isDropped reports whether the recorder says that it left out a parameter or a header field.
func (j *judgement) isDropped(name string) bool {
	return j.exchange.Request != nil && slices.ContainsFunc(j.exchange.Request.Dropped, func(dropped string) bool {
		return strings.EqualFold(dropped, name)
	})
}
