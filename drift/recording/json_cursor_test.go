package recording

import (
	"bytes"
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/internal/coding"
)

// FuzzCursor compares the cursor with the tokenizer that it replaces. Its seeds are in testdata/fuzz.
func FuzzCursor(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		value := jsontext.Value(text)
		if !value.IsValid(lenient...) {
			c := cursor{json: value} // which must not panic or hang
			c.value()
			return
		}
		c := cursor{json: value}
		if got, want := c.value(), bytes.Trim(value, " \t\r\n"); !bytes.Equal(got, want) {
			t.Fatalf("got the value %q, want %q", got, want)
		}
		if c.next() != 0 {
			t.Fatalf("at byte %d of %q, and not at its end", c.at, value)
		}
		compare(t, value)
	})
}

// compare has both walk over the members and elements, at all depths.
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
		got = append(got, string(c.value()))
		return nil
	}
	var err error
	if value.Kind() == '{' {
		err = c.object("it", func(name []byte) error {
			got = append(got, string(name))
			return element()
		})
	} else {
		err = c.array("it", element)
	}
	if err != nil || !slices.Equal(got, want) || c.next() != 0 {
		t.Fatalf("%q: got %q, %v, want %q", value, got, err, want)
	}
	for _, v := range want {
		compare(t, jsontext.Value(v))
	}
}

// FuzzDecodeContent expects that a body is never decoded to what is too large, and that what is text stays. Its seeds are in testdata/fuzz.
func FuzzDecodeContent(f *testing.F) {
	f.Fuzz(func(t *testing.T, codings string, body []byte) {
		decoded, err := decodeContent([]string{codings}, body)
		switch {
		case err != nil && decoded != nil:
			t.Errorf("both %v and a body of %d bytes", err, len(decoded))
		case err == nil && coding.IsText(body) && !bytes.Equal(decoded, body):
			t.Errorf("%q became %q", body, decoded)
		case len(decoded) > coding.MaxBody:
			t.Errorf("%d bytes", len(decoded))
		}
	})
}
