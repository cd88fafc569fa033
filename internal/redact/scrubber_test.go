package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// hostile is a secret with every character that some notation escapes.
const hostile = `k"e\y/+&=<%>'q Ü`

// repetitions are the forms in which a server may repeat a secret.
func repetitions(secret string) map[string]string {
	quoted, _ := json.Marshal(secret)
	inJSON := string(quoted[1 : len(quoted)-1])
	var every, entities, points strings.Builder
	for i := range len(secret) {
		fmt.Fprintf(&every, "%%%02x", secret[i])
	}
	for _, r := range secret {
		fmt.Fprintf(&entities, "&#x%x;", r)
		fmt.Fprintf(&points, `\u%04X`, r)
	}
	again, _ := json.Marshal(inJSON)
	forms := map[string]string{
		"plain": secret, "JSON": inJSON, "JSON in JSON": string(again),
		"a slash escaped": strings.ReplaceAll(inJSON, "/", `\/`),
		"path":            url.PathEscape(secret), "query": url.QueryEscape(secret),
		"twice":     url.QueryEscape(url.QueryEscape(secret)),
		"thrice":    url.QueryEscape(url.QueryEscape(url.QueryEscape(secret))),
		"component": strings.ReplaceAll(url.QueryEscape(secret), "+", "%20"),
		"lower":     strings.NewReplacer("%2F", "%2f", "%2B", "%2b", "%3C", "%3c").Replace(url.PathEscape(secret)),
		"HTML":      html.EscapeString(secret), "every byte": every.String(), "entities": entities.String(),
		"code points": points.String(),
		"hexadecimal": hex.EncodeToString([]byte(secret)),
		"HEXADECIMAL": strings.ToUpper(hex.EncodeToString([]byte(secret))),
	}
	for name, encoding := range map[string]*base64.Encoding{
		"base64": base64.StdEncoding, "base64url": base64.URLEncoding, "raw base64": base64.RawStdEncoding,
		"raw base64url": base64.RawURLEncoding,
	} {
		for _, around := range []string{"", "u", "us", "use"} {
			forms[name+" "+around] = encoding.EncodeToString([]byte(around + secret + around))
		}
	}
	return forms
}

func TestScrubberFindsEveryForm(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"sm_live_0123456789abcdefghij", "PTzGiUYei7pgzg5buzZHgA", "conn_abc123", hostile,
		`s%3Aabcdef&amp;ghij<kl>%2Fm`} {
		s := NewScrubber(map[string]string{secret: "REPLACED", "": "nothing"})
		other := NewScrubber(map[string]string{"another secret": "REPLACED"})
		for name, form := range repetitions(secret) {
			text := `{"a":"` + form + `"}`
			if !s.Leaks([]byte(text)) {
				t.Errorf("%s of %s is no leak: %s", name, secret, form)
			}
			scrubbed := s.Text(text)
			if s.Leaks([]byte(scrubbed)) || strings.Contains(scrubbed, form) || scrubbed == text {
				t.Errorf("%s of %s is left: %s", name, secret, scrubbed)
			}
			if other.Leaks([]byte(text)) { // The control.
				t.Errorf("%s of %s leaks another secret", name, secret)
			}
		}
	}
}

// TestScrubberLeavesTheRest shows that a text without secrets is not touched, and that a secret in a common form takes
// nothing with it.
func TestScrubberLeavesTheRest(t *testing.T) {
	t.Parallel()
	s := NewScrubber(map[string]string{hostile: "conn_RECORDED"})
	for _, text := range []string{
		"", `{"id":"conn_abc123","provider":"notion"}`, `100% of \u00fc &amp; \\ \ %zz &#xffffffff; &nosuch;`,
		"\xff\xfe", strings.Repeat(`\"%41`, 99),
	} {
		if got := s.Text(text); got != text || s.Leaks([]byte(text)) {
			t.Errorf("%q became %q", text, got)
		}
	}
	quoted, _ := json.Marshal(hostile)
	hidden := strings.ReplaceAll(string(quoted[1:len(quoted)-1]), "k", `\u006b`)
	for text, want := range map[string]string{
		`{"id":` + string(quoted) + `,"provider":"notion"}`: `{"id":"conn_RECORDED","provider":"notion"}`,
		`{"a":"x` + hidden + `y","b":"%41 jane%40example.com"}`: `{"a":"xconn_RECORDEDy",` +
			`"b":"%41 redacted%40example.invalid"}`,
	} {
		if got := s.Text(text); got != want {
			t.Errorf("%s became\n%s, want\n%s", text, got, want)
		}
	}
	s = NewScrubber(map[string]string{"secret": ""})
	if !s.Leaks([]byte("a&b=s%65cret;")) || s.Leaks([]byte("a&b=s%66cret;")) {
		t.Error("an ampersand that does not begin an entity is taken for one")
	}
	endless := NewScrubber(map[string]string{"%secret": "%25secret"})
	if got := endless.Text(`a\u0025secret`); got != wholeRedacted {
		t.Errorf("a replacement that hides the secret again ends as %q", got)
	}
	if NewScrubber(nil).Leaks([]byte("anything %41")) {
		t.Error("no secret leaks")
	}
}

// TestShortSecretsInBase64: a few characters of base64 are in much other text.
func TestShortSecretsInBase64(t *testing.T) {
	t.Parallel()
	for n := range 20 {
		forms := insideBase64(strings.Repeat("s", n), base64.RawStdEncoding)
		for _, form := range forms {
			if len(form) < 8 {
				t.Errorf("%d bytes are looked for as %q", n, form)
			}
		}
		if n >= 8 && len(forms) != 3 {
			t.Errorf("%d bytes have the forms %q", n, forms)
		}
	}
}

// TestScrubberLeaksAcrossPieces hides a secret at several places of a long text, which is searched piece by piece.
func TestScrubberLeaksAcrossPieces(t *testing.T) {
	t.Parallel()
	s := NewScrubber(map[string]string{hostile: "REPLACED"})
	hidden, after := strings.ReplaceAll(hostile, "k", `\u006b`), strings.Repeat(" ", leakWindow)
	for _, before := range []int{0, leakWindow - 9, leakWindow - leakOverlap, leakWindow, 3 * leakWindow} {
		text := strings.Repeat(" ", before) + hidden + after
		if !s.Leaks([]byte(text)) {
			t.Errorf("no leak after %d bytes", before)
		}
		if s.Leaks([]byte(strings.Replace(text, "e", "f", 1))) {
			t.Errorf("the control: another text leaks after %d bytes", before)
		}
	}
}

func TestScrubberURL(t *testing.T) {
	t.Parallel()
	s := NewScrubber(map[string]string{"sm/key+0123456789": "REDACTED", "conn_real": "conn_RECORDED"})
	for raw, want := range map[string]string{
		"https://h/v3/connections/conn_real?deleteDocuments=false": "https://h/v3/connections/conn_RECORDED?" +
			"deleteDocuments=false",
		"https://user:pass@h/a#fragment":                    "https://h/a",
		"/a?token=1&%6bey=2&n=3&flag":                       "/a?token=REDACTED&%6bey=REDACTED&n=3&flag",
		"/a/sm%2Fkey+0123456789?next=sm%2fkey%2b0123456789": "/a/REDACTED?next=REDACTED",
		"/u/jane%40example.com/b%2Fc?mail=jane%40example.com&joe%40example.com": "/u/redacted@example.invalid/b%2Fc?" +
			"mail=redacted%40example.invalid&redacted%40example.invalid",
		"http://user:pass@h/%zz?a#b":               "http://h/%zz?a",
		"/a?k=sm/key+0123456789#sm/key+0123456789": "/a?k=REDACTED",
		"mailto:jane@example.com":                  "mailto:redacted@example.invalid",
		"":                                         "",
		"/a%2Fb?q=%41+c&d":                         "/a%2Fb?q=%41+c&d",
	} {
		if got := s.URL(raw); got != want {
			t.Errorf("%s became\n%s, want\n%s", raw, got, want)
		}
	}
}

// TestScrubberURLKeepsNoPart has a form of a secret whose first part would be left, if the rest were taken for a
// fragment.
func TestScrubberURLKeepsNoPart(t *testing.T) {
	t.Parallel()
	if got := NewScrubber(map[string]string{`first"rest`: "REDACTED"}).URL("/a/first&#34;rest"); got != "/a/REDACTED" {
		t.Error(got)
	}
}

func TestScrubberHeader(t *testing.T) {
	t.Parallel()
	s := NewScrubber(map[string]string{"conn_real": "conn_RECORDED"})
	got := s.Header(http.Header{
		"content-type":  {"application/json; boundary=conn_real"},
		"Location":      {"https://u:p@h/conn_real?token=t"},
		"Vary":          {"Accept", "jane@example.com"},
		"Authorization": {"Bearer conn_real"}, "Cookie": {"a=b"}, "Set-Cookie": {"a=b"}, "X-Conn_real": {"1"},
	})
	want := http.Header{
		"Content-Type": {"application/json; boundary=conn_RECORDED"},
		"Location":     {"https://h/conn_RECORDED?token=REDACTED"},
		"Vary":         {"Accept", "redacted@example.invalid"},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func BenchmarkScrubberText(b *testing.B) {
	s := NewScrubber(map[string]string{"sm_live_0123456789abcdefghij": "REDACTED",
		"PTzGiUYei7pgzg5buzZHgA": "conn_RECORDED"})
	text := strings.Repeat(`{"id":"conn_abc123","provider":"notion","quoted":"\"a\"","n":[1,2,3]},`, 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s.Text(text)
	}
}

// BenchmarkScrubberExchange scrubs a body that has nothing to scrub, as most have.
func BenchmarkScrubberExchange(b *testing.B) {
	s := NewScrubber(map[string]string{"sm_live_0123456789abcdefghij": "REDACTED"})
	for name, n := range map[string]int{"15kB": 250, "200kB": 3333} {
		items := strings.Repeat(`{"id":"a","n":1,"tags":["x","y"],"nested":{"a":"b","c":2.5}},`, n)
		x := drift.Exchange{Status: 200, Body: []byte(`{"items":[` + items + `1]}`), URL: "http://h/things/1",
			Header: http.Header{"Content-Type": {"application/json"}}}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(x.Body)))
			for b.Loop() {
				s.Exchange(x)
			}
		})
	}
}
