package api_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// attempt is the result of one request: a response, or an error.
type attempt struct {
	status     int
	retryAfter string
	err        error
}

// script is a transport that returns the attempts of a list in turn, repeats the last one, and records when it was
// called. In a synctest bubble, waiting takes no time and times are exact.
type script struct {
	attempts []attempt
	asked    []time.Time
}

func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	a := s.attempts[min(len(s.asked), len(s.attempts)-1)]
	s.asked = append(s.asked, time.Now())
	if a.err != nil {
		return nil, a.err
	}
	header := http.Header{"Content-Type": {asJSON}}
	if a.retryAfter != "" {
		header.Set("Retry-After", a.retryAfter)
	}
	body := confirmed
	if a.status != 200 {
		body = fmt.Sprintf(`{"error":"answer %d"}`, len(s.asked))
	}
	return &http.Response{
		StatusCode: a.status,
		Header:     header,
		Body:       io.NopCloser(strings.NewReader(body)),
		Request:    req,
	}, nil
}

// waits are the times between the attempts.
func (s *script) waits() (waits []time.Duration) {
	for i := 1; i < len(s.asked); i++ {
		waits = append(waits, s.asked[i].Sub(s.asked[i-1]))
	}
	return waits
}

var errReset = errors.New("connection reset by peer")

func TestRetries(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name     string
		retries  int
		attempts []attempt
		made     int
		status   int // 0 for a connection error, 200 for a confirmed deletion
	}{
		{"off by default", 0, []attempt{{status: 503}}, 1, 503},
		{"not needed", 3, []attempt{{status: 200}}, 1, 200},
		{"worked the second time", 3, []attempt{{status: 503}, {status: 200}}, 2, 200},
		{"worked the last time", 2, []attempt{{status: 503}, {err: errReset}, {status: 200}}, 3, 200},
		{"never worked", 2, []attempt{{status: 500}, {status: 502}, {status: 504}}, 3, 504},
		{"one retry", 1, []attempt{{status: 500}, {status: 502}, {status: 504}}, 2, 502},
		{"timeout and rate limit", 5, []attempt{{status: 408}, {status: 429}, {status: 599}, {status: 200}}, 4, 200},
		{"not found after a lost answer", 3, []attempt{{err: errReset}, {status: 404}}, 2, 404},
		{"connection errors", 2, []attempt{{err: errReset}}, 3, 0},
		{"connection error at last", 1, []attempt{{status: 503}, {err: errReset}}, 2, 0},
		{"unconfirmed", 3, []attempt{{status: 204}}, 1, 204},
		{"conflict", 3, []attempt{{status: 409}}, 1, 409},
		{"unauthorized", 3, []attempt{{status: 401}}, 1, 401},
		{"not implemented", 3, []attempt{{status: 501}}, 1, 501},
		{"600", 3, []attempt{{status: 600}}, 1, 600},
		{"redirect", 3, []attempt{{status: 302}}, 1, 302},
		{"too long a wait", 3, []attempt{{status: 503, retryAfter: "31"}}, 1, 503}, // The call ends after 30 seconds.
		{"absurd wait", 3, []attempt{{status: 429, retryAfter: "99999999999999999999999"}}, 1, 429},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				transport := &script{attempts: row.attempts}
				client := newClient(t, "https://h", over(transport), api.WithRetries(row.retries))
				_, err := client.DeleteConnection(t.Context(), "conn_abc123")
				answered, _ := errors.AsType[*api.Error](err)
				switch {
				case len(transport.asked) != row.made:
					t.Errorf("%d attempts", len(transport.asked))
				case row.status == 200:
					if err != nil {
						t.Error(err)
					}
				case row.status == 0:
					if !errors.Is(err, errReset) || answered != nil ||
						!strings.Contains(err.Error(), fmt.Sprintf("after %d attempts", row.made)) {
						t.Error(err)
					}
				case answered == nil || answered.StatusCode != row.status || answered.Attempts != row.made ||
					answered.Message != fmt.Sprintf("answer %d", row.made):
					t.Errorf("got %v, want the last answer", err)
				case row.made > 1 && !strings.Contains(err.Error(), fmt.Sprintf("(after %d attempts)", row.made)):
					t.Errorf("%v does not say how many attempts there were", err)
				case errors.Is(err, api.ErrNotFound) != (row.status == 404):
					t.Errorf("errors.Is(err, ErrNotFound) is wrong for %v", err)
				}
			})
		})
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		text := func(header string) func() string { return func() string { return header } }
		date := func(layout string, after time.Duration) func() string {
			return func() string { return time.Now().Add(after).UTC().Format(layout) }
		}
		for _, row := range []struct {
			retryAfter        func() string
			shortest, longest time.Duration
		}{
			{text("0"), 1, time.Second / 2}, // it does not end the backoff
			{text("7"), 7 * time.Second, 7 * time.Second},
			{text("60"), time.Minute, time.Minute},
			// A date has no fractions of a second.
			{date(http.TimeFormat, 9*time.Second), 8 * time.Second, 9 * time.Second},
			{date("Monday, 02-Jan-06 15:04:05 GMT", 9*time.Second), 8 * time.Second, 9 * time.Second},
			{date(time.ANSIC, 9*time.Second), 8 * time.Second, 9 * time.Second},
			{date(http.TimeFormat, -time.Hour), 1, time.Second / 2},
			{text(""), 0, time.Second / 2},
			{text("-1"), 0, time.Second / 2},
			{text("soon"), 0, time.Second / 2},
		} {
			for _, status := range []int{408, 429, 500, 503} {
				transport := &script{attempts: []attempt{{status: status, retryAfter: row.retryAfter()}, {status: 200}}}
				client := newClient(t, "https://h", over(transport), api.WithRetries(1), api.WithTimeout(0))
				if _, err := client.DeleteConnection(t.Context(), "conn_abc123"); err != nil {
					t.Fatal(err)
				}
				if wait := transport.waits()[0]; wait < row.shortest || wait > row.longest {
					t.Errorf("status %d, Retry-After %q: waited %v", status, row.retryAfter(), wait)
				}
			}
		}

		// Without a header: at random, below a bound that doubles up to eight seconds.
		longest := make([]time.Duration, 8)
		for range 200 {
			transport := &script{attempts: []attempt{{err: errReset}}}
			client := newClient(t, "https://h", over(transport), api.WithRetries(8), api.WithTimeout(0))
			_, _ = client.DeleteConnection(t.Context(), "conn_abc123")
			for i, wait := range transport.waits() {
				longest[i] = max(longest[i], wait)
			}
		}
		for i, got := range longest {
			if bound := min(8*time.Second, time.Second/2<<i); got > bound || got < bound*9/10 {
				t.Errorf("the longest of 200 waits before retry %d is %v, want nearly %v", i+1, got, bound)
			}
		}
	})
}

// TestRetriesEndWithTheCall checks that a context ends a wait at once, and that the client does not wait if the call
// would end before the wait does.
func TestRetriesEndWithTheCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &script{attempts: []attempt{{status: 503, retryAfter: "20"}}}
		client := newClient(t, "https://h", over(transport), api.WithRetries(9))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		start := time.Now()
		_, err := client.DeleteConnection(ctx, "conn_abc123")
		if !errors.Is(err, context.Canceled) || time.Since(start) != 3*time.Second ||
			!strings.Contains(err.Error(), "last answer had status 503") {
			t.Errorf("after %v: %v", time.Since(start), err)
		}

		start = time.Now()
		_, err = client.DeleteConnection(t.Context(), "conn_abc123") // After 20 of 30 seconds, 20 more are too many.
		answered, ok := errors.AsType[*api.Error](err)
		if !ok || answered.StatusCode != 503 || answered.Attempts != 2 || time.Since(start) != 20*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}

		// A wait that would end with the call is too long, too.
		for wait, end := range map[string]time.Duration{"9": 9 * time.Second, "10": 0} {
			transport = &script{attempts: []attempt{{status: 503, retryAfter: wait}, {status: 404}}}
			client = newClient(t, "https://h", over(transport), api.WithRetries(1), api.WithTimeout(10*time.Second))
			start = time.Now()
			_, err = client.DeleteConnection(t.Context(), "conn_abc123")
			if time.Since(start) != end || errors.Is(err, api.ErrNotFound) != (end > 0) {
				t.Errorf("after %v: %v", time.Since(start), err)
			}
		}

		transport = &script{attempts: []attempt{{status: 503, retryAfter: "61"}}}
		client = newClient(t, "https://h", over(transport), api.WithRetries(9), api.WithTimeout(0))
		start = time.Now()
		if _, err = client.DeleteConnection(t.Context(), "conn_abc123"); time.Since(start) != 0 {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

// TestPermanentErrorsAreNotRetried checks that an error that would only repeat itself, such as an unknown certificate,
// is not retried.
func TestPermanentErrorsAreNotRetried(t *testing.T) {
	t.Parallel()
	var handshakes atomic.Int32
	server := httptest.NewUnstartedServer(ok(confirmed))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			handshakes.Add(1)
		}
	}
	server.StartTLS()
	defer server.Close()
	_, err := newClient(t, server.URL, api.WithRetries(3)).DeleteConnection(t.Context(), "conn_abc123")
	if err == nil || handshakes.Load() != 1 || !strings.HasSuffix(err.Error(), "no request was sent") {
		t.Errorf("%d connections: %v", handshakes.Load(), err)
	}
	client := newClient(t, server.URL, api.WithRetries(3), api.WithHTTPClient(server.Client())) // The control.
	if _, err := client.DeleteConnection(t.Context(), "conn_abc123"); err != nil {
		t.Error(err)
	}

	// The control: a closed connection is retried, and it is unknown what the server did.
	var requests atomic.Int32
	lossy := serve(t, func(w http.ResponseWriter, r *http.Request) { requests.Add(1); raw("")(w, r) })
	_, err = newClient(t, lossy.URL, api.WithRetries(2)).DeleteConnection(t.Context(), "conn_abc123")
	if !errors.Is(err, io.EOF) || requests.Load() != 3 ||
		!strings.Contains(err.Error(), "after 3 attempts: EOF; it is unknown whether") {
		t.Errorf("%d requests: %v", requests.Load(), err)
	}
	lossy.Close()
	_, err = newClient(t, lossy.URL, api.WithRetries(1)).DeleteConnection(t.Context(), "conn_abc123")
	if err == nil || !strings.HasSuffix(err.Error(), "no request was sent") {
		t.Error(err)
	}
}

// TestRetryAfter checks what Error.RetryAfter makes of a header.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in := func(d time.Duration) string { return time.Now().UTC().Add(d).Format(http.TimeFormat) }
		for _, row := range []struct {
			header string
			want   time.Duration
			ok     bool
		}{
			{"", 0, false}, {"soon", 0, false}, {"-1", 0, false}, {"1.5", 0, false},
			{"0", 0, true}, {"120", 2 * time.Minute, true}, {in(time.Hour), time.Hour, true}, {in(-time.Hour), 0, true},
			{"99999999999999999999", math.MaxInt64 / time.Second * time.Second, true},
		} {
			e := &api.Error{Header: http.Header{"Retry-After": {row.header}}}
			if wait, ok := e.RetryAfter(); wait != row.want || ok != row.ok {
				t.Errorf("%q: %v, %t", row.header, wait, ok)
			}
		}
		if wait, ok := new(api.Error).RetryAfter(); wait != 0 || ok {
			t.Error(wait, ok)
		}
	})
}
