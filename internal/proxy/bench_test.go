package proxy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

// BenchmarkProxy compares the proxy with a bare httputil.ReverseProxy over loopback, alternately in one run, so that
// the ratios do not depend on the machine: x/bare is that of requests per second, cpu/bare that of requests per second
// of processor time, and 1 is as good as bare. Client, proxy and server share the cores and the processor time, so that
// the time to judge a long body shows in full. In the cases fresh, each request has a secret of its own.
func BenchmarkProxy(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, lists[r.URL.Path])
	}))
	defer server.Close()
	target, err := url.Parse(server.URL)
	if err != nil {
		b.Fatal(err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost, transport.DisableCompression = 1024, true
	reverse := httputil.NewSingleHostReverseProxy(target)
	reverse.Transport = transport
	bare := httptest.NewServer(reverse)
	defer bare.Close()
	for _, kind := range []benchmarked{
		{"check/30B", "/things/1", 100, false, false},
		{"check/30B/fresh", "/things/1", 100, false, true},
		{"record/30B", "/things/1", 100, true, false},
		{"record/30B/fresh", "/things/1", 100, true, true},
		{"check/15kB", "/things/15kB", 100, false, false},
		{"record/15kB", "/things/15kB", 100, true, false},
		{"check/200kB", "/things/200kB", 10, false, false},
		{"record/200kB", "/things/200kB", 10, true, false},
	} {
		b.Run(kind.name, func(b *testing.B) { kind.run(b, target, bare.URL) })
	}
}

// lists are what the server answers.
var lists = map[string]string{
	"/things/1": `{"id":"PTzGiUYei7pgzg5buzZHgA"}`, "/things/15kB": listOf(250), "/things/200kB": listOf(3333),
}

func listOf(n int) string {
	items := strings.Repeat(`{"id":"a","n":1,"tags":["x","y"],"nested":{"a":"b","c":2.5}},`, n)
	return `{"id":"a","items":[` + strings.TrimSuffix(items, ",") + `]}`
}

// benchmarked is one case of [BenchmarkProxy].
type benchmarked struct {
	name, path string
	requests   int // of each client in a round
	record     bool
	fresh      bool
}

const benchClients = 16

func (k benchmarked) run(b *testing.B, target *url.URL, bare string) {
	document := strings.Replace(harness.Contract, "{id: {type: string}}",
		"{id: {type: string}, items: {type: array, items: {type: object}}}", 1)
	c, err := contract.Load([]byte(document))
	if err != nil {
		b.Fatal(err)
	}
	p := &Proxy{
		Target: target, Contract: c, Report: report.New("openapi.yaml", c.Responses()),
		Log: io.Discard, Drain: time.Minute,
	}
	if k.record {
		if p.HAR, err = recording.CreateHAR(filepath.Join(b.TempDir(), "recording.har"), "apidrift", "v0"); err != nil {
			b.Fatal(err)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	served := make(chan error)
	w := newWatch(p)
	w.start()
	go func() {
		_, err := p.serve(ctx, listener, w)
		served <- err
	}()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64}}
	sent := 0
	ours := func() {
		k.round(b, client, "http://"+listener.Addr().String())
		for sent += benchClients * k.requests; w.filed() < sent; { // what is still to be judged counts
			time.Sleep(100 * time.Microsecond)
		}
	}
	k.round(b, client, bare)
	ours()
	var through, passed usage
	for b.Loop() {
		through.add(func() { k.round(b, client, bare) })
		passed.add(ours)
	}
	b.StopTimer()
	n := float64(b.N * benchClients * k.requests)
	b.ReportMetric(n/passed.elapsed.Seconds(), "requests/s")
	b.ReportMetric(float64(through.elapsed)/float64(passed.elapsed), "x/bare")
	b.ReportMetric(float64(through.cpu)/float64(passed.cpu), "cpu/bare")
	b.ReportMetric(float64(passed.cpu.Microseconds())/n, "cpu-µs/request")
	b.ReportMetric(0, "ns/op")
	client.CloseIdleConnections()
	stop()
	if err := errors.Join(<-served, w.finish(b.Context())); err != nil || w.report.Breaking+w.report.Additive > 0 {
		b.Fatalf("%v, %v", err, w.report.Facts())
	}
}

// usage is what some rounds took.
type usage struct{ elapsed, cpu time.Duration }

func (u *usage) add(f func()) {
	start, cpu := time.Now(), cpuTime()
	f()
	u.elapsed, u.cpu = u.elapsed+time.Since(start), u.cpu+cpuTime()-cpu
}

var freshSecrets atomic.Int64

// round sends the requests of every client.
func (k benchmarked) round(b *testing.B, client *http.Client, url string) {
	var wg sync.WaitGroup
	var failed atomic.Int64
	for range benchClients {
		wg.Go(func() {
			for range k.requests {
				header := http.Header{"Authorization": {"Bearer sm_0123456789abcdef"}}
				if k.fresh {
					header.Set("Idempotency-Key", fmt.Sprintf("idempotent-%020d", freshSecrets.Add(1)))
					header.Set("X-Session-Token", fmt.Sprintf("session-%020d", freshSecrets.Add(1)))
				}
				if err := fetch(client, url+k.path, header); err != nil {
					failed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if failed.Load() > 0 {
		b.Fatalf("%d requests failed", failed.Load())
	}
}

// filed is how many exchanges are in the report.
func (w *watch) filed() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.report.Exchanges
}

func fetch(client *http.Client, url string, header http.Header) error {
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return err
	}
	req.Header = header
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
