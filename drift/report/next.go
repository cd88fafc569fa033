package report

import "github.com/seed-97812ecd/supermemory-go/drift"

// next is what to do about a finding. Rules that are not drift's come from comparing documents.
func next(f drift.Finding) string {
	if rule, ok := drift.RuleNamed(f.Rule); ok {
		return rule.Next
	}
	if f.Severity == drift.Breaking {
		return "Find out what the server does now, then change the contract or accept the finding until a day."
	}
	return "Change the contract if you want to use it, or accept the finding until a day."
}
