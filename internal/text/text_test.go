package text_test

import (
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

func TestLine(t *testing.T) {
	for s, want := range map[string]string{
		"":                         "",
		`plain "text", é 日本 👍🏽`:    `plain "text", é 日本 👍🏽`,
		"a\tb\nc\rd":               `a\tb\nc\rd`,
		"\x1b[31m\x00\x7f\u009b":   `\x1b[31m\x00\x7f\u009b`,
		"\u202e\u2066\u200b\ufeff": `\u202e\u2066\u200b\ufeff`,
		"\xff\xc3":                 `\xff\xc3`,
		"\ufffd":                   "\ufffd",
		"\U000e0001":               `\U000e0001`,
	} {
		got := text.Line(s, 0)
		if got != want {
			t.Errorf("Line(%q) = %q, want %q", s, got, want)
		}
		if again := text.Line(got, 0); again != got {
			t.Errorf("Line(%q) changes again, to %q", got, again)
		}
	}
}
