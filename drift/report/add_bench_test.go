package report

import (
	"net/http"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// BenchmarkAddFinding adds an exchange with one finding, of a fact that is known by then.
func BenchmarkAddFinding(b *testing.B) {
	c := things(b)
	r := New("c", c.Responses())
	x := drift.Exchange{Method: "GET", URL: "https://api.example/things/1", Status: 200,
		Header: http.Header{"Content-Type": {appJSON}}, Body: []byte(`{"id":"1","count":2.5,"owner":{"name":"n"}}`),
		Source: drift.Source{File: "testdata/recorded/a.har", Entry: 1}}
	result := c.Check(x)
	b.ReportAllocs()
	for b.Loop() {
		x.Entry++
		r.Add(x, result)
	}
}
