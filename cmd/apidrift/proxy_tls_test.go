package main

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestProxyTLS has a target that speaks HTTP/2, and one whose certificate nobody vouches for.
func TestProxyTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		respond(w, 200, `{"id":"`+r.Proto+`"}`)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]int{authority: exitOK, os.DevNull: exitUnknown} {
		t.Setenv("SSL_CERT_FILE", file)
		t.Setenv("SSL_CERT_DIR", os.DevNull)
		p := startProcess(t, server.URL, thingContract)
		resp, err := http.Get(p.url + "/things/1")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if status := p.signal(t, syscall.SIGTERM); status != want {
			t.Errorf("ended with %d, want %d: %s", status, want, p.stderr)
		}
		if har := readFile(t, p.har); want == exitOK && !strings.Contains(har, `HTTP/2.0`) {
			t.Errorf("recorded as %s", har)
		} else if want != exitOK && (resp.StatusCode != 502 || !strings.Contains(p.stderr.String(), "no answer from 127.0.0.1:")) {
			t.Errorf("got %d: %s", resp.StatusCode, p.stderr)
		}
	}
}
