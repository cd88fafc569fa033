package report

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

func requiredContract(t *testing.T) *contract.Contract {
	t.Helper()
	judge, err := contract.Load([]byte(`{openapi: 3.0.3, info: {title: t, version: "1"}, paths: {/a: {get: {
		operationId: getA, responses: {
			"200": {description: d, content: {application/json: {schema: {type: integer}}}},
			"404": {description: d}, 5XX: {description: d}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return judge
}

func answer(status int, body string) drift.Exchange {
	return drift.Exchange{Method: "GET", URL: "/a", Status: status,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)}
}

func TestRequireCoverage(t *testing.T) {
	t.Parallel()
	judge := requiredContract(t)
	for name, c := range map[string]struct {
		exchanges []drift.Exchange
		missing   []drift.Status
	}{
		"nothing": {nil, []drift.Status{200, 404, drift.StatusRange(5)}},
		"all":     {[]drift.Exchange{answer(200, "1"), answer(404, ""), answer(503, "")}, nil},
		"one drifted": {[]drift.Exchange{answer(200, "true"), answer(404, ""), answer(503, "")},
			[]drift.Status{200}},
		"drifted and conforming": {[]drift.Exchange{answer(200, "true"), answer(200, "1"), answer(404, ""),
			answer(503, "")}, nil},
	} {
		r := New("c", judge.Responses())
		for _, x := range c.exchanges {
			r.Add(x, judge.Check(x))
		}
		r.RequireCoverage()
		var missing []drift.Status
		for _, f := range r.Facts() {
			if f.Rule == drift.CoverageMissing {
				missing = append(missing, f.Statuses...)
			}
		}
		if !slices.Equal(missing, c.missing) {
			t.Errorf("%s: %v are missed, want %v", name, missing, c.missing)
		}
	}
}

func TestRequireAge(t *testing.T) {
	t.Parallel()
	judge := requiredContract(t)
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		when     time.Time
		url      string
		outdated bool
	}{
		"yesterday":        {now.AddDate(0, 0, -1), "/a", false},
		"on the last day":  {now.AddDate(0, 0, -90), "/a", false},
		"a second too old": {now.AddDate(0, 0, -90).Add(-time.Second), "/a", true},
		"without a date":   {time.Time{}, "/a", true},
		"unmatched":        {time.Time{}, "/b", false},
	} {
		r := New("c", judge.Responses())
		x := answer(404, "")
		x.Time, x.URL = c.when, c.url
		r.RequireAge(x, judge.Check(x), 90*24*time.Hour, now)
		if got := r.Breaking == 1; got != c.outdated {
			t.Errorf("%s: outdated is %v: %v", name, got, r.Facts())
		}
	}
}
