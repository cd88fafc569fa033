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
	maxSecrets = 64 // that a Keyring remembers
	minSecret  = 6  // bytes; to hide a shorter one would hide every text in which it occurs by chance
)

// Keyring learns secrets from traffic as it passes, where a [Scrubber] must be told them beforehand. It remembers the last 64; one shorter than 6
// bytes is no secret to it. Its zero value knows none. It is safe for concurrent use.
type Keyring struct {
	mu       sync.RWMutex
	known    map[string]string // each secret, and what replaces it
	order    []string          // the oldest first
	scrubber *Scrubber
}

// Learn adds the credentials that a URL and header fields carry, and returns a scrubber for them and those that were learned before. The
// url may be nil.
func (k *Keyring) Learn(u *url.URL, headers ...http.Header) *Scrubber {
	var secrets []string
	if u != nil {
		secrets = urlSecrets(secrets, u)
	}
	for _, h := range headers {
		secrets = headerSecrets(secrets, h)
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

// headerSecrets adds what header fields carry of secrets: credentials (RFC 9110, section 11.6), cookies (RFC 6265), and the values of all other
// fields whose names speak of a secret.
func headerSecrets(secrets []string, h http.Header) []string {
	for name, values := range h {
		if keptHeaders[name] {
			continue
		}
		for _, value := range values {
			switch {
			case name == "Authorization" || name == "Proxy-Authorization":
				secrets = credentials(secrets, value)
			case name == "Cookie":
				for pair := range strings.SplitSeq(value, ";") {
					secrets = cookieSecret(secrets, pair)
				}
			case name == "Set-Cookie":
				pair, _, _ := strings.Cut(value, ";")
				secrets = cookieSecret(secrets, pair)
			case isSecretName(name):
				secrets = append(secrets, value)
			}
		}
	}
	return secrets
}

// credentials are those of an Authorization field: what follows the scheme, and for Basic (RFC 7617) what that says.
func credentials(secrets []string, value string) []string {
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

func cookieSecret(secrets []string, pair string) []string {
	_, value, _ := strings.Cut(pair, "=")
	return append(secrets, strings.Trim(strings.TrimSpace(value), `"`))
}

// urlSecrets adds the password of a URL, and the values of the query parameters whose names speak of a secret.
func urlSecrets(secrets []string, u *url.URL) []string {
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
