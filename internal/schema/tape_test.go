package schema

import (
	"bytes"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// FuzzTape compares the tape with the decoder that explains what it refuses: both accept the same.
func FuzzTape(f *testing.F) {
	for _, seed := range []string{
		` {"a" : [1,-0.5e+3 , true,false,null,"x\n\u00e9"], "b\"\\":{}, "":[] } x`, `[[],{},[{}],"",0]`, ``, ` `,
		`"\ud83d\ude00"`, `"\ud83d"`, `"\ud83d\ud83d"`, `"\uDE00"`, `{"\ud800":1}`, `"\u00g0"`,
		"\"\xff\"", "{\"\xc3\":1}", "\"\xed\xa0\x80\"", "\"\xc3\xa9\"", "[1] \xff", "[\"\x00\"]",
		`[1,]`, `{"a":1,}`, `{,}`, `[1 2]`, `[1x2]`, `{"a" 1}`, `{"a"x1}`, `{"a":}`, `{"a"}`, `{a:1}`, `[}`, `{]`, `]`, `,`,
		`[tru]`, `[01]`, `[1.]`, `[`, `{"a":1`, `{"a":"`,
		`{"long enough for a word` + "\x01" + `":1}`, `{"long enough for \q a word":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Add([]byte("[" + strings.Repeat("[],", maxOpen) + "1]"))
	f.Add([]byte(strings.Repeat("[", maxOpen) + strings.Repeat("]", maxOpen)))
	f.Add([]byte(strings.Repeat("[", maxOpen+1) + strings.Repeat("]", maxOpen+1)))
	f.Add([]byte(strings.Repeat(`{"":`, maxOpen) + "[]" + strings.Repeat("}", maxOpen)))
	tape := newTape()
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, lenient := range []bool{false, true} {
			options := []jsontext.Options{strictly}
			if lenient {
				options = append(options, leniently)
			}
			decoder := jsontext.NewDecoder(bytes.NewBuffer(body), options...)
			value, theirs := decoder.ReadValue()
			end, ours := tape.read(body, lenient)
			if (ours == nil) != (theirs == nil) || ours == errNotJSON || ours == nil && int64(end) != decoder.InputOffset() {
				t.Fatalf("%q, lenient %t: the tape ends at %d, %v, the decoder at %d, %v",
					body, lenient, end, ours, decoder.InputOffset(), theirs)
			}
			if ours == nil && len(tape.tokens) != countTokens(value, options) {
				t.Fatalf("%q: %d tokens", body, len(tape.tokens))
			}
		}
	})
}

// countTokens counts an object or array once.
func countTokens(value []byte, options []jsontext.Options) (n int) {
	for decoder := jsontext.NewDecoder(bytes.NewBuffer(value), options...); ; {
		token, err := decoder.ReadToken()
		if err != nil {
			return n
		}
		if kind := token.Kind(); kind != ']' && kind != '}' {
			n++
		}
	}
}
