package recording

import (
	"bytes"
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// FuzzCursor compares the cursor with the tokenizer that it replaces. Its seeds are in testdata/fuzz.
func FuzzCursor(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		value := jsontext.Value(text)
		if !value.IsValid(lenient...) {
			c := cursor{json: value} // which must not panic or hang
			c.readValue()
			return
		}
		c := cursor{json: value}
		if got, want := c.readValue(), bytes.Trim(value, " \t\r\n"); !bytes.Equal(got, want) {
			t.Fatalf("got the value %q, want %q", got, want)
		}
		if c.skipToToken() != 0 {
			t.Fatalf("at byte %d of %q, and not at its end", c.at, value)
		}
		compare(t, value)
	})
}

// compare reads the members and elements with both, at all depths.
func compare(t *testing.T, value jsontext.Value) {
	tokens := jsontext.NewDecoder(bytes.NewBuffer(value), lenient...)
	if kind := value.Kind(); kind != '{' && kind != '[' {
		return
	}
	if _, err := tokens.ReadToken(); err != nil {
		t.Fatal(err)
	}
	var want []string
	for kind := tokens.PeekKind(); kind != '}' && kind != ']'; kind = tokens.PeekKind() {
		v, err := tokens.ReadValue()
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, string(v))
	}
	var got []string
	c := cursor{json: value}
	element := func() error {
		got = append(got, string(c.readValue()))
		return nil
	}
	var err error
	if value.Kind() == '{' {
		err = c.readObject("it", func(name []byte) error {
			got = append(got, string(name))
			return element()
		})
	} else {
		err = c.readArray("it", element)
	}
	if err != nil || !slices.Equal(got, want) || c.skipToToken() != 0 {
		t.Fatalf("%q: got %q, %v, want %q", value, got, err, want)
	}
	for _, v := range want {
		compare(t, jsontext.Value(v))
	}
}
