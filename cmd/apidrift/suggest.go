package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/upstream"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// closest is the name that resembles another one most, or "" if none does.
func closest(name string, names []string) string {
	best, least := "", max(2, len(name)/3)+1
	for _, n := range names {
		if d := distance(strings.ToLower(name), strings.ToLower(n)); d < least {
			best, least = n, d
		}
	}
	if best != "" || len(name) < 3 {
		return best
	}
	for _, n := range names { // "valu" or "forbidden"
		if strings.Contains(n, name) {
			return n
		}
	}
	return ""
}

// didYouMean asks about the name that resembles another one most: ": did you mean check?". It is "" if none does.
func didYouMean(name string, names []string) string {
	if best := closest(name, names); best != "" {
		return fmt.Sprintf(": did you mean %s?", best)
	}
	return ""
}

// distance is the number of insertions, deletions, replacements and swaps of neighbours that turn one name into another
// (optimal string alignment).
func distance(a, b string) int {
	const longest = 100
	if len(a) > longest || len(b) > longest {
		return longest
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// isKnownRule reports whether any command can report a rule.
func isKnownRule(name string) bool {
	_, ok := drift.RuleNamed(name)
	return ok || upstream.HasRule(name)
}

// ruleNames are the names of all rules.
func ruleNames() (names []string) {
	for _, r := range drift.Rules() {
		names = append(names, r.Name)
	}
	for _, r := range upstream.Rules() {
		names = append(names, r.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// flagError makes an error about a flag say what to write instead.
func flagError(c *cobra.Command, err error) error {
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		f := invalid.GetFlag()
		return fmt.Errorf("--%s: %w", f.Name, valueError(f, invalid.GetValue(), invalid.Unwrap()))
	}
	message := err.Error()
	if name, ok := strings.CutPrefix(message, "unknown flag: --"); ok {
		var names []string
		for _, n := range flagNames(c) {
			names = append(names, "--"+n)
		}
		if best := closest("--"+name, names); best != "" {
			return fmt.Errorf("%w: did you mean %s?", err, best)
		}
	}
	return fmt.Errorf("%w: see %s --help", err, c.CommandPath())
}

// valueError says why a flag does not accept a value.
func valueError(f *pflag.Flag, value string, err error) error {
	if f.Value.Type() == "bool" {
		return fmt.Errorf("expected true or false, saw %q", value)
	}
	return err
}

// completeChoices makes the shell offer the values of flags.
func completeChoices(c *cobra.Command, choices map[string][]string) {
	for flag, values := range choices {
		must(c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)))
	}
}

func completeFiles(c *cobra.Command, flag string, extensions ...string) {
	must(c.MarkFlagFilename(flag, extensions...))
}

// must panics on an error that only a defect in the command can cause.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

func flagNames(c *cobra.Command) (names []string) {
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return append(names, "help")
}
