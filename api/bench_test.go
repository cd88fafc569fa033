package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// handWritten is what a careful programmer writes for this one call with net/http: a timeout, an escaped path, no
// redirects, a bounded read, and checks of the status, the media type and the result.
type handWritten struct {
	client  *http.Client
	baseURL string
	key     string
}

func (h handWritten) deleteConnection(ctx context.Context, id string) (*api.DeletedConnection, error) {
	if id == "" || id == "." || id == ".." {
		return nil, errors.New("invalid ID")
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodDelete, h.baseURL+"/v3/connections/"+url.PathEscape(id), nil)
	if err != nil {
		return nil, fmt.Errorf("delete connection %q: %w", id, err)
	}
	req.Header.Set("Authorization", "Bearer "+h.key)
	req.Header.Set("User-Agent", "supermemory-go/devel")
	resp, err := h.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("delete connection %q: %w", id, err)
	}
	defer resp.Body.Close()
	const limit = 1 << 20
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("delete connection %q: %w", id, err)
	}
	if resp.StatusCode != http.StatusOK || len(body) > limit {
		return nil, fmt.Errorf("delete connection %q: status %d, %d bytes", id, resp.StatusCode, len(body))
	}
	mediaType, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/json" {
		return nil, fmt.Errorf("delete connection %q: media type %q", id, mediaType)
	}
	var deleted api.DeletedConnection
	if err := json.Unmarshal(body, &deleted); err != nil {
		return nil, fmt.Errorf("delete connection %q: %w", id, err)
	}
	if deleted.ID == "" || deleted.Provider == "" {
		return nil, fmt.Errorf("delete connection %q: not confirmed", id)
	}
	return &deleted, nil
}

const benchmarkID = "PTzGiUYei7pgzg5buzZHgA"

// both returns a call with the client and the same call written by hand, over the same canned transport.
func both(tb testing.TB) (withClient, byHand func()) {
	tb.Helper()
	transport := canned{[]byte(`{"id":"PTzGiUYei7pgzg5buzZHgA","provider":"google-drive"}`)}
	client, err := api.New("sm_benchmark_key", api.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		tb.Fatal(err)
	}
	hand := handWritten{
		client: &http.Client{
			Transport:     transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		baseURL: api.DefaultBaseURL,
		key:     "sm_benchmark_key",
	}
	ctx := context.Background()
	check := func(deleted *api.DeletedConnection, err error) {
		if err != nil || deleted.ID != benchmarkID || deleted.Provider != "google-drive" {
			tb.Fatal(deleted, err)
		}
	}
	return func() { check(client.DeleteConnection(ctx, benchmarkID)) },
		func() { check(hand.deleteConnection(ctx, benchmarkID)) }
}

func BenchmarkDeleteConnection(b *testing.B) {
	withClient, _ := both(b)
	b.ReportAllocs()
	for b.Loop() {
		withClient()
	}
}

func BenchmarkHandWritten(b *testing.B) {
	_, byHand := both(b)
	b.ReportAllocs()
	for b.Loop() {
		byHand()
	}
}

// BenchmarkRatio measures both calls in turn, and reports the time and the allocations of the client as multiples of
// those of the call by hand. The time is the median over all turns, because other work of the machine would distort a
// mean.
func BenchmarkRatio(b *testing.B) {
	withClient, byHand := both(b)
	const calls = 100
	var ratios []float64
	var allocs [2]uint64
	for b.Loop() {
		var times [2]time.Duration
		for i, call := range []func(){withClient, byHand} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			for range calls {
				call()
			}
			times[i] = time.Since(start)
			runtime.ReadMemStats(&after)
			allocs[i] += after.Mallocs - before.Mallocs
		}
		ratios = append(ratios, float64(times[0])/float64(times[1]))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "x-time")
	b.ReportMetric(float64(allocs[0])/float64(allocs[1]), "x-allocs")
	b.ReportMetric(0, "ns/op") // Hidden: it is the time of two hundred calls.
}

// TestAllocations holds a limit on allocations, which do not depend on the machine.
func TestAllocations(t *testing.T) {
	withClient, byHand := both(t)
	got, want := testing.AllocsPerRun(200, withClient), testing.AllocsPerRun(200, byHand)
	t.Logf("%v allocations, by hand %v", got, want)
	if got > 1.5*want {
		t.Errorf("%v allocations are more than one and a half times the %v by hand", got, want)
	}
}
