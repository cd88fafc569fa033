package schema

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// describe puts an event into words. A message never repeats a value of the body, which may be a secret: only types,
// counts and names.
func (m *machine) describe(e event) Deviation {
	s := e.schema
	d := Deviation{Pointer: m.pointer(e.at), Offset: int64(m.tokens[e.at].start)}
	d.Place = s.home.place(keywordNames[e.keyword])
	switch e.keyword {
	case kwRequired, kwDependentRequired, kwAdditional, kwUnevaluatedProperties, kwPropertyNames, kwDirection,
		kwUndeclared:
		m.describeProperty(&d, e)
	case kwFalse:
		m.describeFalse(&d, e)
	case kwType, kwEnum, kwConst, kwTag, kwDiscriminator, kwDiscriminatorMissing:
		m.describeValue(&d, e)
	case kwAnyOf, kwOneOf, kwOneOfSeveral, kwNot, kwContains, kwMinContains, kwMaxContains, kwUnevaluatedItems,
		kwTooDeep:
		m.describeMismatch(&d, e)
	case kwPattern:
		pattern := redact.Quote(s.text.pattern.source)
		d.says(drift.ValueFormat, "expected a string that matches %s, saw one that does not", pattern)
	case kwFormat:
		d.says(drift.ValueFormat, "expected the format %s, saw a value without it", redact.Quote(s.home.source.Format))
	default:
		d.Rule = drift.ValueOutOfBounds
		d.Message = m.boundMessage(e)
	}
	return d
}

func (d *Deviation) says(rule, format string, args ...any) {
	d.Rule, d.Message = rule, fmt.Sprintf(format, args...)
}

// describeProperty is about a member that is missing, or that should not be there.
func (m *machine) describeProperty(d *Deviation, e event) {
	s := e.schema
	switch e.keyword {
	case kwRequired, kwDependentRequired:
		name := s.object.properties[e.extra].name
		d.says(drift.PropertyMissing, "expected the required property %s, saw %s without it", redact.Quote(name),
			objectAt(d.Pointer))
		d.Pointer = withToken(d.Pointer, name)
		d.Place = s.home.requiredPlace(name)
		if e.keyword == kwDependentRequired {
			d.Place = s.home.dependentPlace(name)
		}
		return
	}
	name := string(m.tape.text(e.at))
	d.Rule = drift.PropertyForbidden
	d.Offset = int64(m.tokens[e.at].start)
	switch e.keyword {
	case kwUndeclared:
		d.Rule = drift.PropertyUndeclared
		d.Message = "expected only declared properties, saw " + redact.Quote(name)
	case kwPropertyNames:
		d.Message = `expected names that "propertyNames" allows, saw ` + redact.Quote(name)
		return
	case kwDirection:
		if s.home.direction == Request {
			d.Rule = drift.RequestPropertyUndeclared
		}
		d.Message = fmt.Sprintf("expected no %s property in a %s, saw one", s.home.wrongWay(), s.home.direction)
	default:
		d.Message = "expected no properties but the declared ones, saw " + redact.Quote(name)
	}
	d.Place = s.home.propertyPlace(name, keywordNames[e.keyword])
}

// describeFalse is about a value where a schema allows none.
func (m *machine) describeFalse(d *Deviation, e event) {
	around := m.tokens[e.at].link
	if m.tokens[e.at].flags&flagName == 0 && around != none && m.tokens[around].kind == kindObject {
		d.Rule = drift.PropertyForbidden
		d.Offset = int64(m.tokens[e.at-1].start)
		d.Message = "expected no properties but the declared ones, saw " + redact.Quote(string(m.tape.text(e.at-1)))
		return
	}
	d.Rule = drift.ValueMismatch
	d.Message = "expected no value at all, saw one"
}

// describeValue is about a value of the wrong type, or one that is not among those that are listed.
func (m *machine) describeValue(d *Deviation, e event) {
	s := e.schema
	kind := m.tokens[e.at].kind
	switch e.keyword {
	case kwType:
		d.Rule = drift.ValueType
		d.Message = "expected " + s.typeNames() + ", saw " + withArticle(kind.word())
	case kwEnum, kwConst:
		d.Rule = drift.ValueNotAllowed
		d.Message = "expected " + text.Or(s.values[e.extra].shown) + ", saw " + another(kind)
	case kwTag:
		u := s.unions[e.extra]
		d.Rule = drift.ValueNotAllowed
		d.Message = fmt.Sprintf("expected %s, saw %s", text.Or(quoted(slices.Sorted(maps.Keys(u.byTag)))), another(kind))
		d.Place = s.home.place(keywordNames[u.keyword])
	case kwDiscriminator:
		known := s.unions[e.extra].discriminator.known
		d.Rule = drift.ValueNotAllowed
		if kind != kindString {
			d.Rule = drift.ValueType
		}
		d.Message = fmt.Sprintf("expected %s, saw %s", text.Or(quoted(known)), another(kind))
	case kwDiscriminatorMissing:
		name := s.unions[e.extra].discriminator.property
		d.says(drift.PropertyMissing, "expected the discriminator's property %s, saw %s without it", redact.Quote(name),
			objectAt(d.Pointer))
		d.Pointer = withToken(d.Pointer, name)
		return
	}
	if kind == kindNull {
		d.Rule = drift.ValueNull
	}
}

// describeMismatch is about a value that a combination of schemas does not allow.
func (m *machine) describeMismatch(d *Deviation, e event) {
	s := e.schema
	saw := withArticle(m.tokens[e.at].kind.word())
	const rule = drift.ValueMismatch
	switch e.keyword {
	case kwAnyOf, kwOneOf:
		n := s.branchCount(e.keyword)
		d.says(rule, "expected a value that matches one of %d alternatives, saw %s that matches none", n, saw)
		if saw == "null" {
			d.Rule = drift.ValueNull
		}
	case kwOneOfSeveral:
		n := s.branchCount(kwOneOf)
		d.says(rule, "expected exactly one of %d alternatives to match, saw %d that do", n, e.extra)
	case kwNot:
		d.says(rule, `expected a value that the schema under "not" does not match, saw %s that does`, saw)
	case kwContains:
		d.says(rule, `expected an item that matches "contains", saw none`)
	case kwMinContains:
		d.says(rule, `expected at least %d items that match "contains", saw %d`, s.array.containsMinimum, e.extra)
	case kwMaxContains:
		d.says(rule, `expected at most %d items that match "contains", saw %d`, s.array.containsLimit, e.extra)
	case kwUnevaluatedItems:
		d.says(rule, "expected no more items, saw one")
	default:
		d.says(rule, "expected a value that can be judged, saw one to which too many schemas apply inside each other")
	}
}

// boundMessage is about a value outside bounds.
func (m *machine) boundMessage(e event) string {
	s := e.schema
	switch e.keyword {
	case kwMinimum, kwMaximum, kwExclusiveMinimum, kwExclusiveMaximum:
		limit := text.Line(s.number.bounds[e.extra].text, text.MaxName)
		return fmt.Sprintf("expected a number %s %s, saw one that is not", boundWords[e.keyword], limit)
	case kwMultipleOf:
		divisor := text.Line(s.number.multipleText, text.MaxName)
		return fmt.Sprintf("expected a multiple of %s, saw another number", divisor)
	case kwMinLength:
		return atLeast(s.text.minimum, "character", utf8.RuneCount(m.tape.text(e.at)))
	case kwMaxLength:
		return atMost(s.text.maximum, "character", utf8.RuneCount(m.tape.text(e.at)))
	case kwMinItems:
		return atLeast(s.array.minimum, "item", m.length(e.at))
	case kwMaxItems:
		return atMost(s.array.maximum, "item", m.length(e.at))
	case kwMinProperties:
		return atLeast(s.object.minimum, "property", m.length(e.at))
	case kwMaxProperties:
		return atMost(s.object.maximum, "property", m.length(e.at))
	}
	first, second := m.equalItems(e.at, e.extra)
	return fmt.Sprintf("expected items that are all different, saw items %d and %d equal", first, second)
}

var boundWords = map[keyword]string{
	kwMinimum:          "of at least",
	kwMaximum:          "of at most",
	kwExclusiveMinimum: "above",
	kwExclusiveMaximum: "below",
}

func atLeast(n uint64, noun string, saw int) string {
	return fmt.Sprintf("expected at least %s, saw %d", count(n, noun), saw)
}

func atMost(n uint64, noun string, saw int) string {
	return fmt.Sprintf("expected at most %s, saw %d", count(n, noun), saw)
}

// count is a number with its noun.
func count(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if noun == "property" {
		noun = "propertie"
	}
	return strconv.FormatUint(n, 10) + " " + noun + "s"
}

// equalItems are the positions of an array's item and of the first one that is equal to it.
func (m *machine) equalItems(array, item uint32) (first, second int) {
	second = -1
	position := 0
	for i, end := array+1, m.tokens[array].stop; i < end; i = m.next(i) {
		if i == item {
			return first, position
		}
		if second < 0 && m.equality.equal(&m.tape, i, &m.tape, item) {
			first, second = position, position
		}
		position++
	}
	return first, position
}

func objectAt(pointer string) string {
	if pointer == "" {
		return "an object"
	}
	return "an object at " + pointer
}

func another(kind kinds) string {
	if kind == kindNull {
		return "null"
	}
	return "another " + kind.word()
}

// typeNames names what a schema allows: "a string", "an integer or null".
func (s *schema) typeNames() string {
	types := s.home.source.Type.Slice()
	if len(types) == 1 && types[0] != "null" && s.kinds&kindNull == 0 {
		return withArticle(types[0])
	}
	var names []string
	for _, t := range types {
		if name := withArticle(t); t != "null" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if s.kinds&kindNull != 0 {
		names = append(names, "null")
	}
	return text.Or(names)
}

func (s *schema) branchCount(k keyword) int {
	for _, u := range s.unions {
		if u.keyword == k {
			return len(u.branches)
		}
	}
	return 0
}

func quoted(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = redact.Quote(name)
	}
	return out
}
