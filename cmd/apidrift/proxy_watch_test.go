package main

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
)

func passedOf(path, body string) passed {
	return passed{Recorded: recording.Recorded{Exchange: drift.Exchange{Method: "GET", URL: "http://h" + path, Status: 200,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)}}}
}

func watchOf(t *testing.T, log io.Writer) *watch {
	t.Helper()
	contract, err := drift.Load([]byte(thingContract))
	if err != nil {
		t.Fatal(err)
	}
	return newWatch(contract, report.New("openapi.yaml", contract), log)
}

// TestQueueLosesNothing fills a queue that nobody empties, by number and by size: putting waits, and goes on once there is room.
func TestQueueLosesNothing(t *testing.T) {
	for name, c := range map[string]struct{ size, room int }{
		"number": {0, maxWaiting}, "size": {maxWaitingBytes / 4, 4}, "one that is larger than the queue": {maxWaitingBytes + 1, 1},
	} {
		q := newQueue()
		var put atomic.Int64
		body := strings.Repeat("x", c.size)
		total := c.room + 3
		go func() {
			for range total {
				q.put(passedOf("/", body))
				put.Add(1)
			}
			q.close()
		}()
		for deadline := time.Now().Add(10 * time.Second); put.Load() < int64(c.room) && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(20 * time.Millisecond)
		if n := put.Load(); n != int64(c.room) {
			t.Errorf("%s: %d exchanges found room, want %d", name, n, c.room)
		}
		taken := 0
		for _, ok := q.take(); ok; _, ok = q.take() {
			taken++
		}
		if taken != total {
			t.Errorf("%s: %d of %d exchanges were taken", name, taken, total)
		}
	}
}

// TestWatchPrintsEachKindOnce, and no more kinds than it can remember.
func TestWatchPrintsEachKindOnce(t *testing.T) {
	var log strings.Builder
	w := watchOf(t, &log)
	for range 2 {
		for i := range maxKinds + 10 {
			w.judge(passedOf("/things/1", fmt.Sprintf(`{"id":"a","p%d":1}`, i)))
		}
	}
	if n := strings.Count(log.String(), "\n"); n != maxKinds+1 || strings.Count(log.String(), "no more are printed here") != 1 || w.report.Additive != 2*maxKinds+20 {
		t.Errorf("%d lines, %d findings", n, w.report.Additive)
	}
}

// TestWatchSaysWhatIsMissing has a recording that cannot be written to.
func TestWatchSaysWhatIsMissing(t *testing.T) {
	var log strings.Builder
	w := watchOf(t, &log)
	var err error
	if w.har, err = recording.CreateHAR(filepath.Join(t.TempDir(), "a.har"), "test", "v1"); err != nil {
		t.Fatal(err)
	}
	w.har.Close()
	for range 3 {
		w.judge(passedOf("/things/1", `{}`))
	}
	err = w.finish()
	if err == nil || !strings.Contains(err.Error(), "cannot record") ||
		!strings.HasSuffix(strings.Split(err.Error(), "\n")[0], "(exchanges: 3)") || strings.Count(log.String(), "cannot record") != 1 || w.report.Breaking != 3 {
		t.Errorf("got %v; printed %q", err, log.String())
	}
}

func TestLineIsHarmless(t *testing.T) {
	if got := line("a\x1b[31m\n\r\u202eb\xffé\u2028"); got != "a�[31m���b�é�" {
		t.Errorf("got %q", got)
	}
	if got := line(strings.Repeat("é", maxLine)); len(got) > maxLine+len("…") || !strings.HasSuffix(got, "é…") {
		t.Errorf("got %d bytes", len(got))
	}
}

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
