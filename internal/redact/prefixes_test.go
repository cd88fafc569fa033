package redact

import (
	"strings"
	"testing"
)

// TestPrefixes has, for each row of the table, the shortest key, which is replaced, and one that is a character
// shorter, which is not, unless it is the key of another row.
func TestPrefixes(t *testing.T) {
	t.Parallel()
	random := strings.Repeat("0A1B2C3D4E5F6A7B8C9D", 10)
	seen := map[string]bool{}
	for _, p := range prefixes {
		if seen[p.text] {
			t.Errorf("%s is in the table twice", p.text)
		}
		seen[p.text] = true
		if p.least > maxKey {
			t.Errorf("%s: no more than %d characters are looked at", p.text, maxKey)
		}
		key := p.text + random[:p.least]
		for _, around := range []string{"%s", `{"a":"%s"}`, "https://h/?a=%s", "a %s, b"} {
			text := strings.Replace(around, "%s", key, 1)
			if got := Text(text); strings.Contains(got, random[:p.least]) {
				t.Errorf("%s becomes %s", text, got)
			}
		}
		for _, text := range []string{key[:len(key)-1], "a" + key, p.text + strings.Repeat("-", p.least) + "é"} {
			isOther := false
			for i := range text {
				isOther = isOther || keyAt(text[i:]) > 0 && (i == 0 || !isWord(text[i-1]))
			}
			if got := Text(text); got != text && !isOther {
				t.Errorf("%s becomes %s", text, got)
			}
		}
	}
}
