package report

import (
	"encoding/json"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

func TestAcceptedIsFlatInJSON(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(Accepted{
		Finding: drift.Finding{Rule: "value-null", Severity: drift.Breaking, Operation: "o", Status: 200, Pointer: "/a",
			Message: "m", Source: drift.Source{File: "f", Entry: 1, Line: 2}},
		Reason: "why", Until: day("2026-12-31"),
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"rule":"value-null","severity":"breaking","operation":"o","status":200,"pointer":"/a",` +
		`"message":"m","file":"f","entry":1,"line":2,` +
		`"reason":"why","until":"2026-12-31"}`
	if string(data) != want {
		t.Errorf("got  %s\nwant %s", data, want)
	}
	var back Accepted
	if err := json.Unmarshal(data, &back); err != nil || back.Until.String() != "2026-12-31" || back.Line != 2 {
		t.Errorf("came back as %+v, %v", back, err)
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]*Report{
		"No drift":                       {},
		"Nothing was compared":           {Exchanges: 2, Unmatched: 2},
		"No drift in what could be read": {Exchanges: 2, Unread: 1},
		"Additive drift only":            {Exchanges: 2, Unmatched: 2, Additive: 1},
		"Breaking drift":                 {Exchanges: 2, Additive: 1, Breaking: 1, Unread: 1},
	} {
		if got := r.verdict().Words; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := (&Report{Exchanges: 2, Unmatched: 1}).verdict().Words; got != "No drift" {
		t.Errorf("one of two exchanges matches: %q", got)
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	breaking := []*Fact{{Severity: drift.Breaking}}
	additive := []*Fact{{Severity: drift.Additive}}
	known := []*Fact{{Severity: drift.Breaking, Reason: "r"}}
	for name, c := range map[string]struct {
		cell cell
		want state
	}{
		"never seen":           {cell{Documented: true}, neverSeen},
		"conforming":           {cell{Documented: true, Exchanges: 2}, conforming},
		"conforming, additive": {cell{Documented: true, Exchanges: 2, Facts: additive}, conforming},
		"not seen, additive":   {cell{Documented: true, Facts: additive}, conforming},
		"drifted": {cell{Documented: true, Exchanges: 2, Drifted: 1, Facts: breaking},
			drifted},
		"seen too long ago": {cell{Documented: true, Exchanges: 2, Facts: breaking}, drifted},
		"drifted, accepted": {cell{Documented: true, Exchanges: 2, Drifted: 1, Accepted: known}, accepted},
		"accepted in part": {cell{Documented: true, Drifted: 1, Facts: breaking, Accepted: known},
			drifted},
		"its absence accepted": {cell{Documented: true, Accepted: known}, accepted},
		"not documented": {cell{Status: 429, Exchanges: 1, Drifted: 1, Facts: breaking},
			notDocumented},
		"not documented, not a finding": {cell{Status: 429, Exchanges: 1, Drifted: 1}, notDocumented},
		"not documented, accepted":      {cell{Status: 429, Exchanges: 1, Drifted: 1, Accepted: known}, accepted},
		"published as documented":       {cell{Documented: true, compared: true}, conforming},
		"published otherwise":           {cell{Documented: true, compared: true, Facts: breaking}, drifted},
		"published, accepted":           {cell{Documented: true, compared: true, Accepted: known}, accepted},
		"about no response":             {cell{Facts: breaking}, drifted},
	} {
		if c.want != notDocumented && c.cell.Documented {
			c.cell.Status = 200
		}
		if got := c.cell.state(); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got.class(), c.want.class())
		}
	}
}

func TestOrigins(t *testing.T) {
	t.Parallel()
	o := origins{}
	if got := o.String(); got != "-" {
		t.Errorf("no origin is %q", got)
	}
	for _, file := range []string{"", "-", "b/c/x.yaml", "b/c/y.yaml", "a/x.har"} {
		o.add(drift.Source{File: file})
	}
	if got, want := o.String(), "a 1, c 2, standard input 1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	m := everything(t).matrix()
	got := map[string]string{}
	for c := range m.cells {
		if c.Operation == "getThing" || c.Operation == "deleteThing" {
			got[c.Operation+" "+c.Status.String()] = c.state().class()
		}
	}
	want := map[string]string{
		"getThing 200": "drifted", "getThing 404": "conforming", "getThing 4XX": "drifted",
		"getThing default": "drifted",
		"deleteThing 204":  "conforming", "deleteThing 429": "undocumented", "deleteThing 500": "unseen",
		"deleteThing ": "conforming",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if got, want := m.statuses(), []drift.Status{200, 204, 404, 429, drift.StatusRange(4), 500,
		drift.Default}; !slices.Equal(got, want) {
		t.Errorf("the columns are %v, want %v", got, want)
	}
}

func TestAcceptedDriftIsNotAFailure(t *testing.T) {
	t.Parallel()
	c := things(t)
	r := &recorder{Report: New("c", c.Responses()), contract: c, file: "a.yaml"}
	r.Accept([]Acceptance{{Reason: "all of it", Until: day("2026-12-31")}}, today)
	r.add("GET", 200, appJSON, `{}`)
	r.add("DELETE", 429, "", "")
	r.Close()
	if v := r.verdict(); v.Words != "No drift" {
		t.Errorf("the verdict is %q", v.Words)
	}
	for c := range r.matrix().cells {
		if c.Exchanges > 0 && c.state() != accepted {
			t.Errorf("%s %s is %s", c.Operation, c.Status, c.state().class())
		}
		if tc := r.testcase(c, "c"); tc.Failure != nil || len(c.Accepted) > 0 && tc.SystemOut == nil {
			t.Errorf("%s %s fails, or says nothing of what is accepted", c.Operation, c.Status)
		}
	}
}

func exchange() drift.Exchange {
	return drift.Exchange{Method: "GET", URL: "https://api.example/things/1", Status: 200,
		Header: http.Header{"Content-Type": {appJSON}}, Body: []byte(`{}`),
		Source: drift.Source{File: "testdata/recorded/a.har", Entry: 1}}
}

func TestAddAllocatesNothingOfItsOwn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a path is converted there")
	}
	c := things(t)
	r := New("c", c.Responses())
	for _, status := range []int{200, 404, 418, 503} {
		x := exchange()
		x.Status = status
		result := drift.Result{Response: c.Check(x).Response}
		if n := testing.AllocsPerRun(1000, func() { r.Add(x, result) }); n > 1 { // what is kept until the next one
			t.Errorf("status %d: %v allocations", status, n)
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	r := New("c", things(b).Responses())
	x := exchange()
	b.ReportAllocs()
	for b.Loop() {
		r.Add(x, drift.Result{})
	}
}
