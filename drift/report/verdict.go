package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
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
	case r.Unread > 0:
		return verdict{"○", "No drift in what could be read", "unseen"}
	}
	return verdict{"✓", "No drift", "conforming"}
}

// summary is "openapi.yaml: " and the counts, or for a published document "openapi.yaml against published.yaml: " and
// the counts.
func (r *Report) summary() string {
	compared := text.Line(r.Contract, 0)
	if r.Upstream != "" {
		compared += " against " + text.Line(r.Upstream, 0)
	}
	return compared + ": " + r.counts()
}

// counts is "3 breaking facts (9,173 findings in 1,241 of 1,596 exchanges), 0 additive, 2 accepted, 3 unmatched".
func (r *Report) counts() string {
	breaking := r.countFacts(drift.Breaking)
	counts := count(breaking, "breaking fact")
	if r.FactsMore() > 0 {
		counts = number(breaking) + "+ breaking facts"
	}
	switch {
	case r.Breaking > 0 && r.drifted > 0:
		counts += fmt.Sprintf(" (%s in %s of %s)",
			count(r.Breaking, "finding"), number(r.drifted), count(r.Exchanges, "exchange"))
	case r.Breaking > breaking:
		counts += fmt.Sprintf(" (%s)", count(r.Breaking, "finding"))
	case r.Upstream == "":
		counts += " in " + count(r.Exchanges, "exchange")
	}
	counts += fmt.Sprintf(", %s additive", number(r.countFacts(drift.Additive)))
	for _, more := range []struct {
		n    int
		noun string
	}{
		{len(r.acceptedFacts.facts), "accepted"}, {r.Unmatched, "unmatched"}, {r.Ignored, "ignored"},
		{r.FactsMore(), "facts not kept"}, {r.Unread, "unreadable"},
	} {
		if more.n > 0 {
			counts += fmt.Sprintf(", %s %s", number(more.n), more.noun)
		}
	}
	return counts
}

func plainNumber(n int) string { return strconv.Itoa(n) }

// names lists a few names and how many more there are: "rate, duration, …".
func names(all []string, most int) string {
	if len(all) > most {
		all = append(append([]string{}, all[:most]...), "…")
	}
	return strings.Join(all, ", ")
}
