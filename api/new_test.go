package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/api/openapi"
)

func TestNewRefuses(t *testing.T) {
	for _, key := range []string{"", " ", "\t", "sm_key ", " sm_key", "sm_key\n", "sm\r\nX-Evil: 1", "sm\x00", "sm\x7f", "sm ü", "smé"} {
		if client, err := api.New(key); client != nil || err == nil || strings.TrimSpace(key) != "" && strings.Contains(err.Error(), key) {
			t.Errorf("key %q: %v", key, err)
		}
	}
	for _, baseURL := range []string{"", "/", "api.supermemory.ai", "localhost:8080", "//host", "ftp://host", "https://", "https:///path", "https://:443",
		"https:host", "https://user:hunter2@host", "https://hunter2@host", "https://user:hunter2@host:bad", "https://h/?hunter2", "https://h?",
		"https://h/#hunter2", "https://user:hunt/er2@h", "https://h/%zzhunter2", "https://h\n"} {
		client, err := api.New(key, api.WithBaseURL(baseURL))
		if client != nil || err == nil || strings.Contains(err.Error(), "hunt") {
			t.Errorf("base URL %q: %v", baseURL, err)
		}
	}
	var none *http.Client
	for name, opt := range map[string]api.ClientOption{
		"nil option": nil, "nil Doer": api.WithHTTPClient(nil), "nil *http.Client": api.WithHTTPClient(none),
		"negative timeout": api.WithTimeout(-1), "negative retries": api.WithRetries(-1),
		"nil editor": api.WithRequestEditorFn(nil),
	} {
		if client, err := api.New(key, opt); client != nil || err == nil || strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The control: what is like the refused, and right.
	for _, baseURL := range []string{"https://host", "HTTP://host:8080", "http://[::1]:80/", "https://h/a%2Fb/"} {
		if _, err := api.New("~!sm_key", api.WithBaseURL(baseURL), api.WithTimeout(0), api.WithRetries(0)); err != nil {
			t.Errorf("base URL %q: %v", baseURL, err)
		}
	}
}

// echo is a transport that confirms every deletion and keeps the last request.
type echo struct {
	mu   sync.Mutex
	last *http.Request
}

func (e *echo) RoundTrip(req *http.Request) (*http.Response, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.last = req
	return canned{[]byte(confirmed)}.RoundTrip(req)
}

func TestBaseURL(t *testing.T) {
	for baseURL, want := range map[string]string{
		api.DefaultBaseURL:  "https://api.supermemory.ai/v3/connections/conn_abc123",
		"https://h":         "https://h/v3/connections/conn_abc123",
		"https://h/":        "https://h/v3/connections/conn_abc123",
		"https://h/a/b":     "https://h/a/b/v3/connections/conn_abc123",
		"https://h/a/b/":    "https://h/a/b/v3/connections/conn_abc123",
		"http://h:1/a%2Fb/": "http://h:1/a%2Fb/v3/connections/conn_abc123",
	} {
		transport := &echo{}
		client := newClient(t, baseURL, api.WithHTTPClient(&http.Client{Transport: transport}))
		if _, err := client.DeleteConnection(t.Context(), "conn_abc123"); err != nil || transport.last.URL.String() != want {
			t.Errorf("base URL %s: called %v (%v), want %s", baseURL, transport.last.URL, err, want)
		}
	}
}

func TestRequest(t *testing.T) {
	transport := &echo{}
	client := newClient(t, "https://h", api.WithHTTPClient(&http.Client{Transport: transport}))
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
		if got.Header.Get("Authorization") != "Bearer "+key || got.Header.Get("User-Agent") != "supermemory-go/devel" || len(got.Header) != 2 {
			t.Errorf("sent the header %v", got.Header)
		}
	}
	client = newClient(t, "https://h", api.WithHTTPClient(&http.Client{Transport: transport}),
		api.WithRequestEditorFn(func(_ context.Context, req *http.Request) error {
			req.Header.Set("User-Agent", "mine/1")
			return nil
		}))
	if _, err := client.DeleteConnection(t.Context(), "conn_abc123"); err != nil || transport.last.Header.Get("User-Agent") != "mine/1" {
		t.Errorf("the caller's User-Agent was replaced by %s (%v)", transport.last.Header.Get("User-Agent"), err)
	}
}

type plainDoer struct{ client *http.Client }

func (d plainDoer) Do(req *http.Request) (*http.Response, error) { return d.client.Do(req) }

// TestOptionsInEveryOrder runs one scenario that needs all the options at once, for every order of them: the first
// answer is worth a retry, the second a redirect.
func TestOptionsInEveryOrder(t *testing.T) {
	var requests atomic.Int32
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path != "/base/v3/connections/conn_abc123" || r.Header.Get("X-Edited") != "yes" || r.Header.Get("Authorization") != "Bearer "+key:
			t.Errorf("got %s with %v", r.URL, r.Header)
		case requests.Add(1)%2 == 1:
			reply(503, "", "", "Retry-After", "0")(w, r)
		default:
			followed(302)(w, r)
		}
	})
	for name, choice := range map[string]func(*http.Client) api.Doer{
		"client": func(c *http.Client) api.Doer { return c },
		"Doer":   func(c *http.Client) api.Doer { return plainDoer{c} },
	} {
		for order := range permutations(5) {
			var sent atomic.Int32
			jar, _ := cookiejar.New(nil)
			own := &http.Client{
				Jar: jar,
				Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
					if _, ok := req.Context().Deadline(); ok {
						t.Error("the context has a deadline, although the timeout is off")
					}
					sent.Add(1)
					return http.DefaultTransport.RoundTrip(req)
				}),
				CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			}
			before := fmt.Sprint(*own)
			all := []api.ClientOption{
				api.WithHTTPClient(choice(own)), api.WithTimeout(0), api.WithRetries(3), api.WithBaseURL(server.URL + "/base/"),
				api.WithRequestEditorFn(func(_ context.Context, req *http.Request) error { req.Header.Set("X-Edited", "yes"); return nil }),
			}
			var opts []api.ClientOption
			for _, i := range order {
				opts = append(opts, all[i])
			}
			client, err := api.New(key, opts...)
			if err != nil {
				t.Fatal(err)
			}
			_, err = client.DeleteConnection(t.Context(), "conn_abc123")
			answered, ok := errors.AsType[*api.Error](err)
			if !ok || answered.StatusCode != 302 || answered.Attempts != 2 || sent.Load() != 2 {
				t.Fatalf("%s, order %v: %d requests, %v", name, order, sent.Load(), err)
			}
			if fmt.Sprint(*own) != before {
				t.Errorf("%s, order %v: the caller's client was changed", name, order)
			}
		}
	}
}

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// permutations are all the orders of the numbers below n.
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

// TestRedirectsAreNotFollowed covers what the table of hostile answers cannot: another host, the generated methods,
// and clients that follow redirects on their own.
func TestRedirectsAreNotFollowed(t *testing.T) {
	var stolen atomic.Int32
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		stolen.Add(1)
		reply(200, asJSON, confirmed)(w, r)
	})
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, target := range []string{other.URL + "/v3/connections/conn_abc123", "/elsewhere"} {
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/elsewhere" {
					stolen.Add(1)
				}
				http.Redirect(w, r, target, status)
			})
			client := newClient(t, server.URL, api.WithRetries(2))
			_, err := client.DeleteConnection(t.Context(), "conn_abc123")
			checkError(t, err, status, nil, "redirects are not followed: Location "+target)
			response, err := client.Generated().DeleteConnectionByIDWithResponse(t.Context(), "conn_abc123", nil)
			if err != nil || response.StatusCode() != status || response.JSON200 != nil {
				t.Errorf("%d to %s: the generated method got %v, %v", status, target, response, err)
			}
		}
	}
	if stolen.Load() != 0 {
		t.Fatalf("%d redirects were followed", stolen.Load())
	}

	for _, status := range []int{301, 302, 303, 307, 308} {
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+"/v3/connections/conn_abc123", status)
		})
		for name, follows := range map[string]api.Doer{
			"Doer": plainDoer{&http.Client{}},
			"Doer that hides it": doerFunc(func(req *http.Request) (*http.Response, error) {
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
			}),
			"transport": &http.Client{Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
				r := *req
				return (&http.Client{}).Do(&r)
			})},
		} {
			stolen.Store(0)
			client := newClient(t, server.URL, api.WithHTTPClient(follows), api.WithRetries(2))
			deleted, err := client.DeleteConnection(t.Context(), "conn_abc123")
			checkError(t, err, 200, api.ErrUnexpectedResponse, "followed a redirect")
			if deleted != nil || stolen.Load() != 1 { // The control: it does follow, and the layer refuses what comes of it.
				t.Errorf("%s, status %d: %v after %d requests", name, status, deleted, stolen.Load())
			}
			if _, err = client.Generated().DeleteConnectionByIDWithResponse(t.Context(), "conn_abc123", nil); !errors.Is(err, api.ErrUnexpectedResponse) {
				t.Errorf("%s, status %d: the generated method got %v", name, status, err)
			}
		}
	}
	client := newClient(t, other.URL, api.WithHTTPClient(plainDoer{&http.Client{}}))
	if _, err := client.DeleteConnection(t.Context(), "conn_abc123"); err != nil { // The control: without a redirect it works.
		t.Error(err)
	}
}

// TestKeyIsNeverInErrors lets everything that can repeat the key do so.
func TestKeyIsNeverInErrors(t *testing.T) {
	inJSON, _ := json.Marshal(key)
	quoted := strings.Trim(string(inJSON), `"`)
	forms := []string{key, quoted, url.QueryEscape(key), url.PathEscape(key), fmt.Sprintf("%q", key)}
	check := func(t *testing.T, err error) {
		t.Helper()
		if err == nil {
			t.Fatal("no error")
		}
		for _, form := range forms {
			if strings.Contains(err.Error(), form) {
				t.Errorf("the key is in %q", err)
			}
		}
		if !strings.Contains(err.Error(), "[redacted]") { // The control: it would have been there.
			t.Errorf("nothing was redacted in %q", err)
		}
		checkLine(t, err)
	}
	for name, answer := range map[string]http.HandlerFunc{
		"message":     reply(401, asJSON, `{"error":"Bad key: Bearer `+quoted+`"}`),
		"details":     reply(401, asJSON, `{"error":"Bad key","details":"`+quoted+`"}`),
		"text":        reply(401, "text/plain", "Bad key: "+key),
		"cut":         reply(401, "text/plain", strings.Repeat("-", 512-10)+key),
		"spaced":      reply(401, "text/plain", strings.Repeat("\n", 70<<10)+key),
		"raw JSON":    reply(401, asJSON, `{"why":"`+quoted+`"}`),
		"HTML":        reply(401, "text/html", "<title>sm_key/with+odd=&#34;characters&quot;&amp;&lt;more&gt;</title>"),
		"array":       reply(400, asJSON, `{"error":[{"path":["`+quoted+`"],"message":"no"}]}`),
		"media type":  reply(200, `text/plain; key="`+key+`"`, ""),
		"encoding":    reply(200, asJSON, "", "Content-Encoding", key),
		"location":    reply(302, "", "", "Location", "/login?key="+url.QueryEscape(key)),
		"bad JSON":    reply(400, asJSON, key),
		"reason":      raw("HTTP/1.1 401 " + key + "\r\nX-Key: " + key + "\r\nContent-Length: 999\r\n\r\n" + key),
		"malformed":   raw("HTTP/1.1 " + key + "\r\n\r\n"),
		"bad header":  raw("HTTP/1.1 200 OK\r\n" + key + "\r\n\r\n"),
		"bad framing": raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: " + key + "\r\n\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newClient(t, serve(t, answer).URL).DeleteConnection(t.Context(), "conn_abc123")
			check(t, err)
		})
	}
	for name, client := range map[string]api.Doer{
		"transport": &http.Client{Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("dump: %q", req.Header)
		})},
		"Doer": doerFunc(func(req *http.Request) (*http.Response, error) { return nil, fmt.Errorf("dump:\n%v", req.Header) }),
		"body": doerFunc(func(req *http.Request) (*http.Response, error) {
			resp, err := canned{}.RoundTrip(req)
			resp.Body = failing{fmt.Errorf("reset: %v", req.Header)}
			return resp, err
		}),
		"redirect": doerFunc(func(req *http.Request) (*http.Response, error) {
			r, _ := http.NewRequest("GET", "https://h/"+url.PathEscape(key), nil)
			return canned{[]byte(confirmed)}.RoundTrip(r)
		}),
	} {
		t.Run(name, func(t *testing.T) {
			for _, retries := range []int{0, 1} {
				c := newClient(t, "https://h", api.WithHTTPClient(client), api.WithRetries(retries))
				_, err := c.DeleteConnection(t.Context(), "conn_abc123")
				check(t, err)
				_, err = c.Generated().DeleteConnectionByIDWithResponse(t.Context(), "conn_abc123", nil)
				check(t, err)
			}
		})
	}
	t.Run("editor", func(t *testing.T) {
		cause := errors.New("cannot sign: " + key)
		c := newClient(t, "https://h", api.WithRequestEditorFn(func(context.Context, *http.Request) error { return cause }))
		_, err := c.DeleteConnection(t.Context(), "conn_abc123")
		check(t, err)
		if !errors.Is(err, cause) || !strings.HasSuffix(err.Error(), "the request was not sent") {
			t.Error(err)
		}
	})
	t.Run("ID", func(t *testing.T) {
		c := newClient(t, serve(t, reply(404, "", "")).URL)
		for _, id := range []string{key, strings.Repeat("a", 230) + key} {
			_, err := c.DeleteConnection(t.Context(), id)
			check(t, err)
		}
	})
	t.Run("short keys", func(t *testing.T) {
		for _, short := range []string{"e", "red", "]]", "404", "DELETE", "[redacted]", "ac", "%", "\\"} {
			c, err := api.New(short, api.WithBaseURL(serve(t, reply(404, "text/plain", "e red ]]] \\ % ac [redacted]] "+short)).URL))
			if err != nil {
				t.Fatal(err)
			}
			if _, err = c.DeleteConnection(t.Context(), "conn_%abc"); err == nil || strings.Contains(err.Error(), short) {
				t.Errorf("key %s: %v", short, err)
			}
		}
	})
}

type doerFunc func(*http.Request) (*http.Response, error)

func (f doerFunc) Do(req *http.Request) (*http.Response, error) { return f(req) }

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
func (f failing) Close() error             { return nil }

// TestMisuse checks that arguments that cannot work are errors, and panic nowhere.
func TestMisuse(t *testing.T) {
	for name, client := range map[string]*api.Client{"nil": nil, "zero": {}} {
		if _, err := client.DeleteConnection(t.Context(), "conn_abc123"); err == nil || !strings.Contains(err.Error(), "not made by New") {
			t.Errorf("%s client: %v", name, err)
		}
		_, err := client.Generated().DeleteConnectionByIDWithResponse(t.Context(), "conn_abc123", nil)
		if err == nil || !strings.Contains(err.Error(), "not made by New") {
			t.Errorf("the generated client of a %s client: %v", name, err)
		}
	}
	client := newClient(t, "https://h", api.WithHTTPClient(&http.Client{Transport: canned{[]byte(confirmed)}}))
	var nobody context.Context
	if _, err := client.DeleteConnection(nobody, "conn_abc123"); err == nil || !strings.Contains(err.Error(), "context is nil") {
		t.Error("no error for a nil context")
	}
	if _, err := client.DeleteConnection(t.Context(), "conn_abc123", nil); err == nil || !strings.Contains(err.Error(), "option is nil") {
		t.Error("no error for a nil option")
	}

	// Doers that break their contract.
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

// TestConcurrentUse is for the race detector: one client, all options, many goroutines.
func TestConcurrentUse(t *testing.T) {
	var seen sync.Map
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if _, again := seen.LoadOrStore(r.URL.Path, true); !again {
			reply(503, "", "", "Retry-After", "0")(w, r)
			return
		}
		reply(200, asJSON, fmt.Sprintf(`{"id":%q,"provider":"notion"}`, r.URL.Path[len("/v3/connections/"):]))(w, r)
	})
	client := newClient(t, server.URL, api.WithRetries(1), api.WithTimeout(time.Minute), api.WithHTTPClient(server.Client()))
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 25 {
				id := fmt.Sprintf("conn_%d_%d", i, j)
				deleted, err := client.DeleteConnection(t.Context(), id, api.KeepDocuments())
				if err != nil || deleted.ID != id {
					t.Errorf("%s: got %v, %v", id, deleted, err)
				}
			}
		})
	}
	group.Wait()
}

// TestAnotherClientsDoer checks that what one client sends with can be given to another without its retries.
func TestAnotherClientsDoer(t *testing.T) {
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		reply(503, "", "", "Retry-After", "0")(w, r)
	}))
	defer server.Close()
	first := newClient(t, server.URL, api.WithRetries(3))
	second := newClient(t, server.URL, api.WithRetries(1), api.WithHTTPClient(first.Generated().ClientInterface.(*openapi.Client).Client))
	_, err := second.DeleteConnection(t.Context(), "conn_abc123")
	if answered, ok := errors.AsType[*api.Error](err); !ok || answered.Attempts != 2 || requests.Load() != 2 {
		t.Errorf("%d requests, %v", requests.Load(), err)
	}
}
