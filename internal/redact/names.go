package redact

import (
	"net/url"
	"strings"
)

// isSecretField reports whether a header field, a query parameter or a cookie has a secret as its value, going by its
// name alone. The names are a fixed list: a name that is not on it, such as keyword, sort_key or author, is not taken
// for one.
func isSecretField(name string) bool {
	if plain, err := url.QueryUnescape(name); err == nil {
		name = plain
	}
	plain, ok := squash(name)
	if !ok {
		return false
	}
	if strings.HasPrefix(plain, "xsrf") {
		return true
	}
	plain = strings.TrimPrefix(plain, "x")
	return secretFields[plain] || hasSecretEnd(plain) ||
		strings.HasPrefix(plain, "jwt") || strings.HasPrefix(plain, "csrf") || strings.HasPrefix(plain, "xsrf")
}

// isSecretMember reports whether a member of a JSON object has a secret as its value, going by its name alone, and
// whether even a short value is one.
func isSecretMember(name string) (secret, short bool) {
	plain, ok := squash(name)
	if !ok {
		return false, false
	}
	if shortMembers[plain] {
		return true, true
	}
	return secretMembers[plain] || hasSecretEnd(plain), false
}

// Lengths of the names that are looked at.
const (
	leastSecretName = 3
	maxSecretName   = 64
)

// squash returns a name's letters and digits in lower case: "api_key", "Api-Key" and "apiKey" are one name. It is
// false for a long name.
func squash(name string) (string, bool) {
	if len(name) > maxSecretName {
		return "", false
	}
	var b [maxSecretName]byte
	n := 0
	for i := range len(name) {
		switch c := name[i]; {
		case 'A' <= c && c <= 'Z':
			b[n] = c + 'a' - 'A'
			n++
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			b[n] = c
			n++
		}
	}
	return string(b[:n]), true
}

// hasSecretEnd reports whether a squashed name ends in words that only a secret's name ends in.
func hasSecretEnd(plain string) bool {
	for _, end := range secretEnds {
		if strings.HasSuffix(plain, end) {
			return end != "token" || !harmlessTokens[plain]
		}
	}
	return false
}

var secretEnds = []string{
	"token", "apikey", "secret", "password", "passwd", "passphrase", "secretkey", "accesskey", "privatekey", "authkey",
	"signingkey", "encryptionkey", "subscriptionkey", "sessionkey", "secretaccesskey", "credential", "credentials",
	"sessionid", "sessiontoken",
}

// harmlessTokens are cursors and other tokens that grant nothing.
var harmlessTokens = setOf(`pagetoken nextpagetoken prevpagetoken previouspagetoken nexttoken prevtoken previoustoken
	continuationtoken synctoken nextsynctoken cursortoken starttoken startpagetoken newstartpagetoken resumetoken
	changetoken stoptoken idempotencytoken clientrequesttoken paginationtoken`)

// secretFields are the further names of header fields, parameters and cookies, squashed and without an x before them.
var secretFields = setOf(`authorization proxyauthorization auth key code jwt pwd otp sig signature amzsignature
	googsignature hubsignature hubsignature256 sas samlresponse sid sess ticket assertion clientassertion dpop session
	phpsessid jsessionid aspsessionid aspnetsessionid connectsid laravelsession nextauthsessiontoken hostsession
	securesession sessid aspxauth aspnetcoreidentityapplication aspnetcoresession awsalbauthnonce remember rememberme
	refresh cfauthorization`)

// secretMembers are the further names of members.
var secretMembers = setOf(`authorization proxyauthorization jwt otp clientassertion`)

// shortMembers are names of members whose values are secrets however short they are.
var shortMembers = setOf(`password passwd pwd passphrase clientsecret`)

// formatWords are words of HTTP and of HAR itself, which are in every recording.
var formatWords = setOf(`application multipart charset=utf-8 keep-alive no-cache must-revalidate text/html text/plain
	application/json application/xml starteddatetime response httpversion querystring headerssize bodysize statustext
	redirecturl mimetype encoding authorization content-type accept-encoding content-length`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}
