package report

import (
	"fmt"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// group is a finding and the other sources of the same finding. It has a Reason if it is accepted.
type group struct {
	Accepted
	Others []drift.Source
}

// grouped joins findings that differ only in their source, in the order of the first of each.
func grouped(all []Accepted) []group {
	var groups []group
	position := map[Accepted]int{}
	for _, a := range all {
		key := a
		key.Source = drift.Source{}
		if i, ok := position[key]; ok {
			groups[i].Others = append(groups[i].Others, a.Source)
			continue
		}
		position[key] = len(groups)
		groups = append(groups, group{Accepted: a})
	}
	return groups
}

// unaccepted returns findings in the form that [grouped] takes.
func unaccepted(findings []drift.Finding) []Accepted {
	all := make([]Accepted, len(findings))
	for i, f := range findings {
		all[i].Finding = f
	}
	return all
}

// elsewhere names the first five of the other sources: "also in 2 more exchanges: a.yaml, entry 1; a.yaml, entry 4". It
// returns "" if there are none.
func (g group) elsewhere() string {
	const shown = 5
	if len(g.Others) == 0 {
		return ""
	}
	var names []string
	for i, s := range g.Others {
		if i == shown {
			names = append(names, "…")
			break
		}
		names = append(names, sourceName(s))
	}
	return fmt.Sprintf("also in %s: %s", g.More(), strings.Join(names, "; "))
}

// More counts the other sources: "2 more exchanges".
func (g group) More() string {
	if g.Entry < 0 {
		return text.Count(len(g.Others), "more place")
	}
	return text.Count(len(g.Others), "more exchange")
}
