package api_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// TestMisuse checks that arguments that cannot work give errors, not panics.
func TestMisuse(t *testing.T) {
	t.Parallel()
	for name, client := range map[string]*api.Client{"nil": nil, "zero": {}} {
		_, err := client.DeleteConnection(t.Context(), "conn_abc123")
		const want = "supermemory: DELETE /v3/connections/conn_abc123: the client was not made by New; no request was sent"
		if err == nil || err.Error() != want {
			t.Errorf("%s client: %v", name, err)
		}
		_, err = client.Generated().DeleteConnectionByIDWithResponse(t.Context(), "conn_abc123", nil)
		if err == nil || err.Error() != want {
			t.Errorf("the generated client of a %s client: %v", name, err)
		}
	}

	client := newClient(t, "https://h", over(canned{[]byte(confirmed)}))
	var nobody context.Context
	if _, err := client.DeleteConnection(nobody, "conn_abc123"); err == nil ||
		err.Error() != "supermemory: delete connection: the context is nil" {
		t.Errorf("a nil context: %v", err)
	}
	if _, err := client.DeleteConnection(t.Context(), "conn_abc123", api.KeepDocuments(), nil); err == nil ||
		err.Error() != "supermemory: delete connection: an option is nil" {
		t.Errorf("a nil option: %v", err)
	}
}

// TestBrokenDoers checks that a Doer that breaks its contract gives an error.
func TestBrokenDoers(t *testing.T) {
	t.Parallel()
	for name, choice := range map[string]doerFunc{
		"nothing": func(*http.Request) (*http.Response, error) { return nil, nil },
		"no body": func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 101}, nil },
		"no URL": func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 302, Request: &http.Request{}}, nil
		},
	} {
		client := newClient(t, "https://h", api.WithHTTPClient(choice))
		if deleted, err := client.DeleteConnection(t.Context(), "conn_abc123"); deleted != nil || err == nil {
			t.Errorf("%s: got %v and no error", name, deleted)
		}
	}
}

// TestBodiesAreClosed checks that a response's body is closed, whatever it contains.
func TestBodiesAreClosed(t *testing.T) {
	t.Parallel()
	for _, body := range []string{confirmed, "", strings.Repeat(" ", 2<<20)} {
		closed := false
		client := newClient(t, "https://h", over(roundTripFunc(func(req *http.Request) (*http.Response, error) {
			resp, err := canned{[]byte(body)}.RoundTrip(req)
			resp.Body = closer{resp.Body, &closed}
			return resp, err
		})))
		_, err := client.DeleteConnection(t.Context(), "conn_abc123")
		if (err == nil) != (body == confirmed) || !closed {
			t.Errorf("%d bytes: closed: %t, %v", len(body), closed, err)
		}
	}
}

// TestConcurrentUse is for the race detector: one client, all options, many goroutines.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	var seen sync.Map
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if _, again := seen.LoadOrStore(r.URL.Path, true); !again {
			reply(503, "", "", "Retry-After", "0")(w, r)
			return
		}
		ok(fmt.Sprintf(`{"id":%q,"provider":"notion"}`, r.URL.Path[len("/v3/connections/"):]))(w, r)
	})
	client := newClient(t, server.URL,
		api.WithRetries(1), api.WithTimeout(time.Minute), api.WithHTTPClient(server.Client()))
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			id := fmt.Sprintf("conn_%d", i)
			deleted, err := client.DeleteConnection(t.Context(), id, api.KeepDocuments())
			if err != nil || deleted.ID != id {
				t.Errorf("%s: got %v, %v", id, deleted, err)
			}
		})
	}
	group.Wait()
}
