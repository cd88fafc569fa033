package main

import (
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

// TestProxySignals sends a signal to a proxy with requests in flight.
func TestProxySignals(t *testing.T) {
	t.Parallel()
	needSignals(t)
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			const requests = 8
			arrived, release := make(chan struct{}, requests), make(chan struct{})
			server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
				arrived <- struct{}{}
				harness.Respond(w, 200, `{"id":`)
				w.(http.Flusher).Flush()
				<-release
				io.WriteString(w, `7}`)
			})
			p := startProxyProcess(t, server.URL)
			bodies := make(chan string, requests)
			for i := range requests {
				go func() { bodies <- body(fmt.Sprintf("%s/things/%d", p.url, i)) }()
			}
			for range requests {
				<-arrived
			}
			p.signal(t, signal)
			waitUntilRefused(t, strings.TrimPrefix(p.url, "http://"))
			close(release)
			for range requests {
				if got := <-bodies; got != `{"id":7}` {
					t.Errorf("a request in flight ended with %q", got)
				}
			}
			if status := p.end(); status != exitDrift {
				t.Errorf("ended with %d: %s", status, p.stderr)
			}
			if n := strings.Count(p.stderr.String(), "value-type"); n != 1 {
				t.Errorf("a finding was printed %d times: %s", n, p.stderr)
			}
			_, stdout, stderr := runHere(t, "check", "--contract", p.contract, p.har)
			if stdout != p.stdout.String() || !strings.Contains(stdout, ": 1 breaking fact (8 findings in 8 of 8 exchanges)") {
				t.Errorf("the proxy reported\n%s\nand check\n%s%s", p.stdout, stdout, stderr)
			}
		})
	}
}

// body is what a URL answers, or why it does not.
func body(url string) string {
	resp, err := http.Get(url)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// waitUntilRefused waits until nobody listens at the address.
func waitUntilRefused(t *testing.T, address string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return
		}
		conn.Close()
	}
	t.Fatal("connections are still accepted")
}

// TestProxyKilled kills the proxy while it records. All but the latest responses are in the HAR.
func TestProxyKilled(t *testing.T) {
	t.Parallel()
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		padding := strings.Repeat("x", len(r.URL.Path)*200)
		harness.Respond(w, 200, `{"id":"`+strings.TrimPrefix(r.URL.Path, "/things/")+`","pad":"`+padding+`"}`)
	})
	for range 3 {
		p := startProxyProcess(t, server.URL)
		const enough = 500
		var answered atomic.Int64
		reached := make(chan struct{})
		var clients sync.WaitGroup
		for c := range 16 {
			clients.Go(func() {
				for i := 0; strings.HasPrefix(body(fmt.Sprintf("%s/things/%d-%d", p.url, c, i)), "{"); i++ {
					if answered.Add(1) == enough {
						close(reached)
					}
				}
			})
		}
		select {
		case <-reached:
		case <-time.After(20 * time.Second):
			t.Fatalf("%d responses came", answered.Load())
		}
		p.signal(t, syscall.SIGKILL)
		clients.Wait()
		p.end()
		entries, err := recordedThings(t, p.har)
		if err != nil && !strings.Contains(err.Error(), "cut off") {
			t.Errorf("reading ended with %v", err)
		}
		if n := answered.Load(); int64(entries) < n*8/10 {
			t.Errorf("%d responses came, and %d entries are there", n, entries)
		}
	}
}

// recordedThings counts the entries of a HAR, and compares their bodies. The error is what ended it.
func recordedThings(t *testing.T, har string) (entries int, err error) {
	t.Helper()
	seen := map[string]bool{}
	for x, err := range recording.Read(har) {
		if err != nil {
			return entries, err
		}
		id := strings.TrimPrefix(x.Path(), "/things/")
		if !strings.HasPrefix(string(x.Body), `{"id":"`+id+`","pad":"xx`) || seen[id] {
			t.Errorf("entry %d: %s has the body %.40s", entries, x.URL, x.Body)
		}
		seen[id] = true
		entries++
	}
	return entries, nil
}

// TestProxyTLS has a target that speaks HTTP/2, whose certificate is trusted and is not.
func TestProxyTLS(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("certificates come from the system there, whatever SSL_CERT_FILE says")
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		harness.Respond(w, 200, `{"id":"`+r.Proto+`"}`)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	authority := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(authority, block, 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]int{authority: exitOK, os.DevNull: exitUnknown} {
		p := startProxyProcess(t, server.URL, "SSL_CERT_FILE="+file, "SSL_CERT_DIR="+os.DevNull)
		got := body(p.url + "/things/1")
		p.signal(t, syscall.SIGTERM)
		if status := p.end(); status != want {
			t.Errorf("ended with %d, want %d: %s", status, want, p.stderr)
		}
		const failure = "no answer from 127.0.0.1:"
		if har := readText(t, p.har); want == exitOK && !strings.Contains(har, `HTTP/2.0`) {
			t.Errorf("recorded as %s", har)
		} else if want != exitOK && !(strings.Contains(got, failure) && strings.Contains(p.stderr.String(), failure)) {
			t.Errorf("got %q: %s", got, p.stderr)
		}
	}
}
