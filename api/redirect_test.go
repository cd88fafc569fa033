package api_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/api"
)

var redirects = []int{301, 302, 303, 307, 308}

// TestRedirectsAreNotFollowed covers what the table of hostile answers does not: another host, and the generated
// methods.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	var stolen atomic.Int32
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		stolen.Add(1)
		ok(confirmed)(w, r)
	})
	for _, status := range redirects {
		for _, target := range []string{other.URL + "/v3/connections/conn_abc123", "/elsewhere"} {
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/elsewhere" {
					stolen.Add(1)
				}
				http.Redirect(w, r, target, status)
			})
			client := newClient(t, server.URL, api.WithRetries(2))
			_, err := client.DeleteConnection(t.Context(), "conn_abc123")
			checkError(t, err, status, "redirects are not followed: Location "+target)
			response, err := client.Generated().DeleteConnectionByIDWithResponse(t.Context(), "conn_abc123", nil)
			if err != nil || response.StatusCode() != status || response.JSON200 != nil {
				t.Errorf("%d to %s: the generated method got %v, %v", status, target, response, err)
			}
		}
	}
	if stolen.Load() != 0 {
		t.Fatalf("%d redirects were followed", stolen.Load())
	}
}

// TestFollowedRedirects checks that the response to a redirect is refused if the caller's HTTP client follows it on
// its own.
func TestFollowedRedirects(t *testing.T) {
	t.Parallel()
	var followed atomic.Int32
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		followed.Add(1)
		ok(confirmed)(w, r)
	})
	hidden := func(req *http.Request) (*http.Response, error) {
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		resp.Body.Close()
		second, err := http.NewRequestWithContext(req.Context(), req.Method, resp.Header.Get("Location"), nil)
		if err != nil {
			return nil, err
		}
		return http.DefaultTransport.RoundTrip(second)
	}
	inTransport := func(req *http.Request) (*http.Response, error) {
		r := *req
		return (&http.Client{}).Do(&r)
	}
	for _, status := range redirects {
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+"/v3/connections/conn_abc123", status)
		})
		for name, follows := range map[string]api.Doer{
			"Doer":               doerFunc((&http.Client{}).Do),
			"Doer that hides it": doerFunc(hidden),
			"transport":          &http.Client{Transport: roundTripFunc(inTransport)},
		} {
			followed.Store(0)
			client := newClient(t, server.URL, api.WithHTTPClient(follows), api.WithRetries(2))
			deleted, err := client.DeleteConnection(t.Context(), "conn_abc123")
			checkError(t, err, 200, "the HTTP client followed a redirect, and this answers ")
			if deleted != nil || followed.Load() != 1 { // The control: it does follow.
				t.Errorf("%s, status %d: %v after %d requests", name, status, deleted, followed.Load())
			}
			_, err = client.Generated().DeleteConnectionByIDWithResponse(t.Context(), "conn_abc123", nil)
			if !errors.Is(err, api.ErrUnexpectedResponse) ||
				!strings.HasSuffix(err.Error(), "; the server may have acted on the request") {
				t.Errorf("%s, status %d: the generated method got %v", name, status, err)
			}
		}
	}

	// The control: without a redirect it works.
	client := newClient(t, other.URL, api.WithHTTPClient(doerFunc((&http.Client{}).Do)))
	if _, err := client.DeleteConnection(t.Context(), "conn_abc123"); err != nil {
		t.Error(err)
	}
}

// TestFollowedRedirectToAnError checks that the status of another request's response means nothing.
func TestFollowedRedirectToAnError(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 401, 404, 500} {
		client := newClient(t, "https://h", over(roundTripFunc(func(req *http.Request) (*http.Response, error) {
			other, err := http.NewRequestWithContext(req.Context(), http.MethodGet, "https://user:hunter2@other/x", nil)
			return &http.Response{StatusCode: status, Header: http.Header{}, Body: http.NoBody, Request: other}, err
		})))
		_, err := client.DeleteConnection(t.Context(), "conn_abc123")
		want := fmt.Sprintf("supermemory: DELETE /v3/connections/conn_abc123: %d %s: the HTTP client followed a redirect, "+
			"and this answers GET https://user:xxxxx@other/x; the connection may have been deleted",
			status, http.StatusText(status))
		answered, _ := errors.AsType[*api.Error](err)
		if answered == nil || answered.StatusCode != status || answered.Attempts != 1 || answered.Header == nil ||
			err.Error() != want || !errors.Is(err, api.ErrUnexpectedResponse) ||
			errors.Is(err, api.ErrUnauthorized) || errors.Is(err, api.ErrNotFound) {
			t.Errorf("got\n%v\nwant\n%s", err, want)
		}
	}
}

// TestTransportsMayRewrite checks that a transport may send a request elsewhere, as long as it is a DELETE, and that a
// Doer need not say what it sent.
func TestTransportsMayRewrite(t *testing.T) {
	t.Parallel()
	answers := func(req *http.Request, u *url.URL) (*http.Response, error) {
		return canned{[]byte(confirmed)}.RoundTrip(&http.Request{Method: req.Method, URL: u})
	}
	for name, choice := range map[string]api.Doer{
		"transport": &http.Client{Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
			return answers(req, &url.URL{Scheme: "https", Host: "other"})
		})},
		"Doer": doerFunc(func(req *http.Request) (*http.Response, error) { return answers(req, nil) }),
	} {
		_, err := newClient(t, "https://h", api.WithHTTPClient(choice)).DeleteConnection(t.Context(), "conn_abc123")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRefusedResponsesAreClosed checks that a response that nobody will read is closed: one to another request, and the
// connection of another protocol.
func TestRefusedResponsesAreClosed(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*http.Response){
		"redirected":          func(resp *http.Response) { resp.Request = &http.Request{Method: "GET"} },
		"switching protocols": func(resp *http.Response) { resp.StatusCode = http.StatusSwitchingProtocols },
	} {
		closed := false
		client := newClient(t, "https://h", over(roundTripFunc(func(req *http.Request) (*http.Response, error) {
			resp, err := canned{[]byte(confirmed)}.RoundTrip(req)
			resp.Body = closer{resp.Body, &closed}
			change(resp)
			return resp, err
		})))
		if _, err := client.DeleteConnection(t.Context(), "conn_abc123"); err == nil || !closed {
			t.Errorf("%s: closed: %t, %v", name, closed, err)
		}
	}
}
