package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"go.yaml.in/yaml/v4"
)

// numbers compiles the keywords of numbers.
func (b *builder) numbers() error {
	source := b.definition.source
	var rules numberRules
	b.bound(&rules, source.Min, "minimum", kwMinimum, source.ExclusiveMin)
	b.bound(&rules, source.ExclusiveMin.Value, "exclusiveMinimum", kwExclusiveMinimum, openapi3.ExclusiveBound{})
	b.bound(&rules, source.Max, "maximum", kwMaximum, source.ExclusiveMax)
	b.bound(&rules, source.ExclusiveMax.Value, "exclusiveMaximum", kwExclusiveMaximum, openapi3.ExclusiveBound{})
	if source.MultipleOf != nil && *source.MultipleOf > 0 {
		rules.multipleText = b.number("multipleOf", *source.MultipleOf)
		divisor := parseDecimal([]byte(rules.multipleText))
		rules.multipleOf = &divisor
	}
	rules.format = numberFormats[source.Format]
	rules.exact = rules.multipleOf != nil
	for _, b := range rules.bounds {
		rules.exact = rules.exact || !b.small
	}
	if len(rules.bounds) > 0 || rules.multipleOf != nil || rules.format != nil {
		b.schema.number = &rules
	}
	return nil
}

// bound compiles one bound. In OpenAPI 3.0 a boolean beside it says that it is exclusive.
func (b *builder) bound(rules *numberRules, limit *float64, name string, k keyword, beside openapi3.ExclusiveBound) {
	if limit == nil {
		return
	}
	written := b.number(name, *limit)
	upper := k == kwMaximum || k == kwExclusiveMaximum
	out := bound{keyword: k, limit: parseDecimal([]byte(written)), text: written, upper: upper}
	if beside.IsTrue() && (!b.later || b.lenient.has(lenientBounds31)) {
		out.keyword += kwExclusiveMinimum - kwMinimum
	}
	out.exclusive = out.keyword >= kwExclusiveMinimum
	out.integer, out.small = smallInteger([]byte(written))
	rules.bounds = append(rules.bounds, out)
}

// number is a keyword's number as the document writes it: kin-openapi keeps a float64.
func (b *builder) number(name string, parsed float64) string {
	if b.definition.home.origin == nil {
		return formatNumber(parsed)
	}
	field, ok := b.definition.home.origin.Fields.Lookup(name)
	if !ok {
		return formatNumber(parsed)
	}
	written, _ := b.literals.Scalar(field)
	if !isExact(parsed) && !means(written, parsed) { // behind an anchor, or on the next line
		return string(nodeJSON(b.literals.Node(field), parsed))
	}
	return exactNumber(written, parsed)
}

// isExact reports whether the document can hardly have meant another number than this float64.
func isExact(f float64) bool {
	if f == math.Trunc(f) {
		return math.Abs(f) < 1<<53
	}
	return len(strconv.FormatFloat(math.Abs(f), 'e', -1, 64)) <= len("1.23456789012345e-10")
}

func formatNumber(f float64) string {
	if f == math.Trunc(f) && math.Abs(f) < 1e21 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// exactNumber is a number as it is written, if that is one of JSON's and the same number.
func exactNumber(written string, parsed float64) string {
	if means(written, parsed) {
		return written
	}
	return formatNumber(parsed)
}

// means reports whether a text is a number of JSON, and the same as one that was read.
func means(written string, parsed float64) bool {
	value := jsontext.Value(written)
	f, err := strconv.ParseFloat(written, 64)
	return err == nil && f == parsed && value.IsValid() && value.Kind() == '0'
}

// unbounded stands for no upper bound.
const unbounded = math.MaxUint64

func limit(maximum *uint64) uint64 {
	if maximum == nil {
		return unbounded
	}
	return *maximum
}

// maxLowerBound is a bound that no body is long enough for.
const maxLowerBound = 1 << 40

// texts compiles the keywords of strings.
func (b *builder) texts() error {
	source := b.definition.source
	rules := textRules{minimum: min(source.MinLength, maxLowerBound), maximum: limit(source.MaxLength)}
	rules.format = textFormats[source.Format]
	rules.bounded = rules.minimum > 0 || source.MaxLength != nil
	if source.Pattern != "" {
		rules.pattern = b.pattern(source.Pattern, b.definition.home.place("pattern"))
	}
	if rules.bounded || rules.pattern != nil || rules.format != nil {
		b.schema.text = &rules
	}
	return nil
}

// patternUse is a pattern with the place of the first schema that has it.
type patternUse struct {
	pattern *pattern
	place   drift.Place
}

// pattern compiles a pattern. It is nil, and noted, if no engine here understands it.
func (b *builder) pattern(source string, place drift.Place) *pattern {
	if known, ok := b.patterns[source]; ok && known != nil {
		return known
	}
	compiled, err := compilePattern(source, maxPatterns-b.patternSize)
	if err != nil {
		b.note(place, "the pattern %s cannot be judged: %v", redact.Quote(source), err)
		return nil
	}
	b.patternSize += compiled.size
	b.patterns[source] = compiled
	b.patternUses = append(b.patternUses, patternUse{compiled, place})
	return compiled
}

// values compiles enum and const.
func (b *builder) values() error {
	source, origin := b.definition.source, b.definition.home.origin
	if len(source.Enum) > 0 {
		b.addValues(kwEnum, source.Enum)
	} else if origin != nil {
		if field, ok := origin.Fields.Lookup("enum"); ok {
			if written, _ := b.literals.Scalar(field); strings.HasPrefix(written, "[") {
				b.addValues(kwEnum, nil) // enum: [] allows nothing
			}
		}
	}
	if source.Const != nil {
		b.addValues(kwConst, []any{source.Const})
	} else if origin != nil {
		if _, ok := origin.Fields.Lookup("const"); ok {
			b.addValues(kwConst, []any{nil})
		}
	}
	return nil
}

// addValues compiles the constants of enum or const.
func (b *builder) addValues(k keyword, values []any) {
	rules := valueRules{keyword: k, strings: map[string]bool{}, numbers: map[string]bool{}}
	written := b.writtenScalars(k, values)
	for i, value := range values {
		rules.add(b.constantJSON(k, i, value, written[i]))
	}
	b.schema.values = append(b.schema.values, rules)
}

// writtenScalars are constants as the document writes them; "" for arrays and objects.
func (b *builder) writtenScalars(k keyword, values []any) []string {
	written := make([]string, len(values))
	origin := b.definition.home.origin
	if origin == nil {
		return written
	}
	if k == kwConst {
		if field, ok := origin.Fields.Lookup("const"); ok {
			written[0], _ = b.literals.Scalar(field)
		}
		return written
	}
	entries := origin.Sequences["enum"]
	for i, value := range values {
		switch value.(type) {
		case []any, map[string]any:
			continue
		}
		if len(entries) > 0 {
			written[i], entries = entries[0].Name, entries[1:]
		}
	}
	return written
}

// constantJSON writes a constant as JSON, with its numbers as the document has them.
func (b *builder) constantJSON(k keyword, index int, value any, written string) []byte {
	switch value := value.(type) {
	case nil:
		return []byte("null")
	case string:
		if value == nullConstant {
			return []byte("null")
		}
	case float64:
		if isExact(value) || means(written, value) {
			return []byte(exactNumber(written, value))
		}
		return nodeJSON(b.constantNode(k, index), value)
	case time.Time: // YAML reads 2020-01-01 as one
		return quoteJSON(written)
	case []any, map[string]any:
		if hasLargeNumber(value) {
			return nodeJSON(b.constantNode(k, index), value)
		}
	}
	return marshal(value)
}

// constantNode is the YAML node of a constant, or nil.
func (b *builder) constantNode(k keyword, index int) *yaml.Node {
	origin := b.definition.home.origin
	if origin == nil {
		return nil
	}
	field, ok := origin.Fields.Lookup(keywordNames[k])
	if !ok {
		return nil
	}
	node := b.literals.Node(field)
	if k == kwEnum {
		return itemNode(node, index)
	}
	return node
}

func marshal(value any) []byte {
	data, err := json.Marshal(value)
	if err != nil {
		return quoteJSON(fmt.Sprint(value))
	}
	return data
}

func quoteJSON(s string) []byte {
	quoted, _ := jsontext.AppendQuote(nil, strings.ToValidUTF8(s, "\ufffd"))
	return quoted
}

func hasLargeNumber(value any) bool {
	switch value := value.(type) {
	case float64:
		return !isExact(value)
	case []any:
		for _, item := range value {
			if hasLargeNumber(item) {
				return true
			}
		}
	case map[string]any:
		for _, member := range value {
			if hasLargeNumber(member) {
				return true
			}
		}
	}
	return false
}

// nodeJSON writes a constant as JSON, taking large numbers from the YAML node that it was read from; nil if there is
// none.
func nodeJSON(n *yaml.Node, value any) []byte {
	switch value := value.(type) {
	case float64:
		if n = aliased(n); n != nil {
			return []byte(exactNumber(n.Value, value))
		}
		return []byte(formatNumber(value))
	case []any:
		out := []byte{'['}
		for i, item := range value {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(out, nodeJSON(itemNode(n, i), item)...)
		}
		return append(out, ']')
	case map[string]any:
		out := []byte{'{'}
		for i, name := range slices.Sorted(maps.Keys(value)) {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(append(append(out, quoteJSON(name)...), ':'), nodeJSON(memberNode(n, name), value[name])...)
		}
		return append(out, '}')
	}
	return marshal(value)
}

// aliased is the node that a YAML alias stands for.
func aliased(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func itemNode(n *yaml.Node, i int) *yaml.Node {
	if n = aliased(n); n != nil && n.Kind == yaml.SequenceNode && i < len(n.Content) {
		return n.Content[i]
	}
	return nil
}

func memberNode(n *yaml.Node, name string) *yaml.Node {
	if n = aliased(n); n != nil && n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				return n.Content[i+1]
			}
		}
	}
	return nil
}

// add allows one more value.
func (r *valueRules) add(value []byte) {
	t := newTape()
	if _, err := t.read(value, true); err != nil {
		return
	}
	kind := t.tokens[0].kind
	r.kinds |= kind
	shown := string(value)
	switch kind {
	case kindNull:
	case kindBoolean:
		r.words[b2i(value[0] == 't')] = true
	case kindString:
		shown = string(t.text(0))
		r.strings[shown] = true
		shown = redact.Quote(shown)
	case kindInteger, kindFraction:
		r.numbers[string(parseDecimal(value).appendCanonical(nil))] = true
	default:
		r.others = append(r.others, constantValue{t})
	}
	r.shown = append(r.shown, text.Line(shown, text.MaxName))
}

// quotedList names a few names.
func quotedList(names []string) string {
	return strings.Replace(text.Or(quoted(names)), " or ", " and ", 1)
}
