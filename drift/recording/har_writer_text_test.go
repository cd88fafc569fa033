package recording

import (
	"testing"
)

// TestAppendText: it writes what the JSON library writes.
func TestAppendText(t *testing.T) {
	t.Parallel()
	all := make([]rune, 0, 300)
	for r := range rune(300) {
		all = append(all, r)
	}
	for _, text := range []string{"", `{"a":"b\"\\"}`, string(all), "\u2028\u2029\ufffd\U0001f600", "<>&'/\x7f"} {
		if got, want := string(appendText(nil, []byte(text))), string(appendString(nil, text)); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
