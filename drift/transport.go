package drift

import (
	"bytes"
	"io"
	"net/http"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift/internal/coding"
)

// MaxTransportBody is how much of a response's body [Transport] keeps to judge it, in bytes.
const MaxTransportBody = 1 << 20

// Transport wraps base, or http.DefaultTransport if it is nil, so that every response which passes is compared with the contract.
// It is safe for concurrent use if base is.
//
// The response reaches the caller byte for byte, and no later than without it: Transport keeps a copy of what the caller reads, up to
// [MaxTransportBody] bytes, and calls report once the body is at its end or closed, in the goroutine of that Read or Close. What the copy does not hold whole is not
// judged: a longer body, one that the caller did not read to its end (unless what was read is a complete JSON value), one whose
// transfer failed, and one in a content coding other than gzip and deflate. Status, headers and media type are judged all the same, and the Exchange says
// BodyUnknown. A protocol upgrade (101) is passed through untouched and reported at once.
//
// report gets every exchange, with no findings if it conforms or if no operation of the contract matches it ([Contract.Match] tells which). With a nil
// contract nothing is judged, for a program that changes exchanges before it judges them.
// It may be called from several goroutines at once, and must not keep the caller waiting. A panic in it is swallowed. A request that gets no response is not reported.
func Transport(base http.RoundTripper, contract *Contract, report func(Exchange, []Finding)) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &transport{base, contract, report}
}

type transport struct {
	base     http.RoundTripper
	contract *Contract
	report   func(Exchange, []Finding)
}

// RoundTrip implements [http.RoundTripper].
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.base.RoundTrip(req)
	if err != nil || resp == nil {
		return resp, err
	}
	w := &witness{transport: t, body: resp.Body, length: resp.ContentLength, exchange: Exchange{
		Method: req.Method,
		URL:    req.URL.String(),
		Status: resp.StatusCode,
		Header: resp.Header.Clone(),
	}}
	if w.exchange.Method == "" {
		w.exchange.Method = http.MethodGet
	}
	switch {
	case resp.StatusCode == http.StatusSwitchingProtocols:
		w.exchange.BodyUnknown = true
		w.finish()
	case resp.Body == nil || resp.Body == http.NoBody:
		w.finish()
	default:
		resp.Body = w
	}
	return resp, nil
}

// witness passes a body on and keeps a copy of it.
type witness struct {
	transport *transport
	body      io.ReadCloser
	length    int64 // the Content-Length, or -1

	mu       sync.Mutex // a body may be closed while it is read
	read     int64
	exchange Exchange
	finished bool
}

func (w *witness) Read(p []byte) (int, error) {
	n, err := w.body.Read(p)
	w.mu.Lock()
	w.copy(p[:n])
	if err != nil && err != io.EOF && !w.finished {
		w.exchange.BodyUnknown = true
	}
	w.mu.Unlock()
	if err != nil {
		w.finish()
	}
	return n, err
}

func (w *witness) copy(p []byte) {
	w.read += int64(len(p))
	switch {
	case w.finished || w.exchange.BodyUnknown:
	case len(w.exchange.Body)+len(p) > MaxTransportBody:
		w.exchange.BodyUnknown, w.exchange.Body = true, nil
	default:
		w.exchange.Body = append(w.exchange.Body, p...)
	}
}

func (w *witness) Close() error {
	err := w.body.Close()
	w.mu.Lock()
	if w.read != w.length && !w.finished && !isWhole(w.exchange.Body) {
		w.exchange.BodyUnknown = true
	}
	w.mu.Unlock()
	w.finish()
	return err
}

// finish judges the exchange and reports it, once. A panic ends here: the caller asked for a response, and shall get it.
func (w *witness) finish() {
	w.mu.Lock()
	finished := w.finished
	w.finished = true
	w.mu.Unlock()
	if finished {
		return
	}
	defer func() { _ = recover() }()
	if codings := w.exchange.Header["Content-Encoding"]; len(codings) > 0 && !w.exchange.BodyUnknown {
		decoded, err := coding.Decode(codings, w.exchange.Body, nil)
		w.exchange.Body, w.exchange.BodyUnknown = decoded, err != nil
	}
	var findings []Finding
	if w.transport.contract != nil {
		findings = w.transport.contract.Check(w.exchange)
	}
	w.transport.report(w.exchange, findings)
}

// isWhole reports whether what was read is a JSON value that nothing can lengthen.
func isWhole(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && bytes.IndexByte([]byte(`{["`), body[0]) >= 0 &&
		jsontext.Value(body).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}
