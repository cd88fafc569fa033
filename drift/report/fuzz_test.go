package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// FuzzFormats writes a report in which everything from outside is one text, in one format for an input. Whatever the
// text is, the output has only parts that it has with a harmless one, and nothing that steers a terminal.
func FuzzFormats(f *testing.F) {
	formats := append(slices.Sorted(maps.Keys(Formats)), "color", "narrow")
	parts := map[string]map[string]bool{}
	for i, name := range formats {
		parts[name] = map[string]bool{}
		for _, harmless := range []string{"x", "*", "0", ""} { // "*" is an acceptance of more
			all, err := partsOf(name, output(f, name, harmless))
			if err != nil {
				f.Fatalf("%s of %q: %v", name, harmless, err)
			}
			for _, p := range all {
				parts[name][p] = true
			}
		}
		for _, text := range hostileTexts {
			f.Add(byte(i), text)
		}
	}
	f.Fuzz(func(t *testing.T, format byte, text string) {
		if len(text) > 256 {
			t.Skip() // a longer text shows nothing that a short one does not
		}
		name := formats[int(format)%len(formats)]
		written := output(t, name, text)
		if !utf8.Valid(written) {
			t.Errorf("%s is not UTF-8", name)
		}
		all, err := partsOf(name, written)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, written)
		}
		for _, p := range all {
			if !parts[name][p] {
				t.Errorf("%s has %q", name, p)
			}
		}
		if name != "html" && name != "junit" {
			if found := steering(strings.ReplaceAll(sgr.ReplaceAllString(string(written), ""), "\ufffd", "?")); found != "" {
				t.Errorf("%s steers a terminal: %q", name, found)
			}
		}
	})
}

// output is a report in a format.
func output(t testing.TB, format, text string) []byte {
	t.Helper()
	r := unfilled(text)
	var kept bytes.Buffer
	if format == "ndjson" {
		if err := r.Keep(format, &kept); err != nil {
			t.Fatal(err)
		}
	}
	write := Formats[format]
	switch format {
	case "color":
		write = ColorText
	case "narrow":
		write, r.View.Width = Text, 40
	}
	fill(r, text)
	return append(kept.Bytes(), written(t, write, r)...)
}

// partsOf are the parts of an output that text from outside must not add to.
func partsOf(format string, output []byte) ([]string, error) {
	switch format {
	case "json", "ndjson", "sarif":
		return membersOf(output)
	case "junit":
		return elementsOf(output)
	case "html":
		return tagsOf(string(output)), nil
	case "markdown":
		return wordsOf(string(output)), nil
	}
	return []string{strings.Join(commands(string(output)), " ")}, nil
}

var (
	sgr    = regexp.MustCompile("\x1b\\[[0-9;]*m")
	tag    = regexp.MustCompile(`<[^>]*>?`)
	quoted = regexp.MustCompile(`"[^"]*"`)
)

// wordsOf are the words of each line of Markdown, without its code, of which there may be none.
func wordsOf(markdown string) (all []string) {
	for line := range strings.Lines(outsideCode(markdown)) {
		all = append(all, strings.Join(strings.Fields(strings.ReplaceAll(line, "¤", "")), " "))
	}
	return all
}

// tagsOf are the tags of a page, with their attributes.
func tagsOf(page string) []string {
	return tag.FindAllString(quoted.ReplaceAllString(page, `""`), -1)
}

// elementsOf are the elements of an XML text with the names of their attributes. The text is read to its end, as
// strictly as the standard library does.
func elementsOf(text []byte) (all []string, err error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			element := token.Name.Local
			for _, a := range token.Attr {
				element += " " + a.Name.Local
			}
			all = append(all, element)
		case xml.Comment, xml.Directive:
			all = append(all, "a comment or a directive")
		}
	}
}

// membersOf are the members of JSON texts, each with the kind of its value.
func membersOf(text []byte) (all []string, err error) {
	d := jsontext.NewDecoder(bytes.NewReader(text))
	for {
		token, err := d.ReadToken()
		if errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		if around, n := d.StackIndex(d.StackDepth()); around == '{' && n%2 == 1 {
			all = append(all, fmt.Sprintf("%s: %c", token.String(), d.PeekKind()))
		}
	}
}
