package report_test

import (
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
)

// TestPointerOfNoPart adds a finding about a body as a whole whose place is that of other properties.
func TestPointerOfNoPart(t *testing.T) {
	t.Parallel()
	r := report.NewUpstream("openapi.yaml", "published.yaml", nil)
	r.AddFinding(drift.Finding{
		Rule: "response-body-one-of-added", Severity: drift.Breaking,
		Place: drift.Place{Pointer: "/components/schemas/T/additionalProperties/oneOf"},
	})
	r.Close()
	if facts := r.Facts(); len(facts) != 1 || facts[0].Pointer != "" {
		t.Errorf("%v", facts)
	}
}
