package edit

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"go.yaml.in/yaml/v4"
)

// width is where lines of prose end.
const width = 100

// YAML is the fragment in block style, under lines of comment.
func (f *Fragment) YAML(head ...string) ([]byte, error) {
	var b bytes.Buffer
	for _, line := range head {
		b.WriteString(comment(line) + "\n")
	}
	root := clone(f.root)
	s := newStand(root)
	s.style(root, 0, 0)
	var body bytes.Buffer
	dumper, err := yaml.NewDumper(&body, yaml.WithIndent(2), yaml.WithCompactSeqIndent(false), yaml.WithLineWidth(width),
		yaml.WithQuotePreference(yaml.QuoteDouble))
	if err != nil {
		return nil, err
	}
	if err := dumper.Dump(root); err != nil {
		return nil, err
	}
	if err := dumper.Close(); err != nil {
		return nil, err
	}
	b.WriteString(strings.Map(s.original, body.String()))
	return b.Bytes(), nil
}

// style chooses how each scalar and list is written. Members and elements are indented so far, and the value itself
// begins at a column.
func (s *stand) style(n *yaml.Node, indent, column int) {
	n.Style = 0
	switch n.Kind {
	case yaml.ScalarNode:
		s.scalar(n, column)
	case yaml.SequenceNode:
		if fitsLine(n, column) {
			n.Style = yaml.FlowStyle
		}
		for _, item := range n.Content {
			s.style(item, indent+2, indent+2)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			s.style(key, indent, 0)
			key.Style &^= yaml.FoldedStyle | yaml.LiteralStyle
			s.style(n.Content[i+1], indent+2, indent+utf8.RuneCountInString(key.Value)+len(": "))
		}
	}
}

// fitsLine reports whether a list is short, of scalars, and without comments.
func fitsLine(n *yaml.Node, column int) bool {
	size := column + len("[]")
	for _, item := range n.Content {
		size += utf8.RuneCountInString(item.Value) + len(", ")
		if item.Kind != yaml.ScalarNode || item.HeadComment+item.LineComment != "" || strings.Contains(item.Value, "\n") {
			return false
		}
	}
	return size <= width
}

// What is a boolean or, as 12:30:00 is, a number in YAML 1.1, which many parsers still read.
var (
	oldBooleans = []string{"y", "n", "yes", "no", "on", "off"}
	oldNumber   = regexp.MustCompile(`^[-+]?[0-9][0-9_]*(:[0-9]+)+(\.[0-9]*)?$`)
)

func (s *stand) scalar(n *yaml.Node, column int) {
	if n.Tag != "!!str" {
		return
	}
	switch {
	case slices.Contains(oldBooleans, strings.ToLower(n.Value)), oldNumber.MatchString(n.Value):
		n.Style = yaml.DoubleQuotedStyle
	case strings.Contains(n.Value, "\n"):
		n.Style = yaml.LiteralStyle
		if areLongParagraphs(n.Value) {
			n.Style = yaml.FoldedStyle
		}
	case column+utf8.RuneCountInString(n.Value) > width && strings.Contains(n.Value, " "):
		n.Style = yaml.FoldedStyle
	}
	n.Value = strings.Map(s.in, n.Value)
}

// areLongParagraphs reports whether a text has empty lines between paragraphs, some of which are long, and no other
// line ends.
func areLongParagraphs(value string) bool {
	isLong := false
	for _, paragraph := range strings.Split(value, "\n\n") {
		if strings.Contains(paragraph, "\n") || paragraph == "" || paragraph[0] == ' ' || paragraph[0] == '\t' {
			return false
		}
		isLong = isLong || utf8.RuneCountInString(paragraph) > width
	}
	return isLong
}

// stand puts characters for private use, which the document does not have, in the place of those beyond the Basic
// Multilingual Plane, for which the YAML library leaves block style.
type stand struct {
	used  map[rune]bool // by the document
	forms map[rune]rune
	back  map[rune]rune
}

const privateUse, privateUseEnd = '\ue000', '\uf8ff'

func newStand(root *yaml.Node) *stand {
	s := &stand{used: map[rune]bool{}, forms: map[rune]rune{}, back: map[rune]rune{}}
	s.note(root)
	return s
}

func (s *stand) note(n *yaml.Node) {
	for _, r := range n.Value {
		if privateUse <= r && r <= privateUseEnd {
			s.used[r] = true
		}
	}
	for _, child := range n.Content {
		s.note(child)
	}
}

// in is the character in whose place another one stands; itself once there are no more.
func (s *stand) in(r rune) rune {
	if r <= 0xffff {
		return r
	}
	if other, ok := s.forms[r]; ok {
		return other
	}
	next := rune(privateUse)
	for s.used[next] {
		next++
	}
	if next > privateUseEnd {
		return r
	}
	s.used[next], s.forms[r], s.back[next] = true, next, r
	return next
}

func (s *stand) original(r rune) rune {
	if before, ok := s.back[r]; ok {
		return before
	}
	return r
}

// comments is prose as lines of comment.
func comments(prose string) string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(prose) {
		word = text.Line(word, 0)
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, "# "+line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	if line != "" {
		lines = append(lines, "# "+line)
	}
	return strings.Join(lines, "\n")
}
