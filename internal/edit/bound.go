package edit

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"strconv"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Bound moves a bound of a schema to what was seen, or takes a keyword out that has no bound to move.
func (c *Contract) Bound(schema drift.Place, keyword string, e *Evidence, comment ...Comment) error {
	s, err := c.object(schema)
	if err != nil {
		return err
	}
	if at := s.at.field(keyword); at == nil || at.anchored || at.form == aliasForm {
		return errNotThere
	}
	switch keyword {
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
		return s.moveNumber(keyword, e, comment)
	case "minLength", "minItems", "minProperties":
		return s.moveSize(keyword, e, e.shortest, comment)
	case "maxLength", "maxItems", "maxProperties":
		return s.moveSize(keyword, e, e.longest, comment)
	case "format":
		if s.at.says("format") == "int32" && e.isInt64() {
			s.set(s.at, "format", Text("int64"), comment)
			return nil
		}
	}
	s.remove(s.at, keyword, comment)
	return nil
}

func (e *Evidence) isInt64() bool {
	return e.low != nil && e.Shape.integer && !e.Shape.fraction &&
		e.low.Cmp(big.NewFloat(math.MinInt64)) >= 0 && e.high.Cmp(new(big.Float).SetInt64(math.MaxInt64)) <= 0
}

func (s *spot) moveSize(keyword string, e *Evidence, size int, comment []Comment) error {
	if !e.sized {
		return errNotThere
	}
	s.set(s.at, keyword, Token(strconv.Itoa(size)), comment)
	return nil
}

// moveNumber moves a bound of numbers. What was seen is then allowed, so an exclusive bound becomes an inclusive one.
func (s *spot) moveNumber(keyword string, e *Evidence, comment []Comment) error {
	if e.low == nil {
		return errNotThere
	}
	plain, exclusive, seen := "minimum", "exclusiveMinimum", e.low
	if keyword == "maximum" || keyword == "exclusiveMaximum" {
		plain, exclusive, seen = "maximum", "exclusiveMaximum", e.high
	}
	if isPrivate(numberToken(seen)) { // an account's or a card's, perhaps
		s.remove(s.at, keyword, comment)
		if s.at.says(exclusive) == "true" {
			s.remove(s.at, exclusive, nil)
		}
		return nil
	}
	switch flag := s.at.field(exclusive); {
	case flag == nil:
	case flag.tag == "!!bool":
		s.remove(s.at, exclusive, nil)
	case keyword == exclusive:
		s.remove(s.at, exclusive, comment)
		comment = nil
		if other := s.at.field(plain); other != nil {
			if limit, ok := parseNumber(other.text); ok && (plain == "minimum") == (limit.Cmp(seen) <= 0) {
				return nil // which is wide enough
			}
		}
	}
	s.set(s.at, plain, Token(numberToken(seen)), comment, keyword)
	return nil
}

// Widen lets a schema have values of another type. It reports whether that moves the schema, and what is below it.
func (c *Contract) Widen(
	schema drift.Place, e *Evidence, uses []drift.Place, comment ...Comment,
) (moved bool, err error) {
	s, err := c.object(schema)
	if err != nil {
		return false, err
	}
	at := s.at.field("type")
	if at == nil || at.anchored {
		return false, errNotThere
	}
	types := typesOf(at)
	rest := e.Shape
	rest.null = false
	if rest.fraction && slices.Contains(types, "integer") {
		s.toNumber(at, comment)
		rest.fraction, rest.integer = false, false
		comment = nil
	}
	others := rest.alternatives(c.later)
	switch {
	case len(others) == 0:
		return false, nil
	case at.form == arrayForm && areTypes(others):
		for _, other := range others {
			s.addItem(at, other.Members[0].Value, comment)
			comment = nil
		}
		return false, nil
	case at.form == scalarForm && s.isScalarType(types[0]):
		s.typeOrOthers(types[0], others, e, comment)
		return false, nil
	}
	return len(uses) == 0, c.alternative(schema, s, e, uses, comment)
}

// typeOrOthers makes the type one of several.
func (s *spot) typeOrOthers(name string, others []Value, e *Evidence, comment []Comment) {
	first := Object(Member{"type", Text(name)})
	if name == "integer" && e.Shape.fraction {
		first = Object(Member{"type", Text("number")})
		s.unset(s.at, "type")
	}
	if s.at.says("nullable") == "true" { // which is about the type beside it
		first.add("nullable", Token("true"))
		s.remove(s.at, "nullable", nil)
	}
	s.remove(s.at, "type", comment)
	s.add(s.at, "oneOf", Array(append([]Value{first}, others...)...), nil, "type")
}

func typesOf(at *written) (types []string) {
	if at.form == scalarForm {
		return []string{at.text}
	}
	for _, e := range at.elements {
		types = append(types, e.text)
	}
	return types
}

// areTypes reports whether schemas say nothing but their types, or may as well.
func areTypes(all []Value) bool {
	return !slices.ContainsFunc(all, func(v Value) bool {
		for _, m := range v.Members {
			if m.Name == "items" || m.Name == "properties" || m.Name == "additionalProperties" {
				return true
			}
		}
		return false
	})
}

// isScalarType reports whether the type of a schema can be one of several while the rest of it stays: each keyword
// then is about values of the one type that it is about.
func (s *spot) isScalarType(name string) bool {
	if name == "object" || name == "array" {
		return false
	}
	for _, keyword := range []string{"enum", "const", "oneOf", "anyOf", "allOf", "not", "$ref", "discriminator"} {
		if s.at.index(keyword) >= 0 {
			return false
		}
	}
	return true
}

// toNumber makes a number of an integer, without the format of an integer.
func (s *spot) toNumber(at *written, comment []Comment) {
	if at.form == scalarForm {
		s.set(s.at, "type", Text("number"), comment)
	} else {
		for i, e := range at.elements {
			if e.text == "integer" {
				s.changeOf(at).replaced[i] = replacement{Text("number"), comment}
			}
		}
	}
	switch s.at.says("format") {
	case "int32", "int64", "uint32", "uint64":
		s.remove(s.at, "format", nil)
	}
}

// unset forgets that a member gets another value.
func (f *file) unset(w *written, name string) {
	if i := w.index(name); i >= 0 {
		delete(f.changeOf(w).replaced, i)
	}
}

// alternative makes a schema one of two: where it is referred to if that is known, otherwise where it stands.
func (c *Contract) alternative(schema drift.Place, s spot, e *Evidence, use []drift.Place, comment []Comment) error {
	rest := e.Shape
	rest.null = false
	for _, at := range use {
		r, err := c.object(at)
		if err != nil {
			return err
		}
		same := reference(r.at.says("$ref"))
		r.wrap(r.at, "oneOf", c.others(&rest, s, same), comment)
	}
	if len(use) > 0 {
		return nil
	}
	same, ok := copied(s.at)
	if !ok {
		return errShared
	}
	s.wrap(s.at, "oneOf", c.others(&rest, s, withoutProse(same)), comment)
	return nil
}

// others are the alternatives to a schema: of an object an array of it, if there are objects in it, and the reverse.
func (c *Contract) others(rest *Shape, s spot, same Value) []Value {
	all := rest.alternatives(c.later)
	isObject := s.at.says("type") == "object"
	for i := range all {
		switch kind := all[i].Members[0].Value.text; {
		case kind == "array" && isObject && rest.items.onlyObjects():
			all[i] = Object(Member{"type", Text("array")}, Member{"items", same})
		case kind == "object" && s.at.says("type") == "array":
			if items := s.at.field("items"); items.says("type") == "object" || items.index("$ref") >= 0 {
				if one, ok := copied(items); ok {
					all[i] = one
				}
			}
		}
	}
	return all
}

func (s *Shape) onlyObjects() bool {
	return s != nil && !s.boolean && !s.integer && !s.fraction && s.strings == 0 && !s.arrays && !s.null && s.objects
}

// withoutProse is a schema that is written a second time.
func withoutProse(v Value) Value {
	kept := v
	kept.Members = nil
	for _, m := range v.Members {
		switch m.Name {
		case "description", "title", "example", "examples", "externalDocs":
		default:
			kept.Members = append(kept.Members, m)
		}
	}
	return kept
}

// Alternative adds an alternative to those that a schema has, for values of a type that none of them has.
func (c *Contract) Alternative(schema drift.Place, keyword string, e *Evidence, comment ...Comment) error {
	s, err := c.object(schema)
	if err != nil {
		return err
	}
	list := s.at.field(keyword)
	if list == nil || list.form != arrayForm || list.anchored {
		return errNotThere
	}
	rest := e.Shape
	rest.null = false
	for _, element := range list.elements {
		for _, name := range typesOfSchema(element) {
			switch name {
			case "string":
				rest.strings = 0
			case "boolean":
				rest.boolean = false
			case "integer", "number":
				rest.integer, rest.fraction = false, false
			}
		}
	}
	others := rest.alternatives(c.later)
	if len(others) == 0 || rest.objects || rest.arrays {
		return errors.New("it takes a person to tell which alternative is meant")
	}
	for _, other := range others {
		s.addItem(list, other, comment)
		comment = nil
	}
	return nil
}

func typesOfSchema(w *written) []string {
	if at := w.field("type"); at != nil {
		return typesOf(at)
	}
	return nil
}
