package redact

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

const (
	maxSecrets = 64 // how many secrets a Keyring remembers
	minSecret  = 6  // length of the shortest secret, in bytes; a shorter one would occur in other text by chance
)

// Keyring learns secrets from traffic as it passes; a [Scrubber] must be given them beforehand. It remembers the last
// 64, and ignores those shorter than 6 bytes. The zero value is empty and ready to use. A Keyring is safe for
// concurrent use.
type Keyring struct {
	mu       sync.RWMutex
	known    map[string]string // the secrets, with their replacements
	order    []string          // the oldest first
	scrubber *Scrubber
}

// Learn adds the credentials in a URL, which may be nil, and in header fields. It returns a scrubber for them and for
// those that it remembers.
func (k *Keyring) Learn(u *url.URL, headers ...http.Header) *Scrubber {
	var secrets []string
	if u != nil {
		secrets = appendURLSecrets(secrets, u)
	}
	for _, h := range headers {
		secrets = appendHeaderSecrets(secrets, h)
	}
	secrets = slices.DeleteFunc(secrets, func(s string) bool { return len(s) < minSecret })

	k.mu.RLock()
	scrubber := k.scrubber
	complete := scrubber != nil && !slices.ContainsFunc(secrets, func(s string) bool { return k.known[s] == "" })
	k.mu.RUnlock()
	if complete {
		return scrubber
	}

	k.mu.Lock()
	defer k.mu.Unlock()
	slices.Sort(secrets)
	secrets = slices.Compact(secrets)
	k.order = append(slices.DeleteFunc(k.order, func(s string) bool { return slices.Contains(secrets, s) }), secrets...)
	k.order = k.order[max(0, len(k.order)-max(maxSecrets, len(secrets))):]
	k.known = map[string]string{}
	for _, s := range k.order {
		k.known[s] = "REDACTED"
	}
	k.scrubber = NewScrubber(k.known)
	return k.scrubber
}

// appendHeaderSecrets appends the secrets in header fields: credentials (RFC 9110, section 11.6), cookies (RFC 6265),
// and the values of all other fields whose names suggest a secret.
func appendHeaderSecrets(secrets []string, h http.Header) []string {
	for name, values := range h {
		if keptHeaders[name] {
			continue
		}
		for _, value := range values {
			switch {
			case name == "Authorization" || name == "Proxy-Authorization":
				secrets = appendCredentials(secrets, value)
			case name == "Cookie":
				for pair := range strings.SplitSeq(value, ";") {
					secrets = appendCookie(secrets, pair)
				}
			case name == "Set-Cookie":
				pair, _, _ := strings.Cut(value, ";")
				secrets = appendCookie(secrets, pair)
			case isSecretName(name):
				secrets = append(secrets, value)
			}
		}
	}
	return secrets
}

// appendCredentials appends what follows the scheme in an Authorization field and, for Basic (RFC 7617), the decoded
// credentials and their password.
func appendCredentials(secrets []string, value string) []string {
	scheme, rest, ok := strings.Cut(value, " ")
	if !ok {
		return append(secrets, value)
	}
	rest = strings.TrimSpace(rest)
	secrets = append(secrets, rest)
	if strings.EqualFold(scheme, "Basic") {
		if pair, err := base64.StdEncoding.DecodeString(rest); err == nil {
			_, password, _ := strings.Cut(string(pair), ":")
			secrets = append(secrets, string(pair), password)
		}
	}
	return secrets
}

// appendCookie appends the value of a cookie that is given as "name=value".
func appendCookie(secrets []string, pair string) []string {
	_, value, _ := strings.Cut(pair, "=")
	return append(secrets, strings.Trim(strings.TrimSpace(value), `"`))
}

// appendURLSecrets appends the password of a URL, and the values of the query parameters whose names suggest a secret.
func appendURLSecrets(secrets []string, u *url.URL) []string {
	if password, ok := u.User.Password(); ok {
		secrets = append(secrets, password)
	}
	if u.RawQuery == "" {
		return secrets
	}
	for p := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(p, "=")
		if isSecretName(name) {
			if plain, err := url.QueryUnescape(value); err == nil {
				value = plain
			}
			secrets = append(secrets, value)
		}
	}
	return secrets
}
