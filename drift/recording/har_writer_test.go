package recording_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/har"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

// recordings are exchanges of all kinds, without secrets.
func recordings() []recording.Recorded {
	var all []recording.Recorded
	add := func(status int, header http.Header, body string, unknown bool) {
		n := len(all)
		all = append(all, recording.Recorded{
			Exchange: drift.Exchange{
				Method: []string{"GET", "DELETE", "PATCH"}[n%3],
				URL:    fmt.Sprintf("https://h:8443/a%%2Fb/%d?q=%%22&x;y=1&&z=%%zz", n),
				Status: status, Header: header, Body: []byte(body), BodyUnknown: unknown,
				Time: time.Date(2026, 2, 3, 10, 20, 30, n*1e6, time.UTC),
			},
			Request:      http.Header{"Accept": {"a/b", "c/d"}, "X-Dropped": {"1"}},
			RequestProto: "HTTP/1.1", Proto: []string{"", "HTTP/2.0"}[n%2],
			RequestSize: int64(n - 1), Size: int64(len(body)),
			Wait: time.Duration(n) * time.Millisecond, Receive: 1234567,
		})
		if body == "" {
			all[n].Body = nil
		}
	}
	typed := http.Header{"Content-Type": {"application/json"}, "Vary": {"a", "b, c"}, "X-Kept": {"1"}}
	for _, status := range []int{200, 204, 299, 302, 304, 404, 500, 999} {
		for _, header := range []http.Header{{}, typed, {"Date": {"now"}}, {"Location": {"/x?y=1"}}} {
			for _, unknown := range []bool{false, true} {
				add(status, header, "", unknown)
				add(status, header, "{\"a\":\"\\u00e9é\u2028 <&>\x00\x1f\"}\n", unknown)
			}
		}
	}
	for _, body := range []string{"\xff", "\xc3\x28{}", "\ufeff{}", "\ufffd", " ", "\n", `"`} {
		add(200, typed, body, false)
	}
	return all
}

// writeHAR writes exchanges into a new file.
func writeHAR(t testing.TB, all []recording.Recorded) (name string, exchanges []drift.Exchange) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "a.har")
	w, err := recording.CreateHAR(name, "test", "v1")
	if err != nil {
		t.Fatal(err)
	}
	s := redact.NewScrubber(nil)
	for _, r := range all {
		source, err := w.Write(recording.NewEntry(s, r, "X-Kept"))
		if err != nil {
			t.Fatal(err)
		}
		x := s.Exchange(r.Exchange, "X-Kept")
		x.Source, x.Request = source, requestOf(r)
		exchanges = append(exchanges, x)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return name, exchanges
}

// requestOf is what is read of the request of one of the recordings.
func requestOf(r recording.Recorded) *drift.Request {
	if r.Request == nil {
		return &drift.Request{BodyUnknown: r.RequestSize != 0}
	}
	return &drift.Request{
		Header: http.Header{"Accept": r.Request["Accept"]}, BodyUnknown: r.RequestSize != 0, Dropped: []string{"X-Dropped"},
	}
}

// readHAR reads what can be read, and what ended that.
func readHAR(name string) (exchanges []drift.Exchange, err error) {
	for x, err := range recording.Read(name) {
		if err != nil {
			return exchanges, err
		}
		x.Time = x.Time.UTC()
		exchanges = append(exchanges, x)
	}
	return exchanges, nil
}

func TestHARWriterRoundTrip(t *testing.T) {
	t.Parallel()
	all := recordings()
	name, want := writeHAR(t, all)
	got, err := readHAR(name)
	if err != nil || len(got) != len(want) {
		t.Fatalf("got %d exchanges, %v, want %d", len(got), err, len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("entry %d: got  %.2000v\nwant %.2000v", i, fmt.Sprintf("%+v", got[i]), fmt.Sprintf("%+v", want[i]))
		}
		if r := all[i]; r.Status < 300 &&
			(want[i].BodyUnknown != (r.BodyUnknown || len(r.Body) > recording.MaxRecordedBody) ||
				!want[i].BodyUnknown && string(want[i].Body) != string(r.Body)) {
			t.Errorf("entry %d: the body was not kept", i)
		}
	}
}

// TestHARWriterIsStrict reads a file with another library, and looks for the members that HAR 1.2 does not call
// optional.
func TestHARWriterIsStrict(t *testing.T) {
	t.Parallel()
	all := recordings()[:64]
	name, _ := writeHAR(t, all)
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var file har.HAR
	if err := json.Unmarshal(data, &file); err != nil || len(file.Log.Entries) != len(all) ||
		file.Log.Version != "1.2" || file.Log.Creator.Name != "test" {
		t.Fatalf("another library reads %+v, %v", file.Log, err)
	}
	for i, e := range file.Log.Entries {
		if e.Request.URL != all[i].URL || e.Response.Status != int64(all[i].Status) ||
			len(e.Request.QueryString) != 3 || len(e.Request.Headers) != 2 {
			t.Errorf("entry %d is read as %+v %+v", i, e.Request, e.Response)
		}
		if _, err := time.Parse("2006-01-02T15:04:05.000Z", e.StartedDateTime); err != nil {
			t.Error(err)
		}
		if sum := e.Timings.Send + e.Timings.Wait + e.Timings.Receive; math.Abs(sum-e.Time) > 1e-9 ||
			e.Timings.Receive != 1.234 {
			t.Errorf("entry %d takes %v, of which %+v", i, e.Time, e.Timings)
		}
	}
	var raw struct {
		Log struct{ Entries []map[string]any }
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatal(err)
	}
	for i, entry := range raw.Log.Entries {
		for object, members := range map[string]string{
			"":         "startedDateTime time request response cache timings",
			"request":  "method url httpVersion cookies headers queryString headersSize bodySize",
			"response": "status statusText httpVersion cookies headers content redirectURL headersSize bodySize",
			"timings":  "send wait receive",
		} {
			in := entry
			if object != "" {
				in = entry[object].(map[string]any)
			}
			for _, member := range strings.Fields(members) {
				if in[member] == nil {
					t.Errorf("entry %d: %s has no member %s", i, object, member)
				}
			}
		}
		content := entry["response"].(map[string]any)["content"].(map[string]any)
		if _, hasText := content["text"]; content["size"] == nil || content["mimeType"] == "" ||
			hasText == (content["comment"] != nil) {
			t.Errorf("entry %d: content is %v", i, content)
		}
	}
}

// TestHARWriterLongBodies computes from shorter bodies that an entry with the longest one can be read, whatever bytes
// it has, and shows that a longer one is left out.
func TestHARWriterLongBodies(t *testing.T) {
	t.Parallel()
	write := func(char string, n int) (size int, x drift.Exchange) {
		name, _ := writeHAR(t, []recording.Recorded{{Exchange: drift.Exchange{
			Method: "GET", URL: "/", Status: 200, Header: http.Header{}, Body: bytes.Repeat([]byte(char), n),
		}}})
		got, err := readHAR(name)
		if err != nil || len(got) != 1 {
			t.Fatalf("got %d exchanges, %v", len(got), err)
		}
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		return int(info.Size()), got[0]
	}
	for _, char := range []string{"x", `"`, "\x01", "\x7f", "\u2028", "\xff"} {
		const sample = 3000
		short, _ := write(char, sample)
		long, x := write(char, 2*sample)
		if x.BodyUnknown || string(x.Body) != strings.Repeat(char, 2*sample) {
			t.Errorf("%q: the body is not kept", char)
		}
		growth := float64(long-short) / float64(sample*len(char))
		if longest := growth*recording.MaxRecordedBody + 1<<20; longest > float64(recording.DefaultLimits[0]) {
			t.Errorf("%q: the longest body takes %v bytes, more than can be read", char, longest)
		}
	}
	if _, x := write("x", recording.MaxRecordedBody+1); !x.BodyUnknown || x.Body != nil {
		t.Errorf("a body that is too long is read as %d bytes", len(x.Body))
	}
}

// TestHARWriterOddValues has numbers that HAR 1.2 does not allow, and a URL that cannot be parsed, whose parameters
// hide an address under escapes.
func TestHARWriterOddValues(t *testing.T) {
	t.Parallel()
	name, _ := writeHAR(t, []recording.Recorded{{
		Exchange: drift.Exchange{
			Method: "GET", URL: "http://h/%zz?mail=%6Aane%40example%2Ecom&jane%40example%2Ecom=1", Status: 200,
			BodyUnknown: true,
		},
		RequestSize: -7, Size: -7, Wait: -time.Second, Receive: -time.Second,
	}})
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var file har.HAR
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	e := file.Log.Entries[0]
	if e.Request.BodySize != -1 || e.Response.BodySize != -1 || e.Response.Content.Size != -1 ||
		e.Time != 0 || e.Timings.Wait != 0 || e.Timings.Receive != 0 {
		t.Errorf("got %s", data)
	}
	if strings.Contains(string(data), "jane@") || len(e.Request.QueryString) != 2 {
		t.Errorf("got the parameters %+v", e.Request.QueryString)
	}
}

// TestHARWriterTornWrites ends the last write after every number of bytes: once with the file cut there, as when it
// grows, and once with what was there before behind it. The earlier entries are always read.
func TestHARWriterTornWrites(t *testing.T) {
	t.Parallel()
	states, want := statesOf(t, recordings()[:3])
	for n := 1; n < len(states); n++ {
		before, after := states[n-1], states[n]
		common := 0
		for before[common] == after[common] {
			common++
		}
		for end := common; end <= len(after); end++ {
			for _, rest := range []string{"", before[min(end, len(before)):]} {
				got, err := read(t, after[:end]+rest)
				if complete := len(got); complete < n-1 || complete > n {
					t.Fatalf("after %d bytes of entry %d, %d entries are read: %v", end-common, n-1, complete, err)
				}
				for i, x := range got {
					if x.Time = x.Time.UTC(); !reflect.DeepEqual(x, want[i]) {
						t.Fatalf("after %d bytes of entry %d, entry %d is read as %+v", end-common, n-1, i, x)
					}
				}
				if end == len(after) && (err != nil || len(got) != n) {
					t.Fatalf("the whole file gives %d entries and %v", len(got), err)
				}
			}
		}
	}
}

// statesOf returns the content of a HAR before and after each write, and the exchanges as they are read from standard
// input.
func statesOf(t *testing.T, all []recording.Recorded) (states []string, exchanges []drift.Exchange) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.har")
	w, err := recording.CreateHAR(name, "test", "v1")
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	state := func() string {
		data, err := os.ReadFile(name)
		if err != nil || !json.Valid(data) {
			t.Fatalf("after %d entries the file is not a HAR: %v", len(exchanges), err)
		}
		return string(data)
	}
	states = []string{state()}
	s := redact.NewScrubber(nil)
	for _, r := range all {
		source, err := w.Write(recording.NewEntry(s, r, "X-Kept"))
		if err != nil {
			t.Fatal(err)
		}
		x := s.Exchange(r.Exchange, "X-Kept")
		x.Source, x.Request = source, requestOf(r)
		x.File = "-"
		states, exchanges = append(states, state()), append(exchanges, x)
	}
	return states, exchanges
}

func TestHARWriterConcurrently(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a.har")
	w, err := recording.CreateHAR(name, "test", "v1")
	if err != nil {
		t.Fatal(err)
	}
	s := redact.NewScrubber(nil)
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			r := recording.Recorded{Exchange: drift.Exchange{
				Method: "GET", URL: fmt.Sprintf("http://h/%d", i), Status: 200, Body: []byte(strings.Repeat("x", i)),
			}}
			if _, err := w.Write(recording.NewEntry(s, r)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	w.Close()
	got, err := readHAR(name)
	if err != nil || len(got) != 100 {
		t.Fatalf("got %d entries, %v", len(got), err)
	}
	for _, x := range got {
		if x.Path() != fmt.Sprintf("/%d", len(x.Body)) {
			t.Errorf("%s has %d bytes", x.URL, len(x.Body))
		}
	}
	if _, err := w.Write(recording.NewEntry(s, recordings()[0])); err == nil {
		t.Error("a closed file is written to")
	}
}

func TestCreateHAR(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	empty, full := filepath.Join(folder, "empty.har"), filepath.Join(folder, "full.har")
	for name, text := range map[string]string{empty: "", full: "x"} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{empty, filepath.Join(folder, "new.har")} {
		w, err := recording.CreateHAR(name, "test", "v1")
		if err != nil {
			t.Fatal(err)
		}
		w.Close()
		// On Windows, a mode says no more than whether a file is read-only.
		if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
		if _, err := readHAR(name); err == nil || !strings.Contains(err.Error(), "the HAR has no entry") {
			t.Errorf("%s without an entry is read with %v", name, err)
		}
	}
	missing := "not a directory"
	if runtime.GOOS == "windows" {
		missing = "cannot record: open "
	}
	for name, want := range map[string]string{
		full: "has something in it: name a new file", filepath.Join(full, "a"): missing,
		folder: "is not a regular file", os.DevNull: "is not a regular file",
	} {
		if w, err := recording.CreateHAR(name, "test", "v1"); err == nil ||
			!strings.HasPrefix(err.Error(), "cannot record: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, %v", name, w, err)
		}
	}
	if data, _ := os.ReadFile(full); string(data) != "x" {
		t.Error("a file was overwritten")
	}
}

// TestHARWriterDropped: what scrubbing removes or changes of a request is named, and no secret is in a name.
func TestHARWriterDropped(t *testing.T) {
	t.Parallel()
	s := redact.NewScrubber(map[string]string{"hunter2": "[secret]"})
	for name, c := range map[string]struct {
		header http.Header
		url    string
		want   []string
	}{
		"nothing":        {http.Header{"Accept": {"a/b"}, "content-type": {"a/b"}}, "https://h/?a=1&b", nil},
		"a header field": {http.Header{"Accept": {"a/b"}, "X-Trace": {"1"}}, "https://h/", []string{"X-Trace"}},
		"credentials":    {http.Header{"Authorization": {"a"}, "Proxy-Authorization": {"a"}}, "https://h/", nil},
		"a value":        {http.Header{"Accept": {"hunter2"}}, "https://h/", []string{"Accept"}},
		"cookies": {
			http.Header{"Cookie": {"b=1; a=2", "c=3;broken"}}, "https://h/", []string{"a", "b", "c"},
		},
		"a secret name": {http.Header{"Cookie": {"hunter2=1"}}, "https://h/", []string{"[secret]"}},
		"parameters":    {nil, "https://h/?a%20b=hunter2&c=1&api_key=x&api_key=y#f", []string{"a b", "api_key"}},
	} {
		x, err := recording.NewEntry(s, recording.Recorded{
			Exchange: drift.Exchange{Method: "GET", URL: c.url, Status: 200}, Request: c.header,
		}).Exchange()
		if err != nil || x.Request == nil || !reflect.DeepEqual(x.Request.Dropped, c.want) {
			t.Errorf("%s: got %+v, %v, want %q", name, x.Request, err, c.want)
		}
	}
}
