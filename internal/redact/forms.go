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
	if !utf8.ValidString(secret) { // JSON has no such bytes
		forms = append(forms, string([]rune(secret)), strings.ToValidUTF8(secret, "\ufffd"))
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		bare := encoding.WithPadding(base64.NoPadding)
		forms = append(forms, encoding.EncodeToString([]byte(secret)), bare.EncodeToString([]byte(secret)))
		forms = append(forms, insideBase64(secret, bare)...)
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

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
