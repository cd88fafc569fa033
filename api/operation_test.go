package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/api/openapi"
)

// readChapter is an operation that the contract does not have. It shows what another operation takes: this value, and a
// method that calls perform.
var readChapter = operation{
	name:        "read chapter",
	method:      http.MethodGet,
	path:        "/books/{book}/chapters/{chapter}.txt",
	siblings:    []string{"index"},
	status:      http.StatusAccepted,
	success:     "a chapter",
	unconfirmed: "the page may have been turned",
	unanswered:  "it is unknown whether the page was turned",
}

// read calls readChapter as a method of Client would.
func (c *Client) read(book, chapter string) (*string, error) {
	text := func(v value) (*string, error) {
		if v[0] != '"' {
			return nil, errors.New("the chapter is not a string")
		}
		text := v.text()
		return &text, nil
	}
	return perform(context.Background(), c, &readChapter, text,
		func(ctx context.Context, generated *openapi.Client) (*http.Response, error) {
			target := generated.Server + "books/" + book + "/chapters/" + chapter + ".txt"
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
			if err != nil {
				return nil, err
			}
			return generated.Client.Do(req)
		}, book, chapter)
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// TestAnotherOperation checks that a call takes all that it says from the operation.
func TestAnotherOperation(t *testing.T) {
	t.Parallel()
	const request = "supermemory: GET /books/b%201/chapters/c.txt: "
	for _, row := range []struct {
		name   string
		status int
		body   string
		err    error
		want   string // the error's text, or none
	}{
		{name: "confirmed", status: 202, body: `"once"`},
		{name: "another status", status: 200, body: `"once"`,
			want: "200 OK: not a chapter: the status is not 202; the page may have been turned"},
		{name: "no JSON", status: 202, body: `once`,
			want: "202 Accepted: not a chapter: the body is not one JSON value: invalid character 'o' looking for " +
				"beginning of value; the page may have been turned"},
		{name: "another type", status: 202, body: `{}`,
			want: "202 Accepted: not a chapter: the chapter is not a string; the page may have been turned"},
		{name: "no response", err: io.EOF, want: "EOF; it is unknown whether the page was turned"},
		{name: "redirected", err: &redirected{&http.Response{StatusCode: 302, Request: &http.Request{Method: "PUT"}}},
			want: "302 Found: the HTTP client followed a redirect, and this answers PUT ; " +
				"the page may have been turned"},
	} {
		transport := transportFunc(func(req *http.Request) (*http.Response, error) {
			return &http.Response{
				StatusCode: row.status,
				Header:     http.Header{"Content-Type": {"application/json"}},
				Body:       io.NopCloser(strings.NewReader(row.body)),
			}, row.err
		})
		client, err := New("sm_key", WithHTTPClient(&http.Client{Transport: transport}))
		if err != nil {
			t.Fatal(err)
		}
		text, err := client.read("b 1", "c")
		if row.want == "" {
			if err != nil || *text != "once" {
				t.Errorf("%s: %v", row.name, err)
			}
		} else if text != nil || err == nil || err.Error() != request+row.want {
			t.Errorf("%s: got\n%v\nwant\n%s", row.name, err, request+row.want)
		}
	}

	client, err := New("sm_key")
	if err != nil {
		t.Fatal(err)
	}
	for want, ids := range map[string][2]string{
		"it is empty, which would call /books//chapters/c.txt":                    {"", "c"},
		"it is empty, which would call /books/b/chapters/.txt":                    {"b", ""},
		`".." is a step in a path, which would call another URL`:                  {"b", ".."},
		`"Index" is not the ID of a connection, and would call another operation`: {"b", "Index"},
	} {
		_, err := client.read(ids[0], ids[1])
		if err == nil || err.Error() != "supermemory: read chapter: invalid connection ID: "+want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestOperationIsThatOfTheRequest checks that the method and the template in errors are those of the request that the
// generated code builds from the contract.
func TestOperationIsThatOfTheRequest(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"conn_abc123", "a/b {}%?#ü"} {
		var sent *http.Request
		client, err := New("sm_key", WithHTTPClient(&http.Client{Transport: transportFunc(
			func(req *http.Request) (*http.Response, error) {
				sent = req
				return nil, io.EOF
			})}))
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.DeleteConnection(t.Context(), id)
		if err == nil || !strings.HasPrefix(err.Error(), "supermemory: "+sent.Method+" "+sent.URL.EscapedPath()+": EOF") {
			t.Errorf("sent %s %s, %v", sent.Method, sent.URL.EscapedPath(), err)
		}
	}
}
