package proxy

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/harness"
)

var secrets = map[string]string{
	"bearer":    `key/with+"all"&<kinds>=of`,
	"api key":   "0123-another-key",
	"cookie":    "c00kie-value",
	"parameter": "in the query/é",
	"password":  "pass:word!",
	"session":   "set-by-the-server",
}

// forms are how the server repeats a secret.
func forms(secret string) []string {
	quoted, _ := json.Marshal(secret)
	return []string{
		secret, url.PathEscape(secret), url.QueryEscape(secret), string(quoted), hex.EncodeToString([]byte(secret)),
		base64.StdEncoding.EncodeToString(
			[]byte("x" + secret + "yz"),
		), base64.RawURLEncoding.EncodeToString([]byte(secret)),
	}
}

// repeat repeats every secret that it may know in every part of a response. A password is known once it was sent; the
// requests come one after the other.
func repeat() http.HandlerFunc {
	passwordSent := false
	return func(w http.ResponseWriter, r *http.Request) {
		_, _, ok := r.BasicAuth()
		passwordSent = passwordSent || ok
		http.SetCookie(w, &http.Cookie{Name: "sid", Value: secrets["session"]})
		var all []string
		for name, s := range secrets {
			if name == "password" && !passwordSent {
				continue
			}
			all = append(all, forms(s)...)
			w.Header().Add("X-Echo", url.PathEscape(s))
			w.Header().Add("Vary", url.PathEscape(s))
		}
		bearer, parameter := url.PathEscape(secrets["bearer"]), url.QueryEscape(secrets["parameter"])
		w.Header().Set("Location", "https://user:"+bearer+"@h/"+bearer+"?x="+parameter+"#"+secrets["api key"])
		w.Header().Set("X-Documented", secrets["api key"])
		w.Header().Set("X-Session-Token", "of another kind")
		if r.URL.Path == "/things/raw" {
			harness.Respond(w, 200, strings.Join(all, "\n"))
			return
		}
		body := map[string]any{"id": 7, "echo": all}
		for _, s := range all {
			body[s] = s // the name of a property appears in messages and pointers
		}
		text, _ := json.Marshal(body)
		harness.Respond(w, 200, string(text))
	}
}

// TestKeepsSecrets has a server that repeats every credential wherever it can, also to others.
func TestKeepsSecrets(t *testing.T) {
	t.Parallel()
	const described = "          description: a thing\n"
	document := strings.Replace(harness.Contract, described, described+`          headers:
            X-Documented: {required: true, schema: {type: string}}
            X-Session-Token: {required: true, schema: {type: string}}
`, 1)
	recorded := start(t, harness.Server(t, repeat()).URL, document)
	recorded.sendSecrets()
	har := recorded.recorded()
	if strings.Count(har, `"startedDateTime"`) != 9 || strings.Count(har, "X-Documented") != 9 {
		t.Errorf("recorded as %s", har)
	}
	hasNoSecret(t, "the HAR", dropped.ReplaceAllString(har, ""))
	newProxy(t, harness.Server(t, repeat()).URL, document).start(t).sendSecrets()
}

// dropped are the names of what was dropped, and the field of which no cookie was kept.
var dropped = regexp.MustCompile(`,"_dropped":\[[^]]*\]|\{"name":"Cookie","value":""\}`)

// sendSecrets sends every secret, stops the proxy, and looks for them in its reports and its log.
func (r *running) sendSecrets() {
	t := r.t
	for _, path := range []string{"/things/1", "/things/raw", "/things/" + url.PathEscape(secrets["bearer"])} {
		query := "?access_token=" + url.QueryEscape(secrets["parameter"])
		req, _ := http.NewRequest("GET", r.url+path+query, nil)
		req.Header.Set("Authorization", "Bearer "+secrets["bearer"])
		req.Header.Set("X-Api-Key", secrets["api key"])
		req.AddCookie(&http.Cookie{Name: "sid", Value: secrets["cookie"]})
		resp, body := r.do(req)
		if !strings.Contains(body, secrets["api key"]) ||
			!strings.Contains(resp.Header.Get("X-Echo")+body, secrets["session"]) {
			t.Errorf("the control: the server did not repeat the secrets: %s", body)
		}
		req, _ = http.NewRequest("GET", r.url+path, nil)
		req.SetBasicAuth("user", secrets["password"])
		r.do(req)
		r.get("/things/without-credentials")
	}
	if err := r.end(); err != nil || r.Report.Exchanges != 9 || r.Report.Breaking == 0 {
		t.Errorf("ended with %v: %s", err, r.log)
	}
	if text := r.written("text"); strings.Contains(text, "header-missing") {
		t.Errorf("reported %s", text)
	}
	hasNoSecret(t, "the log", r.log.String())
	for _, format := range []string{"text", "json", "html", "sarif"} {
		hasNoSecret(t, "the report in "+format, r.written(format))
	}
}

func hasNoSecret(t testing.TB, what, text string) {
	t.Helper()
	for name, s := range secrets {
		encoded := base64.StdEncoding.EncodeToString
		inTheMiddle := encoded([]byte("x" + s + "yz"))[2:8]
		for _, form := range append(forms(s), inTheMiddle, encoded([]byte(s)), fmt.Sprintf("%q", s)) {
			if strings.Contains(text, strings.Trim(form, `"`)) {
				t.Errorf("%s repeats the %s as %s", what, name, form)
			}
		}
	}
	for _, word := range []string{"Authorization", "Cookie", "X-Echo", "of another kind"} {
		if strings.Contains(text, word) {
			t.Errorf("%s has %s", what, word)
		}
	}
}
