package api_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// TestLostResponse checks that the error for a lost response says that it is unknown what happened, and, as a control,
// that the error for a request that did not reach a server says that it was not sent.
func TestLostResponse(t *testing.T) {
	t.Parallel()
	const (
		request = "supermemory: DELETE /v3/connections/conn_abc123: "
		unknown = "; it is unknown whether the connection was deleted"
		unsent  = "; no request was sent"
	)
	server := serve(t, raw(""))
	client := newClient(t, server.URL)
	_, err := client.DeleteConnection(t.Context(), "conn_abc123")
	if !errors.Is(err, io.EOF) || err.Error() != request+"EOF"+unknown {
		t.Error(err)
	}
	server.Close()
	_, err = client.DeleteConnection(t.Context(), "conn_abc123")
	if dial, _ := errors.AsType[*net.OpError](err); dial == nil || err.Error() != request+dial.Error()+unsent {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.DeleteConnection(ctx, "conn_abc123")
	if !errors.Is(err, context.Canceled) || err.Error() != request+"context canceled"+unsent {
		t.Error(err)
	}

	for _, row := range []struct {
		err  error
		want string
	}{
		{errReset, "connection reset by peer" + unknown},
		{&net.OpError{Op: "read", Err: errReset}, "read: connection reset by peer" + unknown},
		{&net.OpError{Op: "dial", Err: errReset}, "dial: connection reset by peer" + unsent},
		{&net.DNSError{Err: "no such host", Name: "h"}, "lookup h: no such host" + unsent},
		{errors.New(strings.Repeat("x", 256)), strings.Repeat("x", 256) + unknown},
		{errors.New(strings.Repeat("x", 257)), strings.Repeat("x", 256) + "…" + unknown},
	} {
		client := newClient(t, "https://h", over(&script{attempts: []attempt{{err: row.err}}}))
		_, err := client.DeleteConnection(t.Context(), "conn_abc123")
		if err == nil || err.Error() != request+row.want {
			t.Errorf("got\n%v\nwant\n%s", err, request+row.want)
		}
	}
}

// TestLostResponseAfterRetries checks that what happened is unknown if any attempt may have reached the server.
func TestLostResponseAfterRetries(t *testing.T) {
	t.Parallel()
	dial := &net.OpError{Op: "dial", Err: errReset}
	for _, row := range []struct {
		attempts []attempt
		want     string
	}{
		{[]attempt{{err: dial}, {err: dial}}, "no request was sent"},
		{[]attempt{{err: errReset}, {err: dial}}, "it is unknown whether the connection was deleted"},
		{[]attempt{{status: http.StatusServiceUnavailable}, {err: dial}},
			"the last answer had status 503; it is unknown whether the connection was deleted"},
	} {
		synctest.Test(t, func(t *testing.T) {
			want := "supermemory: DELETE /v3/connections/conn_abc123: after 2 attempts: " +
				"dial: connection reset by peer; " + row.want
			client := newClient(t, "https://h", over(&script{attempts: row.attempts}), api.WithRetries(1))
			if _, err := client.DeleteConnection(t.Context(), "conn_abc123"); err == nil || err.Error() != want {
				t.Errorf("got\n%v\nwant\n%s", err, want)
			}
		})
	}
}
