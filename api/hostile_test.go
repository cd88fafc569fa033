package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/api/openapi"
)

const (
	key       = "sm_key/with+odd=\"characters\"&<more>"
	confirmed = `{"id":"conn_abc123","provider":"notion"}`
	asJSON    = "application/json"
)

// serve starts a server on the loopback interface.
func serve(t testing.TB, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

func newClient(t testing.TB, baseURL string, opts ...api.ClientOption) *api.Client {
	t.Helper()
	client, err := api.New(key, append([]api.ClientOption{api.WithBaseURL(baseURL)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// reply answers with a status, a media type ("" for none), a body, and further header names and values.
func reply(status int, mediaType, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil // Or net/http guesses one.
		if mediaType != "" {
			w.Header().Set("Content-Type", mediaType)
		}
		for i := 0; i < len(header); i += 2 {
			w.Header().Add(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// raw answers with these bytes and closes the connection.
func raw(response string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, response)
		_ = conn.Close()
	}
}

// followed answers a DELETE with a redirect, and a GET of its target as if something had been deleted.
func followed(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			reply(http.StatusOK, asJSON, confirmed)(w, r)
			return
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}
}

// hostile is what a server may answer. What DeleteConnection makes of it stands in the middle; in the last column
// is what the generated client makes of the same answer on its own: a "deletion", "nothing" (neither a result nor
// an error), an "error" without the status, or one of its typed errors. A row with status 0 is a confirmed
// deletion.
var hostile = []struct {
	name      string
	answer    http.HandlerFunc
	status    int
	sentinel  error
	text      string
	generated string
}{
	{"object", reply(200, asJSON, confirmed), 0, nil, "", "deletion"},
	{"array of one", reply(200, asJSON, "["+confirmed+"]"), 0, nil, "", "error"},
	{"spaced array", reply(200, asJSON, " [ "+confirmed+" ]\n"), 0, nil, "", "error"},
	{"charset and letter case", reply(200, "Application/JSON; charset=utf-8", confirmed), 0, nil, "", "nothing"},
	{"unknown properties", reply(200, asJSON, `{"a":[{"id":1}],"id":"conn_abc123","provider":"notion","b":{"provider":null}}`), 0, nil, "", "deletion"},
	{"escaped name", reply(200, asJSON, `{"\u0069d":"conn_abc123","provider":"not\u0069on"}`), 0, nil, "", "deletion"},

	{"created", reply(201, asJSON, confirmed), 201, api.ErrUnexpectedResponse, "the status is not 200", "nothing"},
	{"accepted", reply(202, asJSON, confirmed), 202, api.ErrUnexpectedResponse, "the status is not 200", "nothing"},
	{"no content", reply(204, "", ""), 204, api.ErrUnexpectedResponse, "the status is not 200", "nothing"},
	{"unknown success", reply(299, asJSON, confirmed), 299, api.ErrUnexpectedResponse, ": 299: not a confirmed deletion", "nothing"},
	{"HTML", reply(200, "text/html", "<html>"), 200, api.ErrUnexpectedResponse, `"text/html", not application/json`, "nothing"},
	{"JSON as text", reply(200, "text/plain", confirmed), 200, api.ErrUnexpectedResponse, "text/plain", "nothing"},
	{"not quite JSON", reply(200, "text/notjsonatall", confirmed), 200, api.ErrUnexpectedResponse, "notjsonatall", "deletion"},
	{"problem", reply(200, "application/problem+json", confirmed), 200, api.ErrUnexpectedResponse, "problem+json", "deletion"},
	{"no media type", reply(200, "", confirmed), 200, api.ErrUnexpectedResponse, "no media type", "nothing"},
	{"two media types", reply(200, asJSON, confirmed, "Content-Type", "text/html"), 200, api.ErrUnexpectedResponse, "2 media types", "deletion"},
	{"malformed media type", reply(200, "application/json, text/html", confirmed), 200, api.ErrUnexpectedResponse, "text/html", "deletion"},
	{"unknown encoding", reply(200, asJSON, confirmed, "Content-Encoding", "br"), 200, api.ErrUnexpectedResponse, `encoded as "br"`, "deletion"},
	{"empty", reply(200, asJSON, ""), 200, api.ErrUnexpectedResponse, "the body is empty", "error"},
	{"empty without a media type", reply(200, "", ""), 200, api.ErrUnexpectedResponse, "no media type", "nothing"},
	{"truncated", reply(200, asJSON, confirmed[:20]), 200, api.ErrUnexpectedResponse, "not one JSON value", "error"},
	{"shorter than declared", raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n" + confirmed),
		200, api.ErrUnexpectedResponse, "could not be read: unexpected EOF", "error"},
	{"trailing garbage", reply(200, asJSON, confirmed+"x"), 200, api.ErrUnexpectedResponse, "not one JSON value", "error"},
	{"two values", reply(200, asJSON, confirmed+confirmed), 200, api.ErrUnexpectedResponse, "not one JSON value", "error"},
	{"byte order mark", reply(200, asJSON, "\ufeff"+confirmed), 200, api.ErrUnexpectedResponse, "not one JSON value", "error"},
	{"not UTF-8", reply(200, asJSON, `{"id":"conn_`+"\xff"+`","provider":"notion"}`), 200, api.ErrUnexpectedResponse, "not UTF-8", "deletion"},
	{"over 1 MiB", reply(200, asJSON, confirmed+strings.Repeat(" ", 1<<20)), 200, api.ErrUnexpectedResponse, "over 1 MiB", "deletion"},
	{"no id", reply(200, asJSON, `{"provider":"notion"}`), 200, api.ErrUnexpectedResponse, `"id" is missing`, "deletion"},
	{"no provider", reply(200, asJSON, `{"id":"conn_abc123"}`), 200, api.ErrUnexpectedResponse, `"provider" is missing`, "deletion"},
	{"null id", reply(200, asJSON, `{"id":null,"provider":"notion"}`), 200, api.ErrUnexpectedResponse, `"id" is not a string`, "deletion"},
	{"null provider", reply(200, asJSON, `{"id":"a","provider":null}`), 200, api.ErrUnexpectedResponse, `"provider" is not a string`, "deletion"},
	{"number for id", reply(200, asJSON, `{"id":7,"provider":"notion"}`), 200, api.ErrUnexpectedResponse, `"id" is not a string`, "error"},
	{"object for provider", reply(200, asJSON, `{"id":"a","provider":{}}`), 200, api.ErrUnexpectedResponse, `"provider" is not a string`, "error"},
	{"empty id", reply(200, asJSON, `{"id":"","provider":"notion"}`), 200, api.ErrUnexpectedResponse, `"id" is empty`, "deletion"},
	{"other letter case", reply(200, asJSON, `{"ID":"a","Provider":"b"}`), 200, api.ErrUnexpectedResponse, `"id" is missing`, "deletion"},
	{"id twice", reply(200, asJSON, `{"id":"a","provider":"b","id":"c"}`), 200, api.ErrUnexpectedResponse, `"id" occurs twice`, "deletion"},
	{"nested", reply(200, asJSON, `{"data":`+confirmed+`}`), 200, api.ErrUnexpectedResponse, `"id" is missing`, "deletion"},
	{"version 5", reply(200, asJSON, `{"id":"conn_abc123","deleted":true}`), 200, api.ErrUnexpectedResponse, `"provider" is missing`, "deletion"},
	{"empty object", reply(200, asJSON, `{}`), 200, api.ErrUnexpectedResponse, `"id" is missing`, "deletion"},
	{"empty array", reply(200, asJSON, `[ ]`), 200, api.ErrUnexpectedResponse, "the array is empty", "error"},
	{"two elements", reply(200, asJSON, "["+confirmed+","+confirmed+"]"), 200, api.ErrUnexpectedResponse, "more than one element", "error"},
	{"array in an array", reply(200, asJSON, "[["+confirmed+"]]"), 200, api.ErrUnexpectedResponse, "neither an object nor", "error"},
	{"null", reply(200, asJSON, `null`), 200, api.ErrUnexpectedResponse, "neither an object nor", "deletion"},
	{"string", reply(200, asJSON, `"deleted"`), 200, api.ErrUnexpectedResponse, "neither an object nor", "error"},
	{"error with 200", reply(200, asJSON, `{"error":"Unauthorized"}`), 200, api.ErrUnexpectedResponse, `"id" is missing`, "deletion"},

	{"switching protocols", raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"), 101, nil, "101 Switching", "nothing"},
	{"moved permanently", followed(301), 301, nil, "redirects are not followed: Location /elsewhere", "deletion"},
	{"found", followed(302), 302, nil, "redirects are not followed", "deletion"},
	{"see other", followed(303), 303, nil, "redirects are not followed", "deletion"},
	{"not modified", reply(304, "", ""), 304, nil, "304 Not Modified", "nothing"},
	{"temporary redirect", followed(307), 307, nil, "redirects are not followed", "deletion"},
	{"permanent redirect", followed(308), 308, nil, "redirects are not followed", "deletion"},
	{"redirect to nowhere", reply(302, "", "", "Location", "http://[::1"), 302, nil, "302 Found: redirects are not followed", "error"},

	{"validation", reply(400, asJSON, `{"success":false,"error":[{"path":["connectionId",0],"message":"Too short"},{"message":"Bad"}],"data":"x"}`),
		400, nil, "400 Bad Request: /connectionId/0: Too short; Bad", "nothing"},
	{"unauthorized", reply(401, asJSON, `{"error":"Unauthorized"}`), 401, api.ErrUnauthorized, "401 Unauthorized: Unauthorized", "401"},
	{"unauthorized in HTML", reply(401, "text/html", "<TITLE>Sign in &amp;\n wait</TITLE>"), 401, api.ErrUnauthorized, ": Sign in & wait", "nothing"},
	{"forbidden", reply(403, asJSON, `{"error": "This API key has read-only access"}`), 403, nil, "read-only access", "nothing"},
	{"not found", reply(404, asJSON, `{"error":"Connection not found"}`), 404, api.ErrNotFound, "404 Not Found: Connection not found", "404"},
	{"not found in HTML", reply(404, "text/html", "<html><head><title>Oops</title>"), 404, api.ErrNotFound, "404 Not Found: Oops", "nothing"},
	{"not found in text", reply(404, "text/plain", "404 page\n\x1b[31mnot\u202e found\r\n"), 404, api.ErrNotFound, "404 page [31mnot found", "nothing"},
	{"not found, empty", reply(404, "", ""), 404, api.ErrNotFound, "404 Not Found", "nothing"},
	{"not found, malformed", reply(404, asJSON, `{"error":`), 404, api.ErrNotFound, `404 Not Found: {"error":`, "error"},
	{"not found, cut short", raw("HTTP/1.1 404 Not Found\r\nContent-Length: 99\r\n\r\ngone"), 404, api.ErrNotFound, "gone; the body could not be read", "error"},
	{"message instead", reply(409, asJSON, `{"message":"Busy"}`), 409, nil, "409 Conflict: Busy", "nothing"},
	{"error object", reply(422, asJSON, `{"error":{"message":"No","code":1}}`), 422, nil, "422 Unprocessable Entity: No", "nothing"},
	{"rate limit", reply(429, "text/plain", "slow down"), 429, nil, "429 Too Many Requests: slow down", "nothing"},
	{"details", reply(500, asJSON, `{"error":"Internal server error","details":"x"}`), 500, nil, "500 Internal Server Error: Internal server error (x)", "500"},
	{"details of another type", reply(500, asJSON, `{"error":"Broken","details":{}}`), 500, nil, "500 Internal Server Error: Broken", "error"},
	{"huge error", reply(500, "text/plain", strings.Repeat("x", 2<<20)), 500, nil, "xxx…", "nothing"},
	{"unknown status", reply(799, "text/plain", "what"), 799, nil, ": 799: what", "nothing"},
}

func TestHostileAnswers(t *testing.T) {
	for _, row := range hostile {
		t.Run(row.name, func(t *testing.T) {
			server := serve(t, row.answer)
			deleted, err := newClient(t, server.URL).DeleteConnection(t.Context(), "conn_abc123")
			if row.status == 0 {
				if err != nil || *deleted != (api.DeletedConnection{ID: "conn_abc123", Provider: "notion"}) {
					t.Errorf("got %v and error %v", deleted, err)
				}
			} else {
				checkError(t, err, row.status, row.sentinel, row.text)
			}
			if deleted != nil && err != nil {
				t.Error("both a result and an error")
			}

			generated, err := openapi.NewClientWithResponses(server.URL) // As generated, without what New adds.
			if err != nil {
				t.Fatal(err)
			}
			response, err := generated.DeleteConnectionByIDWithResponse(t.Context(), "conn_abc123", nil)
			if got := outcome(response, err); got != row.generated {
				t.Errorf("the generated client: %s, want %s", got, row.generated)
			}
		})
	}
}

func checkError(t *testing.T, err error, status int, sentinel error, text string) {
	t.Helper()
	answered, ok := errors.AsType[*api.Error](err)
	if !ok {
		t.Fatalf("got %v, want an *api.Error", err)
	}
	if answered.StatusCode != status || answered.Header == nil || answered.Attempts != 1 || len(answered.Body) > 64<<10 {
		t.Errorf("status %d, %d attempts, %d bytes, header %v", answered.StatusCode, answered.Attempts, len(answered.Body), answered.Header)
	}
	for _, other := range []error{api.ErrUnauthorized, api.ErrNotFound, api.ErrUnexpectedResponse, api.ErrInvalidID} {
		if errors.Is(err, other) != (other == sentinel) {
			t.Errorf("errors.Is(err, %v) is %v", other, errors.Is(err, other))
		}
	}
	if !strings.Contains(err.Error(), text) || !strings.HasPrefix(err.Error(), fmt.Sprintf("DELETE /v3/connections/conn_abc123: %d", status)) {
		t.Errorf("%q does not name the request or contain %q", err, text)
	}
	if status/100 == 2 && !strings.HasSuffix(err.Error(), "the connection may have been deleted") {
		t.Errorf("%q does not say that the connection may have been deleted", err)
	}
	checkLine(t, err)
}

// checkLine fails unless an error's text is one printable line of bounded length without the key.
func checkLine(t *testing.T, err error) {
	t.Helper()
	text := err.Error()
	if len(text) > 1000 || strings.ContainsFunc(text, func(r rune) bool { return r != ' ' && !unicode.IsPrint(r) }) || strings.Contains(text, key) {
		t.Errorf("not one bounded line without the key: %q", text)
	}
}

func outcome(r *openapi.DeleteConnectionByIDResponse, err error) string {
	switch {
	case err != nil:
		return "error"
	case r.JSON200 != nil:
		return "deletion"
	case r.JSON401 != nil:
		return "401"
	case r.JSON404 != nil:
		return "404"
	case r.JSON500 != nil:
		return "500"
	}
	return "nothing"
}

// TestErrorKeepsTheAnswer checks the fields of an Error that the table does not.
func TestErrorKeepsTheAnswer(t *testing.T) {
	long := `{"error":"` + strings.Repeat("ü", 50<<10) + `","details":"d"}`
	server := serve(t, reply(500, asJSON, long, "X-Request-Id", "7"))
	_, err := newClient(t, server.URL).DeleteConnection(t.Context(), "conn_abc123")
	answered, _ := errors.AsType[*api.Error](err)
	if answered == nil || answered.Message != strings.Repeat("ü", 50<<10) || answered.Details != "d" ||
		answered.Header.Get("X-Request-Id") != "7" || string(answered.Body) != long[:64<<10] {
		t.Errorf("got %#v", answered)
	}
	checkLine(t, err)

	// One that somebody else makes, such as a stand-in for this package, works as well.
	err = &api.Error{StatusCode: 404, Message: "Connection not found"}
	if !errors.Is(err, api.ErrNotFound) || err.Error() != "supermemory: 404 Not Found: Connection not found" {
		t.Error(err)
	}
}

// TestEndlessBody checks that the client stops reading soon after 1 MiB.
func TestEndlessBody(t *testing.T) {
	var written atomic.Int64
	stopped := make(chan struct{})
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		defer close(stopped)
		w.Header().Set("Content-Type", asJSON)
		for written.Load() < 1<<30 {
			n, err := w.Write(bytes.Repeat([]byte(" "), 32<<10))
			written.Add(int64(n))
			if err != nil {
				return
			}
		}
	})
	_, err := newClient(t, server.URL).DeleteConnection(t.Context(), "conn_abc123")
	checkError(t, err, 200, api.ErrUnexpectedResponse, "over 1 MiB")
	<-stopped
	if n := written.Load(); n > 64<<20 { // What the sockets' buffers take is the operating system's.
		t.Errorf("the server could write %d bytes", n)
	}
}

// counter counts the bytes that are read from a response's body.
type counter struct {
	http.RoundTripper
	read *atomic.Int64
}

func (c counter) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.RoundTripper.RoundTrip(req)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.TeeReader(resp.Body, writerFunc(func(p []byte) { c.read.Add(int64(len(p))) })), resp.Body}
	}
	return resp, err
}

type writerFunc func([]byte)

func (f writerFunc) Write(p []byte) (int, error) { f(p); return len(p), nil }

// TestGzipBomb checks that what is bounded is the size after decompression.
func TestGzipBomb(t *testing.T) {
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	_, _ = w.Write(bytes.Repeat([]byte(" "), 128<<20))
	_ = w.Close()
	server := serve(t, reply(200, asJSON, bomb.String(), "Content-Encoding", "gzip"))
	var read atomic.Int64
	client := newClient(t, server.URL, api.WithHTTPClient(&http.Client{Transport: counter{http.DefaultTransport, &read}}))
	_, err := client.DeleteConnection(t.Context(), "conn_abc123")
	checkError(t, err, 200, api.ErrUnexpectedResponse, "over 1 MiB")
	if read.Load() != 1<<20+1 {
		t.Errorf("read %d bytes", read.Load())
	}

	// A small one is a deletion like any other.
	var small bytes.Buffer
	w = gzip.NewWriter(&small)
	_, _ = io.WriteString(w, confirmed)
	_ = w.Close()
	server = serve(t, reply(200, asJSON, small.String(), "Content-Encoding", "gzip"))
	if _, err := newClient(t, server.URL).DeleteConnection(t.Context(), "conn_abc123"); err != nil {
		t.Error(err)
	}
}

// TestLostAnswer checks that a request that may have worked is not called a failure.
func TestLostAnswer(t *testing.T) {
	server := serve(t, raw(""))
	client := newClient(t, server.URL)
	_, err := client.DeleteConnection(t.Context(), "conn_abc123")
	if !errors.Is(err, io.EOF) || err.Error() != "DELETE /v3/connections/conn_abc123: EOF; it is unknown whether the connection was deleted" {
		t.Error(err)
	}

	// The control: a request that found no server surely deleted nothing, and the error says so.
	server.Close()
	_, err = client.DeleteConnection(t.Context(), "conn_abc123")
	if err == nil || !strings.HasSuffix(err.Error(), "the request was not sent") {
		t.Error(err)
	}

	// Nor did one whose context was over before.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.DeleteConnection(ctx, "conn_abc123")
	if !errors.Is(err, context.Canceled) || !strings.HasSuffix(err.Error(), "the request was not sent") {
		t.Error(err)
	}
}

// TestTimeout checks both ways in which a server can be slow, for the layer and for the generated methods of the
// same client.
func TestTimeout(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"before the header": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"in the body": func(w http.ResponseWriter, r *http.Request) {
			reply(200, asJSON, `{"id":`)(w, r)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		},
		"not slow": reply(503, "", ""),
	} {
		t.Run(name, func(t *testing.T) {
			server := serve(t, answer)
			client := newClient(t, server.URL, api.WithTimeout(50*time.Millisecond))
			_, err := client.DeleteConnection(t.Context(), "conn_abc123")
			if name == "not slow" { // The control: this server is not slow.
				checkError(t, err, 503, nil, "503")
				return
			}
			if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "no complete answer within the timeout of 50ms") {
				t.Error(err)
			}
			if !strings.Contains(err.Error(), "unknown whether the connection was deleted") && !strings.Contains(err.Error(), "may have been deleted") {
				t.Errorf("%v does not say what became of the connection", err)
			}
			checkLine(t, err)
			_, err = client.Generated().DeleteConnectionByIDWithResponse(t.Context(), "conn_abc123", nil)
			if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "50ms") {
				t.Error(err)
			}

			// The caller's context ends a call, too, whatever the timeout.
			for _, timeout := range []time.Duration{0, time.Hour} {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(20*time.Millisecond, cancel)
				_, err = newClient(t, server.URL, api.WithTimeout(timeout)).DeleteConnection(ctx, "conn_abc123")
				if !errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "timeout") {
					t.Error(err)
				}
			}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			defer cancel()
			_, err = newClient(t, server.URL, api.WithTimeout(time.Hour)).DeleteConnection(ctx, "conn_abc123")
			if !errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "timeout of") {
				t.Error("the caller's deadline:", err)
			}

			// So does the timeout of the caller's HTTP client, and ours behind a Doer that does not say what ended
			// it.
			client = newClient(t, server.URL, api.WithHTTPClient(&http.Client{Timeout: 20 * time.Millisecond}))
			if _, err = client.DeleteConnection(t.Context(), "conn_abc123"); !errors.Is(err, context.DeadlineExceeded) {
				t.Error("the caller's client's own timeout:", err)
			}
			client = newClient(t, server.URL, api.WithTimeout(20*time.Millisecond), api.WithHTTPClient(doerFunc(
				func(req *http.Request) (*http.Response, error) {
					<-req.Context().Done()
					return nil, errReset
				})))
			if _, err = client.DeleteConnection(t.Context(), "conn_abc123"); !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, errReset) {
				t.Error("a Doer's own error:", err)
			}
		})
	}
}
