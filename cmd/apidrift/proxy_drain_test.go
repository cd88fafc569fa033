package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestProxyCutsOff: a request that does not end holds the proxy up for a bounded time, and the report is written all the same.
func TestProxyCutsOff(t *testing.T) {
	defer func(d time.Duration) { drainTimeout = d }(drainTimeout)
	drainTimeout = 50 * time.Millisecond
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/things/slow" {
			respond(w, 200, `{`)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return
		}
		respond(w, 200, `{}`)
	})
	p := startProxy(t, server.URL, thingContract, "--record", "FOLDER/recording.har")
	p.get("/things/1")
	resp, err := p.client.Get(p.url + "/things/slow")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if status := p.end(); status != exitUnknown || !strings.Contains(p.stderr.String(), "apidrift: requests still in flight after 50ms were cut off: 1") {
		t.Errorf("ended with %d: %s", status, p.stderr)
	}
	if _, err := io.ReadAll(resp.Body); err == nil {
		t.Error("the client took the response for whole")
	}
	if !strings.Contains(p.stdout.String(), "2 exchanges, 0 unmatched: 1 breaking") {
		t.Errorf("reported %s", p.stdout.String())
	}
}
