package report

import (
	"cmp"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// responseName says what a finding is about: "getThing 200 at /id", or "the contract" without an operation.
func responseName(operation string, status drift.Status, pointer string) string {
	name := text.Line(cmp.Or(operation, "the contract"), 0)
	if status != 0 {
		name += " " + status.String()
	}
	if pointer != "" {
		name += " at " + text.Line(pointer, 0)
	}
	return name
}

// nextStep says what to do about a finding. Rules that drift does not know are those of the library that compares
// documents.
func nextStep(f drift.Finding) string {
	if rule, ok := drift.RuleNamed(f.Rule); ok {
		return rule.Next
	}
	if f.Severity == drift.Breaking {
		return "Find out what the server does now, then change the contract or accept the finding until a day."
	}
	return "Change the contract if you want to use it, or accept the finding until a day."
}

// severityName returns "breaking" or "additive", for findings without a severity as well.
func severityName(s drift.Severity) string {
	if s == drift.Breaking {
		return string(drift.Breaking)
	}
	return string(drift.Additive)
}
