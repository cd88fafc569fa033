package report

import (
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// BenchmarkKeptFacts fills a report with all facts that it keeps, each seen in three exchanges and more, as a proxy
// or a large recording does, and reports the memory that they take.
func BenchmarkKeptFacts(b *testing.B) {
	for name, size := range map[string]int{"100B": 100, "10kB": 10 << 10} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				r := manyFacts(maxFacts, size)
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB")
				b.ReportMetric(0, "ns/op")
				runtime.KeepAlive(r)
			}
		})
	}
}

// manyFacts is a report of n facts, each about a property of its own, with bodies of a size.
func manyFacts(n, size int) *Report {
	r := New("openapi.yaml", nil)
	rest := strings.Repeat("abcdefghi ", size/10)
	for round := range 4 {
		for i := range n {
			body := `{"property` + strconv.Itoa(i) + `": null, "rest": "` + rest + `"}`
			x := drift.Exchange{
				Method: "GET", URL: fmt.Sprintf("https://api.example.com/things/%d?page=%d", i, round), Status: 200,
				Header: http.Header{"Content-Type": {appJSON}}, Body: []byte(body), Time: today,
				Source: drift.Source{File: "recordings/today.har", Entry: round*n + i, Line: 7*i + 1},
			}
			r.AddClipped(Clip(x, drift.Result{
				Response: drift.Response{Operation: "getThing", Status: 200},
				Findings: []drift.Finding{{
					Rule: drift.ValueNull, Severity: drift.Breaking, Operation: "getThing", Status: 200, Offset: 1,
					Pointer: fmt.Sprintf("/property%d", i), Message: "expected a string, saw null", Source: x.Source,
					Place: drift.Place{
						Pointer: fmt.Sprintf("/components/schemas/Thing/properties/property%d", i), Line: 30 + i, Column: 9,
					},
				}},
			}))
		}
	}
	return r
}

// TestFactsKeepNoBodies: the bodies that excerpts are of are not kept. It runs alone, since it looks at the whole heap.
func TestFactsKeepNoBodies(t *testing.T) {
	const facts, most = 500, 8_000 // bytes for each, far less than its three bodies of 10 kB
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	r := manyFacts(facts, 10<<10)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if kept := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / facts; kept > most {
		t.Errorf("a fact takes %d bytes", kept)
	}
	if all := r.Facts(); len(all) != facts || len(all[0].Examples) != maxExamples || all[0].Examples[0].Excerpt == nil {
		t.Errorf("%d facts, the first is %+v", len(all), all[0])
	}
}
