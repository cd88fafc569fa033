package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestProxyKeepsSecrets has a server that repeats every credential wherever it can, also to others.
func TestProxyKeepsSecrets(t *testing.T) {
	secrets := map[string]string{
		"bearer":    `key/with+"all"&<kinds>=of`,
		"api key":   "0123-another-key",
		"cookie":    "c00kie-value",
		"parameter": "in the query/é",
		"password":  "pass:word!",
		"session":   "set-by-the-server",
	}
	passwordSent := false // the requests come one after the other
	server := serverOf(t, func(w http.ResponseWriter, r *http.Request) {
		_, _, ok := r.BasicAuth()
		passwordSent = passwordSent || ok
		http.SetCookie(w, &http.Cookie{Name: "sid", Value: secrets["session"]})
		var echo []string
		for name, s := range secrets {
			if name == "password" && !passwordSent {
				continue
			}
			quoted, _ := json.Marshal(s)
			echo = append(echo, s, url.PathEscape(s), url.QueryEscape(s), base64.StdEncoding.EncodeToString([]byte("x"+s+"yz")),
				base64.RawURLEncoding.EncodeToString([]byte(s)), hex.EncodeToString([]byte(s)), string(quoted))
			w.Header().Add("X-Echo", url.PathEscape(s))
			w.Header().Add("Vary", url.PathEscape(s))
		}
		bearer, parameter := url.PathEscape(secrets["bearer"]), url.QueryEscape(secrets["parameter"])
		w.Header().Set("Location", "https://user:"+bearer+"@h/"+bearer+"?x="+parameter+"#"+secrets["api key"])
		w.Header().Set("X-Documented", secrets["api key"])
		w.Header().Set("X-Session-Token", "of another kind")
		if r.URL.Path == "/things/raw" {
			respond(w, 200, strings.Join(echo, "\n"))
			return
		}
		body := map[string]any{"id": 7, "echo": echo}
		for _, s := range echo {
			body[s] = s // as the name of a property, it comes into messages and pointers
		}
		text, _ := json.Marshal(body)
		respond(w, 200, string(text))
	})
	contract := strings.Replace(thingContract, "          description: a thing\n", `          description: a thing
          headers:
            X-Documented: {required: true, schema: {type: string}}
            X-Session-Token: {required: true, schema: {type: string}}
`, 1)
	for _, format := range []string{"text", "json", "html", "sarif"} {
		passwordSent = false
		p := startProxy(t, server.URL, contract, "--record", "FOLDER/recording.har", "--format", format)
		for _, path := range []string{"/things/1", "/things/raw", "/things/" + url.PathEscape(secrets["bearer"])} {
			req, _ := http.NewRequest("GET", p.url+path+"?access_token="+url.QueryEscape(secrets["parameter"]), nil)
			req.Header.Set("Authorization", "Bearer "+secrets["bearer"])
			req.Header.Set("X-Api-Key", secrets["api key"])
			req.AddCookie(&http.Cookie{Name: "sid", Value: secrets["cookie"]})
			if resp, body := p.do(req); !strings.Contains(body, secrets["api key"]) || !strings.Contains(resp.Header.Get("X-Echo")+body, secrets["session"]) {
				t.Errorf("the control: the server did not repeat the secrets: %s", body)
			}
			req, _ = http.NewRequest("GET", p.url+path, nil)
			req.SetBasicAuth("user", secrets["password"])
			p.do(req)
			p.get("/things/without-credentials")
		}
		if status := p.end(); status != exitDrift {
			t.Errorf("ended with %d: %s", status, p.stderr)
		}
		har := readFile(t, p.har)
		if strings.Count(har, `"startedDateTime"`) != 9 || strings.Count(har, "X-Documented") != 9 || strings.Contains(p.stdout.String(), "header-missing") {
			t.Errorf("recorded as %s", har)
		}
		for what, text := range map[string]string{"HAR": har, "report": p.stdout.String(), "log": p.stderr.String()} {
			for name, s := range secrets {
				for i, form := range []string{s, url.PathEscape(s), url.QueryEscape(s), base64.StdEncoding.EncodeToString([]byte(s)), hex.EncodeToString([]byte(s)),
					base64.StdEncoding.EncodeToString([]byte("x" + s + "yz"))[2:8], fmt.Sprintf("%q", s)} {
					if strings.Contains(text, strings.Trim(form, `"`)) {
						t.Errorf("%s: the %s repeats the %s in form %d", format, what, name, i)
					}
				}
			}
			for _, word := range []string{"Authorization", "Cookie", "X-Echo", "of another kind"} {
				if strings.Contains(text, word) {
					t.Errorf("%s: the %s has %s", format, what, word)
				}
			}
		}
	}
}
