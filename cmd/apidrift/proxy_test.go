package main

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestProxyReportsWhatCheckReports compares the proxy's report with that of check for the HAR it wrote, in every format.
func TestProxyReportsWhatCheckReports(t *testing.T) {
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/things/conforms":
			respond(w, 200, `{"id":"a"}`)
		case "/things/drifts":
			respond(w, 200, `{"name":"a","\u001b[31m":1}`)
		case "/things/none":
			respond(w, 404, ``)
		case "/things/redirect":
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		case "/things/binary":
			respond(w, 200, "{\"id\":\"\xff\"}")
		default:
			respond(w, 500, `{}`)
		}
	})
	for format := range map[string]bool{"text": true, "json": true, "junit": true, "sarif": true, "github": true, "markdown": true, "html": true} {
		p := startProxy(t, server.URL, thingContract, "--record", "FOLDER/recording.har", "--format", format)
		for path := range strings.FieldsSeq("/things/conforms /things/drifts /things/drifts /things/none /things/redirect /things/binary /other /things/500") {
			p.get(path)
		}
		status := p.end()
		var stdout, stderr bytes.Buffer
		args := []string{"check", "--contract", filepath.Join(p.folder, "openapi.yaml"), "--format", format, p.har}
		want := Run(context.Background(), args, nil, &stdout, &stderr)
		if status != want || status != exitDrift || p.stdout.String() != stdout.String() {
			t.Errorf("%s: the proxy ends with %d and\n%s\ncheck with %d and\n%s%s", format, status, p.stdout.String(), want, stdout.String(), stderr.String())
		}
		if n := strings.Count(p.stderr.String(), "property-missing"); n != 1 {
			t.Errorf("%s: a finding was printed %d times:\n%s", format, n, p.stderr)
		}
		if strings.Contains(p.stderr.String(), "\x1b") {
			t.Errorf("%s: an escape sequence reached standard error: %q", format, p.stderr)
		}
		if info, err := os.Stat(p.har); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: the HAR has mode %v, %v", format, info.Mode(), err)
		}
	}
}
