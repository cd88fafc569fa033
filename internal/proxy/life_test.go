package proxy

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

func TestParseTarget(t *testing.T) {
	t.Parallel()
	const secret = "hunter2hunter2"
	for text, want := range map[string]string{
		"":                               "--target is required",
		"ftp://h":                        "--target must be an http or https URL",
		"h:80":                           "--target must be an http or https URL",
		"http://":                        "--target must be an http or https URL",
		"http://:80":                     "--target must be an http or https URL",
		"http://u:" + secret + "@h":      "--target has a user or password",
		"http://u:" + secret + "@h:port": "--target must be an http or https URL",
		"http://h?key=" + secret:         "--target has a query",
		"http://h?":                      "--target has a query",
		"http://h#" + secret:             "--target has a query or fragment",
	} {
		_, err := ParseTarget(text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	for text, want := range map[string]string{"https://h": "", "http://h:80/a/": "/a", "http://h/a%2Fb/": "/a%2Fb"} {
		if u, err := ParseTarget(text); err != nil || u.EscapedPath() != want {
			t.Errorf("%s: %v and %v, want the path %s", text, u, err, want)
		}
	}
}

// TestTargetDown: the client gets a 502 that says so, and service once the target is back.
func TestTargetDown(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	p := start(t, "http://"+address, harness.Contract)
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
	log := p.log.String()
	if strings.Count(log, "apidrift: no answer from "+address) != 2 || strings.Count(log, "\n") != 3 ||
		strings.Contains(log, key) {
		t.Errorf("the log is %q", log)
	}
	if listener, err = net.Listen("tcp", address); err != nil {
		t.Skipf("the port was taken meanwhile: %v", err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		harness.Respond(w, 200, `{"id":"a"}`)
	})}
	go server.Serve(listener)
	defer server.Close()
	if resp, _ := p.get("/things/1"); resp.StatusCode != 200 {
		t.Errorf("got %d once the target was back", resp.StatusCode)
	}
	p.endsWith(1, 0)
}

// TestClientLeaves: the target is not blamed for it.
func TestClientLeaves(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	})
	p := start(t, server.URL, harness.Contract)
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
	if strings.Contains(p.log.String(), "no answer") {
		t.Errorf("the log is %q", p.log)
	}
}

// TestDrain: a request that does not end holds the proxy up for a bounded time, and what passed is in the report.
func TestDrain(t *testing.T) {
	t.Parallel()
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/things/slow" {
			harness.Respond(w, 200, `{`)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return
		}
		harness.Respond(w, 200, `{}`)
	})
	made := newProxy(t, server.URL, harness.Contract)
	made.Drain = 50 * time.Millisecond
	p := made.start(t)
	p.get("/things/1")
	resp, err := p.client.Get(p.url + "/things/slow")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := p.end(); err == nil || err.Error() != "requests still in flight after 50ms were cut off: 1" {
		t.Errorf("ended with %v: %s", err, p.log)
	}
	if _, err := io.ReadAll(resp.Body); err == nil {
		t.Error("the client took the response for complete")
	}
	if p.Report.Exchanges != 2 || p.Report.Unmatched != 0 || p.Report.Breaking != 1 {
		t.Errorf("reported %s", p.written("text"))
	}
}
