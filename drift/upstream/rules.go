package upstream

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/oasdiff/oasdiff/checker"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Rules lists the rules of oasdiff that [Document.Compare] can report, by name, with the severity that they have for a
// client of the operation.
func Rules() []drift.Rule {
	levels := severityLevels()
	var all []drift.Rule
	for _, rule := range checker.GetAllRules() {
		level, changed := levels[rule.Id]
		if !changed {
			level = rule.Level
		}
		r := drift.Rule{Name: rule.Id, Severity: drift.Breaking, Of: drift.Document, Summary: sentence(rule.Description)}
		switch level {
		case checker.NONE:
			continue
		case checker.INFO:
			r.Severity = drift.Additive
		}
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b drift.Rule) int { return cmp.Compare(a.Name, b.Name) })
	return slices.CompactFunc(all, func(a, b drift.Rule) bool { return a.Name == b.Name })
}

// sentence is oasdiff's description of a rule, as a sentence.
func sentence(id string) string {
	s := strings.TrimRight(strings.TrimSpace(localizer(id)), ".")
	if s == "" || s == id {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:] + "."
}
