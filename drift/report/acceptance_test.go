package report

import (
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

func TestAccept(t *testing.T) {
	t.Parallel()
	finding := drift.Finding{
		Rule: "value-null", Severity: drift.Breaking, Operation: "getThing", Status: 200, Pointer: "/a",
		Place: drift.Place{Pointer: "/properties/a"},
	}
	for name, test := range map[string]struct {
		a                Acceptance
		accepted, unused int
	}{
		"all of it": {Acceptance{Rule: "value-null", Operation: "getThing", Status: 200, Pointer: "/a",
			Until: day("2026-10-02")}, 1, 0},
		"anything":                  {Acceptance{Until: day("2026-10-02")}, 1, 0},
		"its last day":              {Acceptance{Rule: "value-null", Until: day("2026-10-01")}, 1, 0},
		"the day after":             {Acceptance{Rule: "value-null", Until: day("2026-09-30")}, 0, 0},
		"another rule":              {Acceptance{Rule: "value-type", Until: day("2026-10-02")}, 0, 1},
		"another operation":         {Acceptance{Operation: "getThings", Until: day("2026-10-02")}, 0, 1},
		"another status":            {Acceptance{Status: 201, Until: day("2026-10-02")}, 0, 1},
		"the status's range":        {Acceptance{Status: drift.StatusRange(2), Until: day("2026-10-02")}, 0, 1},
		"the default status":        {Acceptance{Status: drift.Default, Until: day("2026-10-02")}, 0, 1},
		"another pointer, a prefix": {Acceptance{Pointer: "/", Until: day("2026-10-02")}, 0, 1},
		"any token":                 {Acceptance{Pointer: "/*", Until: day("2026-10-02")}, 1, 0},
		"any two tokens":            {Acceptance{Pointer: "/*/*", Until: day("2026-10-02")}, 0, 1},
		"its property":              {Acceptance{Property: "a", Until: day("2026-10-02")}, 1, 0},
		"another property":          {Acceptance{Property: "b", Until: day("2026-10-02")}, 0, 1},
		"its place":                 {Acceptance{At: "/properties/a", Until: day("2026-10-02")}, 1, 0},
		"its place, as a fragment":  {Acceptance{At: "#/properties/a", Until: day("2026-10-02")}, 1, 0},
		"another place":             {Acceptance{At: "/properties", Until: day("2026-10-02")}, 0, 1},
		"a place in another file":   {Acceptance{At: "b.yaml#/properties/a", Until: day("2026-10-02")}, 0, 1},
		"one of two operations": {Acceptance{Operation: "x", Operations: []string{"getThing"},
			Until: day("2026-10-02")}, 1, 0},
		"none of two statuses": {Acceptance{Status: 404, Statuses: []drift.Status{500}, Until: day("2026-10-02")}, 0, 1},
	} {
		r := New("c", things(t).Responses())
		r.Accept([]Acceptance{test.a}, today)
		r.AddFinding(finding)
		r.Close()
		if r.Accepted != test.accepted || len(r.Unused) != test.unused || len(r.Facts()) != 1-test.accepted ||
			r.Breaking != 1-test.accepted {
			t.Errorf("%s: %d accepted, %d unused, %d findings", name, r.Accepted, len(r.Unused), len(r.Facts()))
		}
	}
}

// TestAcceptTwice has two acceptances of one finding: the first one is written, and neither is unused.
func TestAcceptTwice(t *testing.T) {
	t.Parallel()
	acceptances := []Acceptance{
		{Rule: "value-null", Reason: "expired", Until: day("2026-09-30")},
		{Rule: "value-null", Reason: "first", Until: day("2026-10-02")},
		{Operation: "getThing", Reason: "second", Until: day("2026-10-02")},
	}
	r := New("c", nil)
	r.Accept(acceptances, today)
	r.AddFinding(drift.Finding{Rule: "value-null", Severity: drift.Breaking, Operation: "getThing"})
	r.Close()
	if facts := r.AcceptedFacts(); len(facts) != 1 || facts[0].Reason != "first" || len(r.Unused) != 0 {
		t.Errorf("accepted %+v, unused %+v", facts, r.Unused)
	}
	if acceptances[0].expired || acceptances[1].used {
		t.Error("the caller's acceptances were changed")
	}
}

func TestAcceptExpired(t *testing.T) {
	t.Parallel()
	r := New("c", nil)
	r.Accept([]Acceptance{
		{Reason: "a reason", Until: day("2026-09-30")}, {Reason: "another", Until: day("2026-09-29")},
	}, today)
	r.AddFinding(drift.Finding{Rule: "value-null", Severity: drift.Breaking, Message: "expected a string, saw null"})
	r.Close()
	const want = "expected a string, saw null (this was accepted until 2026-09-30: a reason)"
	if facts := r.Facts(); len(facts) != 1 || facts[0].Message != want || len(r.Unused) != 0 {
		t.Errorf("facts %+v, unused %+v", facts, r.Unused)
	}
}

// TestAcceptLastDay has the last and the first moment at which an acceptance is valid and has expired, in another zone.
func TestAcceptLastDay(t *testing.T) {
	t.Parallel()
	west := time.FixedZone("", -8*3600)
	for now, accepted := range map[time.Time]int{
		time.Date(2026, 9, 30, 15, 59, 59, 0, west): 1,
		time.Date(2026, 9, 30, 16, 0, 0, 0, west):   0,
	} {
		r := New("c", nil)
		r.Accept([]Acceptance{{Until: day("2026-09-30")}}, now)
		r.AddFinding(drift.Finding{Rule: "value-null"})
		if r.Accepted != accepted {
			t.Errorf("%s: %d accepted", now, r.Accepted)
		}
	}
}

func TestAcceptanceString(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]Acceptance{
		"any rule  any operation any status": {},
		"value-null  getThing 200 at /a":     {Rule: "value-null", Operation: "getThing", Status: 200, Pointer: "/a"},
		"any rule  any operation 4XX":        {Status: drift.StatusRange(4)},
		`a\nb  c\nd default at /\n`:          {Rule: "a\nb", Operation: "c\nd", Status: drift.Default, Pointer: "/\n"},
	} {
		if got := a.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
