package schema

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// translatePattern writes a pattern of ECMA-262 in the syntax of Go's regexp package, or of regexp2. The two
// languages agree on groups, alternatives and counts; what differs are escapes, classes, and the characters that .
// and $ stand for.
func translatePattern(source string, unicodeFlag, backtracking bool) (string, error) {
	t := &patternTranslator{source: []rune(source), unicode: unicodeFlag, backtracking: backtracking}
	for t.at < len(t.source) {
		if err := t.term(); err != nil {
			return "", err
		}
	}
	return t.out.String(), nil
}

type patternTranslator struct {
	source       []rune
	at           int
	unicode      bool // the u flag
	backtracking bool // the result is for regexp2
	out          strings.Builder
}

var (
	errEscape    = errors.New("invalid escape")
	errBacktrack = errors.New("needs an engine that backtracks")
)

// The characters of ECMA-262's classes (sections 22.2.2.9 and 12.2), as ranges.
var (
	digitRanges = []rune{'0', '9'}
	wordRanges  = []rune{'0', '9', 'A', 'Z', '_', '_', 'a', 'z'}
	spaceRanges = []rune{'\t', '\r', ' ', ' ', 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029,
		0x202f, 0x202f, 0x205f, 0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff}
	lineRanges = []rune{'\n', '\n', '\r', '\r', 0x2028, 0x2029}
)

// term translates one character, escape, class or operator.
func (t *patternTranslator) term() error {
	c := t.source[t.at]
	switch c {
	case '\\':
		return t.escape()
	case '[':
		return t.class()
	case '.':
		t.ranges(complement(lineRanges), true)
	case '$':
		t.end()
	case '(':
		return t.group()
	case '{':
		return t.brace()
	case '}', ']':
		if t.unicode {
			return errEscape
		}
		t.literal(c)
	case '^', '|', ')', '*', '+', '?':
		t.out.WriteRune(c)
	default:
		t.literal(c)
	}
	t.at++
	return nil
}

// end is $ without the m flag: the end of the text, and not before a final line end.
func (t *patternTranslator) end() {
	if t.backtracking {
		t.out.WriteString(`(?![\s\S])`)
	} else {
		t.out.WriteString(`\z`)
	}
}

// group translates what follows a parenthesis.
func (t *patternTranslator) group() error {
	for _, prefix := range []string{"(?=", "(?!", "(?<=", "(?<!"} {
		if t.has(prefix) {
			if !t.backtracking {
				return errBacktrack
			}
			t.out.WriteString(prefix)
			t.at += len(prefix)
			return nil
		}
	}
	t.out.WriteRune('(')
	t.at++
	if t.at < len(t.source) && t.source[t.at] == '?' {
		for t.at < len(t.source) && t.source[t.at] != ':' && t.source[t.at] != '>' && t.source[t.at] != ')' {
			t.out.WriteRune(t.source[t.at])
			t.at++
		}
		if t.at < len(t.source) && t.source[t.at] != ')' {
			t.out.WriteRune(t.source[t.at])
			t.at++
		}
	}
	return nil
}

func (t *patternTranslator) has(prefix string) bool {
	return strings.HasPrefix(string(t.source[t.at:min(len(t.source), t.at+len(prefix))]), prefix)
}

// brace translates a count such as {2,5}; everything else in braces stands for itself, unless the u flag forbids
// that.
func (t *patternTranslator) brace() error {
	end := t.at + 1
	for end < len(t.source) && (t.source[end] >= '0' && t.source[end] <= '9' || t.source[end] == ',') {
		end++
	}
	text := string(t.source[t.at+1 : min(end, len(t.source))])
	low, high, _ := strings.Cut(text, ",")
	if end < len(t.source) && t.source[end] == '}' && low != "" && !strings.Contains(high, ",") {
		t.out.WriteString("{" + text + "}")
		t.at = end + 1
		return nil
	}
	if t.unicode {
		return errEscape
	}
	t.literal('{')
	t.at++
	return nil
}

// escape translates an escape outside of a class.
func (t *patternTranslator) escape() error {
	if t.at+1 == len(t.source) {
		return errEscape
	}
	switch c := t.source[t.at+1]; {
	case c == 'b' || c == 'B':
		t.out.WriteString(`\` + string(c))
		t.at += 2
		return nil
	case c >= '1' && c <= '9' || c == 'k':
		return t.backReference()
	}
	ranges, err := t.escapedRanges()
	if err != nil {
		return err
	}
	if ranges.property != "" {
		t.out.WriteString(ranges.property)
	} else {
		t.ranges(ranges.runes, ranges.class)
	}
	return nil
}

// backReference copies \1 or \k<name>.
func (t *patternTranslator) backReference() error {
	if !t.backtracking {
		return errBacktrack
	}
	end := t.at + 2
	if t.source[t.at+1] == 'k' {
		for end < len(t.source) && t.source[end-1] != '>' {
			end++
		}
	}
	t.out.WriteString(string(t.source[t.at:end]))
	t.at = end
	return nil
}

// escaped is what an escape stands for: characters, or a Unicode property in the syntax of the target.
type escaped struct {
	runes    []rune // pairs
	class    bool   // it stands for one of several
	property string
}

// escapedRanges reads an escape that means the same in a class and outside.
func (t *patternTranslator) escapedRanges() (escaped, error) {
	c := t.source[t.at+1]
	t.at += 2
	switch c {
	case 'd':
		return escaped{runes: digitRanges, class: true}, nil
	case 'D':
		return escaped{runes: complement(digitRanges), class: true}, nil
	case 'w':
		return escaped{runes: wordRanges, class: true}, nil
	case 'W':
		return escaped{runes: complement(wordRanges), class: true}, nil
	case 's':
		return escaped{runes: spaceRanges, class: true}, nil
	case 'S':
		return escaped{runes: complement(spaceRanges), class: true}, nil
	case 'p', 'P':
		if name, ok := t.property(); ok {
			return t.withProperty(c, name), nil
		}
		if t.unicode {
			return escaped{}, errEscape
		}
	}
	r, err := t.escapedRune(c)
	if r < 0 {
		return escaped{class: true}, err // a lone surrogate, which no text has
	}
	return escaped{runes: []rune{r, r}}, err
}

var controlEscapes = map[rune]rune{'t': '\t', 'n': '\n', 'v': '\v', 'f': '\f', 'r': '\r'}

// escapedRune reads an escape of one character, whose first two characters are read. It is negative for a lone
// surrogate.
func (t *patternTranslator) escapedRune(c rune) (rune, error) {
	if r, ok := controlEscapes[c]; ok {
		return r, nil
	}
	switch {
	case c == '0' && (t.at == len(t.source) || t.source[t.at] < '0' || t.source[t.at] > '9'):
		return 0, nil
	case c == 'c' && t.at < len(t.source) && isLetter(t.source[t.at]):
		t.at++
		return t.source[t.at-1] % 32, nil
	case c == 'x':
		if r, ok := t.hex(2); ok {
			return r, nil
		}
	case c == 'u':
		if r, ok := t.unicodeEscape(); ok {
			return r, nil
		}
	case strings.ContainsRune(`^$\.*+?()[]{}|/-`, c):
		return c, nil
	}
	if t.unicode {
		return 0, errEscape
	}
	return c, nil
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func (t *patternTranslator) hex(digits int) (rune, bool) {
	if t.at+digits > len(t.source) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(t.source[t.at:t.at+digits]), 16, 32)
	if err != nil {
		return 0, false
	}
	t.at += digits
	return rune(n), true
}

// unicodeEscape reads what follows \u: four digits, two surrogates, or with the u flag any number of digits in
// braces.
func (t *patternTranslator) unicodeEscape() (rune, bool) {
	if t.unicode && t.has("{") {
		for digits := 1; digits <= 8; digits++ {
			if end := t.at + 1 + digits; end < len(t.source) && t.source[end] == '}' {
				t.at++
				r, ok := t.hex(digits)
				t.at++
				return r, ok && r <= unicode.MaxRune
			}
		}
		return 0, false
	}
	r, ok := t.hex(4)
	if !ok || !utf16.IsSurrogate(r) {
		return r, ok
	}
	if before := t.at; t.has(`\u`) {
		t.at += 2
		if low, ok := t.hex(4); ok {
			if pair := utf16.DecodeRune(r, low); pair != unicode.ReplacementChar {
				return pair, true
			}
		}
		t.at = before
	}
	return -1, true
}

// withProperty stands for the characters that have a Unicode property, after p, or do not, after P. regexp2 knows no
// properties beside the rules of ECMA-262: it is given the characters.
func (t *patternTranslator) withProperty(letter rune, name string) escaped {
	if !t.backtracking {
		return escaped{class: true, property: `\` + string(letter) + "{" + name + "}"}
	}
	table := unicode.Categories[name]
	if table == nil {
		table = unicode.Scripts[name]
	}
	var runes []rune
	add := func(low, high, stride rune) {
		for ; stride > 1 && low < high; low += stride {
			runes = append(runes, low, low)
		}
		runes = append(runes, low, high)
	}
	for _, r := range table.R16 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	for _, r := range table.R32 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	if letter == 'P' {
		runes = complement(runes)
	}
	return escaped{class: true, runes: runes}
}

// property reads the name in \p{…} or \P{…}, of which the letter is read.
func (t *patternTranslator) property() (name string, ok bool) {
	if !t.has("{") {
		return "", false
	}
	end := t.at
	for end < len(t.source) && t.source[end] != '}' {
		end++
	}
	if end == len(t.source) {
		return "", false
	}
	name = string(t.source[t.at+1 : end])
	if key, value, ok := strings.Cut(name, "="); ok {
		switch key {
		case "General_Category", "gc", "Script", "sc", "Script_Extensions", "scx":
			name = value
		default:
			return "", false
		}
	}
	if short, ok := categories[name]; ok {
		name = short
	}
	if unicode.Categories[name] == nil && unicode.Scripts[name] == nil {
		return "", false
	}
	t.at = end + 1
	return name, true
}

// categories has Unicode's long names of general categories.
var categories = map[string]string{
	"Letter": "L", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll", "Titlecase_Letter": "Lt",
	"Modifier_Letter": "Lm", "Other_Letter": "Lo",
	"Mark": "M", "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Combining_Mark": "M",
	"Number": "N", "Decimal_Number": "Nd", "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No",
	"Punctuation": "P", "punct": "P", "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd", "Open_Punctuation": "Ps",
	"Close_Punctuation": "Pe", "Initial_Punctuation": "Pi", "Final_Punctuation": "Pf", "Other_Punctuation": "Po",
	"Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk", "Other_Symbol": "So",
	"Separator": "Z", "Space_Separator": "Zs", "Line_Separator": "Zl", "Paragraph_Separator": "Zp",
	"Other": "C", "Control": "Cc", "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs", "Private_Use": "Co",
}

// class translates a class in brackets.
func (t *patternTranslator) class() error {
	t.at++
	negated := t.has("^")
	if negated {
		t.at++
	}
	var body []string
	for {
		if t.at == len(t.source) {
			return errEscape
		}
		if t.source[t.at] == ']' {
			t.at++
			break
		}
		item, err := t.classItem()
		if err != nil {
			return err
		}
		body = append(body, item)
	}
	content := strings.Join(body, "")
	switch {
	case content == "" && negated: // [^] is every character
		t.ranges([]rune{0, unicode.MaxRune}, true)
	case content == "": // [] is none
		t.ranges(nil, true)
	case negated:
		t.out.WriteString("[^" + content + "]")
	default:
		t.out.WriteString("[" + content + "]")
	}
	return nil
}

// classItem translates a character, an escape or a range in a class.
func (t *patternTranslator) classItem() (string, error) {
	low, err := t.classAtom()
	if err != nil {
		return "", err
	}
	if !t.has("-") || t.at+1 >= len(t.source) || t.source[t.at+1] == ']' {
		return t.written(low), nil
	}
	t.at++
	high, err := t.classAtom()
	if err != nil {
		return "", err
	}
	if low.class || high.class { // the hyphen stands for itself: [\w-.]
		if t.unicode {
			return "", errEscape
		}
		return t.written(low) + t.character('-') + t.written(high), nil
	}
	if low.runes[0] > high.runes[0] {
		return "", errEscape
	}
	return t.written(escaped{runes: []rune{low.runes[0], high.runes[0]}}), nil
}

func (t *patternTranslator) classAtom() (escaped, error) {
	c := t.source[t.at]
	if c != '\\' {
		t.at++
		return escaped{runes: []rune{c, c}}, nil
	}
	if t.at+1 == len(t.source) {
		return escaped{}, errEscape
	}
	if t.source[t.at+1] == 'b' {
		t.at += 2
		return escaped{runes: []rune{'\b', '\b'}}, nil
	}
	return t.escapedRanges()
}

// written writes what stands in a class.
func (t *patternTranslator) written(e escaped) string {
	if e.property != "" {
		return e.property
	}
	var b strings.Builder
	for i := 0; i < len(e.runes); i += 2 {
		b.WriteString(t.character(e.runes[i]))
		if e.runes[i] != e.runes[i+1] {
			b.WriteString("-" + t.character(e.runes[i+1]))
		}
	}
	return b.String()
}

// ranges writes characters outside of a class.
func (t *patternTranslator) ranges(runes []rune, class bool) {
	switch {
	case !class:
		t.literal(runes[0])
	case len(runes) == 0:
		t.out.WriteString("[^" + t.written(escaped{runes: []rune{0, unicode.MaxRune}}) + "]")
	default:
		t.out.WriteString("[" + t.written(escaped{runes: runes}) + "]")
	}
}

func (t *patternTranslator) literal(r rune) { t.out.WriteString(t.character(r)) }

// character writes a character so that it stands for itself in a class and outside.
func (t *patternTranslator) character(r rune) string {
	switch {
	case isLetter(r) || r >= '0' && r <= '9':
		return string(r)
	case !t.backtracking:
		return fmt.Sprintf(`\x{%x}`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return string(r)
}

// complement lists the characters that are in none of sorted ranges.
func complement(ranges []rune) []rune {
	var out []rune
	next := rune(0)
	for i := 0; i < len(ranges); i += 2 {
		if ranges[i] > next {
			out = append(out, next, ranges[i]-1)
		}
		next = ranges[i+1] + 1
	}
	return append(out, next, unicode.MaxRune)
}
