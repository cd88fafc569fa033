// Package redact removes secrets: those that are known, in the forms in which a server may repeat them, and text that
// looks like one.
package redact

import (
	"regexp"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// redactions replace what looks like a credential or names a person. The replacement says what kind of text was there.
var redactions = []struct {
	hints       []string // in lower case; every match has one of them, and they are much faster to find than a match
	pattern     *regexp.Regexp
	replacement string
}{
	{
		[]string{"bearer", "basic", "token"},
		regexp.MustCompile(`(?i)\b(bearer|basic|token)\s+[A-Za-z0-9._~+/=-]{6,}`),
		"$1 [redacted]",
	}, {
		[]string{"sm_", "sm-", "sk_", "sk-", "pk_", "pk-", "rk_", "rk-", "gh", "github_pat", "glpat", "xox"},
		regexp.MustCompile(`\b(sm|sk|pk|rk|gh[oprsu]|github_pat|glpat|xox[abprs])[_-][A-Za-z0-9_-]{8,}`),
		"[redacted key]",
	}, {
		[]string{"eyj"},
		regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*`),
		"[redacted JWT]",
	}, {
		[]string{"akia"},
		regexp.MustCompile(`\bAKIA[0-9A-Z]{16}\b`),
		"[redacted key]",
	}, {
		[]string{"@"},
		regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+`),
		"redacted@example.invalid",
	}, {
		[]string{"key", "token", "secret", "password", "authorization"},
		regexp.MustCompile(`(?i)("(?:api[_-]?key|access[_-]?token|refresh[_-]?token|client[_-]?secret|password|` +
			`authorization)"\s*:\s*)"(?:[^"\\]|\\.)*"`),
		`$1"[redacted]"`,
	},
}

// Text replaces what looks like a credential or an e-mail address in text from outside, such as a body that will be
// shown. It recognizes common forms, not every secret.
func Text(s string) string {
	lower := strings.ToLower(s)
	for _, r := range redactions {
		for _, hint := range r.hints {
			if strings.Contains(lower, hint) {
				s = r.pattern.ReplaceAllString(s, r.replacement)
				break
			}
		}
	}
	return s
}

// Quote is [text.Quote] for a name from outside, without what looks like a secret.
func Quote(name string) string { return text.Quote(Text(name), text.MaxName) }
