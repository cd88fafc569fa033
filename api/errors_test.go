package api_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// checkError fails unless err is the error for one response with this status.
func checkError(t *testing.T, err error, status int, text string) {
	t.Helper()
	answered, ok := errors.AsType[*api.Error](err)
	if !ok {
		t.Fatalf("got %v, want an *api.Error", err)
	}
	if answered.StatusCode != status || answered.Header == nil || answered.Attempts != 1 ||
		len(answered.Body) > 64<<10 {
		t.Errorf("status %d, %d attempts, %d bytes, header %v",
			answered.StatusCode, answered.Attempts, len(answered.Body), answered.Header)
	}
	for sentinel, is := range map[error]bool{
		api.ErrUnauthorized:       status == 401,
		api.ErrForbidden:          status == 403,
		api.ErrNotFound:           status == 404,
		api.ErrRateLimited:        status == 429,
		api.ErrUnexpectedResponse: status/100 == 2,
		api.ErrInvalidID:          false,
	} {
		if errors.Is(err, sentinel) != is {
			t.Errorf("errors.Is(err, %v) is %v", sentinel, !is)
		}
	}
	request := fmt.Sprintf("supermemory: DELETE /v3/connections/conn_abc123: %d", status)
	if !strings.Contains(err.Error(), text) || !strings.HasPrefix(err.Error(), request) {
		t.Errorf("%q does not begin with %q and contain %q", err, request, text)
	}
	if status/100 == 2 && !strings.HasSuffix(err.Error(), "the connection may have been deleted") {
		t.Errorf("%q does not say that the connection may have been deleted", err)
	}
	checkLine(t, err)
}

// checkLine fails unless an error's text is one printable line of bounded length, without the key.
func checkLine(t *testing.T, err error) {
	t.Helper()
	text := err.Error()
	prints := func(r rune) bool { return r == ' ' || unicode.IsPrint(r) }
	if len(text) > 1000 || strings.Contains(text, key) ||
		strings.ContainsFunc(text, func(r rune) bool { return !prints(r) }) {
		t.Errorf("not one bounded line without the key: %q", text)
	}
}

// TestErrorTexts checks whole texts; the table of hostile answers has only parts of them.
func TestErrorTexts(t *testing.T) {
	t.Parallel()
	const request = "supermemory: DELETE /v3/connections/conn_abc123: "
	x := func(n int) string { return strings.Repeat("x", n) }
	for _, row := range []struct {
		name, want string
		status     int
		mediaType  string
		body       string
		header     []string
	}{
		{name: "documented", status: 404, mediaType: asJSON, body: `{"error":"Connection not found"}`,
			want: "404 Not Found: Connection not found"},
		{name: "empty", status: 404, want: "404 Not Found"},
		{name: "details without a message", status: 500, mediaType: asJSON, body: `{"details":"d"}`,
			want: `500 Internal Server Error: {"details":"d"}`},
		{name: "unconfirmed", status: 200, mediaType: asJSON, body: `{}`,
			want: `200 OK: not a confirmed deletion: "id" is missing; the connection may have been deleted`},
		{name: "redirect", status: 307, header: []string{"Location", "/a"},
			want: "307 Temporary Redirect: redirects are not followed: Location /a"},
		{name: "redirect to nowhere", status: 307, want: "307 Temporary Redirect: redirects are not followed"},
		{name: "no phrase", status: 499, mediaType: "text/plain", body: "gone", want: "499: gone"},
		{name: "of the limit's length", status: 500, mediaType: "text/plain", body: x(512),
			want: "500 Internal Server Error: " + x(512)},
		{name: "longer", status: 500, mediaType: "text/plain", body: x(513),
			want: "500 Internal Server Error: " + x(512) + "…"},
		{name: "cut in a character", status: 500, mediaType: "text/plain", body: x(511) + "ü",
			want: "500 Internal Server Error: " + x(511) + "…"},
		{name: "a long reason", status: 200, mediaType: x(300),
			want: `200 OK: not a confirmed deletion: the body's media type is "` +
				x(256-len(`the body's media type is "`)) + "…; the connection may have been deleted"},
		{name: "spaces", status: 500, mediaType: "text/plain", body: "  a \t\r\n b\u00a0\u200bc  ",
			want: "500 Internal Server Error: a b c"},
		{name: "errors", status: 400, mediaType: asJSON,
			body: `{"error":[{"path":["a",1],"message":"b"},{"message":"c"},{}]}`,
			want: "400 Bad Request: /a/1: b; c;"},
		{name: "one error", status: 400, mediaType: asJSON, body: `{"error":[{"message":"m"}]}`,
			want: "400 Bad Request: m"},
		{name: "no errors", status: 400, mediaType: asJSON, body: `{"error":[],"message":"m"}`,
			want: "400 Bad Request: m"},
		{name: "error without a message", status: 400, mediaType: asJSON, body: `{"error":{},"message":""}`,
			want: `400 Bad Request: {"error":{},"message":""}`},
		{name: "a title in text", status: 400, mediaType: "text/plain", body: "<title>t</title>",
			want: "400 Bad Request: <title>t</title>"},
		{name: "a page of a proxy", status: 502, mediaType: "text/html", body: "<title>502 Bad Gateway</title>",
			want: "502 Bad Gateway"},
		{name: "HTML without a title", status: 400, mediaType: "text/HTML", body: "<b>b</b>",
			want: "400 Bad Request: <b>b</b>"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, reply(row.status, row.mediaType, row.body, row.header...))
			_, err := newClient(t, server.URL).DeleteConnection(t.Context(), "conn_abc123")
			want := request + row.want
			if row.status/100 == 5 {
				want += "; it is unknown whether the connection was deleted"
			}
			if err == nil || err.Error() != want {
				t.Errorf("got\n%v\nwant\n%s", err, want)
			}
		})
	}
}

// TestLongID checks that an error's text has at most 256 bytes of the path.
func TestLongID(t *testing.T) {
	t.Parallel()
	client := newClient(t, serve(t, reply(404, "", "")).URL)
	path := func(length int) string { return strings.Repeat("a", length-len("/v3/connections/")) }
	for length, ellipsis := range map[int]string{256: "", 257: "…"} {
		want := "supermemory: DELETE /v3/connections/" + path(256) + ellipsis + ": 404 Not Found"
		if _, err := client.DeleteConnection(t.Context(), path(length)); err == nil || err.Error() != want {
			t.Errorf("%d bytes: %v", length, err)
		}
	}
}

// TestErrorKeepsTheAnswer checks the fields of an Error that the table of hostile answers does not.
func TestErrorKeepsTheAnswer(t *testing.T) {
	t.Parallel()
	for _, n := range []int{32<<10 - 7, 50 << 10} { // With 64 KiB exactly, and with more.
		body := `{"error":"` + strings.Repeat("ü", n) + `","details":"d"}`
		server := serve(t, reply(500, asJSON, body, "X-Request-Id", "7"))
		_, err := newClient(t, server.URL).DeleteConnection(t.Context(), "conn_abc123")
		answered, _ := errors.AsType[*api.Error](err)
		if answered == nil || answered.Message != strings.Repeat("ü", n) || answered.Details != "d" ||
			answered.Header.Get("X-Request-Id") != "7" || string(answered.Body) != body[:min(len(body), 64<<10)] {
			t.Errorf("got %#v", answered)
		}
		checkLine(t, err)
	}
}

// TestErrorByHand checks an Error that somebody else made, such as a stand-in for this package.
func TestErrorByHand(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		err      api.Error
		text     string
		sentinel error
	}{
		{api.Error{StatusCode: 404, Message: "gone"}, "supermemory: 404 Not Found: gone", api.ErrNotFound},
		{api.Error{StatusCode: 401}, "supermemory: 401 Unauthorized", api.ErrUnauthorized},
		{api.Error{StatusCode: 204}, "supermemory: 204 No Content", api.ErrUnexpectedResponse},
		{api.Error{StatusCode: 500, Message: "m", Details: "d", Attempts: 2},
			"supermemory: 500 Internal Server Error: m (d) (after 2 attempts)", nil},
		{api.Error{StatusCode: 500, Message: "m", Attempts: 1}, "supermemory: 500 Internal Server Error: m", nil},
		{api.Error{StatusCode: 500, Details: "d"}, "supermemory: 500 Internal Server Error", nil},
	} {
		if row.err.Error() != row.text {
			t.Errorf("got %q, want %q", &row.err, row.text)
		}
		for _, sentinel := range []error{api.ErrUnauthorized, api.ErrNotFound, api.ErrUnexpectedResponse} {
			if errors.Is(&row.err, sentinel) != (sentinel == row.sentinel) {
				t.Errorf("%v: errors.Is(err, %v) is wrong", &row.err, sentinel)
			}
		}
	}
}
