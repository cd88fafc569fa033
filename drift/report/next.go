package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// nextStep says what to do about a fact. Rules that package drift does not know are oasdiff's.
func nextStep(f *Fact) string {
	if rule, ok := drift.RuleNamed(f.Rule); ok {
		return rule.Next
	}
	if f.Severity == drift.Breaking {
		return "Find out what the server does now, then change the contract or accept the fact until a day."
	}
	return "Change the contract if you want to use it, or accept the fact until a day."
}

// namesMessage is the message of a fact about many names.
func namesMessage(message string, names []string) string {
	expected, _, _ := strings.Cut(message, ", saw ")
	const shown = 3
	var quoted []string
	for _, name := range names[:min(shown, len(names))] {
		quoted = append(quoted, redact.Quote(name))
	}
	if len(names) <= shown {
		return expected + ", saw " + strings.Join(quoted, ", ")
	}
	return fmt.Sprintf("%s, saw %s and others", expected, strings.Join(quoted, ", "))
}

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

// Name is the one name that a fact is about, for its title; "" if there is none.
func (f *Fact) Name() string {
	if f.Key == everyName || len(f.sources) > 0 && f.sources[0].Entry < 0 {
		return f.Property
	}
	return cmp.Or(f.Property, f.Key)
}

// About says which responses a fact is about: "getThing 200 at /id", "getThing and 4 more operations at /id".
func (f *Fact) About() string {
	operation := ""
	if len(f.Operations) > 0 {
		operation = f.Operations[0]
	}
	name := responseName(operation, f.oneStatus(), "")
	switch n := len(f.Operations); {
	case n == 2:
		name = text.Line(f.Operations[0], 0) + " and " + responseName(f.Operations[1], f.oneStatus(), "")
	case n > 2:
		name = fmt.Sprintf("%s and %d more operations", text.Line(operation, 0), n-1)
	}
	if f.In != "" {
		name += ", in the " + text.Line(f.In, text.MaxName)
	}
	if f.Pointer != "" {
		name += " at " + text.Line(f.Pointer, 0)
	}
	return name
}

// Counts says how often a fact was seen: "812 findings in 94 exchanges".
func (f *Fact) Counts() string {
	findings := count(f.Findings, "finding")
	if f.Exchanges == 0 {
		return findings
	}
	return findings + " in " + count(f.Exchanges, "exchange")
}

// count is a number with its noun: "9,173 findings".
func count(n int, noun string) string { return number(n) + " " + nounFor(n, noun) }

// nounFor is a noun in the number that n needs.
func nounFor(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// number is a number with commas: "9,173".
func number(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// severityName returns "breaking" or "additive", for findings without a severity as well.
func severityName(s drift.Severity) string {
	if s == drift.Breaking {
		return string(drift.Breaking)
	}
	return string(drift.Additive)
}
