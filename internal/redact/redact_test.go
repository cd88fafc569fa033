package redact_test

import (
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
