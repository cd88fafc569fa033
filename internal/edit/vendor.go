package edit

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Vendor is a published document, out of which an edit takes the lines that a difference is about.
type Vendor struct {
	text  func(file string) []byte
	files map[string]*file
	later bool
}

// NewVendor is a published document whose files have texts; "" is the document itself.
func NewVendor(text func(file string) []byte) (*Vendor, error) {
	v := &Vendor{text: text, files: map[string]*file{}}
	f, err := v.file("")
	if err != nil {
		return nil, err
	}
	v.later = !strings.HasPrefix(f.root.says("openapi"), "3.0")
	return v, nil
}

func (v *Vendor) file(name string) (*file, error) {
	if f := v.files[name]; f != nil {
		return f, nil
	}
	data := v.text(name)
	if data == nil {
		return nil, errNotThere
	}
	f, err := readFile(data)
	if err == nil {
		v.files[name] = f
	}
	return f, err
}

// At is the place that begins at a line and column, in characters, of a file.
func (v *Vendor) At(name string, line, column int) (drift.Place, bool) {
	f, err := v.file(name)
	if err != nil {
		return drift.Place{}, false
	}
	at := 0
	for range line - 1 {
		at = lineEnd(f.data, at)
	}
	at += len(f.data[at:]) - len(bytes.TrimPrefix(f.data[at:], []byte("\ufeff")))
	for range column - 1 {
		_, size := utf8.DecodeRune(f.data[at:])
		at += size
	}
	path, ok := f.root.pathTo(at, nil)
	return child(drift.Place{File: name}, path...), ok
}

// pathTo is the path of tokens to what begins at a byte.
func (w *written) pathTo(at int, path []string) ([]string, bool) {
	for _, e := range w.entries {
		next := append(slices.Clone(path), e.name)
		if e.start == at {
			return next, true
		}
		if e.start < at && at < max(e.value.end, e.behind) {
			return e.value.pathTo(at, next)
		}
	}
	for i, element := range w.elements {
		next := append(slices.Clone(path), strconv.Itoa(i))
		if element.start == at && element.form != objectForm || element.start == at && element.flow {
			return next, true
		}
		if element.start <= at && at < element.end {
			return element.pathTo(at, next)
		}
	}
	return path, false
}

// find is what stands at a place.
func (v *Vendor) find(at drift.Place) (*written, error) {
	f, err := v.file(at.File)
	if err != nil {
		return nil, err
	}
	found, _, err := f.root.at(at.Pointer)
	return found, err
}

var errCircle = errors.New("it refers to itself, which cannot be written in one place")

// value is what stands at a place, complete in itself: references are followed. Extensions and examples are left out.
func (v *Vendor) value(at drift.Place, trail []drift.Place) (Value, error) {
	w, err := v.find(at)
	if err != nil {
		return Value{}, err
	}
	if ref := w.says("$ref"); ref != "" && w.form == objectForm {
		next, ok := referred(at.File, ref)
		if !ok {
			return Value{}, errNotThere
		}
		if slices.Contains(trail, next) || len(trail) > maxDepth {
			return Value{}, errCircle
		}
		return v.value(next, append(slices.Clone(trail), next))
	}
	switch w.form {
	case objectForm:
		all := Object()
		for _, e := range w.entries {
			if isLeftOut(e.name, at) {
				continue
			}
			m, err := v.value(child(at, e.name), trail)
			if err != nil {
				return Value{}, err
			}
			all.add(e.name, m)
		}
		return all, nil
	case arrayForm:
		all := Array()
		for i := range w.elements {
			item, err := v.value(child(at, strconv.Itoa(i)), trail)
			if err != nil {
				return Value{}, err
			}
			all.Items = append(all.Items, item)
		}
		return all, nil
	}
	value, ok := copied(w)
	if !ok {
		return Value{}, errShared
	}
	return value, nil
}

// isLeftOut reports whether a member is of no use in a contract. Under properties a name is only a name.
func isLeftOut(name string, at drift.Place) bool {
	if _, last := Parent(at); last == "properties" {
		return false
	}
	return strings.HasPrefix(name, "x-") || name == "example" || name == "examples" || name == "externalDocs" ||
		name == "operationId" || name == "tags"
}

// Difference is one that a contract has from a published document.
type Difference struct {
	Rule         string
	Ours, Theirs drift.Place   // of what differs; of what is around it in the document that does not have it
	Uses         []drift.Place // references to the schema that differs, if they are known
}

// Follow edits the contract as a published document has it.
func (c *Contract) Follow(v *Vendor, d Difference, comment ...Comment) error {
	if strings.Contains(d.Rule, "nullable") {
		return c.followNull(v, d, comment)
	}
	ours, name := Parent(d.Ours)
	_, other := Parent(d.Theirs)
	switch above, list := Parent(ours); {
	case name == "required" && list != "properties" && c.isArray(d.Ours):
		return c.require(d.Ours, v, d.Theirs, comment)
	case isNumber(name) && keyOf(ours) == "required":
		return c.unrequire(d, comment)
	case strings.Contains(d.Rule, "became-optional") || strings.Contains(d.Rule, "became-required"):
		return c.followRequired(v, d, comment)
	case isParameterList(above, list, name, d.Ours):
		return c.removeParameter(ours, comment)
	}
	return c.followMember(v, d, name, other, comment)
}

func (c *Contract) isArray(at drift.Place) bool {
	s, err := c.find(at)
	return err == nil && s.at.form == arrayForm
}

func keyOf(at drift.Place) string {
	_, key := Parent(at)
	return key
}

func isNumber(token string) bool {
	_, err := strconv.Atoi(token)
	return err == nil
}

func isParameterList(above drift.Place, index, name string, at drift.Place) bool {
	return name == "name" && isNumber(index) && keyOf(above) == "parameters" && at.Pointer != ""
}

// followMember edits one member of an object, or one item of a list.
func (c *Contract) followMember(v *Vendor, d Difference, name, other string, comment []Comment) error {
	switch theirAbove, _ := Parent(d.Theirs); {
	case says(d.Rule, "-removed", "-unset", "-became-not-", "-deleted", "-reactivated") && !says(d.Rule, "-value-added"):
		return c.removeAt(d.Ours, comment)
	case says(d.Rule, "-added", "-set", "new-", "-deprecated"):
		return c.insert(v, d, other, theirAbove, comment)
	case name == other && name != "type" && !says(d.Rule, "one-of", "any-of", "all-of", "list-of-types"):
		return c.copyKeyword(v, d.Ours, d.Theirs, comment)
	}
	return c.replaceSchema(v, d, comment)
}

func says(rule string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(rule, w) })
}

// removeAt takes a member or an item out; of a property also what requires it.
func (c *Contract) removeAt(at drift.Place, comment []Comment) error {
	s, err := c.find(at)
	if err != nil {
		return err
	}
	if s.around.form == arrayForm {
		i, _ := strconv.Atoi(s.key)
		s.removeItem(s.around, i, comment)
		if !s.isLeft(s.around) {
			return errors.New("nothing would be left of the list")
		}
		return nil
	}
	if len(s.around.entries) == 1 {
		return errors.New("nothing would be left around it")
	}
	s.remove(s.around, s.key, comment)
	if schema, name, ok := PropertyOwner(at); ok {
		_ = c.Optional(schema, name) // which it may not be
	}
	return nil
}

func (c *Contract) removeParameter(at drift.Place, comment []Comment) error {
	s, err := c.find(at)
	if err != nil {
		return err
	}
	if s.around.form != arrayForm {
		return errShared
	}
	i, _ := strconv.Atoi(s.key)
	s.removeItem(s.around, i, comment)
	if !s.isLeft(s.around) {
		s.forget(s.around)
		list, _ := Parent(at)
		above, key := Parent(list)
		owner, err := c.object(above)
		if err != nil {
			return err
		}
		owner.remove(owner.at, key, comment)
	}
	return nil
}

// insert adds what only the published document has.
func (c *Contract) insert(v *Vendor, d Difference, other string, theirAbove drift.Place, comment []Comment) error {
	list := keyOf(d.Ours)
	s, err := c.find(d.Ours)
	if err != nil {
		return err
	}
	from := d.Theirs
	if other == "name" && isNumber(keyOf(theirAbove)) {
		from = theirAbove // a parameter
	}
	value, err := c.vendors(v, from, d.Ours.File)
	if err != nil {
		return err
	}
	switch {
	case s.at.form == arrayForm:
		s.addItem(s.at, value, comment)
		return nil
	case s.at.form != objectForm:
		return errNotThere
	case isNumber(other) && list != "responses" && keyOf(theirAbove) != "responses":
		return errNotThere
	case other == "name" && list != "parameters":
		present := s.at.field("parameters")
		if present != nil {
			return errNotThere
		}
		s.add(s.at, "parameters", Array(value), comment, "operationId", "summary", "description", "tags")
		return nil
	case keyOf(theirAbove) == "properties" && list != "properties":
		if err := s.declare(other, value, comment); err != nil {
			return err
		}
		return c.requireAsThey(v, d.Ours, theirAbove, other)
	case isContainer(keyOf(theirAbove)) && list != keyOf(theirAbove):
		if s.at.index(keyOf(theirAbove)) >= 0 {
			return errNotThere
		}
		s.add(s.at, keyOf(theirAbove), Object(Member{other, value}), comment, "description")
		return nil
	case s.at.index(other) >= 0:
		s.set(s.at, other, value, comment)
		return nil
	case list == "responses":
		ch := s.changeOf(s.at)
		status, _ := strconv.Atoi(other)
		ch.added = append(ch.added, addition{before(s.at, max(status, 1)), other, value, comment})
		return nil
	}
	s.add(s.at, other, value, comment)
	if list == "properties" {
		schema, _ := Parent(d.Ours)
		return c.requireAsThey(v, schema, theirAbove, other)
	}
	return nil
}

func isContainer(key string) bool { return key == "headers" || key == "content" || key == "responses" }

// requireAsThey requires a new property if they do.
func (c *Contract) requireAsThey(v *Vendor, schema, theirProperties drift.Place, name string) error {
	above, _ := Parent(theirProperties)
	list, err := v.find(child(above, "required"))
	if err != nil || !slices.ContainsFunc(list.elements, func(e *written) bool { return e.text == name }) {
		return nil
	}
	s, err := c.object(schema)
	if err != nil {
		return err
	}
	if own := s.at.field("required"); own != nil {
		s.addItem(own, Text(name), nil)
		return nil
	}
	s.add(s.at, "required", Array(Text(name)), nil, "type")
	return nil
}

// require adds a name to the required ones.
func (c *Contract) require(at drift.Place, v *Vendor, theirs drift.Place, comment []Comment) error {
	s, err := c.find(at)
	if err != nil {
		return err
	}
	w, err := v.find(theirs)
	if err != nil {
		return err
	}
	if s.at.form != arrayForm || w.form != scalarForm || w.tag != "!!str" {
		return errNotThere
	}
	s.addItem(s.at, Text(w.text), comment)
	return nil
}

func (c *Contract) unrequire(d Difference, comment []Comment) error {
	s, err := c.find(d.Ours)
	if err != nil {
		return err
	}
	list, _ := Parent(d.Ours)
	schema, _ := Parent(list)
	return c.Optional(schema, s.at.text, comment...)
}

// followRequired makes a header, a parameter, a body or a property required or not, as they have it.
func (c *Contract) followRequired(v *Vendor, d Difference, comment []Comment) error {
	ours, theirs := d.Ours, d.Theirs
	if keyOf(ours) == "required" || keyOf(ours) == "name" {
		ours, _ = Parent(ours)
	}
	if keyOf(theirs) == "required" || keyOf(theirs) == "name" {
		theirs, _ = Parent(theirs)
	}
	if strings.Contains(d.Rule, "became-optional") {
		return c.NotRequired(ours, comment...)
	}
	w, err := v.find(theirs)
	if err != nil {
		return err
	}
	s, err := c.object(ours)
	if err != nil {
		return err
	}
	switch list := w.field("required"); {
	case isNumber(keyOf(theirs)) && w.form == scalarForm: // an entry of required
		s.add(s.at, "required", Array(Text(w.text)), comment, "type")
	case list == nil || list.form != scalarForm || list.text != "true":
		return errNotThere
	default:
		s.set(s.at, "required", Token("true"), comment, "name", "in", "description")
	}
	return nil
}

// followNull lets a schema have null, or takes that back.
func (c *Contract) followNull(v *Vendor, d Difference, comment []Comment) error {
	schema := d.Ours
	switch keyOf(schema) {
	case "type", "nullable", "enum", "oneOf", "anyOf":
		if _, _, isProperty := PropertyOwner(schema); !isProperty {
			schema, _ = Parent(schema)
		}
	}
	if !strings.Contains(d.Rule, "not-nullable") {
		return c.Nullable(schema, comment...)
	}
	s, err := c.object(schema)
	if err != nil {
		return err
	}
	if s.at.index("nullable") >= 0 {
		s.remove(s.at, "nullable", comment)
		return nil
	}
	list := s.at.field("type")
	if list == nil || list.form != arrayForm {
		return errNotThere
	}
	var rest []string
	for _, t := range typesOf(list) {
		if t != "null" {
			rest = append(rest, t)
		}
	}
	if len(rest) != 1 {
		return errNotThere
	}
	s.set(s.at, "type", Text(rest[0]), comment)
	return nil
}

// copyKeyword gives a member the value that they have.
func (c *Contract) copyKeyword(v *Vendor, ours, theirs drift.Place, comment []Comment) error {
	s, err := c.find(ours)
	if err != nil {
		return err
	}
	value, err := c.vendors(v, theirs, ours.File)
	if err != nil {
		return err
	}
	if s.around == nil || s.around.form != objectForm {
		return errNotThere
	}
	s.set(s.around, s.key, value, comment)
	return nil
}

// replaceSchema puts their schema in the place of ours.
func (c *Contract) replaceSchema(v *Vendor, d Difference, comment []Comment) error {
	ours, theirs := SchemaAround(d.Ours), SchemaAround(d.Theirs)
	value, err := c.vendors(v, theirs, ours.File)
	if err != nil {
		return err
	}
	s, err := c.object(ours)
	if err != nil {
		return err
	}
	if value.form != objectForm {
		return errNotThere
	}
	if !value.refersTo("#" + ours.Pointer) {
		return s.become(value, comment)
	}
	for _, at := range d.Uses { // what is referred to stays
		use, err := c.object(at)
		if err == nil {
			err = use.become(value, comment)
		}
		if err != nil {
			return err
		}
	}
	if len(d.Uses) == 0 {
		return errCircle
	}
	return nil
}

// become replaces the members of an object that differ. The comment stands above the first of them.
func (s *spot) become(value Value, comment []Comment) error {
	if s.at.anchored {
		return errShared
	}
	for _, e := range s.at.entries {
		if isProse(e.name) {
			continue
		}
		i := slices.IndexFunc(value.Members, func(m Member) bool { return m.Name == e.name })
		if i < 0 {
			continue
		}
		if old, ok := copied(e.value); ok && old.equal(value.Members[i].Value) {
			continue
		}
		s.set(s.at, e.name, value.Members[i].Value, comment)
		comment = nil
	}
	for _, m := range value.Members {
		if s.at.index(m.Name) < 0 && !isProse(m.Name) {
			s.add(s.at, m.Name, m.Value, comment, "type")
			comment = nil
		}
	}
	for _, e := range s.at.entries {
		if !isProse(e.name) && !slices.ContainsFunc(value.Members, func(m Member) bool { return m.Name == e.name }) {
			s.remove(s.at, e.name, comment)
			comment = nil
		}
	}
	return nil
}

func isProse(name string) bool {
	return name == "description" || name == "title" || name == "example" || name == "examples" || name == "externalDocs"
}

func (v Value) equal(o Value) bool { return fmt.Sprintf("%v", v) == fmt.Sprintf("%v", o) }

// SchemaAround is the schema that a place of one of its keywords stands in.
func SchemaAround(at drift.Place) drift.Place {
	switch above, key := Parent(at); key {
	case "type", "format", "items", "oneOf", "anyOf", "allOf", "not", "enum", "const", "properties":
		if keyOf(above) != "properties" {
			return above
		}
	}
	return at
}
