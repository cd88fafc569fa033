package contract_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
)

// TestClientHidesWhatRecorderHides compares the two implementations that keep a key out of texts: that of the client,
// which links nothing of the checking half, and that of the recorder.
func TestClientHidesWhatRecorderHides(t *testing.T) {
	t.Parallel()
	const key = `sm_live_k"e/y+&=<%>'0123456789`
	scrubber := recording.NewScrubber(map[string]string{key: "[redacted]"})
	for _, form := range echoes(key) {
		for _, around := range []string{"", "xyz", " "} {
			text := "the key " + around + form + around + " is wrong"
			server := loopback(t, plain(text))
			allow(t, server.URL)
			client, err := api.New(key, api.WithBaseURL(server.URL))
			if err != nil {
				t.Fatal(err)
			}
			_, err = client.DeleteConnection(t.Context(), "conn_abc123")
			if err == nil || scrubber.Leaks([]byte(err.Error())) || !strings.Contains(err.Error(), "[redacted]") {
				t.Errorf("the client says %v", err)
			}
			if got := scrubber.Text(text); scrubber.Leaks([]byte(got)) || !strings.Contains(got, "[redacted]") {
				t.Errorf("the recorder writes %s", got)
			}
		}
	}
}

// plain answers 401 with a text.
func plain(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, text)
	}
}
