package proxy

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

func passedOf(path, body string) passed {
	return passed{Recorded: recording.Recorded{Exchange: drift.Exchange{
		Method: "GET", URL: "http://h" + path, Status: 200,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body),
	}}}
}

func watchOf(t *testing.T, log io.Writer) *watch {
	t.Helper()
	c, err := contract.Load([]byte(harness.Contract))
	if err != nil {
		t.Fatal(err)
	}
	return newWatch(&Proxy{Contract: c, Report: report.New("openapi.yaml", c.Responses()), Log: log})
}

// TestQueueLosesNothing fills a queue that nobody empties, by number and by size: putting waits, and goes on once there
// is room.
func TestQueueLosesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ size, room int }{
		"number":                {0, maxWaiting},
		"size":                  {maxWaitingBytes / 4, 4},
		"larger than the queue": {maxWaitingBytes + 1, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			q := newQueue()
			put := 0
			p := passedOf("/", strings.Repeat("x", c.size))
			total := c.room + 3
			go func() {
				for range total {
					q.put(p)
					put++
				}
				q.close()
			}()
			synctest.Wait() // until put waits
			if put != c.room {
				t.Errorf("%s: %d exchanges found room, want %d", name, put, c.room)
			}
			taken := 0
			for _, ok := q.take(); ok; _, ok = q.take() {
				taken++
			}
			if taken != total {
				t.Errorf("%s: %d of %d exchanges were taken", name, taken, total)
			}
		})
	}
}

// TestWatchPrintsEachKindOnce has more kinds than are remembered.
func TestWatchPrintsEachKindOnce(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	w := watchOf(t, &log)
	for range 2 {
		for i := range maxKinds + 10 {
			w.judge(passedOf("/things/1", fmt.Sprintf(`{"id":"a","p%d":1}`, i)))
		}
	}
	lines, last := strings.Count(log.String(), "\n"), strings.Count(log.String(), "no more are printed here")
	if lines != maxKinds+1 || last != 1 || w.report.Additive != 2*maxKinds+20 {
		t.Errorf("%d lines, %d findings", lines, w.report.Additive)
	}
}

// TestWatchSaysWhatIsMissing has a recording that cannot be written to.
func TestWatchSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
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
	err = w.finish(t.Context())
	first, _, _ := strings.Cut(fmt.Sprint(err), "\n")
	if !strings.Contains(first, "cannot record") || !strings.HasSuffix(first, "(exchanges: 3)") {
		t.Errorf("got %v", err)
	}
	if strings.Count(log.String(), "cannot record") != 1 || w.report.Breaking != 3 {
		t.Errorf("printed %q, %d breaking", log.String(), w.report.Breaking)
	}
}

// TestWatchKeepsLittle has more reasons for failures than are told apart.
func TestWatchKeepsLittle(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	w := watchOf(t, &log)
	for i := range 10 * maxReasons {
		w.fail(fmt.Errorf("reason %d", i))
	}
	err := w.finish(t.Context())
	if lines := strings.Count(log.String(), "\n"); lines != maxReasons+1 || len(w.failures) != maxReasons+1 ||
		!strings.Contains(err.Error(), "(exchanges: 900)") {
		t.Errorf("%d lines, %d reasons: %v", lines, len(w.failures), err)
	}
}

// TestUnmatchedAsItPasses: each kind of exchange that matches no operation is printed once, and the report counts all.
// Beyond a limit they are only counted.
func TestUnmatchedAsItPasses(t *testing.T) {
	t.Parallel()
	log := harness.NewOutput()
	w := watchOf(t, log)
	w.report.Templates = w.contract.Templates()
	for _, path := range []string{"/other", "/other", "/things/a/b/12345", "/things/a/b/67890"} {
		w.judge(passedOf(path, `{}`))
	}
	deep := "apidrift: unmatched: GET /things/a/b/*: the contract has paths that begin alike\n"
	if got, want := log.String(), "apidrift: unmatched: GET /other\n"+deep; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
	for i := range 2 * maxShapes {
		w.judge(passedOf("/"+strings.Repeat("x", i+1), `{}`))
	}
	if n := strings.Count(log.String(), "apidrift: unmatched: "); n != maxShapes {
		t.Errorf("%d were printed", n)
	}
	if n := strings.Count(log.String(), "apidrift: more than 50 kinds of exchanges match no operation"); n != 1 {
		t.Errorf("%d lines say that there are more", n)
	}
	if w.report.Unmatched != 4+2*maxShapes {
		t.Errorf("%d were counted", w.report.Unmatched)
	}
	listed, _ := w.report.UnmatchedExchanges()
	if listed[0].Path != "/things/a/b/*" || listed[0].Count != 2 {
		t.Errorf("the report begins with %+v", listed[0])
	}
}
