package recording

import (
	"bytes"
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// FuzzCursor compares the cursor with the tokenizer that it stands in for: both accept the same, and read the same from
// it. Its seeds are in testdata/fuzz.
func FuzzCursor(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		value := jsontext.Value(text)
		c := cursor{json: value}
		got := c.readValue()
		if rest := c.peek(); c.wrong || rest != 0 || c.at < len(value) {
			if value.IsValid(lenient...) {
				t.Fatalf("%q is valid, and the cursor ends at byte %d", value, c.at)
			}
			scanEntry(value, 0) // which must not panic or hang
			return
		}
		if want := bytes.Trim(value, " \t\r\n"); !value.IsValid(lenient...) || !bytes.Equal(got, want) {
			t.Fatalf("got the value %q, want %q", got, want)
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
		err = c.readObject("it", func(name []byte) {
			got = append(got, string(name))
			element()
		})
	} else {
		err = c.readArray("it", element)
	}
	if err != nil || !slices.Equal(got, want) || c.peek() != 0 || c.wrong {
		t.Fatalf("%q: got %q, %v, want %q", value, got, err, want)
	}
	for _, v := range want {
		compare(t, jsontext.Value(v))
	}
}
