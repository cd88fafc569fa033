package recording

import (
	"strings"
	"testing"
)

// TestAppendText: it writes what the JSON library writes.
func TestAppendText(t *testing.T) {
	t.Parallel()
	all := make([]rune, 0, 300)
	for r := range rune(300) {
		all = append(all, r)
	}
	texts := []string{strings.Repeat("long ", 100)}
	for at := range 20 { // eight bytes are copied together
		for _, c := range "\x00\n\"\\\x7fé" {
			texts = append(texts, strings.Repeat("a", at)+string(c)+strings.Repeat("b", 20-at), strings.Repeat(string(c), at))
		}
	}
	for _, text := range append(texts, "", `{"a":"b\"\\"}`, string(all), "\u2028\u2029\ufffd\U0001f600", "<>&'/\x7f") {
		if got, want := string(appendText(nil, []byte(text))), string(appendString(nil, text)); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
