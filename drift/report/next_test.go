package report

import (
	"encoding/json"
	"html"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// TestNextSteps expects the next step of every rule in every format that shows next steps: those of rules about
// exchanges in a report about exchanges, those of rules about documents in a report about a document.
func TestNextSteps(t *testing.T) {
	t.Parallel()
	documented := []drift.Response{{Operation: "getThing", Status: 200}}
	for _, rule := range drift.Rules() {
		r := New("c.yaml", documented)
		if rule.Of == drift.Document {
			r = NewUpstream("c.yaml", "published.yaml", documented)
		}
		r.AddFinding(drift.Finding{
			Rule: rule.Name, Severity: rule.Severity, Operation: "getThing", Status: 200, Message: "m",
		})
		r.Close()
		formats := map[string]Format{"color": ColorText}
		for name, format := range Formats {
			formats[name] = format
		}
		for name, format := range formats {
			output := string(written(t, format, r))
			if name == "html" {
				output = html.UnescapeString(output)
			}
			want := rule.Next
			if name == "sarif" {
				quoted, err := json.Marshal(rule.Next)
				if err != nil {
					t.Fatal(err)
				}
				want = string(quoted)
			}
			if shown := strings.Contains(output, want); shown == (name == "ndjson") {
				t.Errorf("%s of %s: the next step is shown: %v", name, rule.Name, shown)
			}
		}
	}
}

// TestNextStepOfOtherRules: a rule of another library has a next step for each severity.
func TestNextStepOfOtherRules(t *testing.T) {
	t.Parallel()
	breaking := nextStep(&Fact{Rule: "of-another-library", Severity: drift.Breaking})
	additive := nextStep(&Fact{Rule: "of-another-library", Severity: drift.Additive})
	if breaking == "" || additive == "" || breaking == additive {
		t.Errorf("got %q and %q", breaking, additive)
	}
}
