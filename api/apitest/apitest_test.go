package apitest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/api/apitest"
	"github.com/seed-97812ecd/supermemory-go/api/internal/exampletest"
)

const known = "/v3/connections/conn_abc123"

var notion = api.DeletedConnection{ID: "conn_abc123", Provider: "notion"}

func TestDeletesOnce(t *testing.T) {
	t.Parallel()
	odd := api.DeletedConnection{ID: "a/b %2F?ü#", Provider: "google-drive"}
	server := apitest.NewServer(t, notion, odd)
	client := server.Client()
	for _, c := range []api.DeletedConnection{odd, notion} {
		if deleted, err := client.DeleteConnection(t.Context(), c.ID); err != nil || *deleted != c {
			t.Errorf("%v, %v", deleted, err)
		}
		if _, err := client.DeleteConnection(t.Context(), c.ID, api.KeepDocuments()); !errors.Is(err, api.ErrNotFound) {
			t.Errorf("the second time: %v", err)
		}
	}
	if _, err := client.DeleteConnection(t.Context(), "conn_unknown"); !errors.Is(err, api.ErrNotFound) {
		t.Error(err)
	}
	want := []apitest.Deletion{{DeletedConnection: odd}, {DeletedConnection: notion}}
	if got := server.Deleted(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("deleted %+v, want %+v", got, want)
	}
}

// TestDocuments checks that no value of deleteDocuments but "false" keeps the documents.
func TestDocuments(t *testing.T) {
	t.Parallel()
	for query, kept := range map[string]bool{
		"": false, "?deleteDocuments=true": false, "?deleteDocuments=false": true, "?deleteDocuments=no": false,
	} {
		server := apitest.NewServer(t, notion)
		send(t, server, http.MethodDelete, known+query, "Bearer "+server.Key, 200, `"provider":"notion"`)
		if got := server.Deleted(); len(got) != 1 || got[0].KeptDocuments != kept {
			t.Errorf("%q: deleted %+v", query, got)
		}
	}
}

func TestWrongKey(t *testing.T) {
	t.Parallel()
	server := apitest.NewServer(t, notion)
	for _, authorization := range []string{
		"", "Bearer", "Bearer ", "Bearer another", "Basic " + server.Key, server.Key,
		"Bearer " + server.Key + "x", "Bearer  " + server.Key,
	} {
		for _, path := range []string{known, "/v3/connections/conn_unknown"} {
			send(t, server, http.MethodDelete, path, authorization, 401, `{"error":"Unauthorized"}`)
		}
	}
	if got := server.Deleted(); len(got) != 0 {
		t.Errorf("deleted %+v", got)
	}
	send(t, server, http.MethodDelete, known, "bearer "+server.Key, 200, notion.ID) // The control.
}

func TestUnknownRoutes(t *testing.T) {
	t.Parallel()
	server := apitest.NewServer(t, notion)
	for _, path := range []string{
		"/", "/v3/", "/v3/connections", "/v3/connections/", known + "/", "/v4/connections/conn_abc123",
	} {
		send(t, server, http.MethodDelete, path, "Bearer "+server.Key, 404, `{"error":"Not found"}`)
	}
	for _, method := range []string{"GET", "POST", "PUT", "PATCH"} {
		send(t, server, method, known, "Bearer "+server.Key, 404, `{"error":"Not found"}`)
	}
	if got := server.Deleted(); len(got) != 0 {
		t.Errorf("deleted %+v", got)
	}
}

// send makes a request that the client would not make, and compares the response.
func send(t *testing.T, server *apitest.Server, method, path, authorization string, status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status || resp.Header.Get("Content-Type") != "application/json" ||
		!strings.Contains(string(got), body) {
		t.Errorf("%s %s with %q: %s, %s, %v, want %d and %s",
			method, path, authorization, resp.Status, got, err, status, body)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	server := apitest.NewServer(t, notion)
	client := server.Client()
	server.Inject(apitest.Fault{InternalError: true}, apitest.Fault{})
	server.Inject(apitest.Fault{InternalError: true, LostReply: true})
	for i, want := range []int{500, 404, 0, 200} {
		id := notion.ID
		if want == 404 {
			id = "conn_unknown"
		}
		_, err := client.DeleteConnection(t.Context(), id)
		failure, _ := errors.AsType[*api.Error](err)
		if (want == 200) != (err == nil) || (want > 200) != (failure != nil) ||
			failure != nil && failure.StatusCode != want {
			t.Errorf("request %d: %v, want %d", i, err, want)
		}
		if got := len(server.Deleted()); (got == 1) != (want == 200) {
			t.Errorf("after request %d, deleted %d", i, got)
		}
	}
}

func TestLostReply(t *testing.T) {
	t.Parallel()
	server := apitest.NewServer(t, notion)
	server.Inject(apitest.Fault{LostReply: true})
	_, err := server.Client().DeleteConnection(t.Context(), notion.ID)
	failure, _ := errors.AsType[*api.Error](err)
	if err == nil || failure != nil || !strings.Contains(err.Error(), "it is unknown whether") {
		t.Error(err)
	}
	if got := server.Deleted(); len(got) != 1 {
		t.Errorf("deleted %+v", got)
	}

	// A DELETE retried after a lost reply gets 404 for a deletion that worked.
	server = apitest.NewServer(t, notion)
	server.Inject(apitest.Fault{LostReply: true})
	_, err = server.Client(api.WithRetries(1)).DeleteConnection(t.Context(), notion.ID)
	failure, _ = errors.AsType[*api.Error](err)
	if !errors.Is(err, api.ErrNotFound) || failure.Attempts != 2 || len(server.Deleted()) != 1 {
		t.Errorf("%v, deleted %+v", err, server.Deleted())
	}
}

func TestDelay(t *testing.T) {
	t.Parallel()
	server := apitest.NewServer(t, notion)
	server.Inject(apitest.Fault{Delay: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { // The client gives up after the deletion.
		defer cancel()
		awaitDeletion(ctx, server)
	}()
	_, err := server.Client().DeleteConnection(ctx, notion.ID)
	if !errors.Is(err, context.Canceled) || len(server.Deleted()) != 1 {
		t.Errorf("%v, deleted %+v", err, server.Deleted())
	}

	server.Inject(apitest.Fault{Delay: 50 * time.Millisecond})
	start := time.Now()
	_, err = server.Client().DeleteConnection(t.Context(), notion.ID)
	if !errors.Is(err, api.ErrNotFound) || time.Since(start) < 50*time.Millisecond {
		t.Errorf("after %v: %v", time.Since(start), err)
	}
}

func awaitDeletion(ctx context.Context, server *apitest.Server) {
	for len(server.Deleted()) == 0 && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
}

// TestCloseEndsDelays ends a server while a request waits.
func TestCloseEndsDelays(t *testing.T) {
	t.Parallel()
	end := new(exampletest.T)
	server := apitest.NewServer(end, notion)
	server.Inject(apitest.Fault{Delay: time.Hour})
	failed := make(chan error)
	go func() {
		_, err := server.Client(api.WithTimeout(0)).DeleteConnection(context.Background(), notion.ID)
		failed <- err
	}()
	awaitDeletion(t.Context(), server)
	end.End()
	if err := <-failed; err == nil {
		t.Error("answered by a closed server")
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	var connections []api.DeletedConnection
	for i := range 20 {
		connections = append(connections, api.DeletedConnection{ID: fmt.Sprint("conn_", i), Provider: "notion"})
	}
	server := apitest.NewServer(t, connections...)
	client := server.Client()
	var deleted, missing, failed atomic.Int32
	var group sync.WaitGroup
	for range 4 {
		for _, c := range connections {
			group.Go(func() {
				server.Inject(apitest.Fault{Delay: time.Millisecond})
				switch _, err := client.DeleteConnection(t.Context(), c.ID); {
				case err == nil:
					deleted.Add(1)
				case errors.Is(err, api.ErrNotFound):
					missing.Add(1)
				default:
					failed.Add(1)
				}
				server.Deleted()
			})
		}
	}
	group.Wait()
	if deleted.Load() != 20 || missing.Load() != 60 || failed.Load() != 0 || len(server.Deleted()) != 20 {
		t.Errorf("%d deleted, %d not found, %d failed", deleted.Load(), missing.Load(), failed.Load())
	}
}

// TestMisuseFailsTheTest checks what NewServer and Client refuse.
func TestMisuseFailsTheTest(t *testing.T) {
	t.Parallel()
	failure := func(use func(t testing.TB)) (message any) {
		end := new(exampletest.T)
		defer end.End()
		defer func() { message = recover() }()
		use(end)
		return nil
	}
	for _, id := range []string{"", ".", "..", "list", "Notion", "a\nb", "\xff", strings.Repeat("a", 2000)} {
		if failure(func(t testing.TB) { apitest.NewServer(t, api.DeletedConnection{ID: id}) }) == nil {
			t.Errorf("the ID %.20q passed", id)
		}
	}
	if failure(func(t testing.TB) { apitest.NewServer(t, notion, notion) }) == nil {
		t.Error("the same ID twice passed")
	}
	if failure(func(t testing.TB) { apitest.NewServer(t).Client(nil) }) == nil {
		t.Error("an option that is nil passed")
	}
	if message := failure(func(t testing.TB) { apitest.NewServer(t, notion).Client() }); message != nil {
		t.Error(message) // The control.
	}
}
