package recording_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
)

// harOf is a HAR of these entries.
func harOf(entries ...string) string {
	const start = `{"log":{"version":"1.2","creator":{"name":"test","version":"1"},"entries":[`
	return start + strings.Join(entries, ",") + `]}}`
}

// entryOf is an entry with these members of its response.
func entryOf(response string) string {
	const request = `{"startedDateTime":"2026-02-03T10:20:30.456Z","request":{"method":"GET","url":"https://h/x"}`
	return request + `,"response":{` + response + `}}`
}

func TestHARSamples(t *testing.T) {
	t.Parallel()
	const supermemory = "https://api.supermemory.ai"
	for name, want := range map[string][]drift.Exchange{
		"chrome.har": {{
			Method: "DELETE", URL: supermemory + "/v3/connections/conn_abc123", Status: 200,
			Header: http.Header{"Content-Encoding": {"br"}, "Content-Type": {"application/json"},
				"X-Request-Id": {"a", "b"}},
			Body:   []byte(`{"id":"conn_abc123","provider":"notion"}`),
			Time:   time.Date(2026, 2, 3, 10, 20, 30, 456e6, time.UTC),
			Source: drift.Source{Entry: 0, Line: 74}, Request: &drift.Request{},
		}, {
			Method: "GET", URL: supermemory + "/v3/connections/conn_evicted", Status: 200,
			Header: http.Header{"Content-Type": {"application/json"}}, BodyUnknown: true,
			Time:   time.Date(2026, 2, 3, 10, 20, 32, 0, time.UTC),
			Source: drift.Source{Entry: 2, Line: 125}, Request: &drift.Request{},
		}},
		"firefox.har": {{
			Method: "DELETE", URL: supermemory + "/v3/connections/conn_404", Status: 404,
			Header: http.Header{"Content-Type": {"application/json; charset=UTF-8"}, "Content-Encoding": {"gzip"},
				"X-Firefox-Spdy": {"h2"}},
			Body:    []byte(`{"error":"Connection not found"}`),
			Time:    time.Date(2026, 2, 3, 10, 20, 30, 450e6, time.UTC),
			Source:  drift.Source{Entry: 0, Line: 64},
			Request: &drift.Request{Header: http.Header{"Host": {"api.supermemory.ai"}}},
		}, {
			Method: "GET", URL: supermemory + "/old", Status: 302, Header: http.Header{"Location": {"/new"}},
			BodyUnknown: true,
			Time:        time.Date(2026, 2, 3, 10, 20, 31, 0, time.UTC),
			Source:      drift.Source{Entry: 1, Line: 112}, Request: &drift.Request{},
		}},
		"proxy.har": {{
			Method: "DELETE", URL: supermemory + "/v3/connections/a%2Fb?x=1", Status: 200,
			Header: http.Header{"Content-Type": {"application/json"}, "Set-Cookie": {"a=1", "b=2"}},
			Body:   []byte(`{}`),
			Time:   time.Date(2026, 2, 3, 10, 20, 30, 0, time.UTC),
			Source: drift.Source{Entry: 0, Line: 2}, Request: &drift.Request{},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			name := filepath.Join("testdata", "har", name)
			var got []drift.Exchange
			for x, err := range recording.Read(name) {
				if err != nil {
					t.Fatal(err)
				}
				x.Time = x.Time.UTC()
				got = append(got, x)
			}
			for i := range want {
				want[i].File = name
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

// TestHARLines has a byte order mark and carriage returns before the entries, which do not count as lines.
func TestHARLines(t *testing.T) {
	t.Parallel()
	text := "\ufeff{\r\n\"log\":{\"x\":[\n\n1],\"entries\":[" +
		entryOf(`"status":200`) + ",\n\n" + entryOf("\"status\":200,\"content\":{\n\"text\":\n\"a\"}") + "]}}"
	exchanges, err := read(t, text)
	if err != nil || len(exchanges) != 2 || exchanges[0].Line != 4 || exchanges[1].Line != 8 {
		t.Errorf("got %+v, %v, want lines 4 and 8", exchanges, err)
	}
}

func TestHARMembersInAnyOrder(t *testing.T) {
	t.Parallel()
	entries := `"entries":[` + entryOf(`"status":200`) + `]`
	for _, log := range []string{
		entries,
		entries + `,"version":"1.2","creator":{},"pages":[{"a":[[]]}]`,
		`"pages":[{"entries":[1]}],"version":"1.2",` + entries,
		`"version":"1.2",` + entries + `,"entries":[]`,
		`"_custom":{"log":{"entries":7}},` + entries + `,"comment":null`,
	} {
		for _, text := range []string{`{"log":{` + log + `}}`, `{"log":{` + log + `},"x":[{}]}`,
			`{"_":{"log":1},"log":{` + log + `}}` + "\n \n"} {
			if x := one(t, text); x.Status != 200 {
				t.Errorf("%s: got %+v", text, x)
			}
		}
	}
}

// typed begins a response with a header.
const typed = `"status":200,"headers":[{"name":"content-TYPE","value":"text/plain"}]`

var typedHeader = http.Header{"Content-Type": {"text/plain"}}

// entryCase is what a response of an entry is read as, without what all entries of a test have in common.
type entryCase struct {
	response string
	want     drift.Exchange
}

func checkEntries(t *testing.T, cases map[string]entryCase) {
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.want.Method, c.want.URL = "GET", "https://h/x"
			c.want.Time = time.Date(2026, 2, 3, 10, 20, 30, 456e6, time.UTC)
			c.want.Source = drift.Source{File: "-", Line: 1}
			if got := one(t, harOf(entryOf(c.response))); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestHARBodies(t *testing.T) {
	t.Parallel()
	unknown := drift.Exchange{Status: 200, Header: typedHeader, BodyUnknown: true}
	empty := drift.Exchange{Status: 200, Header: typedHeader}
	body := func(text string) drift.Exchange {
		return drift.Exchange{Status: 200, Header: typedHeader, Body: []byte(text)}
	}
	checkEntries(t, map[string]entryCase{
		"text": {typed + `,"content":{"text":"{\"a\":\"\\u00e9é\\n\"}\n"}`,
			body("{\"a\":\"\\u00e9é\\n\"}\n")},
		"base64":                  {typed + `,"content":{"text":"AP9h","encoding":"base64"}`, body("\x00\xffa")},
		"Base64, before the text": {typed + `,"content":{"encoding":"Base64","text":"YQ==\n"}`, body("a")},
		"no encoding":             {typed + `,"content":{"text":"YQ==","encoding":""}`, body("YQ==")},
		"null encoding":           {typed + `,"content":{"text":"YQ==","encoding":null}`, body("YQ==")},
		"an unknown encoding":     {typed + `,"content":{"text":"YQ==","encoding":"gzip"}`, unknown},
		"Content-Encoding does not act": {`"status":200,"headers":[{"name":"Content-Encoding","value":"gzip"}]` +
			`,"content":{"text":"{}"}`,
			drift.Exchange{Status: 200, Header: http.Header{"Content-Encoding": {"gzip"}}, Body: []byte("{}")}},
		"no text, size 0":              {typed + `,"content":{"size":0}`, empty},
		"empty text":                   {typed + `,"content":{"size":0,"text":""}`, empty},
		"empty text, with a size":      {typed + `,"content":{"size":9,"text":""}`, unknown},
		"no text, with a size":         {typed + `,"content":{"size":9}`, unknown},
		"null text, with a size":       {typed + `,"content":{"size":9,"text":null}`, unknown},
		"no text, size not known":      {typed + `,"content":{"size":-1}`, unknown},
		"no text, no size":             {typed + `,"content":{}`, unknown},
		"no content":                   {typed, unknown},
		"no text, size 0, bodySize":    {typed + `,"bodySize":7,"content":{"size":0}`, unknown},
		"no text, size 0, bodySize -1": {typed + `,"bodySize":-1,"content":{"size":0}`, empty},
		"a huge size":                  {typed + `,"content":{"size":1e999999999}`, unknown},
		"not modified": {`"status":304,"headers":[{"name":"Etag","value":"1"}],"content":{"size":2,"text":"{}"}`,
			drift.Exchange{Status: 304, Header: http.Header{"Etag": {"1"}}}},
		"a redirect": {`"status":307,"headers":[{"name":"Location","value":"/"}],"content":{"size":0}`,
			drift.Exchange{Status: 307, Header: http.Header{"Location": {"/"}}, BodyUnknown: true}},
		"invalid UTF-8": {"\"status\":200,\"headers\":[{\"name\":\"a\",\"value\":\"\xff\"}]," +
			"\"content\":{\"text\":\"a\xffb\"}",
			drift.Exchange{Status: 200, Header: http.Header{"A": {"\ufffd"}}, Body: []byte("a\ufffdb")}},
		"a lone surrogate": {`"status":200,"content":{"text":"\ud800"}`,
			drift.Exchange{Status: 200, Header: http.Header{}, Body: []byte("\ufffd")}},
		"status elsewhere": {typed +
			`,"_x":{"status":0,"y":["status",{"status" : null}]},"content":{"text":"\"status\":0"}`,
			body(`"status":0`)},
		"empty text, of a redirect": {`"status":300,"content":{"size":0,"text":""}`,
			drift.Exchange{Status: 300, Header: http.Header{}, BodyUnknown: true}},
		"no text, before the redirects": {`"status":299,"content":{"size":0}`,
			drift.Exchange{Status: 299, Header: http.Header{}}},
		"no text, after the redirects": {`"status":400,"content":{"size":0}`,
			drift.Exchange{Status: 400, Header: http.Header{}}},
	})
}

func TestHARStatusAndHeader(t *testing.T) {
	t.Parallel()
	const emptyText = `,"content":{"size":0,"mimeType":"text/plain"}`
	empty := drift.Exchange{Status: 200, Header: typedHeader}
	checkEntries(t, map[string]entryCase{
		"status in quotes": {`"status":"201","content":{"size":0}`,
			drift.Exchange{Status: 201, Header: http.Header{}}},
		"status as a fraction": {`"status":2.01e2,"content":{"size":0}`,
			drift.Exchange{Status: 201, Header: http.Header{}}},
		"the last status counts": {`"status":200,"status":503,"content":{"size":0}`,
			drift.Exchange{Status: 503, Header: http.Header{}}},
		"mimeType without headers":    {`"status":200` + emptyText, empty},
		"mimeType with empty headers": {`"status":200,"headers":[]` + emptyText, empty},
		"x-unknown without headers": {`"status":200,"headers":[],"content":{"size":0,"mimeType":"x-unknown"}`,
			drift.Exchange{Status: 200, Header: http.Header{}}},
		"mimeType with another header": {`"status":200,"headers":[{"name":"a","value":"b"}]` + emptyText,
			drift.Exchange{Status: 200, Header: http.Header{"A": {"b"}}}},
		"mimeType with a pseudo-header": {`"status":200,"headers":[{"name":":status","value":"200"}]` + emptyText,
			drift.Exchange{Status: 200, Header: http.Header{}}},
		"mimeType against the header": {typed + `,"content":{"size":0,"mimeType":"text/html"}`, empty},
		"null where nothing is": {`"status":200,"headers":null,"content":null`,
			drift.Exchange{Status: 200, Header: http.Header{}, BodyUnknown: true}},
		"odd header values": {`"status":200,"headers":[{"name":"a","value":1},{"name":"b"},{"value":"c"},` +
			`{"name":"d","value":"\ud83d\ude00\""}],"content":{"size":0}`,
			drift.Exchange{Status: 200, Header: http.Header{"A": {"1"}, "B": {""}, "D": {"😀\""}}}},
		"the greatest status": {`"status":999,"content":{"size":0}`,
			drift.Exchange{Status: 999, Header: http.Header{}}},
	})
}

func TestHARTime(t *testing.T) {
	t.Parallel()
	for started, want := range map[string]time.Time{
		`"2009-07-24T19:20:30.45+01:00"`: time.Date(2009, 7, 24, 18, 20, 30, 45e7, time.UTC),
		`"2009-07-24T19:20:30Z"`:         time.Date(2009, 7, 24, 19, 20, 30, 0, time.UTC),
		`"yesterday"`:                    {},
		`1234567890`:                     {},
		`null`:                           {},
	} {
		x := one(t, harOf(strings.Replace(entryOf(`"status":200`), `"2026-02-03T10:20:30.456Z"`, started, 1)))
		if !x.Time.Equal(want) {
			t.Errorf("%s: got %v, want %v", started, x.Time, want)
		}
	}
}

func TestHARUnanswered(t *testing.T) {
	t.Parallel()
	good := entryOf(`"status":200`)
	for _, status := range []string{
		`"status":0`, `"status" : 0`, `"status":0.0`, `"status":"0"`, `"st\u0061tus":1,"status":-0`,
	} {
		exchanges, err := read(t, harOf(entryOf(status), good, entryOf(status), good))
		if err != nil || len(exchanges) != 2 || exchanges[0].Entry != 1 || exchanges[1].Entry != 3 {
			t.Errorf("%s: got %+v, %v, want entries 1 and 3", status, exchanges, err)
		}
		refuses(t, harOf(entryOf(status)), "no request in the HAR was answered")
	}
}

func TestHARRefusals(t *testing.T) {
	t.Parallel()
	good := entryOf(`"status":200`)
	with := func(response string) string { return harOf(good, entryOf(response)) }
	refusesAll(t, map[string]refusal{
		"no entry":             {harOf(), "the HAR has no entry, so it proves nothing"},
		"no entries":           {`{"log":{"version":"1.2"}}`, "the HAR has no entry"},
		"log is not an object": {`{"log":[]}`, "expected log to be an object (HAR 1.2), saw an array"},
		"entries is not an array": {`{"log":{"entries":{}}}`,
			"expected log.entries to be an array (HAR 1.2), saw an object"},
		"entry is not an object": {harOf(good, `"secret"`),
			"entry 1: expected the entry to be an object (HAR 1.2), saw a string"},
		"entry is null": {harOf(good, `null`), "entry 1: request.method is missing"},
		"request is not an object": {harOf(`{"request":7,"response":{"status":200}}`),
			"entry 0: expected request to be an object (HAR 1.2), saw a number"},
		"no method": {harOf(`{"request":{"url":"/"},"response":{"status":200}}`),
			"entry 0: request.method is missing"},
		"no URL": {harOf(`{"request":{"method":"GET","url":""},"response":{"status":200}}`),
			"entry 0: request.url is missing"},
		"no status":   {with(`"statusText":"secret"`), "entry 1: response.status is missing"},
		"null status": {with(`"status":null`), "entry 1: response.status is missing"},
		"no response": {harOf(`{"request":{"method":"GET","url":"/"}}`),
			"entry 0: response.status is missing"},
		"huge status":           {with(`"status":1e999999999`), "entry 1: response.status is not an HTTP status code"},
		"negative status":       {with(`"status":-1`), "entry 1: response.status is not an HTTP status code"},
		"four-digit status":     {with(`"status":1000`), "entry 1: response.status is not an HTTP status code"},
		"a fraction for status": {with(`"status":200.5`), "entry 1: response.status is not an HTTP status code"},
		"word for status":       {with(`"status":"secret"`), "entry 1: response.status is not an HTTP status code"},
		"vanishing status":      {with(`"status":1e-999`), "entry 1: response.status is not an HTTP status code"},
		"headers are no array": {with(`"status":200,"headers":{"secret":"secret"}`),
			"entry 1: expected response.headers to be an array (HAR 1.2), saw an object"},
		"header is not an object": {with(`"status":200,"headers":["secret"]`),
			"entry 1: expected a response header to be an object (HAR 1.2), saw a string"},
		"content is not an object": {with(`"status":200,"content":"secret"`),
			"entry 1: expected response.content to be an object (HAR 1.2), saw a string"},
		"text is not a string": {with(`"status":200,"content":{"text":{"secret":1}}`),
			"entry 1: expected response.content.text to be a string (HAR 1.2), saw an object"},
		"bad base64": {with(`"status":200,"content":{"text":"secret!","encoding":"base64"}`),
			"entry 1: response.content.text is not valid base64"},
	})
}

func TestHARInvalidJSON(t *testing.T) {
	t.Parallel()
	good := entryOf(`"status":200`)
	refusesAll(t, map[string]refusal{
		"not JSON": {harOf(good, `{"secret":secret}`),
			fmt.Sprint("entry 1: not valid JSON at byte ", len(harOf(good))-len("]}}")+len(`,{"secret":`))},
		"NUL in a string": {harOf(good, "{\"a\":\"\x00\"}"), "entry 1: not valid JSON at byte"},
		"NUL between":     {harOf(good, "\x00"), "entry 1: not valid JSON at byte"},
		"a bad escape":    {harOf(good, `{"a":"\q"}`), "entry 1: not valid JSON at byte"},
		"no comma":        {harOf(good + good), "entry 1: not valid JSON at byte"},
		"two HARs":        {harOf(good) + harOf(good), "expected the HAR to end"},
		"NUL after it":    {harOf(good) + "\x00", "not valid JSON at byte"},
		"deep nesting": {harOf(good, `{"a":`+strings.Repeat("[", 100_000)),
			"entry 1: nested more than 10000 levels deep at byte"},
		"deep objects": {harOf(good, strings.Repeat(`{"a":`, 100_000)),
			"entry 1: nested more than 10000 levels deep at byte"},
		"deep nesting elsewhere": {`{"log":{"pages":` + strings.Repeat("[", 100_000),
			"nested more than 10000 levels deep at byte"},
		"deep nesting at first": {strings.Repeat("[", 100_000), "a JSON array"},
		"deep nesting of HARs":  {strings.Repeat(`{"log":`, 100_000), "nested more than 10000 levels deep at byte"},
	})
}

// TestHARCutOff cuts a HAR at every byte: what is complete is yielded, and the error says where it ends.
func TestHARCutOff(t *testing.T) {
	t.Parallel()
	entry := entryOf(`"status":200,"content":{"text":"{}"}`)
	whole := harOf(entry, entry)
	first := strings.Index(whole, entry)
	for cut := first; cut < len(whole); cut++ {
		if _, err := read(t, "\ufeff"+whole[:cut]); err == nil ||
			!strings.Contains(err.Error(), fmt.Sprintf("cut off at byte %d,", cut+3)) {
			t.Fatalf("after a byte order mark, cut at byte %d: got %v", cut, err)
		}
		complete := 0
		switch {
		case cut >= first+2*len(entry)+1:
			complete = 2
		case cut >= first+len(entry):
			complete = 1
		}
		exchanges, err := read(t, whole[:cut])
		want := fmt.Sprintf("the HAR is cut off at byte %d, after %d complete", cut, complete)
		if err == nil || len(exchanges) != complete || !strings.Contains(err.Error(), want) {
			t.Fatalf("cut at byte %d: got %d exchanges and %v, want %d", cut, len(exchanges), err, complete)
		}
	}
	if exchanges, err := read(t, whole); err != nil || len(exchanges) != 2 {
		t.Errorf("the control: the whole HAR gives %d exchanges and %v", len(exchanges), err)
	}
}

// TestHARHugeValues streams into one value, at several places, sixteen times what a value may take, and counts how much
// is read. The limit is small, so that little memory is filled.
func TestHARHugeValues(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	const inOneValue = "more than 1 MiB in one value"
	entry := entryOf(`"status":200,"content":{"text":"{}"}`)
	begun := `{"log":{"entries":[` + entry
	read := func(t *testing.T, input io.Reader) ([]drift.Exchange, error) {
		return decodeAll(t, recording.RecordsWithin(limit, 4*limit, "-", input))
	}
	for name, c := range map[string]struct {
		before, filler, want string
		complete             int
	}{
		"in an entry":             {begun + `,{"response":{"content":{"text":"`, "x", "entry 1: " + inOneValue, 1},
		"in a number":             {begun + `,{"a":1`, "1", "entry 1: " + inOneValue, 1},
		"as many elements":        {begun + `,[1`, ",1", "entry 1: " + inOneValue, 1},
		"as white space":          {begun + `,`, " ", "entry 1: " + inOneValue, 1},
		"in a member's name":      {begun + `],"`, "x", inOneValue, 1},
		"in another member":       {`{"log":{"pages":[{"a":"`, "x", inOneValue, 0},
		"in a top-level string":   {`"`, "x", "text without interactions", 0},
		"in a cassette's comment": {"version: 2 #", "x", "the cassette is larger than 4 MiB", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			input := repeated(c.before, c.filler, 16*limit)
			exchanges, err := read(t, input)
			if err == nil || !strings.Contains(err.Error(), c.want) || len(exchanges) != c.complete {
				t.Errorf("got %d exchanges and %v, want %d and %q", len(exchanges), err, c.complete, c.want)
			}
			if input.read > int64(5*limit) {
				t.Errorf("%d MiB were read", input.read>>20)
			}
		})
	}
	t.Run("a little more than the limit", func(t *testing.T) {
		t.Parallel()
		_, err := read(t, repeated(begun+`,{"a":"`, "x", limit+limit/2))
		if err == nil || !strings.Contains(err.Error(), inOneValue) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("control: skipped token by token", func(t *testing.T) {
		t.Parallel()
		pages := repeated(`{"log":{"pages":[1`, ",1", 2*limit)
		exchanges, err := read(t, io.MultiReader(pages, strings.NewReader(`],"entries":[`+entry+`]}}`)))
		if err != nil || len(exchanges) != 1 {
			t.Errorf("got %d exchanges and %v", len(exchanges), err)
		}
	})
	t.Run("control: a long entry", func(t *testing.T) {
		t.Parallel()
		long := entryOf(`"status":200,"content":{"text":"` + strings.Repeat("x", limit/2) + `"}`)
		exchanges, err := read(t, strings.NewReader(harOf(entry, long, entry)))
		if err != nil || len(exchanges) != 3 || len(exchanges[1].Body) != limit/2 {
			t.Errorf("got %d exchanges and %v", len(exchanges), err)
		}
	})
}

// TestDefaultLimits holds what the package's documentation says.
func TestDefaultLimits(t *testing.T) {
	t.Parallel()
	if want := [2]int{64 << 20, 256 << 20}; recording.DefaultLimits != want {
		t.Errorf("the limits are %v, want %v", recording.DefaultLimits, want)
	}
}

// repeated reads as a beginning and so many bytes of filler, without holding them.
func repeated(before, filler string, size int) *pulled {
	chunk := []byte(strings.Repeat(filler, 32<<10))
	return newPulled(func(yield func([]byte) bool) {
		for ok := yield([]byte(before)); ok && size > 0; size -= len(chunk) {
			ok = yield(chunk)
		}
	})
}

// TestHARMemoryDoesNotGrow compares the heap during a HAR of 3 MB with that during one of 30 MB.
func TestHARMemoryDoesNotGrow(t *testing.T) {
	growth := func(entries int) (peak uint64) {
		n, start := 0, liveHeap()
		for record, err := range recording.Records("-", browserHAR(entries, compact)) {
			if err == nil {
				_, err = record.Exchange()
			}
			if err != nil {
				t.Fatal(err)
			}
			if n++; n%(entries/10) == 0 {
				peak = max(peak, liveHeap()-min(start, liveHeap()))
			}
		}
		if n != entries {
			t.Fatalf("%d of %d entries", n, entries)
		}
		return peak
	}
	few, many := growth(3000), growth(30_000)
	if many > few+1<<20 {
		t.Errorf("the heap grows by %d bytes for 3,000 entries and by %d for 30,000", few, many)
	}
}

// TestHARRoundTrip writes exchanges as encoding/json does and reads them again, decoding on several goroutines after
// all are found.
func TestHARRoundTrip(t *testing.T) {
	t.Parallel()
	var want []drift.Exchange
	var entries []any
	for i := range 500 {
		x := drift.Exchange{
			Method: []string{"GET", "DELETE", "PATCH"}[i%3],
			URL:    fmt.Sprintf("https://h/%d?q=\"&\u2028", i),
			Status: 200 + i%100,
			Header: http.Header{"Content-Type": {"application/json"}, "X": {fmt.Sprint(i), "\\\" é"}},
			Body:   []byte(strings.Repeat(fmt.Sprintf("{\"n\":%d,\"s\":\"\\u00e9 <\u2029>\"}\n\x00", i), 1+i%7*100)),
			Time:   time.Unix(int64(i), int64(i)*1e6).UTC(),
			Source: drift.Source{File: "-", Entry: i, Line: 1},
		}
		want = append(want, x)
		content := map[string]any{"size": len(x.Body), "mimeType": "application/json", "text": string(x.Body)}
		if i%2 == 0 {
			content["encoding"], content["text"] = "base64", base64.StdEncoding.EncodeToString(x.Body)
		}
		field := func(name, value string) any { return map[string]string{"name": name, "value": value} }
		entries = append(entries, map[string]any{
			"startedDateTime": x.Time.Format(time.RFC3339Nano),
			"request":         map[string]any{"method": x.Method, "url": x.URL, "headers": []any{}},
			"response": map[string]any{"status": x.Status, "content": content, "headers": []any{
				field("content-type", "application/json"), field("x", x.Header["X"][0]), field("X", x.Header["X"][1])}},
		})
	}
	data, err := json.Marshal(map[string]any{"log": map[string]any{"entries": entries, "version": "1.2"}})
	if err != nil {
		t.Fatal(err)
	}
	var records []recording.Record
	for record, err := range recording.Records("-", bytes.NewReader(data)) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, record)
	}
	got := decodeConcurrently(t, records)
	if !reflect.DeepEqual(got, want) {
		for i := range min(len(got), len(want)) {
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Fatalf("got  %+v\nwant %+v", got[i], want[i])
			}
		}
		t.Fatalf("got %d exchanges, want %d", len(got), len(want))
	}
}

// decodeConcurrently decodes the records on several goroutines.
func decodeConcurrently(t *testing.T, records []recording.Record) []drift.Exchange {
	t.Helper()
	exchanges := make([]drift.Exchange, len(records))
	var workers sync.WaitGroup
	for part := range slices.Chunk(exchanges, 50) {
		some := records[:len(part)]
		records = records[len(part):]
		workers.Go(func() {
			for i, record := range some {
				var err error
				if part[i], err = record.Exchange(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	workers.Wait()
	return exchanges
}

func TestHARFromAPipe(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	go func() {
		io.WriteString(w, harOf(entryOf(`"status":200`)))
		w.Close()
	}()
	if exchanges, err := readFrom(t, r); err != nil || len(exchanges) != 1 {
		t.Errorf("got %d exchanges and %v", len(exchanges), err)
	}
}
