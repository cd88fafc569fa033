package redact_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

// TestScrubberLeavesOutWhatItCannotScrub has a body that repeats a secret, in a form of its own, more often than is looked for. What
// then stands for the body was not said by the server, and must not be judged.
func TestScrubberLeavesOutWhatItCannotScrub(t *testing.T) {
	t.Parallel()
	scrubber := redact.NewScrubber(map[string]string{"0123456789abcdef": "REDACTED"})
	for repetitions, unknown := range map[int]bool{3: false, 1001: true} {
		x := scrubber.Exchange(drift.Exchange{Method: "GET", URL: "/", Status: 200, Header: http.Header{},
			Body: []byte(`["` + strings.Repeat(`0123%3456789abcdef `, repetitions) + `"]`)})
		if x.BodyUnknown != unknown || strings.Contains(string(x.Body), "56789abcdef") || unknown && x.Body != nil {
			t.Errorf("%d repetitions: unknown is %v, the body %.80q", repetitions, x.BodyUnknown, x.Body)
		}
	}
}
