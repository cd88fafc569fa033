package drift_test

import (
	"regexp"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

func TestRules(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range drift.Rules() {
		if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(r.Name) || seen[r.Name] ||
			r.Severity != drift.Breaking && r.Severity != drift.Additive || r.Summary == "" || r.Next == "" {
			t.Errorf("%+v", r)
		}
		seen[r.Name] = true
		if named, ok := drift.RuleNamed(r.Name); !ok || named != r {
			t.Errorf("RuleNamed(%q) is %+v, %v", r.Name, named, ok)
		}
	}
	if _, ok := drift.RuleNamed("made-up"); ok {
		t.Error("RuleNamed finds a rule that is not there")
	}
	drift.Rules()[0].Name = "changed"
	if drift.Rules()[0].Name == "changed" {
		t.Error("the caller does not own the slice")
	}
}
