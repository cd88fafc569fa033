package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

func TestAcceptedIsFlatInJSON(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(Accepted{
		Finding: drift.Finding{Rule: "value-null", Severity: drift.Breaking, Operation: "o", Status: 200, Pointer: "/a", Message: "m", Source: drift.Source{File: "f", Entry: 1, Line: 2}},
		Reason:  "why", Until: day("2026-12-31"),
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"rule":"value-null","severity":"breaking","operation":"o","status":200,"pointer":"/a","message":"m","file":"f","entry":1,"line":2,` +
		`"reason":"why","until":"2026-12-31"}`
	if string(data) != want {
		t.Errorf("got  %s\nwant %s", data, want)
	}
	var back Accepted
	if err := json.Unmarshal(data, &back); err != nil || back.Until.String() != "2026-12-31" || back.Line != 2 {
		t.Errorf("came back as %+v, %v", back, err)
	}
}

func TestAccept(t *testing.T) {
	t.Parallel()
	finding := drift.Finding{Rule: "value-null", Severity: drift.Breaking, Operation: "getThing", Status: 200, Pointer: "/a"}
	for name, test := range map[string]struct {
		a                Acceptance
		accepted, unused int
	}{
		"all of it":                 {Acceptance{Rule: "value-null", Operation: "getThing", Status: 200, Pointer: "/a", Until: day("2026-10-02")}, 1, 0},
		"anything":                  {Acceptance{Until: day("2026-10-02")}, 1, 0},
		"its last day":              {Acceptance{Rule: "value-null", Until: day("2026-10-01")}, 1, 0},
		"the day after":             {Acceptance{Rule: "value-null", Until: day("2026-09-30")}, 0, 0},
		"another rule":              {Acceptance{Rule: "value-type", Until: day("2026-10-02")}, 0, 1},
		"another operation":         {Acceptance{Operation: "getThings", Until: day("2026-10-02")}, 0, 1},
		"another status":            {Acceptance{Status: 201, Until: day("2026-10-02")}, 0, 1},
		"another pointer, a prefix": {Acceptance{Pointer: "/", Until: day("2026-10-02")}, 0, 1},
	} {
		r := New("c", things(t).Responses())
		r.Accept([]Acceptance{test.a}, today)
		r.AddFinding(finding)
		r.Close()
		if len(r.Accepted) != test.accepted || len(r.Unused) != test.unused || len(r.Findings) != 1-test.accepted || r.Breaking != 1-test.accepted {
			t.Errorf("%s: %d accepted, %d unused, %d findings", name, len(r.Accepted), len(r.Unused), len(r.Findings))
		}
	}
	r := New("c", things(t).Responses())
	r.Accept([]Acceptance{{Rule: "value-null", Reason: "first", Until: day("2026-10-02")}, {Operation: "getThing", Reason: "second", Until: day("2026-10-02")}}, today)
	r.AddFinding(finding)
	r.Close()
	if len(r.Accepted) != 1 || r.Accepted[0].Reason != "first" || len(r.Unused) != 0 {
		t.Errorf("two acceptances of one finding: %+v, unused %+v", r.Accepted, r.Unused)
	}
}

func TestEvidence(t *testing.T) {
	t.Parallel()
	c := things(t)
	finding := drift.Finding{Rule: "value-null", Severity: drift.Breaking, Operation: "getThing", Status: 200}
	body := func(text, file string) (Evidence, bool) {
		r := New("c", c.Responses())
		f := finding
		f.File = file
		r.Add(drift.Exchange{Method: "GET", URL: "https://h/things/1?key=secret", Status: 200, Body: []byte(text), Source: f.Source}, drift.Result{Response: drift.Response{Operation: "getThing", Status: 200}, Findings: []drift.Finding{f}})
		return r.Evidence(f)
	}
	if e, ok := body(`{"password":"hunter2"}`, "a.yaml"); !ok || e.Cut || strings.Contains(e.Body, "hunter2") || e.Path != "/things/1" {
		t.Errorf("got %+v", e)
	}
	if _, ok := body("{}", ""); ok {
		t.Error("there is evidence of an exchange that cannot be told from others")
	}
	jwt := "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefgh"
	for cut := range len(jwt) {
		if e, ok := body(strings.Repeat(" ", maxEvidence-cut)+jwt, "a.yaml"); !ok || !e.Cut || len(e.Body) > maxEvidence || strings.Contains(e.Body, "eyJ") {
			t.Fatalf("a credential that the limit cuts after %d bytes stays in part: %q", cut, e.Body[maxEvidence-cut-1:])
		}
	}
	r := New("c", c.Responses())
	for i := range 2 * maxEvidences {
		f := finding
		f.Source = drift.Source{File: "a.yaml", Entry: i}
		r.Add(drift.Exchange{Method: "GET", URL: "/things/1", Status: 200, Source: f.Source}, drift.Result{Response: drift.Response{Operation: "getThing", Status: 200}, Findings: []drift.Finding{f}})
	}
	if len(r.evidence) != maxEvidences || len(r.Findings) != 2*maxEvidences {
		t.Errorf("%d bodies are kept for %d findings", len(r.evidence), len(r.Findings))
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
		"getThing 200": "drifted", "getThing 404": "conforming", "getThing 4XX": "drifted", "getThing default": "drifted",
		"deleteThing 204": "conforming", "deleteThing 429": "undocumented", "deleteThing 500": "unseen", "deleteThing ": "conforming",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if got, want := m.statuses(), []drift.Status{200, 204, 404, 429, drift.StatusRange(4), 500, drift.Default}; !slices.Equal(got, want) {
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
		if tc := c.testcase("c"); tc.Failure != nil || len(c.Accepted) > 0 && tc.SystemOut == nil {
			t.Errorf("%s %s fails, or says nothing of what is accepted", c.Operation, c.Status)
		}
	}
}

func exchange() drift.Exchange {
	return drift.Exchange{Method: "GET", URL: "https://api.example/things/1", Status: 200, Header: http.Header{"Content-Type": {appJSON}}, Body: []byte(`{}`),
		Source: drift.Source{File: "testdata/recorded/a.har", Entry: 1}}
}

func TestAddAllocatesNothingOfItsOwn(t *testing.T) {
	c := things(t)
	r := New("c", c.Responses())
	for _, status := range []int{200, 404, 418, 503} {
		x := exchange()
		x.Status = status
		result := drift.Result{Response: c.Check(x).Response}
		if n := testing.AllocsPerRun(1000, func() { r.Add(x, result) }); n > 0 {
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

func TestTextLeavesOutOperationsNeverSeen(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{maxUnseen: "op0", maxUnseen + 1: fmt.Sprintf("(%d operations more)", maxUnseen+1)} {
		document := "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n"
		for i := range n {
			document += fmt.Sprintf("  /op%d: {get: {operationId: op%[1]d, responses: {'200': {description: d}}}}\n", i)
		}
		c, err := contract.Load([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := Text(&b, New("large.yaml", c.Responses())); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("%d operations: %v\n%s", n, err, &b)
		}
	}
}
