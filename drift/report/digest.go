package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// digest is what all facts of one rule say together, for a report that has many facts.
type digest struct {
	Rule      string
	Severity  drift.Severity
	Facts     int
	Findings  int
	Exchanges int
	What      string // see digestOf
}

// digests sums up the facts of each rule, those with the most findings first, breaking ones before additive ones. There
// are none if a reader sees the facts at a glance, or if most facts have a rule of their own.
func (r *Report) digests(facts []*Fact) []digest {
	const glance = 5
	if len(facts) <= glance {
		return nil
	}
	byRule := map[ruleSeverity][]*Fact{}
	for _, f := range facts {
		key := ruleSeverity{f.Rule, f.Severity}
		byRule[key] = append(byRule[key], f)
	}
	if len(byRule) > len(facts)/2 {
		return nil
	}
	var all []digest
	for key, facts := range byRule {
		d := digest{Rule: key.rule, Severity: key.severity, Facts: len(facts), What: digestOf(facts)}
		if t := r.rules[key]; t != nil {
			d.Findings, d.Exchanges = t.findings, t.exchanges
		}
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b digest) int {
		return cmp.Or(cmp.Compare(rank(a.Severity), rank(b.Severity)), cmp.Compare(b.Findings, a.Findings),
			cmp.Compare(b.Exchanges, a.Exchanges), cmp.Compare(a.Rule, b.Rule))
	})
	return all
}

// digestOf says what facts of one rule are about: what most findings expected, the names of properties with the most
// findings, and the operation that most of them come from.
func digestOf(facts []*Fact) string {
	const shown = 5
	total, expected := 0, map[string]int{}
	for _, f := range facts {
		total += f.Findings
		expected[expectationOf(f)] += f.Findings
	}
	what := byCount(expected)[0]
	about := expected[what]
	if about*2 <= total || !strings.HasPrefix(what, "expected ") {
		what, about = "", total
	}
	seen := ""
	named, operations := map[string]int{}, map[string]int{}
	for _, f := range facts {
		if what == "" || what == expectationOf(f) {
			named[f.Name()] += f.Findings
			seen = cmp.Or(seen, seenValue(f))
		}
		for key, n := range f.responses {
			operations[key.operation] += n
		}
	}
	var list []string
	delete(named, "")
	for _, name := range byCount(named) {
		list = append(list, text.Line(name, text.MaxName)+" "+number(named[name]))
	}
	words := text.Line(what, text.MaxName)
	if about < total {
		words += " (" + number(about) + ")"
	}
	if what != "" && seen != "" {
		words += ", saw " + seen
	}
	if len(list) > 0 {
		words = strings.TrimPrefix(words+": "+names(list, shown), ": ")
	}
	if most := byCount(operations); len(most) > 1 && operations[most[0]]*2 > total {
		words = strings.TrimPrefix(words+"; most in "+text.Line(most[0], text.MaxName), "; ")
	}
	return words
}

// seenValue is one of the values that a fact is about, if it is about values.
func seenValue(f *Fact) string {
	const most = 40
	if rule, _ := drift.RuleNamed(f.Rule); rule.Mark != drift.Value || len(f.Values) == 0 || len(f.Values[0]) > most {
		return ""
	}
	return text.Line(f.Values[0], 0)
}

// expectationOf is what a fact's message says was expected.
func expectationOf(f *Fact) string {
	expectation, _, _ := strings.Cut(f.Message, ", saw ")
	return expectation
}

// byCount are the keys, those with the highest number first.
func byCount(m map[string]int) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b)) })
	return keys
}
