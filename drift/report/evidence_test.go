package report

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

func TestEvidence(t *testing.T) {
	t.Parallel()
	c := things(t)
	finding := drift.Finding{Rule: "value-null", Severity: drift.Breaking, Operation: "getThing", Status: 200}
	body := func(text, file string) (evidence, bool) {
		r := New("c", c.Responses())
		f := finding
		f.File = file
		r.Add(drift.Exchange{Method: "GET", URL: "https://h/things/1?key=secret", Status: 200, Body: []byte(text),
			Source: f.Source}, drift.Result{Response: drift.Response{Operation: "getThing", Status: 200},
			Findings: []drift.Finding{f}})
		return r.findEvidence(f)
	}
	if e, ok := body(`{"password":"hunter2"}`, "a.yaml"); !ok || e.Cut || strings.Contains(e.Body, "hunter2") ||
		e.Path != "/things/1" {
		t.Errorf("got %+v", e)
	}
	if _, ok := body("{}", ""); ok {
		t.Error("there is evidence of an exchange that cannot be told from others")
	}
	r := New("c", c.Responses())
	f := finding
	f.Source = drift.Source{File: "a.yaml"}
	x := drift.Exchange{URL: "/things/jane@example.com", Header: http.Header{"Content-Type": {"a; b=sm_12345678"}}}
	r.Add(x, drift.Result{Response: drift.Response{Operation: "getThing", Status: 200}, Findings: []drift.Finding{f}})
	if e := r.evidence[x.Source]; e != (evidence{}) {
		t.Errorf("there is evidence of an exchange from no file: %+v", e)
	}
	x.Source = f.Source
	r.Add(x, drift.Result{Response: drift.Response{Operation: "getThing", Status: 200}, Findings: []drift.Finding{f}})
	e, ok := r.findEvidence(f)
	if !ok || e.Path != "/things/redacted@example.invalid" || e.MediaType != "a; b=[redacted key]" {
		t.Errorf("got %+v", e)
	}
	whole := strings.Repeat("x", maxBody)
	if e, ok := body(whole, "a.yaml"); !ok || e.Cut || e.Body != whole {
		t.Errorf("the longest body that is kept has %d bytes, cut: %v", len(e.Body), e.Cut)
	}
	jwt := "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefgh"
	for cut := range len(jwt) {
		if e, ok := body(strings.Repeat(" ", maxBody-cut)+jwt, "a.yaml"); !ok || !e.Cut || len(e.Body) > maxBody ||
			strings.Contains(e.Body, "eyJ") {
			t.Fatalf("a credential that the limit cuts after %d bytes stays in part: %q", cut, e.Body[maxBody-cut-1:])
		}
	}
	r = New("c", c.Responses())
	for i := range 2 * maxBodies {
		f := finding
		f.Source = drift.Source{File: "a.yaml", Entry: i}
		r.Add(drift.Exchange{Method: "GET", URL: "/things/1", Status: 200, Source: f.Source},
			drift.Result{Response: drift.Response{Operation: "getThing", Status: 200}, Findings: []drift.Finding{f}})
	}
	if len(r.evidence) != maxBodies || len(r.Findings) != 2*maxBodies {
		t.Errorf("%d bodies are kept for %d findings", len(r.evidence), len(r.Findings))
	}
}
