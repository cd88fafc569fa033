package api_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// silent is a transport whose responses never come, or never end.
type silent struct{ body bool }

func (s silent) RoundTrip(req *http.Request) (*http.Response, error) {
	wait := waiting{req.Context()}
	if !s.body {
		_, err := wait.Read(nil)
		return nil, err
	}
	return &http.Response{
		StatusCode: http.StatusOK,
		Header:     http.Header{"Content-Type": {asJSON}},
		Body:       io.NopCloser(io.MultiReader(strings.NewReader(`{"id":`), wait)),
		Request:    req,
	}, nil
}

type waiting struct{ ctx context.Context }

func (w waiting) Read([]byte) (int, error) {
	<-w.ctx.Done()
	return 0, w.ctx.Err()
}

// TestTimeout checks when a call ends, and what its error says then, for our methods and for the generated ones.
func TestTimeout(t *testing.T) {
	t.Parallel()
	const (
		ours   = "no complete answer within the timeout of "
		theirs = "context deadline exceeded"
	)
	for name, row := range map[string]struct {
		options []api.ClientOption
		context time.Duration // of the caller; 0 for none
		end     time.Duration
		says    string
	}{
		"the default":                {nil, 0, 30 * time.Second, ours + "30s"},
		"set":                        {[]api.ClientOption{api.WithTimeout(time.Hour)}, 0, time.Hour, ours + "1h0m0s"},
		"with retries":               {[]api.ClientOption{api.WithRetries(2)}, 0, 30 * time.Second, ours + "30s"},
		"the caller's, which is off": {[]api.ClientOption{api.WithTimeout(0)}, time.Hour, time.Hour, theirs},
		"the caller's, sooner":       {nil, time.Second, time.Second, theirs},
		"the caller's, later":        {nil, time.Hour, 30 * time.Second, ours + "30s"},
	} {
		for where, transport := range map[string]silent{"no response": {false}, "no end of the body": {true}} {
			t.Run(name+", "+where, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					client := newClient(t, "https://h", append(row.options, over(transport))...)
					for _, send := range []func(context.Context) error{
						func(ctx context.Context) error {
							_, err := client.DeleteConnection(ctx, "conn_abc123")
							return err
						},
						func(ctx context.Context) error {
							_, err := client.Generated().DeleteConnectionByIDWithResponse(ctx, "conn_abc123", nil)
							return err
						},
					} {
						ctx := t.Context()
						if row.context > 0 {
							var cancel context.CancelFunc
							ctx, cancel = context.WithTimeout(ctx, row.context)
							defer cancel()
						}
						start := time.Now()
						err := send(ctx)
						elapsed := time.Since(start)
						if elapsed != row.end || !errors.Is(err, context.DeadlineExceeded) ||
							!strings.Contains(err.Error(), row.says) {
							t.Errorf("after %v: %v", elapsed, err)
						}
						checkLine(t, err)
					}
				})
			})
		}
	}
}

// TestTimeoutTexts checks that an error says what may have happened to the connection.
func TestTimeoutTexts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for transport, want := range map[silent]string{
			{false}: "supermemory: DELETE /v3/connections/conn_abc123: no complete answer within the timeout of 30s; " +
				"it is unknown whether the connection was deleted",
			{true}: "supermemory: DELETE /v3/connections/conn_abc123: 200 OK: not a confirmed deletion: " +
				"the body could not be read: no complete answer within the timeout of 30s; " +
				"the connection may have been deleted",
		} {
			_, err := newClient(t, "https://h", over(transport)).DeleteConnection(t.Context(), "conn_abc123")
			if err == nil || err.Error() != want {
				t.Errorf("got\n%v\nwant\n%s", err, want)
			}
		}
	})
}

// TestCancel checks that the caller can end a call, and that the error does not blame a timeout.
func TestCancel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, timeout := range []time.Duration{0, time.Hour} {
			for _, transport := range []silent{{false}, {true}} {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				start := time.Now()
				_, err := newClient(t, "https://h", over(transport), api.WithTimeout(timeout)).
					DeleteConnection(ctx, "conn_abc123")
				if time.Since(start) != time.Second || !errors.Is(err, context.Canceled) ||
					errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "timeout") {
					t.Errorf("after %v: %v", time.Since(start), err)
				}
			}
		}
	})
}

// TestTimeoutsOfTheHTTPClient checks calls that the caller's HTTP client ends.
func TestTimeoutsOfTheHTTPClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, body := range []bool{false, true} {
			own := &http.Client{Timeout: time.Second, Transport: silent{body}}
			start := time.Now()
			_, err := newClient(t, "https://h", api.WithHTTPClient(own)).DeleteConnection(t.Context(), "conn_abc123")
			if time.Since(start) != time.Second || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("after %v: %v", time.Since(start), err)
			}
		}

		// A Doer may hide that the context ended the request.
		hides := func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, errReset
		}
		client := newClient(t, "https://h", api.WithHTTPClient(doerFunc(hides)))
		_, err := client.DeleteConnection(t.Context(), "conn_abc123")
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, errReset) ||
			!strings.Contains(err.Error(), "30s") {
			t.Error(err)
		}
	})
}

// TestTimeoutOnTheWire has a real server and a real timeout.
func TestTimeoutOnTheWire(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"before the header": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"in the body": func(w http.ResponseWriter, r *http.Request) {
			ok(`{"id":`)(w, r)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, serve(t, answer).URL, api.WithTimeout(50*time.Millisecond))
			_, err := client.DeleteConnection(t.Context(), "conn_abc123")
			if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "the timeout of 50ms") {
				t.Error(err)
			}
		})
	}
}

// TestCallEnds checks that a call releases its context: when it returns, or, for a generated method, when the
// response's body is closed.
func TestCallEnds(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.RoundTripper{
		"confirmed": canned{[]byte(confirmed)},
		"failed":    roundTripFunc(func(*http.Request) (*http.Response, error) { return nil, errReset }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var ctx context.Context
			client := newClient(t, "https://h", over(roundTripFunc(func(req *http.Request) (*http.Response, error) {
				ctx = req.Context()
				return answer.RoundTrip(req)
			})))
			_, _ = client.DeleteConnection(t.Context(), "conn_abc123")
			if !errors.Is(ctx.Err(), context.Canceled) {
				t.Error("after DeleteConnection:", ctx.Err())
			}
			resp, err := client.Generated().DeleteConnectionByID(t.Context(), "conn_abc123", nil)
			if err == nil {
				if ctx.Err() != nil {
					t.Error("before the body is closed:", ctx.Err())
				}
				_ = resp.Body.Close()
			}
			if !errors.Is(ctx.Err(), context.Canceled) {
				t.Error("after the generated method:", ctx.Err())
			}
		})
	}
}
