package report

import "fmt"

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
		visible(r.Contract), count(r.Exchanges, "exchange"), r.Unmatched, r.Breaking, r.Additive)
	if r.Upstream != "" {
		line = fmt.Sprintf("%s against %s: %d breaking, %d additive", visible(r.Contract), visible(r.Upstream), r.Breaking, r.Additive)
	}
	if n := len(r.Accepted); n > 0 {
		line += fmt.Sprintf(", %d accepted", n)
	}
	return line
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
