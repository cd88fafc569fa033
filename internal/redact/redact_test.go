package redact_test

import (
	"strings"
	"testing"
	"time"

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
	for _, scheme := range []string{"Bearer", "bearer", "BASIC", "Token"} {
		if got := redact.Text(scheme + " dXNlcjpwYXNz"); got != scheme+" [redacted]" {
			t.Errorf("%s: got %q", scheme, got)
		}
	}
	for _, name := range strings.Fields(`apikey api_key api-key accessToken access_token refresh-token clientSecret
		client_secret Password AUTHORIZATION token secret id_token private_key sessionToken passwd jwt pwd otp`) {
		inner := `\"` + name + `\":\"`
		for before, after := range map[string]string{
			`{"` + name + `":"hunter2hunter2","id":"x"}`:        `{"` + name + `":"[redacted]","id":"x"}`,
			`{"a":"{` + inner + `hunter2\\\"er2\",\"id\":\"x"}`: `{"a":"{` + inner + `[redacted]\",\"id\":\"x"}`,
		} {
			if got := redact.Text(before); got != after {
				t.Errorf("%s: got %s, want %s", before, got, after)
			}
		}
	}
}

// TestKeepsWords has text that only looks a little like a secret.
func TestKeepsWords(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"sm_document_status_v2", "pk_customer_number", `"authorization":"oauth2"`, "a token required", "a basic idea",
		"bearer authentication is used", "Basic authentication", `{"sid":"SM0123456789abcdef0123456789abcdef"}`,
		`{"keyword":"connections","sort_key":"created_at","author":"Jane Doe"}`, `{"next_page_token":"abcdefghijkl"}`,
		`{"key":"of a map entry","code":"not_found_here","session":"of the parliament","ticket":"INC-0000012345"}`,
		`{"token":true,"password":null,"secret":12345678,"token":"short"}`, `{"password":""}`, "task-0123456789",
		"ghost_0123456789abcdef", "sk_buff_head_init", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
		"key: value", `"token" "hunter2hunter2"`, "a@b", "@example.com", "jane@.com", "hf_transfer",
		"Unauthorized: token expired", "10%40 off", "npm_config_registry", "https://h/v3?a:b",
	} {
		if got := redact.Text(text); got != text {
			t.Errorf("%s becomes %s", text, got)
		}
	}
}

// TestVendorKeys has a key of each vendor, made up, and the same with a character less than the shortest.
func TestVendorKeys(t *testing.T) {
	t.Parallel()
	const random = "0a1B2c3D4e5F6a7B8c9D0e1F2a3B4c5D6e7F8a9B0c1D2e3F4a5B6c7D8e9F0a1B2c3D4e5F6a7B8c9D"
	for _, key := range []string{
		"github_pat_" + random[:22] + "_" + random[:59], "ghp_" + random[:36], "gho_" + random[:36], "ghu_" + random[:36],
		"ghs_" + random[:36], "ghr_" + random[:36], "glpat-" + random[:20], "xoxb-123456789012-" + random[:24],
		"xoxp-" + random[:24], "xapp-1-" + random[:24], "sk_live_" + random[:24], "rk_test_" + random[:24],
		"pk_live_" + random[:24], "whsec_" + random[:32], "sk-proj-" + random[:40], "sk-ant-api03-" + random[:80],
		"sk-" + random[:48], "AKIA0123456789ABCDEF", "ASIA0123456789ABCDEF", "AIza" + random[:35], "GOCSPX-" + random[:28],
		"ya29." + random[:40], "SG." + random[:22] + "." + random[:43], "npm_" + random[:36], "pypi-AgE" + random[:60],
		"dop_v1_" + random[:64], "shpat_" + random[:32], "hf_" + random[:34], "lin_api_" + random[:40],
		"ATATT3" + random[:60], "dapi" + random[:32], "sq0atp-" + random[:22], "PMAK-" + random[:24] + "-" + random[:34],
		"glsa_" + random[:32] + "_0a1b2c3d", "hvs." + random[:24], "sbp_" + random[:40], "sb_secret_" + random[:31],
		"sm_" + random[:32], "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl",
		"-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----",
	} {
		for _, around := range []string{"", `"`, " ", "=", "/"} {
			got := redact.Text("a" + around + key + around + "b")
			if around == "" {
				got = redact.Text(key)
			}
			if strings.Contains(got, key[len(key)-4:]) || strings.Contains(got, key[4:8]) ||
				!strings.Contains(got, "[redacted") {
				t.Errorf("%s becomes %s", key, got)
			}
		}
	}
}

// TestTextIsQuick has texts of 1 MiB in which every part begins what is searched for.
func TestTextIsQuick(t *testing.T) {
	t.Parallel()
	for _, part := range []string{
		"sk-", "eyJ-", "eyJ.", "a@", "@", "%40", "token ", "Bearer a-", `"password":`, `"token":"`, "-----BEGIN ",
		`\"`, "&", "\\",
		"ghp_-", "a.", `"token" : `, "x%40a.",
	} {
		start := time.Now()
		redact.Text(strings.Repeat(part, 1<<20/len(part)))
		if took := time.Since(start); took > 15*time.Second { // a loaded machine is slow
			t.Errorf("%q, repeated: %v", part, took)
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
