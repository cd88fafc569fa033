package api_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/api"
)

const (
	key       = "sm_key/with+odd=\"characters\"&<more>"
	confirmed = `{"id":"conn_abc123","provider":"notion"}`
	asJSON    = "application/json"
)

// serve starts a server on the loopback interface.
func serve(t testing.TB, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

func newClient(t testing.TB, baseURL string, opts ...api.ClientOption) *api.Client {
	t.Helper()
	client, err := api.New(key, append([]api.ClientOption{api.WithBaseURL(baseURL)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// reply answers with a status, a media type ("" for none), a body, and further header names and values.
func reply(status int, mediaType, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil // Or net/http guesses one.
		if mediaType != "" {
			w.Header().Set("Content-Type", mediaType)
		}
		for i := 0; i < len(header); i += 2 {
			w.Header().Add(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// ok confirms a deletion, if that is what the body says.
func ok(body string, header ...string) http.HandlerFunc {
	return reply(http.StatusOK, asJSON, body, header...)
}

// raw answers with these bytes and closes the connection.
func raw(response string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, response)
		_ = conn.Close()
	}
}

// followed answers a DELETE with a redirect, and a GET of its target as if something had been deleted.
func followed(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			reply(http.StatusOK, asJSON, confirmed)(w, r)
			return
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}
}

// canned is a transport that confirms every deletion without a network.
type canned struct{ body []byte }

func (c canned) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK,
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       io.NopCloser(&reader{c.body}),
		Request:    req,
	}, nil
}

type reader struct{ rest []byte }

func (r *reader) Read(p []byte) (int, error) {
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	if len(r.rest) == 0 {
		return n, io.EOF
	}
	return n, nil
}

// echo is a transport that confirms every deletion and keeps the last request.
type echo struct {
	mu   sync.Mutex
	last *http.Request
}

func (e *echo) RoundTrip(req *http.Request) (*http.Response, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.last = req
	return canned{[]byte(confirmed)}.RoundTrip(req)
}

// over is an option that sends requests over a transport.
func over(transport http.RoundTripper) api.ClientOption {
	return api.WithHTTPClient(&http.Client{Transport: transport})
}

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

type doerFunc func(*http.Request) (*http.Response, error)

func (f doerFunc) Do(req *http.Request) (*http.Response, error) { return f(req) }

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
func (f failing) Close() error             { return nil }

// closer is a body that records that it was closed.
type closer struct {
	io.ReadCloser
	closed *bool
}

func (c closer) Close() error {
	*c.closed = true
	return c.ReadCloser.Close()
}
