package api_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// FuzzDecode gives DeleteConnection any answer. It must call it a deletion exactly if the oracle does, and
// otherwise give an error whose text is one bounded line. The seeds are in testdata/fuzz/FuzzDecode.
func FuzzDecode(f *testing.F) {
	f.Fuzz(func(t *testing.T, status int, mediaType string, body []byte) {
		client := newClient(t, "https://h", api.WithHTTPClient(&http.Client{Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
			header := http.Header{"Content-Type": {mediaType}}
			return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(bytes.NewReader(body)), Request: req}, nil
		})}))
		got, err := client.DeleteConnection(t.Context(), "conn_abc123")
		want := oracle(status, mediaType, body)
		switch {
		case (err == nil) != (want != nil):
			t.Fatalf("error %v, the oracle says %v", err, want)
		case err == nil && *got != *want:
			t.Fatalf("got %v, the oracle says %v", got, want)
		case err != nil:
			if status == http.StatusSwitchingProtocols {
				body = nil // It would be another protocol's.
			}
			answered, ok := errors.AsType[*api.Error](err)
			if !ok || got != nil || answered.StatusCode != status || !bytes.Equal(answered.Body, body[:min(len(body), 64<<10)]) {
				t.Fatalf("%v with error %#v", got, err)
			}
			if errors.Is(err, api.ErrUnexpectedResponse) != (status/100 == 2) || errors.Is(err, api.ErrNotFound) != (status == 404) {
				t.Fatalf("wrong sentinel in %v", err)
			}
			checkLine(t, err)
		}
	})
}

// oracle decides with the tokens of a json.Decoder whether an answer confirms a deletion: slowly, and in another
// way.
func oracle(status int, mediaType string, body []byte) *api.DeletedConnection {
	declared, _, err := mime.ParseMediaType(mediaType)
	if status != 200 || err != nil || declared != "application/json" || len(body) > 1<<20 || !utf8.Valid(body) || !json.Valid(body) {
		return nil
	}
	var elements []json.RawMessage
	if json.Unmarshal(body, &elements) == nil && elements != nil {
		if len(elements) != 1 {
			return nil
		}
		body = elements[0]
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	if token, _ := decoder.Token(); token != json.Delim('{') {
		return nil
	}
	properties := map[string][]any{}
	for decoder.More() {
		name, _ := decoder.Token()
		var property any
		_ = decoder.Decode(&property) // An overflowing number stays nil, which is no string either.
		properties[name.(string)] = append(properties[name.(string)], property)
	}
	if len(properties["id"]) != 1 || len(properties["provider"]) != 1 {
		return nil
	}
	id, isString := properties["id"][0].(string)
	provider, areStrings := properties["provider"][0].(string)
	if !isString || !areStrings || id == "" {
		return nil
	}
	return &api.DeletedConnection{ID: id, Provider: provider}
}

// TestOracle is the control of FuzzDecode: the oracle agrees with the table of hostile answers.
func TestOracle(t *testing.T) {
	deletions := 0
	for _, row := range hostile {
		if strings.Contains(row.name, "media types") || strings.Contains(row.name, "encoding") || strings.Contains(row.name, "declared") ||
			row.status/100 == 1 {
			continue // What these need is not in the oracle's arguments.
		}
		server := serve(t, row.answer)
		resp, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(server.URL)
		if err != nil {
			continue // A redirect that net/http cannot represent.
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		confirmed := oracle(resp.StatusCode, resp.Header.Get("Content-Type"), body) != nil
		if confirmed != (row.status == 0) {
			t.Errorf("%s: the oracle says %v", row.name, confirmed)
		}
		if confirmed {
			deletions++
		}
	}
	if deletions < 5 {
		t.Errorf("%d deletions are too few to mean anything", deletions)
	}
}

// FuzzConnectionID checks that an ID is either refused without a request, or sent as exactly one path segment that
// a server decodes to the ID. The seeds are in testdata/fuzz/FuzzConnectionID.
func FuzzConnectionID(f *testing.F) {
	f.Fuzz(func(t *testing.T, id string) {
		transport := &echo{}
		client := newClient(t, "https://h/base", api.WithHTTPClient(&http.Client{Transport: transport}))
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
		if parsed, err := url.ParseRequestURI(line); err != nil || parsed.Path != "/base/v3/connections/"+id || parsed.RawQuery != "" {
			t.Fatalf("%q was sent as %q, which a server parses as %#v (%v)", id, line, parsed, err)
		}
	})
}

// refused is the documented rule.
func refused(id string) bool {
	return slices.Contains([]string{"", ".", "..", "list", "notion", "google-drive", "onedrive", "gmail", "github", "web-crawler", "s3", "granola"},
		strings.ToLower(strings.ReplaceAll(id, "ſ", "s"))) || len(id) > 1024 || !utf8.ValidString(id) || strings.ContainsFunc(id, unicode.IsControl)
}

// TestConnectionIDOnTheWire checks what arrives at a server, in its request line, from IDs that other clients get
// wrong.
func TestConnectionIDOnTheWire(t *testing.T) {
	arrived := make(chan *http.Request, 1)
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- r
		reply(200, asJSON, confirmed)(w, r)
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
	for _, id := range []string{"", ".", "..", "list", "notion", "Notion", "GOOGLE-DRIVE", "onedrive", "gmail", "github", "web-crawler", "s3", "S3",
		"granola", "a\nb", "\x00", "a\x7f", "\u0085", "a\xffb", strings.Repeat("a", 1025)} {
		deleted, err := client.DeleteConnection(t.Context(), id)
		if deleted != nil || !errors.Is(err, api.ErrInvalidID) {
			t.Errorf("%q: got %v, %v", id, deleted, err)
		}
		if answered, ok := errors.AsType[*api.Error](err); ok {
			t.Errorf("%q: there was no answer, and yet there is %v", id, answered)
		}
		select {
		case r := <-arrived:
			t.Errorf("%q: the server got %s", id, r.RequestURI)
		default:
		}
	}

	// The control: the generated method lets the worst of them through, and the server gets another URL.
	if _, err := client.Generated().DeleteConnectionByID(t.Context(), "..", nil); err != nil {
		t.Fatal(err)
	}
	if r := <-arrived; r.RequestURI != "/v3/" {
		t.Errorf("the generated method called %s", r.RequestURI)
	}
}
