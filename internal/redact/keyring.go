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
	minSecret  = 8  // length of the shortest secret, in bytes; a shorter one would occur in other text by chance
)

// Keyring learns secrets from traffic as it passes; a [Scrubber] must be given them beforehand. It remembers the last
// 64 at least, and ignores those shorter than 8 bytes and the words of its vocabulary. The zero value is empty and
// ready to use. A Keyring is safe for concurrent use.
type Keyring struct {
	Vocabulary *Vocabulary // do not change it once the keyring is in use

	mu       sync.RWMutex
	known    map[string]bool
	order    []string  // the known secrets, the oldest first
	scrubber *Scrubber // nil if a secret was learned since
	forms    *matcher  // of the scrubber before
	fresh    []string  // the secrets that were learned since
	extended int       // how many secrets were added to forms
	learned  int       // how many secrets there were, with those that are forgotten
}

// Learned is how many secrets were learned so far. A later [Keyring.Scrubber] knows them all, or the last 64 at least.
func (k *Keyring) Learned() int {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.learned
}

// Learn adds the credentials in a URL, which may be nil, and in header fields.
func (k *Keyring) Learn(u *url.URL, headers ...http.Header) {
	secrets := k.secretsOf(u, headers)
	if len(secrets) == 0 || k.knows(secrets) {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.learn(secrets)
}

// Scrubber learns like Learn. It returns a scrubber for these credentials and for those that the keyring remembers.
func (k *Keyring) Scrubber(u *url.URL, headers ...http.Header) *Scrubber {
	secrets := k.secretsOf(u, headers)
	k.mu.RLock()
	scrubber := k.scrubber
	if scrubber != nil && slices.ContainsFunc(secrets, func(s string) bool { return !k.known[s] }) {
		scrubber = nil
	}
	k.mu.RUnlock()
	if scrubber != nil {
		return scrubber
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.learn(secrets)
	if k.scrubber == nil {
		k.scrubber = &Scrubber{forms: k.matcher(), vocabulary: k.Vocabulary}
	}
	return k.scrubber
}

// matcher finds the known secrets. It is made anew after every 64 secrets, and extended in between. The caller holds
// mu.
func (k *Keyring) matcher() *matcher {
	if k.forms != nil && k.extended+len(k.fresh) <= maxSecrets {
		k.extended += len(k.fresh)
		var forms []string
		for _, secret := range k.fresh {
			forms = append(forms, secretForms(secret)...)
		}
		k.forms = k.forms.with(forms)
	} else {
		var forms []string
		for _, secret := range k.order {
			forms = append(forms, secretForms(secret)...)
		}
		k.forms, k.extended = newMatcher(forms), 0
	}
	k.fresh = nil
	return k.forms
}

func (k *Keyring) knows(secrets []string) bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return !slices.ContainsFunc(secrets, func(s string) bool { return !k.known[s] })
}

// learn remembers secrets, and forgets the oldest. The caller holds mu.
func (k *Keyring) learn(secrets []string) {
	if k.known == nil {
		k.known = map[string]bool{}
	}
	for _, s := range secrets {
		if !k.known[s] {
			k.known[s], k.scrubber = true, nil
			k.learned++
			if k.fresh = append(k.fresh, s); len(k.fresh) > maxSecrets {
				k.forms, k.fresh = nil, nil // too many to add
			}
		}
	}
	k.order = append(slices.DeleteFunc(k.order, func(s string) bool { return slices.Contains(secrets, s) }), secrets...)
	for len(k.order) > max(maxSecrets, len(secrets)) {
		delete(k.known, k.order[0])
		k.order = k.order[1:]
	}
}

// secretsOf lists what is worth learning, each once.
func (k *Keyring) secretsOf(u *url.URL, headers []http.Header) (secrets []string) {
	if u != nil {
		secrets = appendURLSecrets(secrets, u)
	}
	for _, h := range headers {
		secrets = appendHeaderSecrets(secrets, h)
	}
	secrets = slices.DeleteFunc(secrets, func(s string) bool {
		return len(s) < minSecret || formatWords[strings.ToLower(s)] || k.Vocabulary != nil && k.Vocabulary.Words.has(s)
	})
	slices.Sort(secrets)
	return slices.Compact(secrets)
}

// appendHeaderSecrets appends the secrets in header fields: credentials (RFC 9110, section 11.6), and the values of
// those other fields and cookies (RFC 6265) whose names are those of secrets.
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
			case isSecretField(name):
				secrets = append(secrets, strings.Trim(value, " \t"))
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
	rest = strings.Trim(rest, " \t")
	secrets = append(secrets, rest)
	if strings.EqualFold(scheme, "Basic") {
		if pair, err := base64.StdEncoding.DecodeString(rest); err == nil {
			_, password, _ := strings.Cut(string(pair), ":")
			secrets = append(secrets, string(pair), password)
		}
	}
	return secrets
}

// appendCookie appends the value of a cookie that is given as "name=value", if its name is that of a secret.
func appendCookie(secrets []string, pair string) []string {
	name, value, _ := strings.Cut(pair, "=")
	if !isSecretField(strings.TrimSpace(name)) {
		return secrets
	}
	return append(secrets, strings.Trim(strings.Trim(value, " \t"), `"`))
}

// appendURLSecrets appends the password of a URL, and the values of the query parameters whose names are those of
// secrets.
func appendURLSecrets(secrets []string, u *url.URL) []string {
	if password, ok := u.User.Password(); ok {
		secrets = append(secrets, password)
	}
	if u.RawQuery == "" {
		return secrets
	}
	for p := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(p, "=")
		if isSecretField(name) {
			if plain, err := url.QueryUnescape(value); err == nil {
				value = plain
			}
			secrets = append(secrets, value)
		}
	}
	return secrets
}
