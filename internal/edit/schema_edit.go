package edit

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Optional takes a property out of the required ones of a schema, or of those that another property requires.
func (c *Contract) Optional(schema drift.Place, name string, comment ...Comment) error {
	s, err := c.object(schema)
	if err != nil {
		return err
	}
	if list := s.at.field("required"); list != nil {
		return s.takeOut(s.at, "required", list, name, comment)
	}
	if dependents := s.at.field("dependentRequired"); dependents != nil && dependents.form == objectForm {
		for _, e := range dependents.entries {
			if s.takeOut(dependents, e.name, e.value, name, comment) == nil {
				return nil
			}
		}
	}
	return errNotThere
}

// takeOut takes a name out of a list, and the list out of what it is in if nothing is left.
func (f *file) takeOut(from *written, key string, list *written, name string, comment []Comment) error {
	if list.form != arrayForm || list.anchored {
		return errShared
	}
	found := false
	for i, element := range list.elements {
		if element.text == name {
			found = true
			f.removeItem(list, i, comment)
			comment = nil
		}
	}
	if !found {
		return errNotThere
	}
	if !f.isLeft(list) {
		ch := f.changes[list]
		var comments []Comment
		for i := range list.elements {
			comments = append(comments, ch.removed[i]...)
		}
		f.forget(list)
		f.remove(from, key, comments)
	}
	return nil
}

func (f *file) forget(w *written) {
	delete(f.changes, w)
	f.order = slices.DeleteFunc(f.order, func(o *written) bool { return o == w })
}

// Declare declares a property of a schema, with what its values have in common.
func (c *Contract) Declare(schema drift.Place, name string, shape *Shape, comment ...Comment) error {
	s, err := c.object(schema)
	switch {
	case err != nil:
		return err
	case isData(name):
		return errors.New("its name looks like a secret, an ID or personal data")
	case s.at.index("$ref") >= 0 && !c.later:
		return errNotThere
	}
	return s.declare(name, shape.schema(c.later), comment)
}

func (s *spot) declare(name string, value Value, comment []Comment) error {
	properties := s.at.field("properties")
	switch {
	case properties == nil:
		for _, e := range s.changeOf(s.at).added {
			if e.name == "properties" { // one that was undeclared, too
				return s.declareAgain(name, value, comment)
			}
		}
		s.add(s.at, "properties", Object(Member{name, value}), comment, "type", "required")
	case properties.form != objectForm || properties.anchored:
		return errShared
	case len(properties.entries) == 0 && !properties.flow:
		return errNotThere
	case properties.index(name) >= 0:
		return errors.New("it is declared there, and another schema rules it out")
	default:
		s.add(properties, name, value, comment)
	}
	return nil
}

// declareAgain adds to the properties that are being added.
func (s *spot) declareAgain(name string, value Value, comment []Comment) error {
	added := s.changeOf(s.at).added
	for i := range added {
		if added[i].name == "properties" {
			added[i].value.Members = append(added[i].value.Members, Member{name, value})
			added[i].comments = append(added[i].comments, comment...)
		}
	}
	return nil
}

// Open lets a schema have other properties than it declares, with what their values have in common.
func (c *Contract) Open(schema drift.Place, shape *Shape, comment ...Comment) error {
	s, err := c.object(schema)
	if err != nil {
		return err
	}
	s.set(s.at, "additionalProperties", shape.schema(c.later), comment, "type", "properties", "required")
	return nil
}

// Nullable lets a schema have null.
func (c *Contract) Nullable(schema drift.Place, comment ...Comment) error {
	s, err := c.object(schema)
	if err != nil {
		return err
	}
	if !c.later {
		s.set(s.at, "nullable", Token("true"), comment, "type")
		return nil
	}
	return s.nullType(comment)
}

// nullType adds the type null, as OpenAPI 3.1 has it.
func (s *spot) nullType(comment []Comment) error {
	done := false
	if kind := s.at.field("type"); kind != nil {
		switch {
		case kind.form == scalarForm:
			s.set(s.at, "type", Array(Text(kind.text), Text("null")), comment)
			done = true
		case !hasItem(kind, "null"):
			s.addItem(kind, Text("null"), comment)
			done = true
		}
	}
	if done {
		comment = nil
	}
	if list := s.at.field("enum"); list != nil && !hasNull(list) {
		s.addItem(list, Token("null"), comment)
		return nil
	}
	if constant := s.at.field("const"); constant != nil && constant.tag != "!!null" {
		return s.constToEnum(constant, []Value{Token("null")}, comment)
	}
	if done {
		return nil
	}
	for _, keyword := range []string{"oneOf", "anyOf"} {
		if list := s.at.field(keyword); list != nil && list.form == arrayForm {
			s.addItem(list, Object(Member{"type", Text("null")}), comment)
			return nil
		}
	}
	return errNotThere
}

// constToEnum makes one of several values of the only one.
func (s *spot) constToEnum(constant *written, more []Value, comment []Comment) error {
	first, ok := copied(constant)
	if !ok {
		return errShared
	}
	s.remove(s.at, "const", comment)
	s.add(s.at, "enum", Array(append([]Value{first}, more...)...), nil, "const")
	return nil
}

func hasItem(list *written, text string) bool {
	return slices.ContainsFunc(list.elements, func(e *written) bool { return e.text == text && e.tag == "!!str" })
}

func hasNull(list *written) bool {
	return slices.ContainsFunc(list.elements, func(e *written) bool { return e.form == scalarForm && e.tag == "!!null" })
}

// Allow adds values to those that a schema lists. It leaves out those that look like secrets or personal data, and
// returns how many these are.
func (c *Contract) Allow(schema drift.Place, keyword string, e *Evidence, comment ...Comment) (left int, err error) {
	s, err := c.object(schema)
	if err != nil {
		return 0, err
	}
	at := s.at.field(keyword)
	switch {
	case at == nil || at.anchored:
		return 0, errNotThere
	case e.many && keyword == "enum" && e.private == 0:
		s.remove(s.at, keyword, comment)
		return 0, nil
	case len(e.values) == 0 || e.many:
		return e.private, fmt.Errorf("%d values look like secrets or personal data, which an edit must not have",
			max(1, e.private))
	}
	var more []Value
	for _, v := range e.values {
		more = append(more, enumValue(v))
	}
	if keyword == "const" {
		return e.private, s.constToEnum(at, more, comment)
	}
	for i, v := range more {
		if i > 0 {
			comment = nil
		}
		s.addItem(at, v, comment)
	}
	return e.private, nil
}

// enumValue is a scalar that was kept as JSON.
func enumValue(kept string) Value {
	if strings.HasPrefix(kept, `"`) {
		return Text(unquotedJSON([]byte(kept)))
	}
	return Token(kept)
}
