// Package capture takes copies of the exchanges that pass an HTTP client. It does not judge them.
package capture

import (
	"bytes"
	"io"
	"net/http"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/coding"
)

// MaxBody is how much of a response's body is kept, in bytes.
const MaxBody = 1 << 20

// maxAhead is how much memory a Content-Length gets before the body is there.
const maxAhead = 256 << 10

// Transport wraps base, or [http.DefaultTransport] if it is nil, and calls seen with every exchange once its
// response's body is at its end or closed, in the goroutine of that Read or Close. The documentation of the contract
// package's Transport says which bodies are then unknown.
func Transport(base http.RoundTripper, seen func(drift.Exchange)) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &transport{base, seen}
}

type transport struct {
	base http.RoundTripper
	seen func(drift.Exchange)
}

// RoundTrip implements [http.RoundTripper].
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.base.RoundTrip(req)
	if err != nil || resp == nil {
		return resp, err
	}
	b := &body{seen: t.seen, original: resp.Body, length: resp.ContentLength, exchange: drift.Exchange{
		Method: req.Method,
		URL:    req.URL.String(),
		Status: resp.StatusCode,
		Header: resp.Header.Clone(),
	}}
	if b.exchange.Method == "" {
		b.exchange.Method = http.MethodGet
	}
	switch {
	case resp.StatusCode == http.StatusSwitchingProtocols:
		b.exchange.BodyUnknown = true
		b.finish()
	case resp.Body == nil || resp.Body == http.NoBody:
		b.finish()
	default:
		resp.Body = b
	}
	return resp, nil
}

// body passes a response's body on and keeps a copy of it.
type body struct {
	seen     func(drift.Exchange)
	original io.ReadCloser
	length   int64 // the Content-Length, or -1

	mu       sync.Mutex // a body may be closed while it is read
	read     int64
	exchange drift.Exchange
	finished bool
}

// Read implements [io.Reader].
func (b *body) Read(p []byte) (int, error) {
	n, err := b.original.Read(p)
	b.mu.Lock()
	b.keep(p[:n])
	if err != nil && err != io.EOF && !b.finished {
		b.exchange.BodyUnknown = true
	}
	b.mu.Unlock()
	if err != nil {
		b.finish()
	}
	return n, err
}

func (b *body) keep(p []byte) {
	b.read += int64(len(p))
	switch {
	case b.finished || b.exchange.BodyUnknown:
	case len(b.exchange.Body)+len(p) > MaxBody:
		b.exchange.BodyUnknown, b.exchange.Body = true, nil
	case b.exchange.Body == nil && b.length > int64(len(p)):
		b.exchange.Body = append(make([]byte, 0, min(b.length, maxAhead)), p...)
	default:
		b.exchange.Body = append(b.exchange.Body, p...)
	}
}

// Close implements [io.Closer].
func (b *body) Close() error {
	err := b.original.Close()
	b.mu.Lock()
	if b.read != b.length && !b.finished && !isWhole(b.exchange.Body) {
		b.exchange.BodyUnknown = true
	}
	b.mu.Unlock()
	b.finish()
	return err
}

// finish hands the exchange on, once.
func (b *body) finish() {
	b.mu.Lock()
	finished := b.finished
	b.finished = true
	b.mu.Unlock()
	if finished {
		return
	}
	if body := b.exchange.Body; cap(body) > 2*len(body) {
		b.exchange.Body = bytes.Clone(body) // the length was not that of the body
	}
	if codings := b.exchange.Header["Content-Encoding"]; len(codings) > 0 && !b.exchange.BodyUnknown {
		decoded, err := coding.Decode(codings, b.exchange.Body, nil)
		b.exchange.Body, b.exchange.BodyUnknown = decoded, err != nil
	}
	b.seen(b.exchange)
}

// isWhole reports whether what was read is a JSON value that nothing can lengthen.
func isWhole(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && bytes.IndexByte([]byte(`{["`), body[0]) >= 0 &&
		jsontext.Value(body).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}
