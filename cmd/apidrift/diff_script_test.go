package main

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// becomes writes published.yaml, which is contract.yaml with some text replaced, once each: becomes OLD NEW [OLD
// NEW]...
func becomes(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) == 0 || len(args)%2 != 0 {
		ts.Fatalf("usage: becomes OLD NEW [OLD NEW]...")
	}
	document := ts.ReadFile("contract.yaml")
	for i := 0; i < len(args); i += 2 {
		before, after := strings.ReplaceAll(args[i], `\n`, "\n"), strings.ReplaceAll(args[i+1], `\n`, "\n")
		if !strings.Contains(document, before) {
			ts.Fatalf("contract.yaml does not have %q", before)
		}
		document = strings.Replace(document, before, after, 1)
	}
	ts.Check(os.WriteFile(ts.MkAbs("published.yaml"), []byte(document), 0o600))
}

// serveDocuments starts a server on the loopback interface, whose URL is then in $SERVER, and its address in
// $SERVER_ADDRESS. It serves the files in the
// script's folder, and the paths of documentHandlers.
func serveDocuments(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) != 0 {
		ts.Fatalf("usage: serve")
	}
	mux := http.NewServeMux()
	for path, handler := range documentHandlers {
		mux.HandleFunc(path, handler)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		data, err := os.ReadFile(ts.MkAbs(strings.TrimPrefix(r.URL.Path, "/")))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		const etag = `"one"`
		w.Header().Set("Content-Type", "application/yaml")
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(data)
	})
	server := httptest.NewServer(mux)
	ts.Setenv("SERVER", server.URL)
	ts.Setenv("SERVER_ADDRESS", server.Listener.Addr().String())
	ts.Defer(server.Close)
}

// documentHandlers answer with what is not a document.
var documentHandlers = map[string]http.HandlerFunc{
	"/status/404": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "gone", http.StatusNotFound) },
	"/html": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "openapi: 3.0.3\n")
	},
	"/empty": func(http.ResponseWriter, *http.Request) {},
	"/redirect/": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.TrimPrefix(r.URL.Path, "/redirect"), http.StatusFound)
	},
	"/away": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://user:hunter2@example.invalid/spec?key=hunter2", http.StatusFound)
	},
	"/circle": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) },
	"/bomb": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		line := []byte(strings.Repeat("# a long document\n", 1<<10))
		for range 60 << 20 / len(line) {
			if _, err := z.Write(line); err != nil {
				return
			}
		}
	},
}
