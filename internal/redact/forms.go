package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// secretForms returns the forms in which a server may repeat a secret, each once.
func secretForms(secret string) []string {
	quoted, _ := json.Marshal(secret) // never fails for a string
	inJSON := string(quoted[1 : len(quoted)-1])
	inASCII := strconv.QuoteToASCII(secret)
	inHex := hex.EncodeToString([]byte(secret))
	forms := []string{
		secret, inJSON, strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(inJSON),
		strings.ReplaceAll(inJSON, "/", `\/`),
		inASCII[1 : len(inASCII)-1], html.EscapeString(secret), inHex, strings.ToUpper(inHex),
	}
	for _, escaped := range []string{
		url.PathEscape(secret), url.QueryEscape(secret), strings.ReplaceAll(url.QueryEscape(secret), "+", "%20"),
	} {
		forms = append(forms, escaped, percent.ReplaceAllStringFunc(escaped, strings.ToLower))
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		forms = append(forms, encoding.EncodeToString([]byte(secret)),
			encoding.WithPadding(base64.NoPadding).EncodeToString([]byte(secret)))
		forms = append(forms, insideBase64(secret, encoding.WithPadding(base64.NoPadding))...)
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

var percent = regexp.MustCompile(`%[0-9A-F]{2}`)

// insideBase64 returns what a secret becomes within a longer text in base64, which encodes three bytes as four
// characters: a form for each position in a group of three at which the secret can begin, without the characters that
// also depend on its neighbours. It leaves out forms that are too short to be told from other text.
func insideBase64(secret string, encoding *base64.Encoding) (forms []string) {
	for before := range 3 {
		form := encoding.EncodeToString(append(make([]byte, before), secret...))
		form = form[min(len(form), []int{0, 2, 3}[before]):]
		if (before+len(secret))%3 != 0 {
			form = form[:max(0, len(form)-1)]
		}
		if len(form) >= 8 {
			forms = append(forms, form)
		}
	}
	return forms
}

// unescape undoes one layer of the escapes of URLs, of JSON and similar notations, and of HTML. For each byte of the
// result, and for its end, starts has the position in the text that it comes from; starts is nil if the text has no
// escape. It is written by hand because it sees every body: a regular expression takes ten times as long.
func unescape(text string) (plain string, starts []int) {
	if !strings.ContainsAny(text, `%\&`) {
		return text, nil
	}
	var b strings.Builder
	b.Grow(len(text))
	starts = make([]int, 0, len(text)+1)
	for i := 0; i < len(text); {
		plain, length := text[i:i+1], 1
		if c := text[i]; c == '%' || c == '\\' || c == '&' {
			plain, length = escapeAt(text[i:])
		}
		b.WriteString(plain)
		for range len(plain) {
			starts = append(starts, i)
		}
		i += length
	}
	return b.String(), append(starts, len(text))
}

// escapeAt returns what the escape at the beginning of a text stands for, and its length. If there is none, it returns
// the first byte.
func escapeAt(text string) (plain string, length int) {
	switch {
	case text[0] == '&':
		if end := strings.IndexByte(text[:min(len(text), 12)], ';'); end > 0 {
			if plain := html.UnescapeString(text[:end+1]); plain[0] != '&' || plain == "&" {
				return plain, end + 1
			}
		}
	case text[0] == '%':
		if code, ok := hexadecimal(text, 1, 2); ok {
			return string([]byte{byte(code)}), 3
		}
	case strings.HasPrefix(text, `\u`):
		if code, ok := hexadecimal(text, 2, 4); ok {
			return string(code), 6
		}
	case strings.HasPrefix(text, `\x`):
		if code, ok := hexadecimal(text, 2, 2); ok {
			return string([]byte{byte(code)}), 4
		}
	case len(text) > 1 && strings.IndexByte(`"\/'&%<>= `, text[1]) >= 0:
		return text[1:2], 2
	}
	return text[:1], 1
}

// hexadecimal reads a number with so many digits.
func hexadecimal(text string, from, digits int) (code rune, ok bool) {
	if len(text) < from+digits {
		return 0, false
	}
	n, err := strconv.ParseUint(text[from:from+digits], 16, 16)
	return rune(n), err == nil
}
