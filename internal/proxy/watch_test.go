package proxy

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
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
)

func passedOf(path, body string) passed {
	return passed{Recorded: recording.Recorded{Exchange: drift.Exchange{Method: "GET", URL: "http://h" + path, Status: 200,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)}}}
}

const thingContract = `openapi: 3.0.3
info: {title: things, version: "1"}
paths:
  /things/{id}:
    get:
      operationId: getThing
      responses:
        "200":
          description: a thing
          content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string}}}}}
`

func watchOf(t *testing.T, log io.Writer) *watch {
	t.Helper()
	c, err := contract.Load([]byte(thingContract))
	if err != nil {
		t.Fatal(err)
	}
	return newWatch(&Proxy{Contract: c, Report: report.New("openapi.yaml", c.Responses()), Log: log})
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
