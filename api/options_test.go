package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for _, key := range []string{
		"", " ", "\t", "sm_key ", " sm_key", "sm_key\n", "sm\r\nX-Evil: 1", "sm\x00", "sm\x7f", "sm ü", "smé",
	} {
		client, err := api.New(key)
		if client != nil || err == nil || strings.TrimSpace(key) != "" && strings.Contains(err.Error(), key) {
			t.Errorf("key %q: %v", key, err)
		}
	}
	for baseURL, why := range map[string]string{
		"": "not an http", "/": "not an http", "api.supermemory.ai": "not an http", "localhost:8080": "not an http",
		"//host": "not an http", "ftp://host": "not an http", "https://": "not an http", "https:///path": "not an http",
		"https://:443": "not an http", "https:host": "not an http", "https://user:hunter2@host:bad": "not an http",
		"https://user:hunt/er2@h": "not an http", "https://h/%zzhunter2": "not an http", "https://h\n": "not an http",
		"https://user:hunter2@host": "has a user", "https://hunter2@host": "has a user",
		"https://h/?hunter2": "has a query", "https://h?": "has a query", "https://h/#hunter2": "has a query",
	} {
		client, err := api.New(key, api.WithBaseURL(baseURL))
		if client != nil || err == nil || strings.Contains(err.Error(), "hunt") || !strings.Contains(err.Error(), why) {
			t.Errorf("base URL %q: %v", baseURL, err)
		}
	}
	var none *http.Client
	for want, opts := range map[string][]api.ClientOption{
		"supermemory: an option is nil":                      {nil},
		"supermemory: the HTTP client is nil":                {api.WithHTTPClient(nil), api.WithHTTPClient(none)},
		"supermemory: the request editor is nil":             {api.WithRequestEditorFn(nil)},
		"supermemory: the timeout is negative: -1ns":         {api.WithTimeout(-1)},
		"supermemory: the number of retries is negative: -1": {api.WithRetries(-1)},
	} {
		for _, opt := range opts {
			client, err := api.New(key, api.WithRetries(1), opt, api.WithRetries(1))
			if client != nil || err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}

	// The control: values that look like the refused ones, and are valid.
	for _, baseURL := range []string{"https://host", "HTTP://host:8080", "http://[::1]:80/", "https://h/a%2Fb/"} {
		if _, err := api.New("~!sm_key", api.WithBaseURL(baseURL), api.WithTimeout(0), api.WithRetries(0)); err != nil {
			t.Errorf("base URL %q: %v", baseURL, err)
		}
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for baseURL, want := range map[string]string{
		api.DefaultBaseURL:  "https://api.supermemory.ai/v3/connections/conn_abc123",
		"https://h":         "https://h/v3/connections/conn_abc123",
		"https://h/":        "https://h/v3/connections/conn_abc123",
		"https://h/a/b":     "https://h/a/b/v3/connections/conn_abc123",
		"https://h/a/b/":    "https://h/a/b/v3/connections/conn_abc123",
		"http://h:1/a%2Fb/": "http://h:1/a%2Fb/v3/connections/conn_abc123",
	} {
		transport := &echo{}
		_, err := newClient(t, baseURL, over(transport)).DeleteConnection(t.Context(), "conn_abc123")
		if err != nil || transport.last.URL.String() != want {
			t.Errorf("base URL %s: called %v (%v), want %s", baseURL, transport.last.URL, err, want)
		}
	}

	transport := &echo{}
	client, err := api.New(key, over(transport))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.DeleteConnection(t.Context(), "conn_abc123")
	if err != nil || transport.last.Host != "api.supermemory.ai" {
		t.Errorf("without the option: called %v (%v)", transport.last.URL, err)
	}
}

func TestRequest(t *testing.T) {
	t.Parallel()
	transport := &echo{}
	client := newClient(t, "https://h", over(transport))
	for want, opts := range map[string][]api.DeleteOption{
		"":                      nil,
		"deleteDocuments=false": {api.KeepDocuments()},
	} {
		if _, err := client.DeleteConnection(t.Context(), "conn_abc123", opts...); err != nil {
			t.Fatal(err)
		}
		got := transport.last
		if got.Method != "DELETE" || got.URL.RawQuery != want || got.URL.ForceQuery || got.Body != nil {
			t.Errorf("sent %s %v", got.Method, got.URL)
		}
		if len(got.Header) != 2 || got.Header.Get("Authorization") != "Bearer "+key ||
			got.Header.Get("User-Agent") != "supermemory-go/devel" {
			t.Errorf("sent the header %v", got.Header)
		}
	}
}

// TestRequestEditors checks that editors run in order, once a call, within the timeout, and can replace what is set.
func TestRequestEditors(t *testing.T) {
	t.Parallel()
	transport := &script{attempts: []attempt{{status: 503, retryAfter: "0"}, {status: 200}}}
	last := &echo{}
	runs := 0
	client := newClient(t, "https://h", api.WithRetries(1),
		api.WithRequestEditorFn(func(ctx context.Context, req *http.Request) error {
			runs++
			if _, bounded := ctx.Deadline(); !bounded || req.Context() != ctx {
				t.Error("the editor's context has no deadline, or is not the request's")
			}
			if req.Header.Get("Authorization") != "Bearer "+key {
				t.Error("the editor does not see the key")
			}
			req.Header.Set("User-Agent", "first")
			return nil
		}),
		over(roundTripFunc(func(req *http.Request) (*http.Response, error) {
			_, _ = last.RoundTrip(req)
			return transport.RoundTrip(req)
		})),
		api.WithRequestEditorFn(func(_ context.Context, req *http.Request) error {
			req.Header.Set("User-Agent", req.Header.Get("User-Agent")+", second")
			req.Header.Set("Authorization", "Bearer another")
			return nil
		}))
	if _, err := client.DeleteConnection(t.Context(), "conn_abc123"); err != nil {
		t.Fatal(err)
	}
	header := last.last.Header
	if runs != 1 || header.Get("User-Agent") != "first, second" || header.Get("Authorization") != "Bearer another" {
		t.Errorf("%d runs, sent %v", runs, header)
	}
}

// TestOptionsInEveryOrder runs one scenario that needs all the options at once, for every order of them: the first
// response is worth a retry, the second is a redirect.
func TestOptionsInEveryOrder(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup // each waits before its retry
	for name, choice := range map[string]func(*http.Client) api.Doer{
		"client": func(c *http.Client) api.Doer { return c },
		"Doer":   func(c *http.Client) api.Doer { return doerFunc(c.Do) },
	} {
		for order := range permutations(5) {
			order := slices.Clone(order)
			all.Go(func() {
				if err := tryOrder(t, order, choice); err != nil {
					t.Errorf("%s, order %v: %v", name, order, err)
				}
			})
		}
	}
	all.Wait()
}

// tryOrder makes a call with five options in an order, each of which has something to see to.
func tryOrder(t *testing.T, order []int, choice func(*http.Client) api.Doer) error {
	t.Helper()
	var answered, sent atomic.Int32
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path != "/base/v3/connections/conn_abc123" || r.Header.Get("X-Edited") != "yes" ||
			r.Header.Get("Authorization") != "Bearer "+key:
			t.Errorf("got %s with %v", r.URL, r.Header)
		case answered.Add(1) == 1:
			reply(503, "", "", "Retry-After", "0")(w, r)
		default:
			followed(302)(w, r)
		}
	})
	count := func(req *http.Request) (*http.Response, error) {
		if _, ok := req.Context().Deadline(); ok {
			t.Error("the context has a deadline, although the timeout is off")
		}
		sent.Add(1)
		return http.DefaultTransport.RoundTrip(req)
	}
	refuse := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	jar, _ := cookiejar.New(nil)
	own := &http.Client{Jar: jar, Transport: roundTripFunc(count), CheckRedirect: refuse}
	before := fmt.Sprint(*own)
	all := []api.ClientOption{
		api.WithHTTPClient(choice(own)),
		api.WithTimeout(0),
		api.WithRetries(3),
		api.WithBaseURL(server.URL + "/base/"),
		api.WithRequestEditorFn(func(_ context.Context, req *http.Request) error {
			req.Header.Set("X-Edited", "yes")
			return nil
		}),
	}
	var opts []api.ClientOption
	for _, i := range order {
		opts = append(opts, all[i])
	}
	client, err := api.New(key, opts...)
	if err != nil {
		return err
	}
	_, err = client.DeleteConnection(t.Context(), "conn_abc123")
	got, ok := errors.AsType[*api.Error](err)
	if !ok || got.StatusCode != 302 || got.Attempts != 2 || sent.Load() != 2 {
		return fmt.Errorf("%d requests, %w", sent.Load(), err)
	}
	if fmt.Sprint(*own) != before {
		return errors.New("the caller's client was changed")
	}
	return nil
}

// permutations yields all the orders of the numbers below n.
func permutations(n int) func(func([]int) bool) {
	return func(yield func([]int) bool) {
		var extend func(order []int) bool
		extend = func(order []int) bool {
			if len(order) == n {
				return yield(order)
			}
		next:
			for i := range n {
				for _, j := range order {
					if i == j {
						continue next
					}
				}
				if !extend(append(order[:len(order):len(order)], i)) {
					return false
				}
			}
			return true
		}
		extend(nil)
	}
}

// TestCookies checks that the caller's cookie jar is used.
func TestCookies(t *testing.T) {
	t.Parallel()
	var cookies []string
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		cookies = append(cookies, r.Header.Get("Cookie"))
		ok(confirmed, "Set-Cookie", "a=b")(w, r)
	})
	jar, _ := cookiejar.New(nil)
	client := newClient(t, server.URL, api.WithHTTPClient(&http.Client{Jar: jar}), api.WithTimeout(time.Minute))
	for range 2 {
		if _, err := client.DeleteConnection(t.Context(), "conn_abc123"); err != nil {
			t.Fatal(err)
		}
	}
	if fmt.Sprint(cookies) != "[ a=b]" {
		t.Errorf("sent the cookies %q", cookies)
	}
}
