package redact_test

import (
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

func TestRedact(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Authorization: Bearer abc.def-123":             "Authorization: Bearer [redacted]",
		"the key sm_0123456789abcdef is":                "the key [redacted key] is",
		`{"a":"ghp_0123456789abcdef"}`:                  `{"a":"[redacted key]"}`,
		"eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl":        "[redacted JWT]",
		"AKIA0123456789ABCDEF":                          "[redacted key]",
		`{"email":"jane.doe@mail.example.org"}`:         `{"email":"redacted@example.invalid"}`,
		`{"password" : "hunter\"2", "user":"jane"}`:     `{"password" : "[redacted]", "user":"jane"}`,
		`{"id":"conn_abc123","provider":"notion"}`:      `{"id":"conn_abc123","provider":"notion"}`,
		"a basic idea, and a bearer of news; @mentions": "a basic idea, and a bearer of news; @mentions",
		"PTzGiUYei7pgzg5buzZHgA":                        "PTzGiUYei7pgzg5buzZHgA",
		"sm_1234567":                                    "sm_1234567",
		"AKIA0123456789ABCDEFG":                         "AKIA0123456789ABCDEFG",
		"bearer 12345":                                  "bearer 12345",
		"eyJhbGciOiJI.only-two-parts":                   "eyJhbGciOiJI.only-two-parts",
		"jane@localhost":                                "jane@localhost",
		`{"passwordless":"yes","password":true}`:        `{"passwordless":"yes","password":true}`,
		"":                                              "",
	} {
		if got := redact.Text(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
		if again := redact.Text(want); again != want {
			t.Errorf("%q becomes %q the second time", want, again)
		}
	}
}

// TestRedactEveryKind has one text for each alternative of a pattern, alone, so that no other one helps to find it.
func TestRedactEveryKind(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{
		"sm", "sk", "pk", "rk", "gho", "ghp", "ghr", "ghs", "ghu", "github_pat", "glpat",
		"xoxa", "xoxb", "xoxp", "xoxr", "xoxs",
	} {
		for _, separator := range []string{"_", "-"} {
			if got := redact.Text(prefix + separator + "0123456z"); got != "[redacted key]" {
				t.Errorf("%s%s: got %q", prefix, separator, got)
			}
		}
	}
	for _, scheme := range []string{"Bearer", "bearer", "BASIC", "Token"} {
		if got := redact.Text(scheme + " dXNlcjpwYXNz"); got != scheme+" [redacted]" {
			t.Errorf("%s: got %q", scheme, got)
		}
	}
	for _, name := range []string{
		"apikey", "api_key", "api-key", "accessToken", "access_token", "refresh-token", "clientSecret", "client_secret",
		"Password", "AUTHORIZATION",
	} {
		text := `{"` + name + `":"hunter2","id":"x"}`
		if got, want := redact.Text(text), `{"`+name+`":"[redacted]","id":"x"}`; got != want {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"plain":                       `"plain"`,
		"a\nsm_0123456789":            `"a\n[redacted key]"`,
		"jane@example.com":            `"redacted@example.invalid"`,
		"x" + strings.Repeat("y", 99): `"x` + strings.Repeat("y", 79) + `"…`,
	} {
		if got := redact.Quote(name); got != want {
			t.Errorf("Quote(%q) = %s, want %s", name, got, want)
		}
	}
}
