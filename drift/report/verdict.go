package report

import (
	"fmt"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// verdict is a report's outcome for a heading. The sign repeats the words for the eye, not for a screen reader.
type verdict struct{ Sign, Words, Class string }

func (r *Report) verdict() verdict {
	switch {
	case r.Breaking > 0:
		return verdict{"✗", "Breaking drift", "drifted"}
	case r.Additive > 0:
		return verdict{"+", "Additive drift only", "additive"}
	case r.Exchanges > 0 && r.Exchanges == r.Unmatched:
		return verdict{"○", "Nothing was compared", "unseen"}
	}
	return verdict{"✓", "No drift", "conforming"}
}

// summary is "openapi.yaml: 8 exchanges, 1 unmatched: 2 breaking, 1 additive, 3 accepted".
//
// Against a published document it is "openapi.yaml against published.yaml: 2 breaking, 1 additive".
func (r *Report) summary() string {
	line := fmt.Sprintf("%s: %s, %d unmatched: %d breaking, %d additive",
		text.Line(r.Contract, 0), text.Count(r.Exchanges, "exchange"), r.Unmatched, r.Breaking, r.Additive)
	if r.Upstream != "" {
		line = fmt.Sprintf("%s against %s: %d breaking, %d additive", text.Line(r.Contract, 0), text.Line(r.Upstream, 0), r.Breaking, r.Additive)
	}
	if n := len(r.Accepted); n > 0 {
		line += fmt.Sprintf(", %d accepted", n)
	}
	return line
}
