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
	What      string // what was expected most often, and the names of the properties that it is about
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

// digestOf says what facts of one rule are about: the expectation that most findings share, and the names of
// properties, each with its findings, those with the most first.
func digestOf(facts []*Fact) string {
	expected, named := map[string]int{}, map[string]int{}
	for _, f := range facts {
		expectation, _, _ := strings.Cut(f.Message, ", saw ")
		expected[expectation] += f.Findings
		if name := f.Name(); name != "" {
			named[name] += f.Findings
		}
	}
	const shown = 5
	var words []string
	if top := byCount(expected); expected[top[0]]*2 > sum(expected) && strings.HasPrefix(top[0], "expected ") {
		words = append(words, text.Line(top[0], text.MaxName))
	}
	if len(named) > 0 {
		var list []string
		for _, name := range byCount(named) {
			list = append(list, text.Line(name, text.MaxName))
		}
		words = append(words, names(list, shown))
	}
	return strings.Join(words, ": ")
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

func sum(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}
