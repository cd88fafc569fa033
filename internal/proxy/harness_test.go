package proxy

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

// newProxy is a proxy that has not started.
func newProxy(t testing.TB, target, document string) *Proxy {
	t.Helper()
	parsed, err := ParseTarget(target)
	if err != nil {
		t.Fatal(err)
	}
	c, err := contract.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	return &Proxy{
		Target: parsed, Contract: c, Report: report.New("openapi.yaml", c.Responses()),
		Log: io.Discard, Drain: 30 * time.Second,
	}
}

// running is a proxy that serves.
type running struct {
	*Proxy
	t      testing.TB
	url    string
	har    string // the name of the recording; "" if there is none
	client *http.Client
	log    *harness.Output
	stop   context.CancelFunc
	done   chan error
}

// start serves a target, judges its traffic by a contract, and records it.
func start(t testing.TB, target, document string) *running {
	t.Helper()
	p := newProxy(t, target, document)
	har := filepath.Join(t.TempDir(), "recording.har")
	var err error
	if p.HAR, err = recording.CreateHAR(har, "test", "v1"); err != nil {
		t.Fatal(err)
	}
	r := p.start(t)
	r.har = har
	return r
}

// start serves.
func (p *Proxy) start(t testing.TB) *running {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 100}
	r := &running{
		Proxy: p, t: t, url: "http://" + listener.Addr().String(), log: harness.NewOutput(),
		stop: stop, done: make(chan error, 1),
		client: &http.Client{
			Transport:     transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	p.Log = r.log
	go func() { r.done <- p.Serve(ctx, listener) }()
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		stop()
	})
	return r
}

// end stops the proxy, closes the report, and returns what Serve returns.
func (r *running) end() error {
	r.t.Helper()
	r.client.CloseIdleConnections()
	r.stop()
	select {
	case err := <-r.done:
		r.Report.Close()
		return err
	case <-time.After(40 * time.Second):
		r.t.Fatal("the proxy does not end")
		return nil
	}
}

// endsWith stops the proxy and compares what was counted.
func (r *running) endsWith(exchanges, breaking int) {
	r.t.Helper()
	if err := r.end(); err != nil || r.Report.Exchanges != exchanges || r.Report.Breaking != breaking {
		r.t.Errorf("ended with %v, %d exchanges, %d breaking, want %d and %d: %s\n%s",
			err, r.Report.Exchanges, r.Report.Breaking, exchanges, breaking, r.log, r.written("text"))
	}
}

// written is the report in one format.
func (r *running) written(format string) string {
	r.t.Helper()
	var text strings.Builder
	if err := report.Formats[format](&text, r.Report); err != nil {
		r.t.Fatal(err)
	}
	return text.String()
}

// recorded is the text of the HAR.
func (r *running) recorded() string {
	r.t.Helper()
	data, err := os.ReadFile(r.har)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(data)
}

// get reads a response to its end.
func (r *running) get(path string) (*http.Response, string) {
	r.t.Helper()
	req, err := http.NewRequest("GET", r.url+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.do(req)
}

func (r *running) do(req *http.Request) (*http.Response, string) {
	r.t.Helper()
	resp, err := r.client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp, string(body)
}

// contextDone returns a context that is done.
func contextDone(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
