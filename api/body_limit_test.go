package api_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// TestBodyLimit checks both sides of the limit of 1 MiB.
func TestBodyLimit(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	fits := confirmed + strings.Repeat(" ", limit-len(confirmed))
	if _, err := newClient(t, serve(t, ok(fits)).URL).DeleteConnection(t.Context(), "conn_abc123"); err != nil {
		t.Error(err)
	}
	_, err := newClient(t, serve(t, ok(fits+" ")).URL).DeleteConnection(t.Context(), "conn_abc123")
	checkError(t, err, 200, "not a confirmed deletion: the body is over 1 MiB; the connection may have been deleted")
}

// TestBrokenErrorBody checks that an error has room for both what the server said and why the rest is missing.
func TestBrokenErrorBody(t *testing.T) {
	t.Parallel()
	for said, shown := range map[string]string{
		"":                       "",
		"gone":                   "gone; ",
		strings.Repeat("x", 256): strings.Repeat("x", 256) + "; ",
		strings.Repeat("x", 257): strings.Repeat("x", 256) + "…; ",
	} {
		client := newClient(t, "https://h", over(roundTripFunc(func(req *http.Request) (*http.Response, error) {
			body := io.MultiReader(strings.NewReader(said), failing{errReset})
			return &http.Response{StatusCode: 404, Body: io.NopCloser(body), Request: req}, nil
		})))
		_, err := client.DeleteConnection(t.Context(), "conn_abc123")
		want := "supermemory: DELETE /v3/connections/conn_abc123: 404 Not Found: " + shown +
			"the body could not be read: connection reset by peer"
		if err == nil || err.Error() != want ||
			!errors.Is(err, errReset) || !errors.Is(err, api.ErrNotFound) {
			t.Errorf("got\n%v\nwant\n%s", err, want)
		}
	}
}

// TestEndlessBody checks that the client stops reading soon after the limit.
func TestEndlessBody(t *testing.T) {
	t.Parallel()
	var written atomic.Int64
	stopped := make(chan struct{})
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		defer close(stopped)
		w.Header().Set("Content-Type", asJSON)
		for written.Load() < 1<<30 {
			n, err := w.Write(bytes.Repeat([]byte(" "), 32<<10))
			written.Add(int64(n))
			if err != nil {
				return
			}
		}
	})
	_, err := newClient(t, server.URL).DeleteConnection(t.Context(), "conn_abc123")
	checkError(t, err, 200, "over 1 MiB")
	<-stopped
	if n := written.Load(); n > 64<<20 { // What the sockets buffer depends on the operating system.
		t.Errorf("the server could write %d bytes", n)
	}
}

// counter counts the bytes that are read from a response's body.
type counter struct {
	http.RoundTripper
	read *atomic.Int64
}

func (c counter) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.RoundTripper.RoundTrip(req)
	if err == nil {
		count := writerFunc(func(p []byte) { c.read.Add(int64(len(p))) })
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.TeeReader(resp.Body, count), resp.Body}
	}
	return resp, err
}

type writerFunc func([]byte)

func (f writerFunc) Write(p []byte) (int, error) { f(p); return len(p), nil }

// TestGzipBomb checks that the limit is on the size after decompression.
func TestGzipBomb(t *testing.T) {
	t.Parallel()
	server := serve(t, ok(zip(strings.Repeat(" ", 128<<20)), "Content-Encoding", "gzip"))
	var read atomic.Int64
	client := newClient(t, server.URL,
		api.WithHTTPClient(&http.Client{Transport: counter{http.DefaultTransport, &read}}))
	_, err := client.DeleteConnection(t.Context(), "conn_abc123")
	checkError(t, err, 200, "over 1 MiB")
	if read.Load() != 1<<20+1 {
		t.Errorf("read %d bytes", read.Load())
	}

	// The control: a small one is a deletion like any other.
	server = serve(t, ok(zip(confirmed), "Content-Encoding", "gzip"))
	if _, err := newClient(t, server.URL).DeleteConnection(t.Context(), "conn_abc123"); err != nil {
		t.Error(err)
	}
}

func zip(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}
