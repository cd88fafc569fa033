package proxy

import (
	"io"
	"net/http"
	"slices"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
)

// TestRequestsAreJudgedWithoutRecording: header fields and cookies are judged whether or not anything is recorded, and
// a check of the recording finds the same.
func TestRequestsAreJudgedWithoutRecording(t *testing.T) {
	t.Parallel()
	c, err := contract.Load([]byte(strictContract))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		request http.Header
		want    []string
	}{
		{http.Header{"X-Page": {"1"}, "Cookie": {"tab=documents"}}, nil},
		{http.Header{"X-Page": {"one"}, "Cookie": {"tab=documents"}}, []string{drift.RequestParameterInvalid}},
		{http.Header{"X-Page": {"1"}, "Cookie": {"tab=things"}}, []string{drift.RequestParameterInvalid}},
		{http.Header{"X-Page": {"1"}, "Cookie": {"other=1"}}, []string{drift.RequestParameterMissing}},
		{http.Header{"Cookie": {"tab=documents"}}, []string{drift.RequestParameterMissing}},
	} {
		p := passed{Recorded: recording.Recorded{
			Request: test.request,
			Exchange: drift.Exchange{
				Method: "GET", URL: "http://h/search/a", Status: 200, Body: []byte(`{"connections":[]}`),
				Header: http.Header{"Content-Type": {"application/json"}, "X-Total": {"1"}, "X-Csrf-Token": {"a-b"}},
			},
		}}
		made := &Proxy{Contract: c, Report: report.New("openapi.yaml", c.Responses()), Log: io.Discard}
		w := newWatch(made)
		w.judge(p)
		if err := w.finish(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := rulesOf(made.Report.Facts()); !slices.Equal(got, test.want) {
			t.Errorf("%v: found %v, want %v", test.request, got, test.want)
		}
		_, har := recordOf(t, c, p)
		x, _ := readBack(t, har)
		var got []string
		for _, f := range c.Check(x).Findings {
			got = append(got, f.Rule)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%v: in the recording %v, want %v", test.request, got, test.want)
		}
	}
}

func rulesOf(facts []*report.Fact) (rules []string) {
	for _, f := range facts {
		rules = append(rules, f.Rule)
	}
	return rules
}
