package capture_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/capture"
)

// transportFunc is a transport that answers 200.
type transportFunc func(*http.Request)

func (f transportFunc) RoundTrip(req *http.Request) (*http.Response, error) {
	f(req)
	return &http.Response{StatusCode: 200, Body: http.NoBody, Request: req}, nil
}

func readAll(req *http.Request) {
	if req.Body != nil {
		io.Copy(io.Discard, req.Body)
		req.Body.Close()
	}
}

// passThrough sends a request through a transport, and returns what was seen.
func passThrough(t *testing.T, base http.RoundTripper, req *http.Request) (got drift.Exchange) {
	t.Helper()
	before := *req
	resp, err := capture.WithRequests(base, func(x drift.Exchange) { got = x }).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if req.Body != before.Body || resp.Request != req {
		t.Error("the request was changed, or the response names another one")
	}
	return got
}

func TestRequestBodies(t *testing.T) {
	t.Parallel()
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write([]byte("hello"))
	w.Close()
	stream := func(text string) io.Reader { return io.MultiReader(strings.NewReader(text)) } // of unknown length
	for name, c := range map[string]struct {
		body    io.Reader
		coding  string
		base    transportFunc
		want    string
		unknown bool
	}{
		"none":            {nil, "", readAll, "", false},
		"none at all":     {http.NoBody, "", readAll, "", false},
		"a body":          {strings.NewReader("hello"), "", readAll, "hello", false},
		"a stream":        {stream("hello"), "", readAll, "hello", false},
		"an empty stream": {stream(""), "", readAll, "", false},
		"read to its length, not to its end": {strings.NewReader("hello"), "", func(req *http.Request) {
			io.ReadFull(req.Body, make([]byte, 5))
		}, "hello", false},
		"a stream that is not read to its end": {stream("hello"), "", func(req *http.Request) {
			io.ReadFull(req.Body, make([]byte, 5))
		}, "", true},
		"read in part": {strings.NewReader("hello"), "", func(req *http.Request) {
			io.ReadFull(req.Body, make([]byte, 4))
		}, "", true},
		"not read": {strings.NewReader("hello"), "", func(*http.Request) {}, "", true},
		"sent again": {strings.NewReader("hello"), "", func(req *http.Request) {
			io.ReadFull(req.Body, make([]byte, 4))
			req.Body, _ = req.GetBody()
			readAll(req)
		}, "hello", false},
		"of the greatest length": {strings.NewReader(strings.Repeat("x", capture.MaxBody)), "", readAll,
			strings.Repeat("x", capture.MaxBody), false},
		"too long":       {strings.NewReader(strings.Repeat("x", capture.MaxBody+1)), "", readAll, "", true},
		"zipped":         {bytes.NewReader(zipped.Bytes()), "gzip", readAll, "hello", false},
		"unknown coding": {bytes.NewReader(zipped.Bytes()), "aes", readAll, "", true},
	} {
		req := httptest.NewRequest("POST", "https://h/x", c.body)
		if c.body != nil { // as a client makes it, with GetBody
			var err error
			if req, err = http.NewRequest("POST", "https://h/x", c.body); err != nil {
				t.Fatal(err)
			}
		}
		if c.coding != "" {
			req.Header.Set("Content-Encoding", c.coding)
		}
		x := passThrough(t, c.base, req)
		if x.Request == nil || string(x.Request.Body) != c.want || x.Request.BodyUnknown != c.unknown {
			t.Errorf("%s: got %.200v", name, x.Request)
		}
	}
}

func TestRequestHeader(t *testing.T) {
	t.Parallel()
	req, err := http.NewRequest("GET", "https://h/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-A", "b")
	x := passThrough(t, transportFunc(func(req *http.Request) { req.Header.Set("X-A", "c") }), req)
	if x.Request.Header.Get("X-A") != "b" {
		t.Errorf("got %v, want what the client sent", x.Request.Header)
	}
	req.Header = nil
	if x := passThrough(t, transportFunc(readAll), req); x.Request.Header == nil {
		t.Error("no header fields at all are taken for fields that were not recorded")
	}
}

// TestRequestOverTheNetwork sends a body to a server that redirects it: each request has it.
func TestRequestOverTheNetwork(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/new", http.StatusTemporaryRedirect)
			return
		}
		w.Write(body)
	}))
	defer server.Close()
	var got []string
	client := &http.Client{Transport: capture.WithRequests(nil, func(x drift.Exchange) {
		got = append(got, string(x.Request.Body)+" "+x.Request.Header.Get("Content-Type"))
	})}
	defer client.CloseIdleConnections()
	resp, err := client.Post(server.URL+"/old", "text/plain", strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || string(body) != "hello" || strings.Join(got, ", ") != "hello text/plain, hello text/plain" {
		t.Errorf("the server got %s, %v; seen was %q", body, err, got)
	}
}
