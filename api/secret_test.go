package api_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// TestKeyIsNeverInErrors lets everything that can repeat the key do so.
func TestKeyIsNeverInErrors(t *testing.T) {
	t.Parallel()
	inJSON, _ := json.Marshal(key)
	quoted := strings.Trim(string(inJSON), `"`)
	forms := []string{
		key, quoted, url.QueryEscape(key), url.PathEscape(key), fmt.Sprintf("%q", key), html.EscapeString(key),
	}
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
		"HTML":        reply(401, "text/html", "<title>"+html.EscapeString(key)+"</title>"),
		"other HTML":  reply(401, "text/html", "<title>sm_key/with+odd=&#34;characters&quot;&amp;&lt;more&gt;</title>"),
		"HTML text":   reply(401, "text/plain", html.EscapeString(key)),
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
			t.Parallel()
			_, err := newClient(t, serve(t, answer).URL).DeleteConnection(t.Context(), "conn_abc123")
			check(t, err)
		})
	}
	for name, client := range map[string]api.Doer{
		"transport": &http.Client{Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("dump: %q", req.Header)
		})},
		"Doer": doerFunc(func(req *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("dump:\n%v", req.Header)
		}),
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
			t.Parallel()
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
		t.Parallel()
		cause := errors.New("cannot sign: " + key)
		fails := func(context.Context, *http.Request) error { return cause }
		c := newClient(t, "https://h", api.WithRequestEditorFn(fails))
		_, err := c.DeleteConnection(t.Context(), "conn_abc123")
		check(t, err)
		if !errors.Is(err, cause) || !strings.HasSuffix(err.Error(), "no request was sent") {
			t.Error(err)
		}
	})
	t.Run("ID", func(t *testing.T) {
		t.Parallel()
		c := newClient(t, serve(t, reply(404, "", "")).URL)
		for _, id := range []string{key, strings.Repeat("a", 230) + key} {
			_, err := c.DeleteConnection(t.Context(), id)
			check(t, err)
		}
	})
}

// TestKeyIsInNoForm has a server that repeats the key in other forms.
func TestKeyIsInNoForm(t *testing.T) {
	t.Parallel()
	var percents, points, entities strings.Builder
	for i := range len(key) {
		fmt.Fprintf(&percents, "%%%02x", key[i])
		fmt.Fprintf(&points, `\u%04x`, key[i])
		fmt.Fprintf(&entities, "&#%d;", key[i])
	}
	inBase64 := base64.StdEncoding.EncodeToString([]byte("user:" + key))
	for name, form := range map[string]string{
		"percents": percents.String(), "code points": points.String(), "entities": entities.String(),
		"hexadecimal": hex.EncodeToString([]byte(key)), "HEXADECIMAL": strings.ToUpper(hex.EncodeToString([]byte(key))),
		"base64": base64.StdEncoding.EncodeToString([]byte(key)), "base64 in more": inBase64,
		"base64url": base64.RawURLEncoding.EncodeToString([]byte(key)), "base64 in a URL": url.QueryEscape(inBase64),
		"base64 with slashes": strings.ReplaceAll(inBase64, "/", `\/`), "twice": url.QueryEscape(url.QueryEscape(key)),
		"mixed": url.QueryEscape(points.String()), "a control character": key[:9] + "\x00" + key[9:],
		"a line end": key[:9] + "\r\n  " + key[9:], "an escaped one": key[:9] + "%0a" + key[9:],
		"a space":      key[:9] + " " + key[9:],
		"a zero width": key[:9] + "\u200b" + key[9:], "wrapped base64": inBase64[:20] + "\n" + inBase64[20:],
		"late": strings.Repeat("-", 400) + percents.String(), "often": strings.Repeat(percents.String()+" ", 3000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inJSON, _ := json.Marshal(form)
			for _, answer := range []http.HandlerFunc{
				reply(401, "text/plain", form), reply(401, asJSON, `{"error":`+string(inJSON)+`}`),
				reply(302, "", "", "Location", "/?"+url.PathEscape(form)),
			} {
				_, err := newClient(t, serve(t, answer).URL).DeleteConnection(t.Context(), "conn_abc123")
				if err == nil || !strings.Contains(err.Error(), "[redacted]") || strings.Contains(err.Error(), form) ||
					strings.Contains(err.Error(), form[len(form)/2:]) {
					t.Error(err)
				}
				checkLine(t, err)
			}
		})
	}
}

// TestKeyWithEscapes has a key that itself has what looks like escapes, of which another notation escapes only a part.
func TestKeyWithEscapes(t *testing.T) {
	t.Parallel()
	const key = `s%3Aabcdef&amp;ghij<kl>%2Fm`
	inJSON, _ := json.Marshal(key)
	for _, form := range []string{key, strings.Trim(string(inJSON), `"`), html.EscapeString(key), url.QueryEscape(key)} {
		c, err := api.New(key, api.WithBaseURL(serve(t, reply(401, "text/plain", form)).URL))
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.DeleteConnection(t.Context(), "conn_abc123")
		if err == nil || !strings.Contains(err.Error(), "[redacted]") || strings.Contains(err.Error(), "abcdef") {
			t.Errorf("%s: %v", form, err)
		}
	}
}

// TestHidingIsQuick has bodies of 1 MiB that are hard to search.
func TestHidingIsQuick(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"%25", `\\`, "&amp;", key[:10], key, "%73", "\x00"} {
		server := serve(t, reply(500, "text/plain", strings.Repeat(part, 1<<20/len(part))))
		start := time.Now()
		_, err := newClient(t, server.URL).DeleteConnection(t.Context(), "conn_abc123")
		if took := time.Since(start); err == nil || took > 15*time.Second { // a loaded machine is slow
			t.Errorf("%q, repeated: %v, %v", part, took, err)
		}
	}
}

// TestShortKeys has keys that are parts of what an error says without them.
func TestShortKeys(t *testing.T) {
	t.Parallel()
	for _, short := range []string{
		"e", "red", "]]", "404", "DELETE", "[redacted]", "ac", "%", "\\", "sent", "not", "v3",
	} {
		t.Run(short, func(t *testing.T) {
			t.Parallel()
			text := "e red ]]] \\ % ac [redacted]] " + short
			server := serve(t, reply(404, "text/plain", text))
			for _, opt := range []api.ClientOption{
				api.WithBaseURL(server.URL),
				over(&script{attempts: []attempt{{err: errors.New(text)}}}),
			} {
				c, err := api.New(short, opt)
				if err != nil {
					t.Fatal(err)
				}
				_, err = c.DeleteConnection(t.Context(), "conn_%abc")
				if err == nil || strings.Contains(err.Error(), short) {
					t.Error(err)
				}
			}
		})
	}
}

// TestRedactedText checks what an error has in the place of the key.
func TestRedactedText(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"sm_key": "supermemory says [redacted], [redacted]",
		"red":    "supermemory says …, …",
	} {
		server := serve(t, reply(499, "text/plain", "supermemory says "+key+", "+key))
		c, err := api.New(key, api.WithBaseURL(server.URL))
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.DeleteConnection(t.Context(), "conn_abc123")
		if err == nil || err.Error() != "supermemory: DELETE /v3/connections/conn_abc123: 499: "+want {
			t.Error(err)
		}
	}
}
