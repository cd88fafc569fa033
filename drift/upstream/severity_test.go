package upstream

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/oasdiff/oasdiff/checker"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// TestOverridesExist fails when oasdiff renames a rule: its severity would silently be oasdiff's.
func TestOverridesExist(t *testing.T) {
	t.Parallel()
	known := checker.GetCheckLevels()
	for id, level := range overrides {
		if before, ok := known[id]; !ok {
			t.Errorf("oasdiff has no rule %s", id)
		} else if before == level {
			t.Logf("%s is %s by itself", id, level)
		}
		if severityLevels()[id] != level {
			t.Errorf("%s is %s, want %s", id, severityLevels()[id], level)
		}
	}
}

func TestHasRule(t *testing.T) {
	t.Parallel()
	if !HasRule("response-body-type-changed") || HasRule("made-up") {
		t.Error("HasRule does not know oasdiff's rules")
	}
	for _, r := range drift.Rules() {
		if HasRule(r.Name) != (r.Of == drift.Document) {
			t.Errorf("%s: HasRule says %v", r.Name, HasRule(r.Name))
		}
	}
}

// TestRulesAreSentences: what oasdiff says of its rules is a sentence each, or nothing.
func TestRulesAreSentences(t *testing.T) {
	t.Parallel()
	rules := Rules()
	if len(rules) < 200 {
		t.Errorf("got %d rules", len(rules))
	}
	for i, r := range rules {
		if i > 0 && rules[i-1].Name >= r.Name || r.Severity == "" || r.Of != drift.Document || !HasRule(r.Name) {
			t.Errorf("got %+v", r)
		}
		first, _ := utf8.DecodeRuneInString(r.Summary)
		if r.Summary != "" && (!unicode.IsUpper(first) || !strings.HasSuffix(r.Summary, ".") || strings.HasSuffix(r.Summary,
			"..")) {
			t.Errorf("%s says %q", r.Name, r.Summary)
		}
	}
	if got := sentence("no-such-description"); got != "" || sentence("") != "" {
		t.Errorf("an unknown description became %q", got)
	}
}
