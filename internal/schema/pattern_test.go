package schema

import (
	"strings"
	"testing"
	"unicode"
)

// TestClassesOfPatterns compares the classes of ECMA-262 (2024, section 22.2.2.9 and the definitions of WhiteSpace and
// LineTerminator) with every character of the first plane.
func TestClassesOfPatterns(t *testing.T) {
	t.Parallel()
	isSpace := func(r rune) bool {
		return r >= '\t' && r <= '\r' || r == 0xfeff || r == 0x2028 || r == 0x2029 || unicode.Is(unicode.Zs, r)
	}
	isDigit := func(r rune) bool { return r >= '0' && r <= '9' }
	isWord := func(r rune) bool { return isDigit(r) || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' }
	not := func(is func(rune) bool) func(rune) bool { return func(r rune) bool { return !is(r) } }
	for source, want := range map[string]func(rune) bool{
		`^\s$`: isSpace, `^\S$`: not(isSpace), `^[\s]$`: isSpace, `^[^\s]$`: not(isSpace), `^[\S]$`: not(isSpace),
		`^\d$`: isDigit, `^\D$`: not(isDigit), `^[\d]$`: isDigit, `^[^\D]$`: isDigit,
		`^\w$`: isWord, `^\W$`: not(isWord), `^[\w]$`: isWord, `^[\W]$`: not(isWord),
		`^.$`: func(r rune) bool { return r != '\n' && r != '\r' && r != 0x2028 && r != 0x2029 },
		// the engine that backtracks
		`^(?!x)\s$`: isSpace, `^(?!x)[^\d]$`: func(r rune) bool { return !isDigit(r) && r != 'x' },
		`^(?=\w)[^_]$`: func(r rune) bool { return isWord(r) && r != '_' },
	} {
		p, err := compilePattern(source, maxPatterns)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		for r := rune(0); r <= 0xffff; r++ {
			if r >= 0xd800 && r <= 0xdfff {
				continue
			}
			if got := p.matches([]byte(string(r))); got != want(r) {
				t.Errorf("%s matches %U: %v", source, r, got)
				break
			}
		}
	}
}

// TestPatterns has one text that matches and one that does not.
func TestPatterns(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{`^\u4E00$`, "一", "u4E00"},
		{`^\u{1F600}$`, "😀", "u{1F600}"},
		{`^\x41\x5a$`, "AZ", "x41"},
		{`^\cJ$`, "\n", "cJ"},
		{`^a{1001}$`, strings.Repeat("a", 1001), "a"},
		{`^(a)\1$`, "aa", "ab"},
		{`^(?<x>a|b)\k<x>$`, "bb", "ab"},
		{`^(?=.*\d)(?=.*[a-z]).+$`, "a1", "aa"},
		{`^(?!--)[a-z-]+$`, "a--", "--a"},
		{`(?<!a)b$`, "cb", "ab"},
		{`(?<=a)b$`, "ab", "cb"},
		{`^[\-\.]+$`, "-.", "a"},
		{`^[a\-z]$`, "-", "b"},
		{`^[\]]$`, "]", "\\"},
		{`^[^]$`, "a", "aa"},
		{`^\/$`, "/", "\\/"},
		{`^\-$`, "-", "\\"},
		{`^[\b]$`, "\b", "b"},
		{`\bword\b`, "a word", "words"},
		{`^\p{L}+$`, "é", "1"},
		{`^\p{Script=Greek}$`, "α", "a"},
		{`^[\p{Lu}\d]$`, "É", "é"},
		{`^\0$`, "\x00", "0"},
		{`^(?!.*\p{Cc}).+$`, "é", "a\x01"},
		{`^(?=.)\P{L}$`, "1", "é"},
		{`^(?=.)[^\p{Script=Greek}\d]$`, "a", "α"},
		{`^(?=.)[\p{Lu}😀]$`, "😀", "ß"},
		{`^a{,2}$`, "a{,2}", "aa"},
		{`^]$`, "]", "a"},
		{`^{$`, "{", "a"},
		{`^[a-\d]$`, "-", "b"},
		{`^(?:a|b)??$`, "", "c"},
		{`^😀$`, "😀", "a"},
		{`^[😀-😂]$`, "😁", "😃"},
	} {
		p, err := compilePattern(c[0], maxPatterns)
		if err != nil {
			t.Errorf("%s: %v", c[0], err)
			continue
		}
		if !p.matches([]byte(c[1])) || p.matches([]byte(c[2])) {
			t.Errorf("%s: %q matches: %v, %q matches: %v", c[0], c[1], p.matches([]byte(c[1])), c[2], p.matches([]byte(c[2])))
		}
	}
	for _, source := range []string{`(`, `[`, `a**`, `[z-a]`, `(?<x>`, `\k<y>(?<x>a)`, `(?z)`} {
		if p, err := compilePattern(source, maxPatterns); err == nil {
			t.Errorf("%s compiles: %+v", source, p)
		}
	}
}

// TestSlowPattern: a pattern that took too long a few times is not asked again.
func TestSlowPattern(t *testing.T) {
	t.Parallel()
	p, err := compilePattern(`^(?=a)(a+)+$`, maxPatterns)
	if err != nil {
		t.Fatal(err)
	}
	if p.matches([]byte("b")) {
		t.Error("b matches")
	}
	p.timeouts.Store(maxTimeouts)
	if !p.matches([]byte("b")) {
		t.Error("b does not match")
	}
}
