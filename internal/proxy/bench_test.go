package proxy

import (
	"context"
	"errors"
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
)

// BenchmarkProxy compares the proxy with a bare httputil.ReverseProxy over loopback, alternately in one run, so that
// the ratio x/bare does not depend on the machine: 1 is the same throughput, 0.5 half of it. Client, proxy and server
// share the cores, so that the time to judge a long body, 250 objects here, shows in full.
func BenchmarkProxy(b *testing.B) {
	items := strings.Repeat(`{"id":"a","n":1,"tags":["x","y"],"nested":{"a":"b","c":2.5}},`, 250)
	list := `{"id":"a","items":[` + strings.TrimSuffix(items, ",") + `]}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/things/list" {
			io.WriteString(w, list)
			return
		}
		io.WriteString(w, `{"id":"PTzGiUYei7pgzg5buzZHgA"}`)
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
	document := strings.Replace(thingContract, "{id: {type: string}}",
		"{id: {type: string}, items: {type: array, items: {type: object}}}", 1)
	c, err := contract.Load([]byte(document))
	if err != nil {
		b.Fatal(err)
	}
	for _, kind := range []struct {
		name, path string
		record     bool
	}{
		{"check/30B", "/things/1", false},
		{"record/30B", "/things/1", true},
		{"check/15kB", "/things/list", false},
		{"record/15kB", "/things/list", true},
	} {
		b.Run(kind.name, func(b *testing.B) {
			p := &Proxy{
				Target: target, Contract: c, Report: report.New("openapi.yaml", c.Responses()),
				Log: io.Discard, Drain: time.Minute,
			}
			if kind.record {
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
			go func() { served <- p.serve(ctx, listener, w) }()
			client := &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64}}
			const clients, requests = 16, 100
			sent := 0
			round := func(url string) time.Duration {
				start := time.Now()
				var wg sync.WaitGroup
				var failed atomic.Int64
				for range clients {
					wg.Go(func() {
						for range requests {
							if err := fetch(client, url+kind.path); err != nil {
								failed.Add(1)
							}
						}
					})
				}
				wg.Wait()
				if failed.Load() > 0 {
					b.Fatalf("%d requests failed", failed.Load())
				}
				return time.Since(start)
			}
			ours := func() time.Duration {
				start := time.Now()
				round("http://" + listener.Addr().String())
				for sent += clients * requests; w.filed() < sent; { // what is still to be judged counts
					time.Sleep(100 * time.Microsecond)
				}
				return time.Since(start)
			}
			round(bare.URL)
			ours()
			var through, passed time.Duration
			for b.Loop() {
				through += round(bare.URL)
				passed += ours()
			}
			b.StopTimer()
			n := float64(b.N * clients * requests)
			b.ReportMetric(n/passed.Seconds(), "requests/s")
			b.ReportMetric(n/through.Seconds(), "bare-requests/s")
			b.ReportMetric(float64(through)/float64(passed), "x/bare")
			b.ReportMetric(0, "ns/op")
			client.CloseIdleConnections()
			stop()
			if err := errors.Join(<-served, w.finish()); err != nil || w.report.Breaking+w.report.Additive > 0 {
				b.Fatalf("%v, %v", err, w.report.Facts())
			}
		})
	}
}

// filed is how many exchanges are in the report.
func (w *watch) filed() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.report.Exchanges
}

func fetch(client *http.Client, url string) error {
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer sm_0123456789abcdef")
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
