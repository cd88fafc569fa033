package recording_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"go.yaml.in/yaml/v4"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
)

// saved is the file that go-vcr writes for these interactions.
func saved(t testing.TB, interactions ...*cassette.Interaction) string {
	t.Helper()
	c := cassette.New(filepath.Join(t.TempDir(), "saved"))
	c.MarshalFunc = yaml.Marshal // as the recorder does
	for _, i := range interactions {
		c.AddInteraction(i)
	}
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(c.File)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestCassetteRoundTrip(t *testing.T) {
	t.Parallel()
	var interactions []*cassette.Interaction
	var want []drift.Exchange
	for i, body := range []string{
		"", "{\"a\": 1}\n", "line\nline\n\n  line \"'\t", "\x00\xff\xfe", strings.Repeat("long ", 100),
	} {
		x := drift.Exchange{
			Method: "DELETE", URL: fmt.Sprintf("https://h/%d", i), Status: 200 + i, Body: []byte(body),
			Header: http.Header{"Date": {"Tue, 03 Feb 2026 10:20:30 GMT"}, "X": {"a", "b"}},
			Time:   time.Date(2026, 2, 3, 10, 20, 30, 0, time.UTC), Source: drift.Source{File: "-", Entry: i},
			Request: &drift.Request{Header: http.Header{"Accept": {"*/*"}}},
		}
		if body != "" {
			x.Request.Body = []byte(body)
		}
		want = append(want, x)
		interactions = append(interactions, &cassette.Interaction{
			Request: cassette.Request{
				Method: x.Method, URL: x.URL, Headers: x.Request.Header, Body: body, ContentLength: int64(len(body)),
			},
			Response: cassette.Response{Code: x.Status, Headers: x.Header, Body: body},
		})
	}
	got, err := read(t, saved(t, interactions...))
	if err != nil {
		t.Fatal(err)
	}
	line := 0
	for i := range got {
		if got[i].Line <= line {
			t.Errorf("the body of interaction %d is on line %d, after line %d", i, got[i].Line, line)
		}
		line, got[i].Line = got[i].Line, 0
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestCassetteHeaderNames(t *testing.T) {
	t.Parallel()
	x := one(t, `{version: 2, interactions: [{request: {method: GET, url: /},
		response: {code: 200, headers: {x-a: ["1"], X-A: ["2"], date: [soon]}}}]}`)
	if got := len(x.Header["X-A"]); got != 2 || len(x.Header) != 2 || !x.Time.IsZero() {
		t.Errorf("got %v, %v", x.Header, x.Time)
	}
}

func TestCassetteLines(t *testing.T) {
	t.Parallel()
	const begun = "- request: {method: GET, url: /}\n  response:\n"
	for name, c := range map[string]struct {
		interaction string
		want        int
	}{
		"on one line":  {"- {request: {method: GET, url: /}, response: {code: 200, body: abc}}\n", 3},
		"plain":        {begun + "    body: abc\n    code: 200\n", 5},
		"quoted below": {begun + "    code: 200\n    body:\n      'abc\n\n      def'\n", 7},
		"literal":      {begun + "    code: 200\n    body: |-\n      abc\n", 7},
		"folded":       {begun + "    code: 200\n    body: >\n      abc\n", 7},
		"no body":      {"\n" + begun + "    code: 200\n", 4},
		"by an alias":  {"- &a {request: {method: GET, url: /},\n     response: {code: 200, body: abc}}\n- *a\n", 4},
		"by two of them": {"- &a {request: {method: GET, url: /},\n     response: &r {code: 200, body: abc}}\n" +
			"- {request: {method: GET, url: /}, response: *r}\n", 4},
	} {
		t.Run(name, func(t *testing.T) {
			exchanges, err := read(t, "version: 2\ninteractions:\n"+c.interaction)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range exchanges {
				if x.Line != c.want {
					t.Errorf("entry %d: got line %d, want %d", x.Entry, x.Line, c.want)
				}
			}
		})
	}
}

func TestCassetteRefusals(t *testing.T) {
	t.Parallel()
	with := func(interactions string) string { return "version: 2\ninteractions:\n" + interactions }
	const good = "- {request: {method: GET, url: /}, response: {code: 200}}\n"
	laughter := "l0: &l0 [a,a,a,a,a,a,a,a,a,a]\n"
	for i := range 11 {
		laughter += fmt.Sprintf("l%d: &l%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*l%d,", i), 10))
	}
	wide := "values: &v [" + strings.Repeat("a,", 2_000) + "a]\nheaders: &h {"
	for i := range 2_000 {
		wide += fmt.Sprintf("k%d: *v,", i)
	}
	wide += "k: *v}\n"
	refusesAll(t, map[string]refusal{
		"no interaction":    {"version: 2\ninteractions: []\n", "it has no interaction, so it proves nothing"},
		"null interactions": {"version: 2\ninteractions:\n", "it has no interaction, so it proves nothing"},
		"a newer version": {
			"version: 3\ninteractions: []\n",
			"not a go-vcr cassette of version 1 or 2: its version is 3",
		},
		"no version":       {"interactions: []\n", "not a go-vcr cassette: it has no version"},
		"null interaction": {with(good + "- null\n"), "entry 1: the interaction is empty"},
		"no method": {with(good + "- {request: {url: /}, response: {code: 200}}"),
			"entry 1: the interaction has no request method or URL"},
		"no URL": {with("- {request: {method: GET}, response: {code: 200}}"),
			"entry 0: the interaction has no request method or URL"},
		"no status": {with("- {request: {method: GET, url: /}}"),
			"entry 0: the interaction has no response status code"},
		"not YAML": {with("- 'secret"), "not a go-vcr cassette: invalid YAML"},
		"a tab":    {with("\t- secret"), "not a go-vcr cassette: invalid YAML on line 3: record it again"},
		"a status that is none": {with("- {request: {method: GET, url: /}, response: {code: secret}}"),
			"not a go-vcr cassette: a field has the wrong type or is there twice on line 3"},
		"a huge status": {with("- {request: {method: GET, url: /}, response: {code: 1e999999999}}"), "on line 3"},
		"headers of text": {with("- {request: {method: GET, url: /}, response: {code: 200, headers: secret}}"),
			"on line 3"},
		"a member twice": {with("- {request: {method: GET, method: secret, url: /}}"), "on line 3"},
		"itself":         {"version: 2\ninteractions: &a [*a]\n", "on line 2"},
		"deep flow":      {with(strings.Repeat("[", 100_000)), "invalid YAML"},
		"deep mappings":  {with(strings.Repeat("{a: ", 100_000)), "invalid YAML"},
		"deep blocks":    {with(strings.Repeat("- ", 100_000)), "invalid YAML"},
		"a billion laughs": {"version: 2\n" + laughter +
			"interactions: [{request: {method: GET, url: /}, response: {code: 200, headers: {a: *l11}}}]",
			"wrong type"},
		"4 million values": {"version: 2\n" + wide +
			"interactions: [{request: {method: GET, url: /}, response: {code: 200, headers: *h}}]", "wrong type"},
	})
	t.Run("control", func(t *testing.T) { one(t, with(good)) })
}

func TestCassetteLimit(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a.yaml")
	text := cassetteText + strings.Repeat("# comment\n", 10_000)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{name, "-"} {
		for _, err := range recording.RecordsWithin(1, len(text), name, strings.NewReader(text)) {
			if err != nil {
				t.Error("the control:", err)
			}
		}
		for _, err := range recording.RecordsWithin(1, len(text)-1, name, strings.NewReader(text)) {
			if err == nil || !strings.Contains(err.Error(), ": the cassette is larger than 0 MiB: ") {
				t.Errorf("got %v", err)
			}
		}
	}
}

// TestCassetteTooLarge has a file that is too large, but takes no space on the disk. It is refused without being read.
// The test does not run in parallel, because it counts what is allocated.
func TestCassetteTooLarge(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.yaml")
	start := cassetteText + strings.Repeat("# comment\n", 10_000) // more than is examined to recognize the format
	if err := os.WriteFile(name, []byte(start), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, int64(recording.DefaultLimits[1])+1); err != nil {
		t.Skip("no sparse files here:", err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, err := range recording.Read(name) {
		if err == nil || !strings.HasPrefix(err.Error(), name+": the cassette is larger than 256 MiB: ") {
			t.Errorf("got %v", err)
		}
	}
	if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 1<<20 {
		t.Errorf("%d bytes were allocated to see that", after.TotalAlloc-before.TotalAlloc)
	}
}
