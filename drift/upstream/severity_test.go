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
