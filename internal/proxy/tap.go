package proxy

import (
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/internal/capture"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

// passed is an exchange that went through the proxy. It still has its secrets.
type passed struct {
	recording.Recorded
	url *url.URL
}

// tap calls seen with every exchange once its response has passed. It learns credentials before the target can repeat
// them to anyone.
type tap struct {
	base    http.RoundTripper
	keyring *redact.Keyring
	seen    func(passed)
}

// RoundTrip implements [http.RoundTripper].
func (t *tap) RoundTrip(req *http.Request) (*http.Response, error) {
	t.keyring.Learn(req.URL, req.Header)
	p := &passage{tap: t, request: req, started: time.Now()}
	return capture.Transport(p, p.report).RoundTrip(req)
}

// passage is one exchange under way. It stands between capture.Transport and the network, and counts the body's bytes.
type passage struct {
	tap      *tap
	request  *http.Request
	started  time.Time
	answered time.Time
	proto    string
	body     io.ReadCloser
	size     atomic.Int64 // a body may be closed while it is read
}

// RoundTrip implements [http.RoundTripper].
func (p *passage) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := p.tap.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	p.answered, p.proto = time.Now(), resp.Proto
	if resp.StatusCode != http.StatusSwitchingProtocols && resp.Body != nil && resp.Body != http.NoBody {
		p.body, resp.Body = resp.Body, p
	}
	return resp, nil
}

func (p *passage) Read(b []byte) (int, error) {
	n, err := p.body.Read(b)
	p.size.Add(int64(n))
	return n, err
}

func (p *passage) Close() error { return p.body.Close() }

func (p *passage) report(x drift.Exchange) {
	x.Time = p.started.UTC().Truncate(time.Millisecond) // as a HAR has it
	if u := p.request.URL; u.Opaque != "" {
		x.URL = u.Scheme + "://" + u.Host + u.RequestURI()
	}
	p.tap.seen(passed{url: p.request.URL, Recorded: recording.Recorded{
		Exchange:     x,
		Request:      p.request.Header,
		RequestProto: p.request.Proto,
		RequestSize:  p.request.ContentLength,
		Proto:        p.proto,
		Size:         p.size.Load(),
		Wait:         p.answered.Sub(p.started),
		Receive:      time.Since(p.answered),
	}})
}
