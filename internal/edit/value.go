package edit

import (
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"
)

// Value is something that is written into a contract.
type Value struct {
	form    form
	token   string // of a scalar that is not a string, as JSON has it
	text    string // of a string
	Members []Member
	Items   []Value
}

// Member is a member of an object.
type Member struct {
	Name  string
	Value Value
}

// Text is a string.
func Text(s string) Value { return Value{text: s} }

// Token is a number, a boolean or null, as JSON has it.
func Token(s string) Value { return Value{token: s} }

// Object is an object.
func Object(members ...Member) Value { return Value{form: objectForm, Members: members} }

// Array is an array.
func Array(items ...Value) Value { return Value{form: arrayForm, Items: items} }

// reference is a reference to a schema or another component.
func reference(to string) Value { return Object(Member{"$ref", Text(to)}) }

func (v *Value) add(name string, value Value) { v.Members = append(v.Members, Member{name, value}) }

func (v *Value) isEmpty() bool {
	return v.form == objectForm && len(v.Members) == 0 || v.form == arrayForm && len(v.Items) == 0
}

// style is how a document writes values, in one place of it.
type style struct {
	json     bool
	compact  bool   // JSON without white space
	quote    byte   // of strings in YAML that need quotes
	step     int    // columns by which what is inside stands further right
	dash     int    // columns by which the dashes of a list do
	eol      string // at the end of a line
	tab      bool   // JSON indented with tabs
	flowLine bool   // what is added stands in braces if it fits on a line
	lists    bool   // JSON in which lists of scalars stand on one line
}

// plainText are strings that YAML takes for strings without quotes, in braces as well.
var plainText = regexp.MustCompile(`^[A-Za-z_$/][A-Za-z0-9_$/.+-]*( [A-Za-z0-9_$/.+()-]+)*$`)

// scalar writes a scalar.
func (s style) scalar(v Value) string {
	switch {
	case v.token != "":
		return v.token
	case s.json:
		return quotedJSON(v.text)
	case plainText.MatchString(v.text) && isPlain(v.text):
		return v.text
	case s.quote == '\'' && !strings.ContainsAny(v.text, "\n\r\t\\\x00\u0085\u2028\u2029\ufeff") && isPrintable(v.text):
		return "'" + strings.ReplaceAll(v.text, "'", "''") + "'"
	}
	return quotedJSON(v.text)
}

func isPrintable(text string) bool {
	for _, r := range text {
		if r < ' ' || 0x7f <= r && r <= 0x9f {
			return false
		}
	}
	return true
}

func quotedJSON(text string) string {
	quoted, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		quoted, _ = jsontext.AppendQuote(nil, strings.ToValidUTF8(text, "\ufffd"))
	}
	return string(quoted)
}

// isPlain reports whether every parser takes a text for a string. YAML 1.1 has more words for true and false.
func isPlain(text string) bool {
	switch strings.ToLower(text) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", "":
		return false
	}
	var value any
	if yaml.Unmarshal([]byte(text), &value) != nil {
		return false
	}
	s, ok := value.(string)
	return ok && s == text
}

// inline writes a value on one line.
func (s style) inline(v Value) string {
	comma, colon := ", ", ": "
	if s.compact {
		comma, colon = ",", ":"
	}
	var parts []string
	switch v.form {
	case objectForm:
		for _, m := range v.Members {
			parts = append(parts, s.scalar(Text(m.Name))+colon+s.inline(m.Value))
		}
		return "{" + strings.Join(parts, comma) + "}"
	case arrayForm:
		for _, item := range v.Items {
			parts = append(parts, s.inline(item))
		}
		return "[" + strings.Join(parts, comma) + "]"
	}
	return s.scalar(v)
}

const maxInline = 100 // columns up to which a value in braces stays on a line

// indent is white space for a number of columns.
func (s style) indent(n int) string {
	if s.tab {
		return strings.Repeat("\t", n)
	}
	return strings.Repeat(" ", n)
}

// member writes a member of an object, with lines at an indentation of so many columns. The first line has none, and
// the last no line end.
func (s style) member(name string, v Value, depth int) string {
	head := s.scalar(Text(name)) + ":"
	switch {
	case s.json:
		return head + s.colonSpace() + s.pretty(v, depth)
	case v.form == scalarForm || v.isEmpty() || s.isShort(v) || s.flowLine && len(s.inline(v))+depth+len(head) < maxInline:
		return head + " " + s.inline(v)
	case v.form == arrayForm:
		return head + s.eol + s.indent(depth+s.dash) + s.block(v, depth+s.dash)
	}
	return head + s.eol + s.indent(depth+s.step) + s.block(v, depth+s.step)
}

func (s style) colonSpace() string {
	if s.compact {
		return ""
	}
	return " "
}

// isShort reports whether a value is a list of a few scalars, or of schemas that say only a type.
func (s style) isShort(v Value) bool {
	if v.form != arrayForm {
		return false
	}
	for _, item := range v.Items {
		if item.form != scalarForm {
			return false
		}
	}
	return len(s.inline(v)) < maxInline/2
}

// block writes the members or items of a value on lines of their own.
func (s style) block(v Value, depth int) string {
	var lines []string
	switch v.form {
	case objectForm:
		for _, m := range v.Members {
			lines = append(lines, s.member(m.Name, m.Value, depth))
		}
	case arrayForm:
		for _, item := range v.Items {
			switch {
			case item.form == scalarForm || item.isEmpty() || s.isShort(item) ||
				s.flowLine && len(s.inline(item))+depth < maxInline:
				lines = append(lines, "- "+s.inline(item))
			default:
				lines = append(lines, "- "+s.block(item, depth+2))
			}
		}
	}
	return strings.Join(lines, s.eol+s.indent(depth))
}

// pretty writes JSON as its surroundings do.
func (s style) pretty(v Value, depth int) string {
	if s.compact || s.flowLine || v.form == scalarForm || v.isEmpty() || s.lists && s.isShort(v) {
		return s.inline(v)
	}
	var parts []string
	open, end := "{", "}"
	for _, m := range v.Members {
		parts = append(parts, s.member(m.Name, m.Value, depth+s.step))
	}
	if v.form == arrayForm {
		open, end = "[", "]"
		for _, item := range v.Items {
			parts = append(parts, s.pretty(item, depth+s.step))
		}
	}
	inner := s.eol + s.indent(depth+s.step)
	return open + inner + strings.Join(parts, ","+inner) + s.eol + s.indent(depth) + end
}
