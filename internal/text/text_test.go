package text_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"":                         "",
		`plain "text", é 日本 👍🏽 \n`: `plain "text", é 日本 👍🏽 \n`,
		"a\tb\nc\rd":               `a\tb\nc\rd`,
		"\x1b[31m\x00\x7f\u009b":   `\x1b[31m\x00\x7f\u009b`,
		"\u202e\u2066\u200b\ufeff": `\u202e\u2066\u200b\ufeff`,
		"\u2028\u2029\u0085":       `\u2028\u2029\u0085`,
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

func TestLineLimit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		limit int
		want  string
	}{
		{"abc", 3, "abc"},
		{"abcd", 3, "abc…"},
		{"éé", 3, "é…"},
		{"éé", 4, "éé"},
		{"日", 1, "…"},
		{"ab\n", 4, `ab\n`},
		{"ab\n", 3, "ab…"}, // three bytes, but four with the escape
		{"\x00\x00", 7, `\x00…`},
		{"\x00\x00", 8, `\x00\x00`},
		{"\n\xff\xff", 2, `\n…`},
		{strings.Repeat("x", 1000), 0, strings.Repeat("x", 1000)},
		{"abcd", -1, "abcd"},
	} {
		if got := text.Line(c.text, c.limit); got != c.want {
			t.Errorf("Line(%q, %d) = %q, want %q", c.text, c.limit, got, c.want)
		}
	}
}

func TestLineDoesNotAllocate(t *testing.T) {
	plain := strings.Repeat("getThing é 日本 ", 10)
	allocations := func(s string) float64 {
		return testing.AllocsPerRun(100, func() { text.Line(s, len(s)) })
	}
	if n := allocations(plain); n != 0 {
		t.Errorf("%v allocations for text that stays as it is", n)
	}
	if allocations(plain+"\n") == 0 {
		t.Error("the control: an escape is written without an allocation")
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"plain: [::1]:80 and a::b":        "plain: [::1]:80 and a::b",
		"::error file=a::b":               `:\x3aerror file=a::b`,
		"x\n::error::y":                   `x\n:\x3aerror::y`,
		"::group::a ::endgroup::":         `:\x3agroup:\x3aa :\x3aendgroup::`,
		"##[error]a ###[b]":               `#\x23[error]a ##\x23[b]`,
		"a ##vso[task.complete]":          `a #\x23vso[task.complete]`,
		":::::":                           ":::::",
		"\x1b[31m\u202e::add-mask::\x00b": `\x1b[31m\u202e:\x3aadd-mask::\x00b`,
	} {
		if got := text.Log(s, 0); got != want {
			t.Errorf("Log(%q) = %q, want %q", s, got, want)
		}
	}
	if got := text.Log("abcdef", 3); got != "abc…" {
		t.Errorf("got %q", got)
	}
}

func TestInert(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"":                               "",
		"Foo::Bar::Baz ## [x] ##vso":     "Foo::Bar::Baz ## [x] ##vso",
		"::error::x":                     `:\x3aerror::x`,
		" \u00a0\u3000::set-output a::b": " \u00a0\u3000" + `:\x3aset-output a::b`,
		"a ##[error]b":                   `a #\x23[error]b`,
		"##vso[task.complete]":           `#\x23vso[task.complete]`,
	} {
		if got := text.Inert(s); got != want {
			t.Errorf("Inert(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"":                              "",
		"{\n  \"a\": \"é日👍🏽\\n\"\n}\n":  "{\n  \"a\": \"é日👍🏽\\n\"\n}\n",
		"\"\u0080\u009b\u009f\x7f\"":    `"\u0080\u009b\u009f\u007f"`,
		"\"\u202e\u2066\u200b\ufeffx\"": `"\u202e\u2066\u200b\ufeffx"`,
		"\"\u2028\u2029\U000e0001\"":    `"\u2028\u2029\udb40\udc01"`,
	} {
		got := string(text.JSON([]byte(s)))
		if got != want {
			t.Errorf("JSON(%q) = %q, want %q", s, got, want)
		}
		var before, after any
		if json.Unmarshal([]byte(s), &before) != nil {
			continue
		}
		if json.Unmarshal([]byte(got), &after) != nil || !reflect.DeepEqual(before, after) {
			t.Errorf("JSON(%q) has another value", s)
		}
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"":                          "",
		" a\n\n  b\t\u00a0c\r\n":    "a b c",
		"no\x1b[2J steering":        `no\x1b[2J steering`,
		strings.Repeat(" a\n", 200): strings.Repeat("a ", 180) + "…",
	} {
		if got := text.Fold(s, text.MaxError); got != want {
			t.Errorf("Fold(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		limit int
		want  string
	}{
		{"", 0, `""`},
		{"name", 4, `"name"`},
		{"names", 4, `"name"…`},
		{`a"b\c`, 0, `"a\"b\\c"`},
		{`a"b`, 2, `"a"…`}, // no backslash without its character
		{`'a'`, 0, `"'a'"`},
		{"\n\u202e\xff", 0, `"\n\u202e\xff"`},
	} {
		if got := text.Quote(c.text, c.limit); got != c.want {
			t.Errorf("Quote(%q, %d) = %s, want %s", c.text, c.limit, got, c.want)
		}
	}
}

func TestFirst(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"abc": "a 1 false", "éa": "é 2 false", `"`: `" 1 false`, " ": "  1 false", "'": "' 1 false",
		"\nabc": `\n 1 true`, "\xc3(": `\xc3 1 true`, "\u202ea": `\u202e 3 true`, "\ufffd": "\ufffd 3 false",
	} {
		shown, size, escaped := text.First(s)
		if got := fmt.Sprintf("%s %d %v", shown, size, escaped); got != want {
			t.Errorf("First(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestRuneStart(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"aé日👍b":                     "0 1 1 3 3 3 6 6 6 6 10 11 12",
		"\x80\x80":                  "0 1 2 3", // no character begins here
		"a\x80\x80\x80\x80\x80":     "0 0 0 0 4 5 6 7",
		"":                          "0 1",
		"\xf0\x9f\x91\x8d\xe6x\xe6": "0 0 0 0 4 5 6 7 8",
	} {
		var got []string
		for i := range len(s) + 2 {
			got = append(got, strconv.Itoa(text.RuneStart(s, i)))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("the starts in %q are %v, want %s", s, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 exchanges", 1: "1 exchange", 2: "2 exchanges", 1000: "1000 exchanges"} {
		if got := text.Count(n, "exchange"); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestOr(t *testing.T) {
	t.Parallel()
	names := strings.Split("abcdefghijklmn", "")
	for n, want := range map[int]string{
		0: "nothing", 1: "a", 2: "a or b", 3: "a, b or c",
		12: "a, b, c, d, e, f, g, h, i, j, k or l",
		13: "a, b, c, d, e, f, g, h, i, j, k, l or 1 other",
		14: "a, b, c, d, e, f, g, h, i, j, k, l or 2 others",
	} {
		if got := text.Or(names[:n]); got != want {
			t.Errorf("Or of %d = %q, want %q", n, got, want)
		}
	}
}

// FuzzLine looks for a text that does not stay on one visible line of limited length, and for one that a reader cannot
// tell from another.
func FuzzLine(f *testing.F) {
	for _, s := range []string{"", "plain", "a\tb\n", "\xff\xc3", "\u202e\U000e0001", `"\`, "日本"} {
		f.Add(s, 5)
	}
	f.Fuzz(func(t *testing.T, s string, limit int) {
		for name, got := range map[string]string{
			"Line": text.Line(s, limit), "Fold": text.Fold(s, limit), "Quote": strings.Trim(text.Quote(s, limit), `"`),
		} {
			if !utf8.ValidString(got) || !isVisible(got) {
				t.Errorf("%s(%q, %d) = %q is not visible text on one line", name, s, limit, got)
			}
			if limit > 0 && len(got) > limit+len(`"…`) {
				t.Errorf("%s(%q, %d) has %d bytes", name, s, limit, len(got))
			}
		}
		if back, err := strconv.Unquote(text.Quote(s, 0)); err != nil || back != s {
			t.Errorf("Quote(%q) stands for %q, %v", s, back, err)
		}
	})
	for _, bad := range []string{"a\nb", "\x1b", "\u202e"} {
		if isVisible(bad) {
			f.Errorf("the control: %q is taken for visible", bad)
		}
	}
}

func isVisible(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) })
}
