package contract_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/api/apitest"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
)

// These tests show what [TestServer] does, with servers of their own instead of a real one.

const disposable = "PTzGiUYei7pgzg5buzZHgA"

// against is a target on loopback, with the key of apitest and a connection that may be deleted.
func against(t *testing.T, baseURL string) target {
	t.Helper()
	allow(t, baseURL)
	return target{
		baseURL: baseURL, key: "sm_apitest", connectionID: disposable, confirmation: disposable, recordings: t.TempDir(),
		now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.FixedZone("", 7200)), transport: http.DefaultTransport,
	}
}

// run asks for everything that is not skipped, and returns all that a run says.
func run(t *testing.T, ctx context.Context, s *session) (*report.Report, error) {
	t.Helper()
	var all []error
	for _, p := range s.probes() {
		if p.skip == "" {
			if err := s.ask(ctx, p); err != nil {
				all = append(all, fmt.Errorf("%d: %w", p.status, err))
			}
		}
	}
	r, err := s.end(ctx)
	return r, errors.Join(append(all, err)...)
}

func begin(t *testing.T, of target) *session {
	t.Helper()
	s, err := newSession(of)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rendered is a report as [TestServer] prints it.
func rendered(t *testing.T, s *session, r *report.Report) string {
	t.Helper()
	var text bytes.Buffer
	if err := report.Text(&text, r); err != nil {
		t.Fatal(err)
	}
	return s.hide(text.String())
}

// contents are a folder's files, those with hidden names included.
func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		files[e.Name()] = string(read(t, filepath.Join(folder, e.Name())))
	}
	return files
}

// TestRecords records a server that behaves, and holds the recordings to what every recording is held to.
func TestRecords(t *testing.T) {
	t.Parallel()
	server := apitest.NewServer(t, api.DeletedConnection{ID: disposable, Provider: "notion"})
	of := against(t, server.URL)
	s := begin(t, of)
	r, err := run(t, t.Context(), s)
	if err != nil || r.Exchanges != 3 || r.Breaking+r.Additive+r.Unmatched != 0 {
		t.Errorf("%v\n%s", err, rendered(t, s, r))
	}
	if got := server.Deleted(); len(got) != 1 || got[0].ID != disposable || !got[0].KeptDocuments {
		t.Errorf("deleted %+v", got)
	}

	files := contents(t, of.recordings)
	for _, status := range []int{200, 401, 404} {
		host := strings.ReplaceAll(strings.TrimPrefix(server.URL, "http://"), ":", "-")
		name := fmt.Sprintf("%s-2026-11-22-%d.yaml", host, status) // The day is that of UTC.
		if !strings.Contains(files[name], "deleteDocuments=false") || strings.Contains(files[name], disposable) ||
			len(files) != 3 {
			t.Errorf("%s: %q", name, files)
		}
	}
	exchanges, err := recordings(of.recordings)
	if err != nil {
		t.Fatal(err)
	}
	c, doc := s.contract, document(t)
	again := report.New("openapi.yaml", c.Responses())
	for _, x := range exchanges {
		again.Add(x, c.Check(x))
		if x.Time.IsZero() {
			t.Errorf("%s has no date", name(x))
		}
		compareReplayed(t, x)
		compareGenerated(t, x)
		for _, missed := range unreported(c, controlsFrom(t, doc, c, x)) {
			t.Errorf("%s: not reported", missed)
		}
	}
	again.Close()
	if got, want := rendered(t, s, r), rendered(t, s, again); got != want {
		t.Errorf("the run reports\n%s\napidrift check reports\n%s", got, want)
	}
}

// TestLiveWritesNothing asks the same, and keeps nothing.
func TestLiveWritesNothing(t *testing.T) {
	t.Parallel()
	server := apitest.NewServer(t, api.DeletedConnection{ID: disposable, Provider: "notion"})
	of := against(t, server.URL)
	folder := of.recordings
	of.recordings = ""
	before := contents(t, "testdata/recorded")
	s := begin(t, of)
	s.write = func(*os.File, []byte) error { return errors.New("live wrote a file") }
	r, err := run(t, t.Context(), s)
	if err != nil || r.Exchanges != 3 || r.Breaking != 0 || len(server.Deleted()) != 1 {
		t.Errorf("%v\n%s", err, rendered(t, s, r))
	}
	if after := contents(t, "testdata/recorded"); len(contents(t, folder)) != 0 || len(after) != len(before) {
		t.Error("files were written")
	}
}

// TestNothingIsDeletedUnconfirmed counts what reaches the server without a confirmation that repeats the ID.
func TestNothingIsDeletedUnconfirmed(t *testing.T) {
	t.Parallel()
	for _, given := range []struct{ id, confirmation string }{
		{
			"", "",
		}, {"", disposable}, {disposable, ""}, {disposable, disposable + " "}, {disposable, strings.ToLower(disposable)},
		{disposable, "yes"},
		{
			"conn_a", "conn_a",
		}, {"google-drive", "google-drive"}, {"Web-Crawler", "Web-Crawler"}, {"conn_abc\n123", "conn_abc\n123"},
	} {
		var deletions, others atomic.Int32
		server := loopback(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/v3/connections/"+impossibleID && r.URL.RawQuery == "deleteDocuments=false" {
				others.Add(1)
			} else {
				deletions.Add(1)
			}
			answer(w, r, "sm_apitest", `{"id":"a","provider":"b"}`)
		})
		of := against(t, server.URL)
		of.connectionID, of.confirmation = given.id, given.confirmation
		s := begin(t, of)
		if _, err := run(t, t.Context(), s); err != nil || deletions.Load() != 0 || others.Load() != 2 {
			t.Errorf(
				"%q, %q: %v; %d other requests, and %d that can delete",
				given.id,
				given.confirmation,
				err,
				others.Load(),
				deletions.Load(),
			)
		}
		why := s.probes()[2].skip
		if !strings.Contains(why, "SUPERMEMORY_TEST_CONNECTION_ID") || strings.Contains(why, "\n") ||
			given.id != "" && len(given.id) > 6 && strings.Contains(why, given.id) {
			t.Errorf("%q, %q: skipped because %q", given.id, given.confirmation, why)
		}

		of.connectionID, of.confirmation = disposable, disposable // The control.
		if _, err := run(t, t.Context(), begin(t, of)); err != nil || deletions.Load() != 1 {
			t.Errorf("confirmed: %v; %d requests that can delete", err, deletions.Load())
		}
	}
}

// answer is how a server that has one connection answers, with this body for it.
func answer(w http.ResponseWriter, r *http.Request, key, connection string) {
	w.Header().Set("Content-Type", "application/json")
	switch {
	case r.Header.Get("Authorization") != "Bearer "+key:
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"error":"Unauthorized"}`)
	case strings.Contains(r.URL.Path, impossibleID):
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"error":"Connection not found"}`)
	default:
		_, _ = io.WriteString(w, connection)
	}
}

// TestDriftIsReported records a server that answers with an array, as the vendor's document says since 2026-08-14.
func TestDriftIsReported(t *testing.T) {
	t.Parallel()
	server := loopback(t, func(w http.ResponseWriter, r *http.Request) {
		answer(w, r, "sm_apitest", `[{"id":"`+disposable+`","provider":"notion"}]`)
	})
	of := against(t, server.URL)
	s := begin(t, of)
	r, err := run(t, t.Context(), s)
	text := rendered(t, s, r)
	if err != nil || r.Breaking != 1 || !strings.Contains(text, "\nbreaking  value-type  1 finding in 1 exchange\n") {
		t.Errorf("%v\n%s", err, text)
	}
	files, names := contents(t, of.recordings), 0
	for name, data := range files { // It is recorded all the same: it is the evidence.
		if strings.HasSuffix(name, "-200.yaml") && strings.Contains(data, `[{"id":"conn_RECORDED","provider":"notion"}]`) {
			names++
		}
	}
	if names != 1 || len(files) != 3 {
		t.Errorf("recorded %q", files)
	}

	of.recordings = "" // Without a file the findings are the same, but for where they are.
	s = begin(t, of)
	if r, err := run(t, t.Context(), s); err != nil || r.Breaking != 1 ||
		!strings.Contains(rendered(t, s, r), "value-type") {
		t.Errorf("live: %v\n%s", err, rendered(t, s, r))
	}
}

// TestUnexpectedAnswersFail covers answers that are no drift, and no recording of what was asked for. None lets a
// connection be deleted.
func TestUnexpectedAnswersFail(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"another documented status": {
			func(w http.ResponseWriter, r *http.Request) { answer(w, r, "another", "") },
			"404: expected status 404, saw 401",
		},
		"a deletion of nothing": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"id":"a","provider":"b"}`)
		}, "401: expected status 401, saw 200"},
		"no answer": {
			func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			"401: there was no complete answer: ",
		},
		"a coding": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			answer(w, r, "sm_apitest", "")
		}, `401: the answer is in the content coding "br"`},
		"too long": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(401)
			_, _ = io.WriteString(w, strings.Repeat(" ", 2<<20))
		}, "401: there was no complete answer: "},
	} {
		t.Run(name, func(t *testing.T) {
			var deletions atomic.Int32
			server := loopback(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.URL.Path, disposable) {
					deletions.Add(1)
				}
				c.handler(w, r)
			})
			of := against(t, server.URL)
			if _, err := run(t, t.Context(), begin(t, of)); err == nil || !strings.Contains(err.Error(), c.want) ||
				deletions.Load() != 0 {
				t.Errorf("%d deletions: %v", deletions.Load(), err)
			}
			if files := contents(t, of.recordings); len(files) != 0 {
				t.Errorf("recorded %q", files)
			}
		})
	}
}

// TestRedirectsAreNotFollowed records a redirect as the answer that it is, an undocumented one.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	var followed atomic.Int32
	server := loopback(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/v3/connections/") {
			followed.Add(1)
		}
		http.Redirect(w, r, "/elsewhere?token=1", http.StatusFound)
	})
	of := against(t, server.URL)
	s := begin(t, of)
	r, err := run(t, t.Context(), s)
	if err != nil || followed.Load() != 0 || !strings.Contains(rendered(t, s, r), "status-undocumented") {
		t.Errorf("followed %d: %v\n%s", followed.Load(), err, rendered(t, s, r))
	}
}

// TestInterruptedRunsChangeNothing begins with the recordings of an earlier run, and ends a later one in several ways.
func TestInterruptedRunsChangeNothing(t *testing.T) {
	t.Parallel()
	for name, interrupt := range map[string]func(s *session, request int32, cancel context.CancelFunc){
		"before the second answer": func(_ *session, request int32, cancel context.CancelFunc) {
			if request == 2 {
				cancel()
			}
		},
		"a disk that is full": func(s *session, request int32, _ context.CancelFunc) {
			if request == 3 {
				s.write = func(file *os.File, data []byte) error {
					_, err := file.Write(data[:len(data)/2])
					return errors.Join(err, syscall.ENOSPC)
				}
			}
		},
		"a secret is left": func(s *session, request int32, _ context.CancelFunc) {
			if request == 3 {
				s.scrub = func(*cassette.Interaction) error { return nil }
			}
		},
		"a scrubber that fails": func(s *session, request int32, _ context.CancelFunc) {
			if request == 2 {
				s.scrub = func(*cassette.Interaction) error { return errors.New("cannot scrub") }
			}
		},
		"nothing": func(*session, int32, context.CancelFunc) {}, // The control.
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var s *session
			var requests atomic.Int32
			server := loopback(t, func(w http.ResponseWriter, r *http.Request) {
				interrupt(s, requests.Add(1), cancel)
				answer(w, r, "sm_apitest", `{"id":"`+disposable+`","provider":"notion"}`)
			})
			of := against(t, server.URL)
			s = begin(t, of)
			earlier := map[string]string{"README.md": "kept"}
			for _, status := range []int{200, 401, 404} {
				earlier[s.recordingName(status)] = fmt.Sprint("an earlier recording of ", status)
			}
			for name, data := range earlier {
				if err := os.WriteFile(filepath.Join(of.recordings, name), []byte(data), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, err := run(t, ctx, s)
			got := contents(t, of.recordings)
			if name == "nothing" {
				if err != nil || len(got) != 4 || got["README.md"] != "kept" ||
					strings.Contains(fmt.Sprint(got), "an earlier recording") {
					t.Errorf("%v: %q", err, got)
				}
				return
			}
			if err == nil || fmt.Sprint(got) != fmt.Sprint(earlier) {
				t.Errorf("%v: %q", err, got)
			}
		})
	}
}

// TestUnsafeTargetsAreRefused covers what a session does not begin with. The errors do not repeat the key.
func TestUnsafeTargetsAreRefused(t *testing.T) {
	t.Parallel()
	good := target{baseURL: api.DefaultBaseURL, key: "sm_apitest"}
	for want, change := range map[string]func(*target){
		"SUPERMEMORY_API_KEY is not set":         func(of *target) { of.key = "" },
		"SUPERMEMORY_API_KEY has less than":      func(of *target) { of.key = "sm_key" },
		"SUPERMEMORY_API_KEY is the key that":    func(of *target) { of.key = invalidKey },
		"the API key has a character":            func(of *target) { of.key += "\n" },
		"the base URL is not an http or":         func(of *target) { of.baseURL = "api.supermemory.ai" },
		"the base URL has a user":                func(of *target) { of.baseURL = "https://sm_apitest:sm_apitest@h" },
		"the base URL has a query or a fragment": func(of *target) { of.baseURL = "https://h?key=sm_apitest" },
	} {
		of := good
		change(&of)
		if _, err := newSession(of); err == nil || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "sm_") {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := newSession(good); err != nil { // The control.
		t.Error(err)
	}
}

func TestRecordingNames(t *testing.T) {
	t.Parallel()
	for baseURL, want := range map[string]string{
		"https://api.supermemory.ai":  "api.supermemory.ai-2026-11-23-401.yaml",
		"https://API.Supermemory.ai/": "api.supermemory.ai-2026-11-23-401.yaml",
		"http://localhost:6767":       "localhost-6767-2026-11-23-401.yaml",
		"http://[::1]:6767":           "1-6767-2026-11-23-401.yaml",
		"https://h_x--y.example":      "h-x-y.example-2026-11-23-401.yaml",
	} {
		s := &session{target: target{baseURL: baseURL, now: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}}
		if got := s.recordingName(401); got != want {
			t.Errorf("%s gives %s, want %s", baseURL, got, want)
		}
	}
	if refusesID(impossibleID) || len(impossibleID) != len(disposable) || !strings.ContainsAny(impossibleID, "0OIl") {
		t.Errorf("%s cannot stand for an ID that does not exist", impossibleID)
	}
	if !slices.ContainsFunc([]string{"list", ""}, refusesID) {
		t.Error("no ID is refused")
	}
}
