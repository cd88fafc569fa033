package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift/recording"
)

func readFile(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestProxyBadFlags(t *testing.T) {
	folder, contract := contractFile(t, thingContract)
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
		{"--target ftp://h", "--target must be an http or https URL"},
		{"--target h:80", "--target must be an http or https URL"},
		{"--target http://", "--target must be an http or https URL"},
		{"--target http://:80", "--target must be an http or https URL"},
		{"--target http://u:" + secret + "@h", "--target has a user or password"},
		{"--target http://u:" + secret + "@h:port", "--target must be an http or https URL"},
		{"--target http://h?key=" + secret, "--target has a query"},
		{"--target http://h --listen " + taken.Addr().String(), "cannot listen"},
		{"--target http://h --listen nonsense", "cannot listen"},
		{"--target http://h --format pdf", "unknown value"},
		{"--target http://h --contract gone.yaml", "cannot read the contract"},
		{"--target http://h --record " + full, "has something in it: name a new file"},
		{"--target http://h --record " + folder + "/gone/a.har", "cannot record"},
		{"--target http://h --record " + folder, "cannot record"},
		{"--target http://h --record a --output ./a", "the same file"},
		{"--target http://h extra", "unknown command"},
	} {
		args := strings.Fields("proxy --listen 127.0.0.1:0 --contract " + contract + " " + c.args)
		var stdout, stderr strings.Builder
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		status := Run(ctx, args, strings.NewReader(""), &stdout, &stderr)
		cancel()
		if status != exitUnknown || stdout.Len() > 0 || strings.Count(stderr.String(), "\n") != 1 || !strings.Contains(stderr.String(), c.want) {
			t.Errorf("%s: ended with %d, %q and %q", c.args, status, stdout.String(), stderr.String())
		}
		if strings.Contains(stderr.String(), secret) {
			t.Errorf("%s: a credential is repeated: %s", c.args, stderr.String())
		}
	}
	if readFile(t, full) != "{}" {
		t.Error("a file was overwritten")
	}
}

func TestProxyNothingToCheck(t *testing.T) {
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) { respond(w, 200, `{}`) })
	p := startProxy(t, server.URL, thingContract)
	if status := p.end(); status != exitUnknown || !strings.Contains(p.stderr.String(), "nothing to check") || p.stdout.Len() > 0 {
		t.Errorf("without traffic: ended with %d, %s", status, p.stderr)
	}
	p = startProxy(t, server.URL, thingContract)
	p.get("/other")
	if status := p.end(); status != exitUnknown || !strings.Contains(p.stderr.String(), "nothing to check") {
		t.Errorf("without a match: ended with %d, %s", status, p.stderr)
	}
}

func TestProxyGates(t *testing.T) {
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) { respond(w, 200, `{"id":"a","new":1}`) })
	for args, want := range map[string]int{"--fail-on=breaking": exitOK, "--fail-on=additive": exitDrift, "--require-coverage": exitDrift} {
		p := startProxy(t, server.URL, thingContract, args)
		p.get("/things/1")
		if status := p.end(); status != want {
			t.Errorf("%s: ended with %d, want %d", args, status, want)
		}
	}
}

func TestProxyWarnsOfOtherMachines(t *testing.T) {
	_, contract := contractFile(t, thingContract)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr strings.Builder
	Run(ctx, strings.Fields("proxy --target http://h --listen 0.0.0.0:0 --contract "+contract), nil, &stdout, &stderr)
	lines := strings.Split(stderr.String(), "\n")
	if !strings.HasPrefix(lines[0], "listening on http://") || !strings.Contains(lines[1], "warning: other machines can reach this address") {
		t.Errorf("got %q", lines)
	}
}

// TestProxyTargetDown: a 502 that says so, and service once the target is back.
func TestProxyTargetDown(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	p := startProxy(t, "http://"+address, thingContract, "--record", "FOLDER/recording.har")
	const key = "sm_key-0123456789"
	for range 2 {
		req, _ := http.NewRequest("GET", p.url+"/things/1?api_key="+key, nil)
		req.Header.Set("Authorization", "Bearer "+key)
		resp, body := p.do(req)
		if resp.StatusCode != 502 || resp.Header.Get("Content-Type") != "text/plain; charset=utf-8" ||
			!strings.HasPrefix(body, "apidrift proxy: no answer from "+address+": ") || strings.Count(body, "\n") != 1 {
			t.Errorf("got %d %v %q", resp.StatusCode, resp.Header, body)
		}
	}
	if log := p.stderr.String(); strings.Count(log, "apidrift: no answer from "+address) != 2 || strings.Count(log, "\n") != 3 || strings.Contains(log, key) {
		t.Errorf("the log is %q", log)
	}
	if listener, err = net.Listen("tcp", address); err != nil {
		t.Skipf("the port was taken meanwhile: %v", err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { respond(w, 200, `{"id":"a"}`) })}
	go server.Serve(listener)
	defer server.Close()
	if resp, _ := p.get("/things/1"); resp.StatusCode != 200 {
		t.Errorf("got %d once the target was back", resp.StatusCode)
	}
	if status := p.end(); status != exitOK || !strings.Contains(p.stdout.String(), "1 exchange, 0 unmatched") {
		t.Errorf("ended with %d: %s", status, p.stdout.String())
	}
}

// TestProxyClientLeaves: that is not the target's fault, and no line of log.
func TestProxyClientLeaves(t *testing.T) {
	arrived := make(chan struct{})
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	})
	p := startProxy(t, server.URL, thingContract)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	req, _ := http.NewRequestWithContext(ctx, "GET", p.url+"/things/1", nil)
	if resp, err := p.client.Do(req); err == nil {
		resp.Body.Close()
		t.Error("the control: a response came")
	}
	p.end()
	if strings.Contains(p.stderr.String(), "no answer") {
		t.Errorf("the log is %q", p.stderr)
	}
}

// TestProxySignals sends a signal to a proxy with requests in flight.
func TestProxySignals(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		const requests = 8
		arrived, release := make(chan struct{}, requests), make(chan struct{})
		server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/socket" {
				tunnelServer(w, r)
				return
			}
			arrived <- struct{}{}
			respond(w, 200, `{"id":`)
			w.(http.Flusher).Flush()
			<-release
			io.WriteString(w, `7}`)
		})
		p := startProcess(t, server.URL, thingContract)
		_, tunnel := openTunnel(t, p.url)
		bodies := make(chan string, requests)
		for i := range requests {
			go func() {
				resp, err := http.Get(fmt.Sprintf("%s/things/%d", p.url, i))
				if err != nil {
					bodies <- err.Error()
					return
				}
				defer resp.Body.Close()
				body, err := io.ReadAll(resp.Body)
				bodies <- fmt.Sprint(string(body), err)
			}()
		}
		for range requests {
			<-arrived
		}
		if err := p.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if _, err := tunnel.ReadString('\n'); err == nil {
			t.Error("the tunnel is still open")
		}
		address := strings.TrimPrefix(p.url, "http://")
		for refused := false; !refused; time.Sleep(time.Millisecond) {
			conn, err := net.Dial("tcp", address)
			if refused = err != nil; !refused {
				conn.Close()
			}
		}
		close(release)
		for range requests {
			if body := <-bodies; body != `{"id":7}<nil>` {
				t.Errorf("a request in flight ended with %q", body)
			}
		}
		if status := p.ended(); status != exitDrift {
			t.Errorf("%v: ended with %d: %s", signal, status, p.stderr)
		}
		if n := strings.Count(p.stderr.String(), "value-type"); n != 1 {
			t.Errorf("a finding was printed %d times: %s", n, p.stderr)
		}
		var stdout, stderr strings.Builder
		if Run(t.Context(), []string{"check", "--contract", p.contract, p.har}, nil, &stdout, &stderr); stdout.String() != p.stdout.String() {
			t.Errorf("the proxy reported\n%s\nand check\n%s%s", p.stdout, stdout.String(), stderr.String())
		}
		if !strings.Contains(stdout.String(), "9 exchanges, 1 unmatched: 8 breaking") {
			t.Errorf("got %s", stdout.String())
		}
	}
}

// TestProxyKilled kills the proxy amid recording. Every response that had arrived well before is in the HAR.
func TestProxyKilled(t *testing.T) {
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
		respond(w, 200, `{"id":"`+strings.TrimPrefix(r.URL.Path, "/things/")+`","pad":"`+strings.Repeat("x", len(r.URL.Path)*200)+`"}`)
	})
	for range 3 {
		p := startProcess(t, server.URL, thingContract)
		var mu sync.Mutex
		answered := 0
		var clients sync.WaitGroup
		for c := range 16 {
			clients.Go(func() {
				for i := 0; ; i++ {
					resp, err := http.Get(fmt.Sprintf("%s/things/%d-%d", p.url, c, i))
					if err != nil {
						return
					}
					_, err = io.Copy(io.Discard, resp.Body)
					resp.Body.Close()
					if err != nil {
						return
					}
					mu.Lock()
					answered++
					mu.Unlock()
				}
			})
		}
		time.Sleep(300 * time.Millisecond)
		p.signal(t, syscall.SIGKILL)
		clients.Wait()
		entries := 0
		seen := map[string]bool{}
		var failed error
		for x, err := range recording.Read(p.har) {
			if failed = err; err != nil {
				break
			}
			id := strings.TrimPrefix(x.Path(), "/things/")
			if !strings.HasPrefix(string(x.Body), `{"id":"`+id+`","pad":"xx`) || seen[id] {
				t.Errorf("entry %d: %s has the body %.40s", entries, x.URL, x.Body)
			}
			seen[id] = true
			entries++
		}
		if failed != nil && !strings.Contains(failed.Error(), "cut off") {
			t.Errorf("reading ended with %v", failed)
		}
		if entries < answered*8/10 || entries < 20 {
			t.Errorf("%d responses were answered, and %d entries are there", answered, entries)
		}
		t.Logf("%d answered, %d entries, %v", answered, entries, failed)
	}
}
