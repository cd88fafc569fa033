package main

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

// TestProxyReportsWhatCheckReports compares the proxy's report with that of check for the HAR that it wrote, in every
// format.
func TestProxyReportsWhatCheckReports(t *testing.T) {
	t.Parallel()
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/things/conforms":
			harness.Respond(w, 200, `{"id":"a"}`)
		case "/things/drifts":
			harness.Respond(w, 200, `{"name":"a","\u001b[31m":1}`)
		case "/things/none":
			harness.Respond(w, 404, ``)
		case "/things/redirect":
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		case "/things/binary":
			harness.Respond(w, 200, "{\"id\":\"\xff\"}")
		default:
			harness.Respond(w, 500, `{}`)
		}
	})
	_, contract := contractFile(t, harness.Contract)
	for format := range report.Formats {
		p := startProxy(t, server.URL, contract, "--format", format)
		for _, path := range []string{"conforms", "drifts", "drifts", "none", "redirect", "binary", "500"} {
			p.get("/things/" + path)
		}
		p.get("/other")
		status := p.end()
		want, stdout, stderr := runHere(t, "check", "--contract", contract, "--format", format, p.har)
		if status != want || status != exitDrift || untimed(p.stdout.String()) != untimed(stdout) {
			t.Errorf("%s: the proxy ends with %d and\n%s\ncheck with %d and\n%s%s",
				format, status, p.stdout.String(), want, stdout, stderr)
		}
		if n := strings.Count(p.stderr.String(), "property-missing"); n != 1 {
			t.Errorf("%s: a finding was printed %d times:\n%s", format, n, p.stderr)
		}
		if strings.Contains(p.stderr.String(), "\x1b") {
			t.Errorf("%s: an escape sequence reached standard error: %q", format, p.stderr)
		}
		if info, err := os.Stat(p.har); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: the HAR has mode %v, %v", format, info, err)
		}
	}
}

// untimed is a report without the time at which it was written.
func untimed(report string) string {
	return regexp.MustCompile(`"time": "[^"]*"|<time.*</time>`).ReplaceAllString(report, "")
}

func TestProxyBadFlags(t *testing.T) {
	t.Parallel()
	folder, contract := contractFile(t, harness.Contract)
	full := filepath.Join(folder, "full.har")
	if err := os.WriteFile(full, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	const secret = "hunter2hunter2"
	for _, c := range []struct{ args, want string }{
		{"", "--target is required"},
		{"--target http://u:" + secret + "@h", "--target has a user or password"},
		{"--target http://h --listen " + taken.Addr().String(), "is in use"},
		{"--target http://h --listen nonsense", "cannot listen"},
		{"--target http://h --format pdf", "unknown value"},
		{"--target http://h --contract gone.yaml", "cannot read the contract"},
		{"--target http://h --record " + full, "has something in it: name a new file"},
		{"--target http://h --record " + folder + "/gone/a.har", "gone does not exist: make it first"},
		{"--target http://h --record " + folder, "cannot record"},
		{"--target http://h --record a --output ./a", "the same file"},
		{"--target http://h extra", "unexpected argument"},
		{"https://h", "apidrift proxy --target https://h"},
		{"--target http://h --listen 4040", "--listen 127.0.0.1:4040"},
	} {
		args := strings.Fields("proxy --listen 127.0.0.1:0 --contract " + contract + " " + c.args)
		status, stdout, stderr := runHere(t, args...)
		if status != exitUnknown || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, c.want) {
			t.Errorf("%s: ended with %d, %q and %q", c.args, status, stdout, stderr)
		}
		if strings.Contains(stderr, secret) {
			t.Errorf("%s: a credential is repeated: %s", c.args, stderr)
		}
	}
	if readText(t, full) != "{}" {
		t.Error("a file was overwritten")
	}
}

func TestProxyNothingToCheck(t *testing.T) {
	t.Parallel()
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) { harness.Respond(w, 200, `{}`) })
	_, contract := contractFile(t, harness.Contract)
	p := startProxy(t, server.URL, contract)
	status := p.end()
	if status != exitUnknown || !strings.Contains(p.stderr.String(), "nothing to check") || p.stdout.Len() > 0 {
		t.Errorf("without traffic: ended with %d, %s", status, p.stderr)
	}
	p = startProxy(t, server.URL, contract)
	p.get("/other")
	if status := p.end(); status != exitUnknown || !strings.Contains(p.stderr.String(), "nothing to check") {
		t.Errorf("without a match: ended with %d, %s", status, p.stderr)
	}
}

func TestProxyGates(t *testing.T) {
	t.Parallel()
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		harness.Respond(w, 200, `{"id":"a","new":1}`)
	})
	_, contract := contractFile(t, harness.Contract)
	for args, want := range map[string]int{
		"--fail-on=breaking": exitOK, "--fail-on=additive": exitDrift, "--require-coverage": exitDrift,
	} {
		p := startProxy(t, server.URL, contract, args)
		p.get("/things/1")
		if status := p.end(); status != want {
			t.Errorf("%s: ended with %d, want %d", args, status, want)
		}
	}
}

func TestProxyWarnsOfOtherMachines(t *testing.T) {
	t.Parallel()
	_, contract := contractFile(t, harness.Contract)
	ctx, stop := context.WithCancel(t.Context())
	stderr := harness.NewOutput()
	done := make(chan int)
	var stdout strings.Builder
	args := strings.Fields("proxy --target http://h --listen 0.0.0.0:0 --contract " + contract)
	go func() { done <- Run(ctx, args, nil, &stdout, stderr) }()
	first := <-stderr.First()
	stop()
	<-done
	lines := strings.Split(stderr.String(), "\n")
	const want = "warning: other machines can reach this address"
	if !strings.HasPrefix(first, "listening on http://") || !strings.Contains(lines[1], want) {
		t.Errorf("got %q", lines)
	}
}
