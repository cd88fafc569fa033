package upstream

import (
	"testing"

	"github.com/oasdiff/oasdiff/checker"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// TestOverridesExist fails when oasdiff renames a rule: its severity would silently be oasdiff's.
func TestOverridesExist(t *testing.T) {
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

func TestRules(t *testing.T) {
	for _, r := range Rules() {
		if !HasRule(r.Name) || r.Severity != drift.Breaking && r.Severity != drift.Additive || r.Summary == "" || r.Next == "" {
			t.Errorf("%+v", r)
		}
		if _, ok := drift.RuleNamed(r.Name); ok {
			t.Errorf("%s is a rule of package drift, too", r.Name)
		}
	}
	if !HasRule("response-body-type-changed") || HasRule("status-undocumented") {
		t.Error("HasRule does not know oasdiff's rules from drift's")
	}
	for _, r := range drift.Rules() {
		if HasRule(r.Name) {
			t.Errorf("%s is a rule of drift and of a comparison", r.Name)
		}
	}
}
