package openapi

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// smallest is a document with one operation.
const smallest = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get: {responses: {'200': " +
	"{description: d}}}\n"

func TestFetchTimeout(t *testing.T) {
	done := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintln(w, "openapi: 3.0.3") // and then nothing more
		w.(http.Flusher).Flush()
		<-done
	}))
	defer server.Close()
	defer close(done)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := Open(ctx, server.URL+"/spec?key=hunter2", Options{})
	if err == nil || !strings.Contains(err.Error(), "no complete answer in time") ||
		strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}

func TestRedirects(t *testing.T) {
	redirect := client(Options{}).CheckRedirect
	for _, c := range []struct {
		from, to, want string
	}{
		{"https://a.example/x", "https://b.example/y", ""},
		{"http://127.0.0.1/x", "http://localhost/y", ""},
		{"http://127.0.0.1/x", "https://b.example/y", ""},
		{"https://a.example/x", "http://a.example/x", "from https to http"},
		{"https://a.example/x", "https://127.0.0.1/x", "to this machine"},
		{"https://a.example/x", "https://[::1]/x", "to this machine"},
		{"http://127.0.0.1/x", "http://b.example/y?key=hunter2", "plain http"},
	} {
		request := func(address string) *http.Request {
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			return &http.Request{URL: u}
		}
		err := redirect(request(c.to), []*http.Request{request(c.from)})
		if (err == nil) != (c.want == "") ||
			err != nil && (!strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2")) {
			t.Errorf("%s to %s: got %v, want %q", c.from, c.to, err, c.want)
		}
	}
}

func TestCache(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "cache")
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("User-Agent") != "apidrift/test" {
			t.Errorf("User-Agent is %q", r.Header.Get("User-Agent"))
		}
		w.Header().Set("ETag", `"v1"`)
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		asked++
		_, _ = w.Write([]byte(smallest))
	}))
	defer server.Close()
	load := func() {
		t.Helper()
		options := Options{CacheDir: folder, UserAgent: "apidrift/test"}
		if _, err := Open(t.Context(), server.URL+"/spec?key=hunter2", options); err != nil {
			t.Fatal(err)
		}
	}
	load()
	load()
	if asked != 1 {
		t.Errorf("the document was sent %d times, want once", asked)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 || strings.Contains(entries[0].Name(), "hunter2") {
		t.Fatalf("the cache has %v, %v", entries, err)
	}
	name := filepath.Join(folder, entries[0].Name())
	if err := os.WriteFile(name, []byte(`{"etag": "\"v1\"", "bo`), 0o600); err != nil {
		t.Fatal(err)
	}
	load() // an entry that is broken is none
	if asked != 2 {
		t.Errorf("the document was sent %d times, want twice", asked)
	}
}

func TestNoCacheByDefault(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") != "" {
			t.Error("asked whether it has changed")
		}
		w.Header().Set("ETag", `"v1"`)
		_, _ = w.Write([]byte(smallest))
	}))
	defer server.Close()
	for range 2 {
		if _, err := Open(t.Context(), server.URL, Options{}); err != nil {
			t.Fatal(err)
		}
	}
}
