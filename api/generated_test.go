package api_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/api/openapi"
)

// TestGenerated checks that the generated methods send what ours do: the same request, after the same editors.
func TestGenerated(t *testing.T) {
	t.Parallel()
	transport := &echo{}
	client := newClient(t, "https://h/base", over(transport),
		api.WithRequestEditorFn(func(_ context.Context, req *http.Request) error {
			req.Header.Set("X-Edited", "yes")
			return nil
		}))
	if _, err := client.DeleteConnection(t.Context(), "conn_abc123", api.KeepDocuments()); err != nil {
		t.Fatal(err)
	}
	ours := transport.last
	response, err := client.Generated().DeleteConnectionByIDWithResponse(t.Context(), "conn_abc123",
		&openapi.DeleteConnectionByIDParams{DeleteDocuments: new("false")})
	want := api.DeletedConnection{ID: "conn_abc123", Provider: "notion"}
	if err != nil || response.JSON200 == nil || *response.JSON200 != want {
		t.Errorf("%+v, %v", response, err)
	}
	generated := transport.last
	if generated == ours || generated.Method != ours.Method || *generated.URL != *ours.URL ||
		len(generated.Header) != len(ours.Header) || len(ours.Header) != 3 {
		t.Errorf("sent %v, want %v", generated, ours)
	}
	for name := range ours.Header {
		if generated.Header.Get(name) != ours.Header.Get(name) {
			t.Errorf("sent %s: %s", name, generated.Header.Get(name))
		}
	}
}

// TestGeneratedRetries checks that the generated methods make the same retries.
func TestGeneratedRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &script{attempts: []attempt{{status: 503}, {err: errReset}, {status: 200}}}
		client := newClient(t, "https://h", over(transport), api.WithRetries(2))
		response, err := client.Generated().DeleteConnectionByIDWithResponse(t.Context(), "conn_abc123", nil)
		if err != nil || response.JSON200 == nil || len(transport.asked) != 3 {
			t.Errorf("%d requests: %+v, %v", len(transport.asked), response, err)
		}
	})
}

// TestGeneratedErrors checks that the errors of the generated methods speak of the request, not of a connection: the
// method may be that of any operation.
func TestGeneratedErrors(t *testing.T) {
	t.Parallel()
	const request = "supermemory: DELETE /base/v3/connections/a%2F%7Bb%7D: "
	for want, transport := range map[string]roundTripFunc{
		request + "connection reset by peer; it is unknown whether the server acted on the request": func(
			*http.Request) (*http.Response, error) {
			return nil, errReset
		},
		request + "dial: connection reset by peer; no request was sent": func(
			*http.Request) (*http.Response, error) {
			return nil, &net.OpError{Op: "dial", Err: errReset}
		},
		request + "connection reset by peer": func(req *http.Request) (*http.Response, error) {
			resp, err := canned{}.RoundTrip(req)
			resp.Body = failing{errReset}
			return resp, err
		},
	} {
		client := newClient(t, "https://h/base", over(transport))
		_, err := client.Generated().DeleteConnectionByIDWithResponse(t.Context(), "a/{b}", nil)
		if err == nil || err.Error() != want || !errors.Is(err, errReset) {
			t.Errorf("got\n%v\nwant\n%s", err, want)
		}
	}
}

// TestGeneratedIsApart checks that changes to a generated client affect neither the client that it came from nor
// another generated one.
func TestGeneratedIsApart(t *testing.T) {
	t.Parallel()
	transport := &echo{}
	client := newClient(t, "https://h", over(transport))
	changed := client.Generated().ClientInterface.(*openapi.Client)
	changed.Server = "https://evil/"
	changed.RequestEditors[0] = func(context.Context, *http.Request) error { return errReset }
	_, err := changed.DeleteConnectionByID(t.Context(), "conn_abc123", nil)
	if !errors.Is(err, errReset) { // The control.
		t.Error(err)
	}
	if _, err := client.DeleteConnection(t.Context(), "conn_abc123"); err != nil || transport.last.Host != "h" {
		t.Error(err)
	}
	resp, err := client.Generated().DeleteConnectionByID(t.Context(), "conn_abc123", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != confirmed {
		t.Errorf("%s, %v", body, err)
	}
}

// TestGeneratedDoer checks that another client can send with the Doer of a generated client, without its retries.
func TestGeneratedDoer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &script{attempts: []attempt{{status: 503}}}
		first := newClient(t, "https://h", over(transport), api.WithRetries(3))
		doer := first.Generated().ClientInterface.(*openapi.Client).Client
		_, err := newClient(t, "https://h", api.WithRetries(1), api.WithHTTPClient(doer)).
			DeleteConnection(t.Context(), "conn_abc123")
		if answered, ok := errors.AsType[*api.Error](err); !ok || answered.Attempts != 2 || len(transport.asked) != 2 {
			t.Errorf("%d requests, %v", len(transport.asked), err)
		}
	})
}
