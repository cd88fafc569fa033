package api_test

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// FuzzConnectionID checks that an ID is either refused without a request, or sent as exactly one path segment that
// a server decodes to the ID. The seeds are in testdata/fuzz/FuzzConnectionID.
func FuzzConnectionID(f *testing.F) {
	f.Fuzz(func(t *testing.T, id string) {
		transport := &echo{}
		client := newClient(t, "https://h/base", over(transport))
		_, err := client.DeleteConnection(t.Context(), id)
		if refused(id) {
			if !errors.Is(err, api.ErrInvalidID) || transport.last != nil {
				t.Fatalf("%q was not refused: error %v, request %v", id, err, transport.last)
			}
			checkLine(t, err)
			return
		}
		if err != nil {
			t.Fatalf("%q was refused: %v", id, err)
		}
		line := transport.last.URL.RequestURI() // What net/http puts into the request line.
		segment, ok := strings.CutPrefix(line, "/base/v3/connections/")
		if !ok || strings.ContainsAny(segment, "/?#") || segment == "." || segment == ".." {
			t.Fatalf("%q was sent as %q", id, line)
		}
		if decoded, err := url.PathUnescape(segment); err != nil || decoded != id {
			t.Fatalf("%q was sent as %q, which decodes to %q (%v)", id, line, decoded, err)
		}
		parsed, err := url.ParseRequestURI(line)
		if err != nil || parsed.Path != "/base/v3/connections/"+id || parsed.RawQuery != "" {
			t.Fatalf("%q was sent as %q, which a server parses as %#v (%v)", id, line, parsed, err)
		}
	})
}

var siblings = []string{
	"list", "notion", "google-drive", "onedrive", "gmail", "github", "web-crawler", "s3", "granola",
}

// refused is the documented rule.
func refused(id string) bool {
	lower := strings.ToLower(strings.ReplaceAll(id, "ſ", "s"))
	return id == "" || id == "." || id == ".." || slices.Contains(siblings, lower) ||
		len(id) > 1024 || !utf8.ValidString(id) || strings.ContainsFunc(id, unicode.IsControl)
}

// TestRefusedIDs checks that no request is made for these IDs, and that the error says why.
func TestRefusedIDs(t *testing.T) {
	t.Parallel()
	transport := &echo{}
	client := newClient(t, "https://h", over(transport))
	wants := map[string]string{
		"":                           "it is empty, which would call /v3/connections/",
		".":                          `"." is a step in a path, which would call another URL`,
		"..":                         `".." is a step in a path, which would call another URL`,
		"a\nb":                       "it contains a control character",
		"\x00":                       "it contains a control character",
		"a\x7f":                      "it contains a control character",
		"\u0085":                     "it contains a control character",
		"a\xffb":                     "it is not UTF-8",
		strings.Repeat("a", 1025):    "it has 1025 bytes, more than 1024",
		strings.Repeat("\xff", 1025): "it has 1025 bytes, more than 1024",
	}
	for _, slug := range siblings {
		for _, id := range []string{slug, strings.ToUpper(slug), strings.ToUpper(slug[:1]) + slug[1:]} {
			wants[id] = `"` + id + `" is not the ID of a connection, and would call another operation`
		}
	}
	for id, want := range wants {
		deleted, err := client.DeleteConnection(t.Context(), id)
		if deleted != nil || !errors.Is(err, api.ErrInvalidID) ||
			err.Error() != "supermemory: delete connection: invalid connection ID: "+want {
			t.Errorf("%q: got %v, %v", id, deleted, err)
		}
		if answered, ok := errors.AsType[*api.Error](err); ok {
			t.Errorf("%q: there was no response, and yet there is %v", id, answered)
		}
	}
	if transport.last != nil {
		t.Errorf("sent %v", transport.last.URL)
	}
}

// TestConnectionIDOnTheWire checks the request line that a server gets for IDs that are easy to get wrong.
func TestConnectionIDOnTheWire(t *testing.T) {
	t.Parallel()
	arrived := make(chan *http.Request, 1)
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- r
		ok(confirmed)(w, r)
	})
	client := newClient(t, server.URL)
	for id, want := range map[string]string{
		"PTzGiUYei7pgzg5buzZHgA":  "PTzGiUYei7pgzg5buzZHgA",
		"a/b":                     "a%2Fb",
		"a//b":                    "a%2F%2Fb",
		"../x":                    "..%2Fx",
		"/":                       "%2F",
		`\`:                       "%5C",
		"a?b":                     "a%3Fb",
		"a#b":                     "a%23b",
		"a&b=c":                   "a&b=c",
		"a b":                     "a%20b",
		" ":                       "%20",
		"+":                       "+",
		"{}":                      "%7B%7D",
		";":                       "%3B",
		":":                       ":",
		"...":                     "...",
		"%":                       "%25",
		"%2e%2e":                  "%252e%252e",
		"..%2f":                   "..%252f",
		"ü":                       "%C3%BC",
		"…":                       "%E2%80%A6",
		"notion/":                 "notion%2F",
		"notions":                 "notions",
		"http://evil.example/":    "http:%2F%2Fevil.example%2F",
		strings.Repeat("/", 1024): strings.Repeat("%2F", 1024),
	} {
		if _, err := client.DeleteConnection(t.Context(), id); err != nil {
			t.Errorf("%q: %v", id, err)
			continue
		}
		r := <-arrived
		if want := "/v3/connections/" + want; r.RequestURI != want || r.URL.EscapedPath() != want {
			t.Errorf("%q: the server got %s", id, r.RequestURI)
		}
	}
	// The control: the generated method does not refuse "..", and calls another URL.
	if _, err := client.Generated().DeleteConnectionByID(t.Context(), "..", nil); err != nil {
		t.Fatal(err)
	}
	if r := <-arrived; r.RequestURI != "/v3/" {
		t.Errorf("the generated method called %s", r.RequestURI)
	}
}
