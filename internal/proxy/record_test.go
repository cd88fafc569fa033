package proxy

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/harness"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

// strictContract has a place for a secret in every part of an exchange, with a rule that its replacement would break.
const strictContract = `openapi: 3.1.0
info: {title: strict, version: "1"}
paths:
  /search/{name}:
    get:
      operationId: search
      parameters:
        - {name: name, in: path, required: true, schema: {type: string, pattern: "^[a-z0-9-]+$"}}
        - {name: keyword, in: query, schema: {type: string, maxLength: 12}}
        - {name: session, in: query, schema: {type: string, pattern: "^[a-z0-9-]+$"}}
        - {name: X-Session-Token, in: header, schema: {type: string, pattern: "^[a-z0-9-]+$"}}
        - {name: X-Page, in: header, required: true, schema: {type: integer}}
        - {name: tab, in: cookie, required: true, schema: {enum: [connections, documents]}}
        - {name: sid, in: cookie, schema: {type: string, pattern: "^[a-z0-9-]+$"}}
      responses:
        "200":
          description: found
          headers:
            X-Total: {required: true, schema: {type: integer}}
            X-Csrf-Token: {required: true, schema: {type: string, pattern: "^[a-z0-9-]+$"}}
          content:
            application/json:
              schema:
                type: object
                required: [connections]
                maxProperties: 6
                propertyNames: {maxLength: 40}
                properties:
                  connections: {type: array, uniqueItems: true, items: {$ref: "#/components/schemas/Item"}}
                  provider: {enum: [connections, provider, notion]}
                  code: {type: string, pattern: "^[a-z0-9-]+$", maxLength: 20}
            text/plain:
              schema: {type: string, maxLength: 30, pattern: "^[a-z0-9-]+$"}
components:
  schemas:
    Item:
      oneOf:
        - {type: string, pattern: "^[a-z0-9-]+$"}
        - {type: integer}
        - {type: object, additionalProperties: false, properties: {id: {type: string, format: uuid}}}
`

// recordOf passes an exchange through a watch that records, and returns the report and the file.
func recordOf(t testing.TB, c *contract.Contract, p passed) (r *report.Report, har string) {
	t.Helper()
	har = filepath.Join(t.TempDir(), "a.har")
	made := &Proxy{Contract: c, Report: report.New("openapi.yaml", c.Responses()), Log: io.Discard}
	var err error
	if made.HAR, err = recording.CreateHAR(har, "test", "v1"); err != nil {
		t.Fatal(err)
	}
	w := newWatch(made)
	w.judge(p)
	if err := w.finish(t.Context()); err != nil && !strings.Contains(err.Error(), errChanged.Error()) {
		t.Fatal(err)
	}
	return made.Report, har
}

// readBack is what a check reads of the only entry of a recording. It is false if there is none.
func readBack(t testing.TB, har string) (x drift.Exchange, ok bool) {
	t.Helper()
	for read, err := range recording.Read(har) {
		if err != nil {
			return x, false // there is none
		}
		x = read
	}
	var file struct {
		Log struct{ Entries []json.RawMessage }
	}
	if err := json.Unmarshal([]byte(readFile(t, har)), &file); err != nil {
		t.Fatal(err)
	}
	return withRequest(t, x, file.Log.Entries[0]), true
}

// withRequest is an exchange with the request that its entry has.
func withRequest(t testing.TB, x drift.Exchange, text []byte) drift.Exchange {
	t.Helper()
	var entry struct {
		Request struct {
			Headers []struct{ Name, Value string }
		}
		Dropped []string `json:"_dropped"`
	}
	if err := json.Unmarshal(text, &entry); err != nil {
		t.Fatal(err)
	}
	x.Request = &drift.Request{Header: http.Header{}, BodyUnknown: true, Dropped: entry.Dropped}
	for _, h := range entry.Request.Headers {
		x.Request.Header.Add(h.Name, h.Value)
	}
	return x
}

// recorder is a watch that writes nothing.
func recorder(c *contract.Contract, v *redact.Vocabulary) *watch {
	w := &watch{contract: c, headers: c.Headers(), documented: documented(c)}
	w.keyring.Vocabulary = v
	return w
}

// compareRecorded compares what was found as an exchange passed with what a check of its entry finds, less what is
// about replaced values or dropped parameters. It returns the entry, or "" if the exchange is not recorded.
func compareRecorded(t testing.TB, w *watch, p passed) string {
	t.Helper()
	passed := redact.Recordable(p.Exchange)
	passed.Request = &drift.Request{Header: p.Request, BodyUnknown: p.RequestSize != 0}
	scrubber := w.keyring.Scrubber(p.url, p.Request, p.Header)
	found := w.scrub(scrubber, &passed, w.contract.Check(passed))
	entry, _, err := w.record(scrubber, p.Recorded, passed, found)
	if err != nil {
		return ""
	}
	text, _ := entry.MarshalJSON()
	x, err := entry.Exchange()
	if err != nil {
		t.Fatal(err)
	}
	x = withRequest(t, x, text)
	count := map[string]int{}
	of := func(f drift.Finding) string {
		return fmt.Sprint(f.Rule, " at ", f.Pointer, " ", f.Place, f.In, f.Count)
	}
	checked := w.contract.Check(x)
	for _, f := range checked.Findings {
		count[of(f)]++
		if x.IsRedacted(f) {
			t.Errorf("a finding about a replaced value: %v", f)
		}
	}
	for _, f := range found.Findings {
		if x.IsRedacted(f) || len(x.Request.Dropped) > 0 && isAboutDropped(f) && count[of(f)] == 0 {
			continue
		}
		count[of(f)]--
	}
	for finding, n := range count {
		if n != 0 {
			t.Errorf("%d more in the check than as it passed: %s\n%s\n%s", n, finding, p.Body, text)
		}
	}
	notes := 0
	for _, note := range checked.Notes {
		if strings.Contains(note.Message, "the recorder replaced it") {
			notes++
		}
	}
	if checked.Matched() && notes != len(x.Redacted) {
		t.Errorf("%d notes for %q", notes, x.Redacted)
	}
	return string(text)
}

func readFile(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// written are forms of a secret, written by hand rather than with the code that looks for them.
func written(secret string) []string {
	quoted, _ := json.Marshal(secret)
	inJSON := string(quoted[1 : len(quoted)-1])
	again, _ := json.Marshal(inJSON)
	inBase64 := base64.StdEncoding.EncodeToString([]byte("u:" + secret))
	return []string{
		inJSON, string(again[1 : len(again)-1]), url.QueryEscape(secret), url.QueryEscape(url.QueryEscape(secret)),
		hex.EncodeToString([]byte(secret)), inBase64, strings.ReplaceAll(inBase64, "/", `\/`), url.QueryEscape(inBase64),
		base64.RawURLEncoding.EncodeToString([]byte(secret)),
		strings.ReplaceAll(inJSON, inJSON[:1], fmt.Sprintf(`\u%04x`, inJSON[0])),
	}
}

// randomPassage is an exchange with a secret in some of its parts.
func randomPassage(random *rand.Rand, secret string) passed {
	forms := append(
		written(secret),
		"plain",
		"connections",
		"7",
		"notion",
		"sm_0123456789abcdefghij",
		"jane@example.com",
	)
	text := func() string {
		form := forms[random.IntN(len(forms))]
		if random.IntN(3) == 0 {
			form = "a " + form
		}
		return form
	}
	var value func(depth int) string
	value = func(depth int) string {
		switch n := random.IntN(8); {
		case n == 0:
			return fmt.Sprint(random.IntN(3))
		case n < 5 || depth > 3:
			return `"` + text() + `"`
		case n < 7:
			items := make([]string, random.IntN(4))
			for i := range items {
				items[i] = value(depth + 1)
			}
			return "[" + strings.Join(items, ",") + "]"
		}
		return `{"` + []string{"id", "connections", "code", text()}[random.IntN(4)] + `":` + value(depth+1) + "}"
	}
	var members []string
	for _, name := range []string{"connections", "provider", "code", text(), text()} {
		if random.IntN(4) > 0 {
			members = append(members, `"`+name+`":`+value(0))
		}
	}
	body, mediaType := "{"+strings.Join(members, ",")+"}", "application/json"
	switch random.IntN(12) {
	case 0:
		body, mediaType = text(), "text/plain"
	case 1:
		body = body[:random.IntN(len(body)+1)]
	case 2:
		body += " " + text()
	case 3:
		mediaType = "text/" + url.QueryEscape(text())
	}
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	query := url.Values{}
	for _, name := range []string{"keyword", "session", "other", "access_token"} {
		if random.IntN(3) == 0 {
			query.Set(name, pick("short", secret, "connections", "much longer than twelve"))
		}
	}
	request := http.Header{"Authorization": {"Bearer " + secret}, "X-Page": {pick("1", "2", "x", secret)}}
	if random.IntN(2) == 0 {
		request.Set("X-Session-Token", pick(secret, "UPPER", "lower-case"))
	}
	if random.IntN(2) == 0 {
		tab, session := pick("tab=connections", "tab=other", "other=1"), pick("good-enough-id", "NOT GOOD ENOUGH")
		request.Set("Cookie", tab+"; sid="+session)
	}
	response := http.Header{"Content-Type": {mediaType}, "X-Total": {pick("1", "x", url.QueryEscape(secret))}}
	if random.IntN(3) > 0 {
		response.Set("X-Csrf-Token", pick("abcdefgh-ijkl", "ABCDEFGH IJKL", secret))
	}
	path := "/search/" + url.PathEscape(pick("a", "A", secret, "b-c"))
	return passed{Recorded: recording.Recorded{
		Request: request, RequestSize: -1,
		Exchange: drift.Exchange{
			Method: "GET", URL: "http://h" + path + "?" + query.Encode(), Status: 200, Header: response, Body: []byte(body),
		},
	}}
}

// TestRecordingIsJudgedAlike compares what was found as exchanges passed with what a check of the recording finds.
func TestRecordingIsJudgedAlike(t *testing.T) {
	t.Parallel()
	c, err := contract.Load([]byte(strictContract))
	if err != nil {
		t.Fatal(err)
	}
	v := vocabulary(c)
	compared, rounds := 0, 5000
	if testing.Short() {
		rounds = 300
	}
	for seed := range rounds {
		random := rand.New(rand.NewPCG(uint64(seed), 1))
		secret := []string{"0123456789abcdef", "a/b+c=d e\"f\\g<h>", "connections", "lower-case-secret"}[seed%4]
		p := randomPassage(random, secret)
		if compareRecorded(t, recorder(c, v), p) != "" {
			compared++
		}
		if t.Failed() {
			t.Fatalf("seed %d: %s %v %v", seed, p.URL, p.Request, p.Header)
		}
	}
	if compared < rounds*9/10 {
		t.Errorf("%d of %d were recorded", compared, rounds)
	}
}

// TestJudgesWhatPassed: a value that stands in a credential, a parameter or a cookie does not change what is found.
func TestJudgesWhatPassed(t *testing.T) {
	t.Parallel()
	c, err := contract.Load([]byte(strictContract))
	if err != nil {
		t.Fatal(err)
	}
	const conforming, drifting = `{"connections":["a"],"provider":"provider"}`, `{"connections":7,"provider":"x"}`
	for body, want := range map[string]int{conforming: 0, drifting: 2} {
		for _, query := range []string{"?keyword=connections", "?keyword=provider", "?session=connections", ""} {
			for _, cookie := range []string{"tab=connections", "tab=documents; sid=connections"} {
				p := passed{Recorded: recording.Recorded{
					Request: http.Header{"Cookie": {cookie}, "X-Page": {"1"}, "Authorization": {"Bearer connections"}},
					Exchange: drift.Exchange{Method: "GET", URL: "http://h/search/a" + query, Status: 200, Body: []byte(body),
						Header: http.Header{"Content-Type": {"application/json"}, "X-Total": {"1"}, "X-Csrf-Token": {"a-b"}}},
				}}
				reported, har := recordOf(t, c, p)
				x, _ := readBack(t, har)
				if reported.Breaking+reported.Additive != want || len(c.Check(x).Findings) != want || x.Redacted != nil {
					t.Errorf("%s%s, %s: found %v\nin the HAR %v", body, query, cookie, reported.Facts(), c.Check(x).Findings)
				}
				if !slices.Equal(x.Body, []byte(body)) || !strings.HasSuffix(x.URL, query) {
					t.Errorf("recorded as %s %s", x.URL, x.Body)
				}
			}
		}
	}
}

// FuzzRecord records an exchange with a secret in it, and reads it back: the file has neither the secret nor one of its
// forms, and is judged like what passed.
func FuzzRecord(f *testing.F) {
	c, err := contract.Load([]byte(strictContract))
	if err != nil {
		f.Fatal(err)
	}
	v := vocabulary(c)
	for i, body := range []string{
		`{"connections":["%"],"code":"%"}`, `["%","%"]`, `{"%":1}`, "%", `{"connections":"\\%`, "\xff%", `{"a":"\n%"}`,
	} {
		f.Add("s3cret/\"value\"", "a", body, "application/json", byte(i))
		f.Add(`s%3Aabcdef&amp;ghij<kl>%2Fm`, "a", body, "text/plain", byte(i))
	}
	f.Fuzz(func(t *testing.T, secret, path, body, mediaType string, form byte) {
		if len(secret) < 8 || strings.Trim(secret, " \t\r\n") != secret || len(secret) > 100 ||
			strings.ContainsAny(secret[:1], "0123456789abcdefABCDEF") { // an escape may end in its beginning by chance
			t.Skip()
		}
		if strings.ContainsAny(secret, `%\&`) && len(secret) < 24 {
			t.Skip() // without its own escapes it may be too short to be looked for
		}
		if strings.ContainsAny(mediaType, "\r\n") {
			t.Skip() // no field has a line end, which separates fields in a HAR
		}
		forms := written(secret)
		hidden := forms[int(form)%len(forms)]
		p := passed{Recorded: recording.Recorded{
			Request: http.Header{"X-Api-Key": {secret}, "X-Page": {"1"}},
			Exchange: drift.Exchange{
				Method: "GET", URL: "http://h/search/" + url.PathEscape(path) + "?access_token=" + url.QueryEscape(secret),
				Status: 200, Body: []byte(strings.ReplaceAll(body, "%", hidden)),
				Header: http.Header{"Content-Type": {mediaType}, "X-Total": {hidden}, "Vary": {hidden}},
			},
		}}
		text := compareRecorded(t, recorder(c, v), p)
		if redact.NewScrubber(map[string]string{secret: "REDACTED"}).Leaks([]byte(text)) && !isFormat(secret) {
			t.Errorf("the recording has the secret %q: %s", secret, text)
		}
		for _, form := range forms {
			if strings.Contains(text, form) && !isFormat(form) {
				t.Errorf("the recording has %q: %s", form, text)
			}
		}
	})
}

// isFormat reports whether a text is in every recording.
func isFormat(text string) bool {
	const empty = `{"log":{"version":"1.2","creator":{"name":"test","version":"v1"},"entries":[` +
		`{"startedDateTime":"0001-01-01T00:00:00.000Z","time":0,"request":{"method":"GET","url":"http://h/search/",` +
		`"httpVersion":"HTTP/1.1","cookies":[],"headers":[{"name":"X-Page","value":"1"}],"queryString":` +
		`[{"name":"access_token","value":"REDACTED"}],"headersSize":-1,"bodySize":0},"response":{"status":200,` +
		`"statusText":"OK","httpVersion":"HTTP/1.1","cookies":[],"headers":[{"name":"Content-Type","value":""},` +
		`{"name":"Vary","value":"REDACTED"}],"content":{"size":-1,"mimeType":"x-unknown","comment":"truncated: the body ` +
		`is not recorded, because it was too long, not transferred whole, or could not be decoded or scrubbed"},` +
		`"redirectURL":"","headersSize":-1,"bodySize":0},"cache":{},"timings":{"send":0,"wait":0,"receive":0},` +
		`"_redacted":["/connections/0"],"_dropped":["X-Api-Key","X-Total"]}]}}`
	return strings.Contains(empty, text)
}

// TestFindingsAfterASecret: a replaced value of another length moves what follows it, and hides nothing of it.
func TestFindingsAfterASecret(t *testing.T) {
	t.Parallel()
	server := harness.Server(t, func(w http.ResponseWriter, r *http.Request) {
		harness.Respond(w, 200, `{"token":"sk_live_abcdefghijklmnopqrstuv","id":null}`)
	})
	p := start(t, server.URL, harness.Contract)
	p.get("/things/1")
	p.endsWith(1, 1)
	if har := p.recorded(); !strings.Contains(har, `"_redacted":["/token"]`) || strings.Contains(har, "sk_live") {
		t.Errorf("recorded as %s", har)
	}
}
