package redact

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"
)

// secretForms returns the forms in which a server may repeat a secret, each once. Those that differ only by escapes are
// not among them: [unescape] undoes escapes before a text is searched.
func secretForms(secret string) []string {
	inHex := hex.EncodeToString([]byte(secret))
	forms := []string{secret, inHex, strings.ToUpper(inHex)}
	if strings.Contains(secret, " ") { // in a query, a plus is a space
		forms = append(forms, strings.ReplaceAll(secret, " ", "+"))
	}
	for _, written := range []string{secret, string([]rune(secret)), strings.ToValidUTF8(secret, "\ufffd")} {
		plain, escaped := unescaped(written)
		for ; escaped && len(plain) >= shortestPlain; plain, escaped = unescaped(plain) {
			forms = append(forms, plain) // it has what looks like escapes, which are undone with those around it
		}
	}
	for _, form := range forms {
		if !utf8.ValidString(form) { // JSON has no such bytes
			forms = append(forms, string([]rune(form)), strings.ToValidUTF8(form, "\ufffd"))
		}
	}
	inBase64 := append(insideBase64(secret, base64.RawStdEncoding),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawStdEncoding.EncodeToString([]byte(secret)))
	for _, form := range inBase64 {
		if forms = append(forms, form); strings.ContainsAny(form, "+/") {
			forms = append(forms, toURLEncoding.Replace(form))
		}
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

var toURLEncoding = strings.NewReplacer("+", "-", "/", "_") // from the standard alphabet of base64

const shortestPlain = 6 // length of the shortest secret without its own escapes that is looked for, in bytes

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
