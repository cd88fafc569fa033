package api_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// FuzzDecode gives DeleteConnection any response. It must report a deletion exactly if the oracle does, and otherwise
// return an error whose text is one bounded line. The seeds are in testdata/fuzz/FuzzDecode.
func FuzzDecode(f *testing.F) {
	f.Fuzz(func(t *testing.T, status int, mediaType string, body []byte) {
		client := newClient(t, "https://h", over(roundTripFunc(func(req *http.Request) (*http.Response, error) {
			return &http.Response{
				StatusCode: status,
				Header:     http.Header{"Content-Type": {mediaType}},
				Body:       io.NopCloser(bytes.NewReader(body)),
				Request:    req,
			}, nil
		})))
		got, err := client.DeleteConnection(t.Context(), "conn_abc123")
		want := oracle(status, mediaType, body)
		switch {
		case (err == nil) != (want != nil):
			t.Fatalf("error %v, the oracle says %v", err, want)
		case err == nil && *got != *want:
			t.Fatalf("got %v, the oracle says %v", got, want)
		case err != nil:
			if status == http.StatusSwitchingProtocols {
				body = nil // It would be in another protocol.
			}
			answered, ok := errors.AsType[*api.Error](err)
			if !ok || got != nil || answered.StatusCode != status ||
				!bytes.Equal(answered.Body, body[:min(len(body), 64<<10)]) {
				t.Fatalf("%v with error %#v", got, err)
			}
			if errors.Is(err, api.ErrUnexpectedResponse) != (status/100 == 2) ||
				errors.Is(err, api.ErrNotFound) != (status == 404) {
				t.Fatalf("wrong sentinel in %v", err)
			}
			checkLine(t, err)
		}
	})
}

// oracle decides in another way whether a response confirms a deletion: slowly, with the tokens of a json.Decoder.
func oracle(status int, mediaType string, body []byte) *api.DeletedConnection {
	declared, _, err := mime.ParseMediaType(mediaType)
	if status != 200 || err != nil || declared != "application/json" ||
		len(body) > 1<<20 || !utf8.Valid(body) || !json.Valid(body) {
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
		_ = decoder.Decode(&property) // An overflowing number stays nil, which is not a string either.
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
	t.Parallel()
	deletions := 0
	for _, row := range hostile {
		if strings.Contains(row.name, "media types") || strings.Contains(row.name, "encoding") ||
			strings.Contains(row.name, "declared") || row.status/100 == 1 {
			continue // The oracle is not told what is wrong with these.
		}
		server := serve(t, row.answer)
		req := httptest.NewRequestWithContext(t.Context(), http.MethodDelete, server.URL, nil)
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
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
