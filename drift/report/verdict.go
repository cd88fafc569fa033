package report

import (
	"fmt"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// verdict is a report's outcome, for a heading. The sign says the same as the words, and is hidden from screen readers.
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

// summary returns "openapi.yaml: 8 exchanges, 1 unmatched: 2 breaking, 1 additive, 3 accepted", or for a published
// document "openapi.yaml against published.yaml: 2 breaking, 1 additive".
func (r *Report) summary() string {
	compared := fmt.Sprintf("%s: %s, %d unmatched",
		text.Line(r.Contract, 0), text.Count(r.Exchanges, "exchange"), r.Unmatched)
	if r.Upstream != "" {
		compared = fmt.Sprintf("%s against %s", text.Line(r.Contract, 0), text.Line(r.Upstream, 0))
	}
	line := fmt.Sprintf("%s: %d breaking, %d additive", compared, r.Breaking, r.Additive)
	if n := len(r.Accepted); n > 0 {
		line += fmt.Sprintf(", %d accepted", n)
	}
	return line
}
