package syntax

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// compare expects of SkipValue what jsontext says of the value that a text begins with.
func compare(t *testing.T, text []byte) {
	t.Helper()
	tokens := jsontext.NewDecoder(bytes.NewBuffer(text), lenient...)
	_, err := tokens.ReadValue()
	isCut := errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF
	end, ok := SkipValue(text, SkipSpace(text, 0))
	switch {
	case (err == nil) != ok:
		t.Errorf("%.100q: %v, and SkipValue ends at byte %d, %t", text, err, end, ok)
	case err == nil && int64(end) != tokens.InputOffset():
		t.Errorf("%.100q: the value ends at byte %d, not at %d", text, tokens.InputOffset(), end)
	case err != nil && isCut != (end == len(text)):
		t.Errorf("%.100q: %v, and SkipValue ends at byte %d of %d", text, err, end, len(text))
	}
}

// FuzzSkip cuts each text at every byte, too.
func FuzzSkip(f *testing.F) {
	f.Add(entry)
	for _, seed := range []string{
		` {"a" : [ 1 , -0.5e+10 , true,false,null ] , "b\u00e9\\\"\/\b\f\n\r\t":{}} `, `"\ud83d\ude00\ud800 é \u00E9"`,
		`[[],{},"",0]`, `-`, `01`, `1.`, `1e`, `1e+`, `.5`, `+1`, `tru`, `trve`, `nul`, `fals0`, `"\u12"`, `"\u12g4"`, `"\x"`,
		"\"\x1f\"", "\"a long text\x00 with a NUL\"", "\"\x7f\xff\"", `{"a":1,}`, `{"a" 1}`, `{a:1}`, `{1:1}`,
		`{"a":1 "b":2}`,
		`[1,]`, `[,1]`, `[1 2]`, `{]`, `[}`, "\x00", "\ufeff{}", "\v1", "[1\f]",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for cut := range min(len(text), 1000) + 1 {
			compare(t, []byte(text[:cut]))
		}
	})
}

// TestNesting: as many objects and arrays may be open as jsontext allows.
func TestNesting(t *testing.T) {
	t.Parallel()
	for _, depth := range []int{maxNesting - 1, maxNesting, maxNesting + 1, 10 * maxNesting} {
		compare(t, []byte(strings.Repeat("[", depth)+strings.Repeat("]", depth)))
		compare(t, []byte(strings.Repeat(`{"a":`, depth)+"1"+strings.Repeat("}", depth)))
		compare(t, []byte(strings.Repeat(`[{"a":`, depth/2)+"1"+strings.Repeat("}]", depth/2)))
	}
	if _, ok := SkipValue([]byte(strings.Repeat("[", maxNesting+1)), 0); ok {
		t.Error("control: too deep, and accepted")
	}
}

// TestStrings has each byte in each place of a string, of which eight bytes are looked at together.
func TestStrings(t *testing.T) {
	t.Parallel()
	for c := range 256 {
		for at := range 20 {
			text := []byte(`"` + strings.Repeat("a", 20) + `" `)
			text[1+at] = byte(c)
			compare(t, text)
			text[2+at] = byte(c) // as a pair, an escape among them
			compare(t, text)
		}
	}
}
