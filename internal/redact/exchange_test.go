package redact_test

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

// TestScrubberFindsManyHidden has a body that repeats a secret, in a form of its own, more than a thousand times.
func TestScrubberFindsManyHidden(t *testing.T) {
	t.Parallel()
	scrubber := redact.NewScrubber(map[string]string{"0123456789abcdef": "REDACTED"})
	x := scrubber.Exchange(drift.Exchange{Method: "GET", URL: "/", Status: 200, Header: http.Header{},
		Body: []byte(`["` + strings.Repeat(`0123%3456789abcdef `, 1001) + `"]`)})
	want := `["` + strings.Repeat("REDACTED ", 1001) + `"]`
	if x.BodyUnknown || string(x.Body) != want || !slices.Equal(x.Redacted, []string{"/0"}) {
		t.Errorf("unknown is %v, %q, the body %.80q", x.BodyUnknown, x.Redacted, x.Body)
	}
}

func TestScrubberExchange(t *testing.T) {
	t.Parallel()
	const most = redact.MaxBody
	s := redact.NewScrubber(map[string]string{"a-secret": "REDACTED"})
	for name, c := range map[string]struct {
		status      int
		body        string
		unknown     bool
		want        string
		wantUnknown bool
	}{
		"a body":                   {200, "say a-secret", false, "say REDACTED", false},
		"an empty one":             {200, "", false, "", false},
		"an unknown one":           {200, "part", true, "", true},
		"the longest":              {200, strings.Repeat(" ", most), false, strings.Repeat(" ", most), false},
		"one that is too long":     {200, strings.Repeat(" ", most+1), false, "", true},
		"empty, of the last 2XX":   {299, "", false, "", false},
		"empty, of the first 3XX":  {300, "", false, "", true},
		"empty, of the last 3XX":   {399, "", false, "", true},
		"empty, of the first 4XX":  {400, "", false, "", false},
		"of a redirect":            {302, "x", false, "x", false},
		"of Not Modified":          {304, "cached", false, "", false},
		"of Not Modified, unknown": {304, "", true, "", false},
	} {
		x := s.Exchange(drift.Exchange{
			URL: "/a-secret?key=b", Status: c.status, Body: []byte(c.body), BodyUnknown: c.unknown,
		})
		if string(x.Body) != c.want || x.BodyUnknown != c.wantUnknown || x.URL != "/REDACTED?key=REDACTED" {
			t.Errorf("%s: got %.40q, unknown %v, of %s", name, x.Body, x.BodyUnknown, x.URL)
		}
	}
}

func TestScrubberExchangeKeepsHeaders(t *testing.T) {
	t.Parallel()
	s := redact.NewScrubber(map[string]string{"a-secret": "REPLACED"})
	given := http.Header{
		"Content-Type": {"text/a-secret"}, "X-Kept": {"1", "a-secret"}, "X-Dropped": {"1"}, "X-Api-Key": {"b"},
		"Set-Cookie": {"id=b"},
	}
	x := s.Exchange(drift.Exchange{Header: given}, "X-Kept", "X-Api-Key", "Set-Cookie", "Content-Type", "X-Absent")
	want := http.Header{
		"Content-Type": {"text/REPLACED"}, "X-Kept": {"1", "REPLACED"}, "X-Api-Key": {"REDACTED"},
		"Set-Cookie": {"REDACTED"},
	}
	if !reflect.DeepEqual(x.Header, want) {
		t.Errorf("got %v, want %v", x.Header, want)
	}
	if given.Get("X-Api-Key") != "b" {
		t.Error("the caller's header was changed")
	}
}
