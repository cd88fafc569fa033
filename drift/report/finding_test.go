package report

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// TestFindingInJSON compares the encoding of findings with that of package json.
func TestFindingInJSON(t *testing.T) {
	t.Parallel()
	full := drift.Finding{
		Rule: "r", Severity: drift.Breaking, Operation: "getThing", Status: 200, Pointer: "/a", Message: "m \"q\" <b>",
		Was: "w", Is: "i", In: "request", Count: 7, Key: "k", Offset: 3,
		Source: drift.Source{File: "f", Entry: 1, Line: 2, Column: 3},
		Place:  drift.Place{File: "p", Pointer: "/b", Line: 4, Column: 5},
	}
	for i, v := 0, reflect.ValueOf(full); i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Errorf("the test has no %s", v.Type().Field(i).Name)
		}
	}
	odd := full
	odd.Status, odd.Entry, odd.Place = drift.StatusRange(4), -1, drift.Place{Pointer: ""}
	placed := drift.Finding{Status: drift.Default, Place: drift.Place{Line: 1}}
	for _, f := range []drift.Finding{full, odd, placed, {}} {
		if got, want := string(appendJSON(nil, &f, nil)), inJSON(t, f); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		a := &Acceptance{Reason: "why", Until: day("2026-12-31")}
		if got, want := string(appendJSON([]byte("a"), &f, a)), "a"+inJSON(t, Accepted{f, a.Reason, a.Until}); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	for _, text := range hostileTexts {
		f := drift.Finding{Rule: text, Operation: text, Pointer: text, Message: text, Source: drift.Source{File: text}}
		got := appendJSON(nil, &f, nil)
		if found := strings.ReplaceAll(string(got), "\ufffd", "?"); steering(found) != "" {
			t.Errorf("a terminal obeys %q", found)
		}
		var a, b drift.Finding
		if err := json.Unmarshal(got, &a); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(inJSON(t, f)), &b); err != nil || a != b {
			t.Errorf("%q came back as %+v", text, a)
		}
	}
}

// inJSON is a value as package json writes it.
func inJSON(t *testing.T, value any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}

// TestAllListsFindings: text with View.All has a line for each finding, accepted ones last.
func TestAllListsFindings(t *testing.T) {
	t.Parallel()
	for _, all := range []bool{false, true} {
		r := New("c", nil)
		r.View.All = all
		if err := r.Keep("text", nil); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(r.Discard)
		r.Accept([]Acceptance{{Rule: "known", Reason: "why", Until: day("2026-12-31")}}, today)
		for _, rule := range []string{"known", "first", "second"} {
			r.AddFinding(drift.Finding{Rule: rule, Severity: drift.Breaking, Operation: "o", Message: "m\x1b[2J"})
		}
		r.Close()
		listed := "\nbreaking first: o: m\\x1b[2J\nbreaking second: o: m\\x1b[2J\n\n" +
			"accepted  breaking known: o: m\\x1b[2J\n"
		if got := string(written(t, Text, r)); strings.Contains(got, listed) != all {
			t.Errorf("all is %v:\n%s", all, got)
		}
		if got := string(written(t, JSON, r)); strings.Contains(got, `"findings": [`) {
			t.Errorf("JSON has findings that were kept for text:\n%s", got)
		}
	}
}
