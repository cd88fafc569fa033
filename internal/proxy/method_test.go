package proxy

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

// TestMethodsWithoutPath: the proxy itself answers requests that are about no resource of the target.
func TestMethodsWithoutPath(t *testing.T) {
	t.Parallel()
	var forwarded atomic.Int32
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) { forwarded.Add(1) })
	for line, want := range map[string]struct {
		status, forwarded int
		body              string
	}{
		"OPTIONS * HTTP/1.1":            {200, 0, ""},
		"CONNECT h.example:80 HTTP/1.1": {501, 0, "CONNECT is not supported: use the address of this proxy as the base URL"},
		"CONNECT / HTTP/1.1":            {501, 0, "CONNECT is not supported"},
		"OPTIONS /things/1 HTTP/1.1":    {200, 1, ""},
	} {
		p := start(t, server.URL, harness.Contract)
		forwarded.Store(0)
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		fmt.Fprintf(conn, "%s\r\nHost: h\r\nConnection: close\r\n\r\n", line)
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		body, _ := io.ReadAll(resp.Body)
		conn.Close()
		if resp.StatusCode != want.status || int(forwarded.Load()) != want.forwarded ||
			!strings.Contains(string(body), want.body) {
			t.Errorf("%s: got %d %s, %d forwarded", line, resp.StatusCode, body, forwarded.Load())
		}
		p.endsWith(want.forwarded, 0)
	}
}

// TestSettles: what cannot be judged in time is counted, and said.
func TestSettles(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	w := watchOf(t, &log)
	for range 7 {
		w.queue.put(passedOf("/things/1", `{"id":"a"}`))
	}
	stopped := contextDone(t)
	err := w.finish(stopped)
	if err == nil || !strings.Contains(err.Error(), "7 exchanges passed, but were neither judged nor recorded") ||
		w.report.Exchanges != 0 {
		t.Errorf("got %v, %d exchanges", err, w.report.Exchanges)
	}
	w.judge(passedOf("/things/1", `{"id":"a"}`)) // by a worker that did not end
	if w.report.Exchanges != 0 {
		t.Error("the report changes while it is written")
	}
}

// TestLateSecrets: a secret that is learned after it was recorded is found at the end.
func TestLateSecrets(t *testing.T) {
	t.Parallel()
	const secret = "hunter2-hunter2"
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		harness.Respond(w, 200, `{"id":"`+secret+`"}`)
	})
	for query, late := range map[string]bool{"?session=" + secret: true, "?keyword=" + secret: false} {
		p := start(t, server.URL, harness.Contract)
		p.get("/things/1")
		for p.recorded(); strings.Count(p.recorded(), "startedDateTime") < 1; {
			time.Sleep(time.Millisecond)
		}
		p.get("/things/2" + query)
		err := p.end()
		if found := err != nil && strings.Contains(err.Error(), "learned too late: delete "+p.har); found != late {
			t.Errorf("%s: ended with %v", query, err)
		}
	}
}
