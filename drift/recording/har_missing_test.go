package recording_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
)

// TestHARMissing writes what is missing from an entry, and reads it back.
func TestHARMissing(t *testing.T) {
	t.Parallel()
	names := []string{"", "/a~1b/é", `/"q"\`, "/\n"}
	entry := recording.NewScrubbedEntry(recording.Recorded{Exchange: drift.Exchange{
		Method: "GET", URL: "http://h/a", Status: 200, Header: http.Header{}, Body: []byte("{}"),
		Redacted: names, Request: &drift.Request{Dropped: []string{"X-Api-Key", "sid"}},
	}})
	x, err := entry.Exchange()
	if err != nil || !slices.Equal(x.Redacted, names) || x.Request == nil ||
		!slices.Equal(x.Request.Dropped, []string{"X-Api-Key", "sid"}) {
		t.Errorf("%+v, %v", x, err)
	}
	text, err := json.Marshal(entry)
	if err != nil || !strings.Contains(string(text), `"_dropped":["X-Api-Key","sid"]`) {
		t.Errorf("%s, %v", text, err)
	}
	for members, want := range map[string]int{
		`"_redacted":null`: 0, `"_redacted":[]`: 0, `"_redacted":[1,"/a",{}]`: 1, `"a":1`: 0,
	} {
		got, err := read(t, `{"log":{"entries":[{"request":{"method":"GET","url":"/a"},"response":{"status":200},`+
			members+`}]}}`)
		if err != nil || len(got) != 1 || len(got[0].Redacted) != want {
			t.Errorf("%s: %+v, %v", members, got, err)
		}
	}
	if _, err := read(t, `{"log":{"entries":[{"request":{"method":"GET","url":"/a"},"response":{"status":200},`+
		`"_redacted":"/a"}]}}`); err == nil || !strings.Contains(err.Error(), "_redacted") {
		t.Errorf("got %v", err)
	}
}
