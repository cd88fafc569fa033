package contract_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
)

// What a server must not get into a file, told and untold.
const (
	realKey   = `sm_live_k"e/y+&=<%>'0123456789`
	realID    = `conn/Ü "real" PTzGiUYei7pgzg5bu`
	someToken = "ghp_abcdefghijklmnopqrstuvwxyz012345"
	someone   = "jane.doe@example.com"
)

// echoes are the forms in which a server may repeat a secret, written by hand rather than with the code that looks
// for them.
func echoes(secret string) []string {
	quoted, _ := json.Marshal(secret)
	inJSON := string(quoted[1 : len(quoted)-1])
	var every strings.Builder
	for i := range len(secret) {
		fmt.Fprintf(&every, "%%%02x", secret[i])
	}
	again, _ := json.Marshal(inJSON)
	return []string{
		secret, inJSON, strings.ReplaceAll(inJSON, "/", `\/`), string(again[1 : len(again)-1]), url.PathEscape(secret),
		url.QueryEscape(secret),
		strings.NewReplacer("%2F", "%2f", "%3C", "%3c", "%3E", "%3e").Replace(url.QueryEscape(secret)),
		url.QueryEscape(url.QueryEscape(secret)), every.String(), html.EscapeString(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
		base64.StdEncoding.EncodeToString(
			[]byte("Bearer " + secret),
		), base64.StdEncoding.EncodeToString([]byte("user:" + secret + "!")),
		hex.EncodeToString([]byte(secret)),
	}
}

// echo answers with the secrets in every part of a response. net/http has no way to set the reason phrase, so it
// writes the bytes.
func echo(t *testing.T) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status, property := "404", "error"
		switch {
		case r.Header.Get("Authorization") != "Bearer "+realKey:
			status = "401"
		case !strings.Contains(r.URL.Path, impossibleID):
			status, property = "200", "id"
		}
		secrets := append(slices.Concat(echoes(realKey), echoes(realID)), someToken, someone, url.QueryEscape(someone))
		line := strings.Join(secrets, " ; ")
		body := map[string]any{
			property:            realID,
			"provider":          realKey,
			"details":           line,
			"Bearer " + realKey: secrets,
			"list":              []any{someone, realID},
		}
		data, err := json.Marshal(body)
		if err != nil {
			t.Error(err)
		}
		connection, stream, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer connection.Close()
		fmt.Fprintf(stream, "HTTP/1.1 %s %s\r\nContent-Type: application/json; echo=%q\r\n", status, line,
			base64.RawURLEncoding.EncodeToString([]byte(realKey)))
		for _, name := range []string{
			"Allow", "Cache-Control", "Date", "Deprecation", "Location", "Retry-After", "Sunset", "Vary", "Accept",
			"User-Agent", // on the allow-list
			"X-Echo", "Set-Cookie", "WWW-Authenticate", "Authorization", "Link", "ETag", "X-" +
				hex.EncodeToString([]byte(realKey)),
		} {
			for _, s := range secrets {
				fmt.Fprintf(stream, "%s: %s\r\n", name, s)
			}
		}
		fmt.Fprintf(
			stream,
			"Location: https://%s:%s@h/%s?k=%s#%s\r\n",
			"user",
			url.QueryEscape(realKey),
			url.PathEscape(realID),
			url.QueryEscape(realKey),
			url.PathEscape(realKey),
		)
		fmt.Fprint(stream, "Trailer: Vary, X-Echo\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
		fmt.Fprintf(stream, "%x\r\n%s\r\n0\r\nVary: %s\r\nX-Echo: %s\r\n\r\n", len(data), data, line, line)
		stream.Flush()
	}
}

func echoTarget(t *testing.T) target {
	t.Helper()
	of := against(t, loopback(t, echo(t)).URL)
	of.key, of.connectionID, of.confirmation = realKey, realID, realID
	return of
}

// found lists what of the secrets is in a text.
func found(text string) (found []string) {
	forms := append(slices.Concat(echoes(realKey), echoes(realID)), someToken, someone, url.QueryEscape(someone))
	for _, form := range forms {
		if strings.Contains(text, form) {
			found = append(found, form)
		}
	}
	return found
}

// TestNoSecretIsWritten records a server that repeats the key, the ID, a token and an address everywhere. Neither a
// file nor what the run says has them.
func TestNoSecretIsWritten(t *testing.T) {
	t.Parallel()
	of := echoTarget(t)
	s := begin(t, of)
	r, err := run(t, t.Context(), s)
	if err != nil {
		t.Error(err)
	}
	if leaked := found(rendered(t, s, r)); leaked != nil {
		t.Errorf("the report has %q", leaked)
	}
	files := contents(t, of.recordings)
	for name, data := range files {
		if leaked := found(name + data); leaked != nil {
			t.Errorf("%s has %q:\n%s", name, leaked, data)
		}
		for _, header := range []string{"X-Echo", "Set-Cookie", "Www-Authenticate", "Etag", "Link"} {
			if strings.Contains(data, header) {
				t.Errorf("%s has the header %s", name, header)
			}
		}
		recorded, err := cassette.Load(strings.TrimSuffix(of.recordings+"/"+name, ".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		request := recorded.Interactions[0].Request
		if got := request.Headers.Get("Authorization"); got != "Bearer REDACTED" ||
			!strings.HasPrefix(request.URL, of.baseURL+"/v3/connections/") {
			t.Errorf("%s: %s with Authorization %s", name, request.URL, got)
		}
		if strings.HasSuffix(name, "-200.yaml") != strings.Contains(request.URL, "/"+recordedID+"?") {
			t.Errorf("%s: %s", name, request.URL)
		}
	}
	if len(files) != 3 {
		t.Errorf("%d files", len(files))
	}
	exchanges, err := recordings(of.recordings)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range exchanges {
		if leaked := found(fmt.Sprintf("%s %v %s", x.URL, x.Header, x.Body)); leaked != nil {
			t.Errorf("%s, read back, has %q", name(x), leaked)
		}
		if slices.ContainsFunc(
			s.contract.Check(x).Findings,
			isBreaking,
		) { // What was replaced has not made it another answer.
			t.Errorf("%s: %v\n%s", name(x), s.contract.Check(x).Findings, x.Body)
			continue
		}
		compareReplayed(t, x)
	}

	of.recordings = ""
	s = begin(t, of)
	if r, err = run(t, t.Context(), s); err != nil || found(rendered(t, s, r)) != nil {
		t.Errorf("live: %v\n%s", err, rendered(t, s, r))
	}
}

// TestLeakingFilesAreDeleted is the control: without scrubbing the secrets are in the files, and the search of each
// file finds them.
func TestLeakingFilesAreDeleted(t *testing.T) {
	t.Parallel()
	of := echoTarget(t)
	s := begin(t, of)
	s.scrub = func(*cassette.Interaction) error { return nil }
	_, err := run(t, t.Context(), s)
	if err == nil || !strings.Contains(err.Error(), "had a secret in it, and was deleted") || found(err.Error()) != nil {
		t.Error(err)
	}
	if files := contents(t, of.recordings); len(files) != 0 {
		t.Errorf("%d files are left", len(files))
	}

	// One secret in one place is enough, and one that only YAML's own notation hides.
	for place, leak := range map[string]func(*cassette.Interaction){
		"URL":    func(i *cassette.Interaction) { i.Request.URL += "&id=" + url.QueryEscape(realID) },
		"header": func(i *cassette.Interaction) { i.Response.Headers.Add("Vary", realKey) },
		"name":   func(i *cassette.Interaction) { i.Response.Headers[realKey] = []string{"1"} },
		"status": func(i *cassette.Interaction) { i.Response.Status = realKey },
		"body": func(i *cassette.Interaction) {
			i.Response.Body += base64.StdEncoding.EncodeToString([]byte("user:" + realKey))
		},
		"binary":  func(i *cassette.Interaction) { i.Response.Body += "\xff\xfe" + realKey },
		"quoted":  func(i *cassette.Interaction) { i.Response.Body = "{" + realKey }, // YAML doubles the apostrophe in it.
		"trailer": func(i *cassette.Interaction) { i.Response.Trailer = http.Header{"Vary": {realID}} },
		"nothing": func(*cassette.Interaction) {}, // The control of these.
	} {
		of.recordings = t.TempDir()
		s := begin(t, of)
		s.scrub = func(i *cassette.Interaction) error {
			err := s.clean(i)
			leak(i)
			return err
		}
		_, err := run(t, t.Context(), s)
		if files := contents(t, of.recordings); (err == nil) != (place == "nothing") ||
			(len(files) == 0) != (place != "nothing") {
			t.Errorf("%s: %v, and %d files", place, err, len(files))
		}
	}
}

// TestErrorsHaveNoSecrets loses the answer to a deletion, so that the error is about the ID.
func TestErrorsHaveNoSecrets(t *testing.T) {
	t.Parallel()
	of := against(t, loopback(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Path, impossibleID) {
			panic(http.ErrAbortHandler)
		}
		answer(w, r, realKey, "")
	}).URL)
	of.key, of.connectionID, of.confirmation = realKey, realID, realID
	_, err := run(t, t.Context(), begin(t, of))
	if err == nil || !strings.Contains(err.Error(), "/v3/connections/"+recordedID) || found(err.Error()) != nil {
		t.Error(err)
	}
}
