package api_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// TestLog checks the record of each attempt.
func TestLog(t *testing.T) {
	t.Parallel()
	const id = "conn_secret"
	for _, row := range []struct {
		name     string
		attempts []attempt
		want     []string
	}{
		{"confirmed", []attempt{{status: 200}}, []string{"INFO status=200"}},
		{"no redirect is followed", []attempt{{status: 307}}, []string{"WARN status=307"}},
		{"retried", []attempt{{status: 503}, {err: errReset}, {status: 404}},
			[]string{"WARN status=503", `WARN error="no response"`, "WARN status=404"}},
		{"never connected", []attempt{{err: &net.OpError{Op: "dial", Err: errReset}}, {err: errors.New(id)},
			{err: &net.OpError{Op: "dial", Err: errReset}}},
			[]string{`WARN error="no connection"`, `WARN error="no response"`, `WARN error="no connection"`}},
		{"canceled", []attempt{{err: fmt.Errorf("%s: %w", id, io.EOF)}}, []string{`WARN error="no response"`,
			`WARN error="no response"`, `WARN error="no response"`}},
	} {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			logger := slog.New(slog.NewTextHandler(&log, nil))
			client := newClient(t, "https://h", over(&script{attempts: row.attempts}), api.WithLogger(logger),
				api.WithRetries(2))
			_, _ = client.DeleteConnection(t.Context(), id)
			lines := strings.SplitAfter(log.String(), "\n")
			for i, want := range row.want {
				level, outcome, _ := strings.Cut(want, " ")
				want := fmt.Sprintf(`level=%s msg="supermemory: request" method=DELETE `+
					"path=/v3/connections/{connectionId} %s attempt=%d duration=0s\n", level, outcome, i+1)
				if _, got, _ := strings.Cut(lines[i], " "); got != want {
					t.Errorf("%s: got %s want %s", row.name, got, want)
				}
			}
			if len(lines) != len(row.want)+1 || strings.Contains(log.String(), id) || strings.Contains(log.String(), key) {
				t.Errorf("%s: logged\n%s", row.name, log.String())
			}
		})
	}
}

// TestLogOfGeneratedClient checks that a path with an ID is not logged, and that a nil logger logs nothing.
func TestLogOfGeneratedClient(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	for _, logger := range []*slog.Logger{slog.New(slog.NewTextHandler(&log, nil)), nil} {
		client := newClient(t, "https://h", over(canned{[]byte(confirmed)}), api.WithLogger(logger))
		resp, err := client.Generated().DeleteConnectionByIDWithResponse(t.Context(), "conn_abc123", nil)
		if err != nil || resp.JSON200 == nil {
			t.Fatal(err)
		}
	}
	if got := log.String(); strings.Count(got, "\n") != 1 || strings.Contains(got, "conn_abc123") ||
		!strings.Contains(got, " method=DELETE status=200 attempt=1 ") {
		t.Error(got)
	}
}
