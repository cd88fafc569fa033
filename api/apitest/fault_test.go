package apitest_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/api/apitest"
)

// TestEachFault checks what the client makes of each fault, and whether the connection was deleted.
func TestEachFault(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		fault   apitest.Fault
		status  int   // 0 without an Error
		is      error // nil for no sentinel
		text    string
		id      string // in the result
		deleted bool
	}{
		"none":           {id: notion.ID, deleted: true},
		"internal error": {fault: apitest.Fault{InternalError: true}, status: 500, text: "Internal server error"},
		"forbidden":      {fault: apitest.Fault{Forbidden: true}, status: 403, is: api.ErrForbidden, text: "Forbidden"},
		"rate limited":   {fault: apitest.Fault{RateLimited: true}, status: 429, is: api.ErrRateLimited},
		"bad gateway":    {fault: apitest.Fault{BadGateway: true}, status: 502, text: "502 Bad Gateway; it is unknown"},
		"redirect":       {fault: apitest.Fault{Redirect: true}, status: 307, text: "Location /elsewhere"},
		"the first counts": {
			fault:  apitest.Fault{Forbidden: true, RateLimited: true, EmptyBody: true},
			status: 403, is: api.ErrForbidden,
		},
		"empty body": {
			fault:  apitest.Fault{EmptyBody: true, Array: true},
			status: 200, is: api.ErrUnexpectedResponse, text: "the body is empty", deleted: true,
		},
		"array":    {fault: apitest.Fault{Array: true, OtherID: true}, id: notion.ID, deleted: true},
		"other ID": {fault: apitest.Fault{OtherID: true}, id: notion.ID + "-other", deleted: true},
		"lost":     {fault: apitest.Fault{OtherID: true, LostReply: true}, text: "it is unknown", deleted: true},
	} {
		server := apitest.NewServer(t, notion)
		server.Inject(row.fault)
		got, err := server.Client().DeleteConnection(t.Context(), notion.ID)
		answered, _ := errors.AsType[*api.Error](err)
		switch {
		case (row.id != "") != (err == nil), (row.status != 0) != (answered != nil):
			t.Errorf("%s: %v", name, err)
		case err == nil && (got.ID != row.id || got.Provider != notion.Provider):
			t.Errorf("%s: got %v", name, got)
		case answered != nil && answered.StatusCode != row.status, row.is != nil && !errors.Is(err, row.is):
			t.Errorf("%s: %v", name, err)
		case err != nil && !strings.Contains(err.Error(), row.text):
			t.Errorf("%s: %v does not contain %q", name, err, row.text)
		}
		if deleted := server.Deleted(); (len(deleted) == 1) != row.deleted {
			t.Errorf("%s: deleted %v", name, deleted)
		}
	}
}

// TestFaultsOfOthers checks that a fault of a deletion changes nothing about a refusal.
func TestFaultsOfOthers(t *testing.T) {
	t.Parallel()
	server := apitest.NewServer(t)
	server.Inject(apitest.Fault{Array: true})
	if _, err := server.Client().DeleteConnection(t.Context(), "conn_unknown"); !errors.Is(err, api.ErrNotFound) {
		t.Error(err)
	}
}

// TestRetryAfter checks the header of a rate limit.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	server := apitest.NewServer(t)
	for _, row := range []struct {
		after, want time.Duration
		ok          bool
	}{{0, 0, false}, {time.Millisecond, time.Second, true}, {30 * time.Second, 30 * time.Second, true}} {
		server.Inject(apitest.Fault{RateLimited: true, RetryAfter: row.after})
		_, err := server.Client().DeleteConnection(t.Context(), "conn_unknown")
		answered, _ := errors.AsType[*api.Error](err)
		if answered == nil {
			t.Fatal(err)
		}
		if wait, ok := answered.RetryAfter(); wait != row.want || ok != row.ok {
			t.Errorf("%v: %v, %t", row.after, wait, ok)
		}
	}
}
