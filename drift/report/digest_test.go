package report

import (
	"slices"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// TestDigest has facts of two rules: most of one expect the same, and most of the other are of one operation.
func TestDigest(t *testing.T) {
	t.Parallel()
	r := New("c", nil)
	at := func(name string) drift.Place { return drift.Place{Pointer: "/components/schemas/A/properties/" + name} }
	add := func(f drift.Finding, name string, n int) {
		f.Severity, f.Pointer, f.Place, f.Count = drift.Breaking, "/"+name, at(name), n
		r.AddFinding(f)
	}
	dates := drift.Finding{Rule: drift.ValueFormat, Message: `expected the format "date-time", saw a value without it`}
	for i, name := range []string{"created", "updated", "seen", "a", "b", "c"} {
		dates.Operation = name
		add(dates, name, 1000-i)
	}
	id := dates
	id.Message = `expected the format "uuid", saw a value without it`
	add(id, "id", 2000)
	null := drift.Finding{Rule: drift.ValueNull, Operation: "getEvents", Message: "expected a number, saw null"}
	add(null, "rate", 70)
	null.Message = "expected a string, saw null"
	add(null, "action", 69)
	null.Operation, null.Message = "getOther", "expected an array, saw null"
	add(null, "list", 3)
	r.Close()
	for _, f := range r.Facts() {
		if f.Rule == drift.ValueFormat {
			f.Values = []string{`"2018-01-02T03:04:05"`}
		}
	}
	var got []string
	for _, d := range r.digests(r.Facts()) {
		got = append(got, d.What)
	}
	want := []string{
		`expected the format "date-time" (5,985), saw "2018-01-02T03:04:05": created 1,000, updated 999, seen 998, a 997, ` +
			`b 996, …`,
		`rate 70, action 69, list 3; most in getEvents`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
