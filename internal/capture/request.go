package capture

import (
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/coding"
)

// WithRequests is [Transport] for callers that look at requests, too: the exchanges have what the client sent, the
// body as far as base read it. A body that is longer than [MaxBody], or that base did not read to its end, is unknown.
func WithRequests(base http.RoundTripper, seen func(drift.Exchange)) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &requestTransport{base, seen}
}

type requestTransport struct {
	base http.RoundTripper
	seen func(drift.Exchange)
}

// RoundTrip implements [http.RoundTripper].
func (t *requestTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	header := req.Header.Clone()
	if header == nil {
		header = http.Header{} // it is known that there is none
	}
	sent := &sentBody{length: req.ContentLength}
	report := func(x drift.Exchange) {
		x.Request = &drift.Request{Header: header}
		x.Request.Body, x.Request.BodyUnknown = sent.known(header["Content-Encoding"])
		t.seen(x)
	}
	watched := sent.watch(req)
	resp, err := Transport(t.base, report).RoundTrip(watched)
	if resp != nil && resp.Request == watched {
		resp.Request = req
	}
	return resp, err
}

// sentBody is a copy of what was read of a request's body.
type sentBody struct {
	length int64 // -1 or 0 if it is unknown and there is a body

	mu      sync.Mutex // a transport may read on after the response
	copy    []byte
	tooLong bool
	ended   bool
	none    bool // the request has no body
}

// watch is a request that sends the same, and whose body is copied while it is read. A body that is asked for again,
// because it has to be sent again, is copied from its beginning.
func (s *sentBody) watch(req *http.Request) *http.Request {
	if req.Body == nil || req.Body == http.NoBody {
		s.none = true
		return req
	}
	watched := *req
	watched.Body = &watchedBody{req.Body, s}
	if again := req.GetBody; again != nil {
		watched.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			if err != nil {
				return nil, err
			}
			s.restart()
			return &watchedBody{body, s}, nil
		}
	}
	return &watched
}

func (s *sentBody) restart() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.copy, s.tooLong, s.ended = nil, false, false
}

func (s *sentBody) keep(p []byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = s.ended || errors.Is(err, io.EOF)
	if s.tooLong = s.tooLong || len(s.copy)+len(p) > MaxBody; s.tooLong {
		s.copy = nil
		return
	}
	s.copy = append(s.copy, p...)
}

// known is the body without its content codings, and whether it is unknown.
func (s *sentBody) known(codings []string) (body []byte, unknown bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	whole := s.none || s.ended || s.length > 0 && int64(len(s.copy)) == s.length
	if !whole || s.tooLong {
		return nil, true
	}
	body, err := coding.Decode(codings, s.copy, nil)
	return body, err != nil
}

// watchedBody passes a request's body on.
type watchedBody struct {
	io.ReadCloser
	sent *sentBody
}

// Read implements [io.Reader].
func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.sent.keep(p[:n], err)
	return n, err
}
