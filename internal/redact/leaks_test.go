package redact

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// TestBase64UnderEscapes: text in base64 that another notation escapes is replaced.
func TestBase64UnderEscapes(t *testing.T) {
	t.Parallel()
	const secret = "a>>b??c~~d>>e??f"
	s := NewScrubber(map[string]string{secret: "REPLACED"})
	encoded := base64.StdEncoding.EncodeToString([]byte(secret))
	if !strings.ContainsAny(encoded, "+/") {
		t.Fatal(encoded)
	}
	inJSON, _ := json.Marshal(strings.ReplaceAll(encoded, "/", `\/`))
	for _, form := range []string{
		strings.ReplaceAll(encoded, "/", `\/`), url.QueryEscape(encoded), url.QueryEscape(url.QueryEscape(encoded)),
		strings.NewReplacer("/", `\u002f`, "+", `\u002B`).Replace(encoded), strings.ReplaceAll(encoded, "+", "&#43;"),
		string(inJSON), strings.ReplaceAll(encoded, "/", `\x2f`),
	} {
		for _, around := range []string{"", "tail", "ab"} {
			text := `{"a":"` + around + form + `"}`
			if got := s.Text(text); !strings.Contains(got, "REPLACED") || strings.Contains(got, form[4:12]) {
				t.Errorf("%s becomes %s", text, got)
			}
		}
	}
}

// TestOddEncodings has secrets in encodings in which a body is not scrubbed, but left out, and in which a file leaks.
func TestOddEncodings(t *testing.T) {
	t.Parallel()
	const secret = "s3cret-of-é-0123456789"
	s := NewScrubber(map[string]string{secret: "REPLACED"})
	encoded := base64.StdEncoding.EncodeToString([]byte("user:" + secret))
	units := utf16.Encode([]rune(`{"a":"` + secret + `"}`))
	var little, big, packed bytes.Buffer
	for _, u := range units {
		little.Write([]byte{byte(u), byte(u >> 8)})
		big.Write([]byte{byte(u >> 8), byte(u)})
	}
	z := gzip.NewWriter(&packed)
	fmt.Fprintf(z, `{"a":%q}`, secret)
	z.Close()
	for name, body := range map[string]string{
		"UTF-16LE": "\xff\xfe" + little.String(), "UTF-16BE": "\xfe\xff" + big.String(),
		"UTF-16 at an odd byte": "x" + little.String(),
		"wrapped":               secret[:9] + "\r\n" + secret[9:],
		"wrapped base64":        encoded[:20] + "\n" + encoded[20:],
		"folded":                secret[:9] + "\n    " + secret[9:],
		"wrapped in a string":   `{"a":"` + encoded[:20] + `\r\n` + encoded[20:] + `"}`,
		"gzip":                  packed.String(),
	} {
		x := s.Exchange(drift.Exchange{Status: 200, Body: []byte(body)})
		if !x.BodyUnknown || x.Body != nil || len(x.Redacted) != 1 || x.Redacted[0] != "" {
			t.Errorf("%s: recorded as %q, %q", name, x.Body, x.Redacted)
		}
		if name == "gzip" {
			continue
		}
		if !s.Leaks([]byte(body)) {
			t.Errorf("%s is no leak", name)
		}
		inFile, _ := json.Marshal(base64.StdEncoding.EncodeToString([]byte(body)))
		if strings.HasPrefix(name, "UTF") && !s.Leaks(inFile) {
			t.Errorf("%s in base64 is no leak", name)
		}
	}
	for name, body := range map[string]string{ // The control.
		"gzip": strings.ReplaceAll(packed.String(), "\x00", "\x00"), "lines": "{\n  \"a\": 1,\n  \"b\": \"s3cret-of\"\n}",
		"UTF-16": "a\x00b\x00",
	} {
		other := NewScrubber(map[string]string{"another-secret": "REPLACED"})
		if x := other.Exchange(drift.Exchange{Status: 200, Body: []byte(body)}); x.BodyUnknown || string(x.Body) != body {
			t.Errorf("%s: recorded as %q", name, x.Body)
		}
	}
}

// TestScrubberIsQuick has a body of 1 MiB with 1,100 echoes under two layers of escapes, and others that are as hard.
func TestScrubberIsQuick(t *testing.T) {
	t.Parallel()
	const secret = `s3cret/"value"+0123456789`
	s := NewScrubber(map[string]string{secret: "REDACTED"})
	once, _ := json.Marshal(secret)
	twice, _ := json.Marshal(string(once))
	echo := strings.ReplaceAll(string(twice), "s", `\\u0073`)
	for name, c := range map[string]struct{ part, want string }{
		"echoes":       {echo + strings.Repeat(" ", 1<<20/1100-len(echo)), "REDACTED"},
		"escapes":      {`\\\"`, ""},
		"entities":     {"&amp;", ""},
		"percents":     {"%25", ""},
		"beginnings":   {secret[:len(secret)-1] + " ", ""},
		"repetitions":  {secret, "REDACTED"},
		"lines":        {"a\n", ""},
		"zeros":        {"\x00", ""},
		"long secrets": {strings.Repeat("s", 40), ""},
	} {
		body := strings.Repeat(c.part, 1<<20/len(c.part))
		start := time.Now()
		x := s.Exchange(drift.Exchange{Status: 200, Body: []byte(body)})
		if took := time.Since(start); took > 15*time.Second { // a loaded machine is slow; once it took minutes
			t.Errorf("%s: %v", name, took)
		} else {
			t.Logf("%s: %v", name, took)
		}
		if want := strings.Count(body, c.part); c.want != "" && strings.Count(string(x.Body), c.want) != want {
			t.Errorf("%s: %d of %d were replaced", name, strings.Count(string(x.Body), c.want), want)
		}
	}
}

// TestScrubberLine has lines that end within a secret.
func TestScrubberLine(t *testing.T) {
	t.Parallel()
	s := NewScrubber(map[string]string{`s3cret/"value"`: "REDACTED"})
	for line, want := range map[string]string{
		`saw "a s3cret/\"va"…`:               `saw "a REDACTED"…`,
		`saw "s3cret/\"value\"", and "s3c"…`: `saw "REDACTED", and "s3c"…`,
		`saw "czNjcmV0LyJ2Y"…`:               `saw "REDACTED"…`,
		`at /s3cret/… saw s3cre…, s3cr`:      `at /REDACTED… saw REDACTED…, s3cr`,
		"plain … text…":                      "plain … text…",
		"":                                   "",
	} {
		if got := s.Line(line); got != want {
			t.Errorf("%s becomes %s, want %s", line, got, want)
		}
	}
	for pointer, want := range map[string]string{
		`/a/s3cret~1"value"/b`: "/a/REDACTED/b", "": "", "/": "/", "/a~1b/~0": "/a~1b/~0",
	} {
		if got := s.Pointer(pointer); got != want {
			t.Errorf("%s becomes %s, want %s", pointer, got, want)
		}
	}
}
