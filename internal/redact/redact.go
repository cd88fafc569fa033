// Package redact removes secrets: those that are known, in the forms in which a server may repeat them, and text that
// looks like one.
package redact

import (
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Text replaces what looks like a credential or an e-mail address in text from outside, such as a body that will be
// shown. It recognizes common forms, not every secret.
func Text(s string) string {
	d := draft{text: s}
	d.apply(lookalikes(s, nil))
	return d.text
}

// Quote is [text.Quote] for a name from outside, without what looks like a secret.
func Quote(name string) string { return text.Quote(Text(name), text.MaxName) }

const (
	redactedKey     = "[redacted key]"
	redactedJWT     = "[redacted JWT]"
	redactedPEM     = "[redacted private key]"
	redacted        = "[redacted]"
	redactedAddress = "redacted@example.invalid"
)

// Words are texts that are not taken for secrets, in lower case.
type Words map[string]bool

func (w Words) has(s string) bool {
	return len(w) > 0 && len(s) <= maxWordLength && w[strings.ToLower(s)]
}

const maxWordLength = 256

// What a byte may begin, for [lookalikes].
const (
	beginsNothing = iota
	beginsWord    // a key, or the scheme before a credential
	beginsValue   // a member's value
	isAt          // the @ of an address
	isPercent     // perhaps %40
	beginsPEM
)

var beginnings = func() (table [256]byte) {
	for c := range table {
		if len(byFirst[c]) > 0 || strings.IndexByte("bBtTe", byte(c)) >= 0 {
			table[c] = beginsWord
		}
	}
	table[':'], table['@'], table['%'], table['-'] = beginsValue, isAt, isPercent, beginsPEM
	return table
}()

// lookalikes finds what looks like a secret, except words.
func lookalikes(s string, words Words) (edits []edit) {
	noJWT := 0 // none begins before this index
	for i := 0; i < len(s); i++ {
		kind := beginnings[s[i]]
		if kind == beginsNothing {
			continue
		}
		var e edit
		switch kind {
		case beginsWord:
			if i > 0 && isWord(s[i-1]) {
				continue
			}
			if strings.HasPrefix(s[i:], "eyJ") && i >= noJWT {
				if e, noJWT = jwtAt(s, i); e.to > 0 {
					break
				}
			}
			e = secretAt(s, i)
		case beginsValue:
			e = memberAt(s, i)
		case isAt:
			e = addressAt(s, i, 1)
		case isPercent:
			if strings.HasPrefix(s[i:], "%40") {
				e = addressAt(s, i, 3)
			}
		case beginsPEM:
			e = privateKeyAt(s, i)
		}
		if e.to > 0 && !words.has(s[e.from:e.to]) {
			edits = append(edits, e)
			i = max(i, e.to-1)
		}
	}
	return edits
}

// secretAt finds a key, or the credential after a scheme, that begins with a word.
func secretAt(s string, at int) (e edit) {
	if len(s)-at > 1 && beginsScheme[s[at]|0x20][s[at+1]|0x20] {
		if e, ok := credentialAt(s, at); ok {
			return e
		}
	}
	if n := keyAt(s[at:]); n > 0 {
		return edit{span{at, at + n}, redactedKey}
	}
	return e
}

// beginsScheme are the first two bytes of the schemes before a credential, in lower case.
var beginsScheme = func() (table [256][256]bool) {
	for _, scheme := range schemes {
		table[scheme[0]][scheme[1]] = true
	}
	return table
}()

var schemes = []string{"bearer", "basic", "token"}

// jwtAt finds a JSON Web Token (RFC 7519) that begins with eyJ. If there is none, there is none before end either.
func jwtAt(s string, at int) (e edit, end int) {
	dots, part := 0, 0
	for end = at; end < len(s); end++ {
		if c := s[end]; c == '.' {
			if dots == 0 && part < 9 || dots == 1 && part == 0 || dots == 4 {
				break
			}
			dots, part = dots+1, 0
		} else if word[c] {
			part++
		} else {
			break
		}
	}
	if dots < 2 {
		return e, end
	}
	return edit{span{at, end}, redactedJWT}, end
}

// credentialAt finds what follows the schemes Bearer, Basic and Token. Words do not look like a credential.
func credentialAt(s string, at int) (e edit, ok bool) {
	for _, scheme := range schemes {
		if len(s)-at <= len(scheme) || !strings.EqualFold(s[at:at+len(scheme)], scheme) {
			continue
		}
		from := at + len(scheme)
		for from < len(s) && (s[from] == ' ' || s[from] == '\t' || s[from] == '\n' || s[from] == '\r') {
			from++
		}
		to := from
		for to < len(s) && (base64Signs[s[to]] || s[to] == '.' || s[to] == '~') {
			to++
		}
		least, leastLetters := 12, 24
		if scheme == "bearer" {
			least, leastLetters = 8, 16
		}
		looks := looksRandom(s[from:to], least, leastLetters)
		return edit{span{from, to}, redacted}, from > at+len(scheme) && looks
	}
	return e, false
}

// looksRandom reports whether a text is long enough for a credential, and not made of words. A text of letters alone
// must be longer.
func looksRandom(s string, least, leastLetters int) bool {
	if len(s) < least {
		return false
	}
	var digits, upper, lower, signs int
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
		case 'A' <= c && c <= 'Z':
			if i > 0 {
				upper++
			}
		case 'a' <= c && c <= 'z':
			lower++
		default:
			signs++
		}
	}
	switch {
	case digits > 1 || upper > 0 && lower > 0:
		return true
	case signs == 0:
		return len(s) >= leastLetters
	}
	return strings.HasSuffix(s, "=")
}

// memberAt finds the value of a member of a JSON object whose name is a secret's, by the colon between them. The JSON
// may itself stand in a string, with a backslash before each quotation mark.
func memberAt(s string, colon int) (e edit) {
	if colon+1 < len(s) && (s[colon+1] == '[' || s[colon+1] == '{' || '0' <= s[colon+1] && s[colon+1] <= '9') {
		return e // most values that are not strings
	}
	end := colon
	for end > 0 && (s[end-1] == ' ' || s[end-1] == '\t') {
		end--
	}
	if end == 0 || s[end-1] != '"' {
		return e
	}
	end--
	escaped := end > 0 && s[end-1] == '\\'
	if escaped {
		end--
	}
	if end < 3 || !endsSecretName[s[end-2]|0x20][s[end-1]|0x20] {
		return e
	}
	start := strings.LastIndexByte(s[max(0, end-maxSecretName-1):end], '"')
	if start < 0 {
		return e
	}
	if start += max(0, end-maxSecretName-1) + 1; end-start < leastSecretName {
		return e
	}
	secret, short := isSecretMember(s[start:end])
	if !secret {
		return e
	}
	from := colon + 1
	for from < len(s) && (s[from] == ' ' || s[from] == '\t' || s[from] == '\n' || s[from] == '\r') {
		from++
	}
	to := from
	if escaped {
		if !strings.HasPrefix(s[from:], `\"`) {
			return e
		}
		from += 2
		to = endOfNestedString(s, from)
	} else {
		if from >= len(s) || s[from] != '"' {
			return e
		}
		from++
		to = endOfString(s, from)
	}
	if to == from || !short && to-from < minSecret || isReplacement(s[from:to]) {
		return e
	}
	return edit{span{from, to}, redacted}
}

// endsSecretName are the last two bytes of the names of secret members, in lower case. No name has a separator there.
var endsSecretName = func() (table [256][256]bool) {
	for _, names := range []map[string]bool{secretMembers, shortMembers, setOf(strings.Join(secretEnds, " "))} {
		for name := range names {
			table[name[len(name)-2]][name[len(name)-1]] = true
		}
	}
	return table
}()

// endOfString returns where a string ends whose first character is at an index.
func endOfString(s string, i int) int {
	for ; i < len(s); i++ {
		if s[i] == '\\' {
			i++
		} else if s[i] == '"' {
			return i
		}
	}
	return len(s)
}

// endOfNestedString is endOfString for a string in a string.
func endOfNestedString(s string, i int) int {
	for ; i+1 < len(s); i++ {
		switch {
		case s[i] == '"':
			return i // the string around it ends
		case s[i] == '\\' && s[i+1] == '"':
			return i
		case s[i] == '\\' && s[i+1] == '\\':
			i += 2
			if i < len(s) && s[i] == '\\' {
				i++
			}
		case s[i] == '\\':
			i++
		}
	}
	return len(s)
}

// isReplacement reports whether a value was put in the place of a secret before.
func isReplacement(value string) bool {
	return value == redacted || value == "REDACTED" || value == redactedKey || value == redactedJWT
}

// addressAt finds an e-mail address by its @, which may be escaped.
func addressAt(s string, at, length int) (e edit) {
	from := at
	for from > 0 && (dotted[s[from-1]] || strings.IndexByte("%+", s[from-1]) >= 0) {
		if length == 3 && s[from-1] == '%' {
			break
		}
		from--
	}
	to, dot := at+length, 0
	for to < len(s) && (alnum[s[to]] || s[to] == '-' || s[to] == '.' && dot != to) {
		if to++; s[to-1] == '.' {
			dot = to
		}
	}
	if dot == to {
		to--
	}
	if from == at || dot == 0 || to <= dot-1 || !strings.Contains(s[at+length:to], ".") || s[at+length] == '.' {
		return e
	}
	if length == 3 {
		return edit{span{from, to}, strings.Replace(redactedAddress, "@", "%40", 1)}
	}
	return edit{span{from, to}, redactedAddress}
}

// privateKeyAt finds a private key in PEM (RFC 7468).
func privateKeyAt(s string, at int) (e edit) {
	const begin, label, end = "-----BEGIN ", "PRIVATE KEY-----", "-----END "
	if !strings.HasPrefix(s[at:], begin) {
		return e
	}
	head := s[at:min(len(s), at+len(begin)+40)]
	i := strings.Index(head, label)
	if i < 0 {
		return e
	}
	from := at + i + len(label)
	to := strings.Index(s[from:], end)
	if to < 0 {
		return edit{span{at, len(s)}, redactedPEM}
	}
	to += from
	if last := strings.Index(s[to:min(len(s), to+60)], label); last >= 0 {
		to += last + len(label)
	}
	return edit{span{at, to}, redactedPEM}
}
