package edit

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Contract is a contract in one file or several, of which only the lines change that an edit is about. Each method that
// edits returns why there is no edit, and then changes nothing. Edits are about the contract as it was read: its
// places stay what they were, however many edits there are.
type Contract struct {
	name  string
	texts map[string][]byte // by the names of files
	files map[string]*file
	later bool // it is of OpenAPI 3.1 or later
}

var errOutside = errors.New("it stands outside of the contract's folder, in what others may share")

// NewContract is the contract of a file, with the texts of it and of the files that it refers to by their names, as the
// operating system writes them.
func NewContract(name string, texts map[string][]byte) (*Contract, error) {
	c := &Contract{name: name, texts: texts, files: map[string]*file{}}
	f, err := c.file("")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c.later = !strings.HasPrefix(f.root.says("openapi"), "3.0")
	return c, nil
}

// IsJSON reports whether the file of a place is JSON, in which an edit leaves no comment.
func (c *Contract) IsJSON(at drift.Place) bool {
	f, err := c.file(at.File)
	return err == nil && f.style.json
}

// fileName is the name of the file of a place.
func (c *Contract) fileName(file string) string {
	if file == "" {
		return filepath.FromSlash(c.name)
	}
	return filepath.Join(filepath.Dir(c.name), filepath.FromSlash(file))
}

// file reads the file of a place.
func (c *Contract) file(name string) (*file, error) {
	if f := c.files[name]; f != nil {
		return f, nil
	}
	if path.IsAbs(name) || name == ".." || strings.HasPrefix(path.Clean(name), "../") {
		return nil, errOutside
	}
	data, known := c.texts[c.fileName(name)]
	if !known {
		return nil, errNotThere
	}
	f, err := readFile(data)
	if err != nil {
		return nil, err
	}
	c.files[name] = f
	return f, nil
}

// Texts are the files that change, by their names.
func (c *Contract) Texts() map[string][]byte {
	all := map[string][]byte{}
	for name, f := range c.files {
		if len(f.order) > 0 {
			all[c.fileName(name)] = f.bytes()
		}
	}
	return all
}

// spot is a value of a contract that is to be edited.
type spot struct {
	*file
	at     *written
	around *written // what it is a member or an item of
	key    string   // in around
}

// find is what stands at a place.
func (c *Contract) find(at drift.Place) (spot, error) {
	f, err := c.file(at.File)
	if err != nil {
		return spot{}, err
	}
	found, around, err := f.root.at(at.Pointer)
	if err != nil {
		return spot{}, err
	}
	s := spot{file: f, at: found, around: around}
	for token := range tokens(at.Pointer) {
		s.key = token
	}
	return s, nil
}

// object is what stands at a place, which has to be an object.
func (c *Contract) object(at drift.Place) (spot, error) {
	s, err := c.find(at)
	if err == nil && s.at.form != objectForm {
		err = errNotThere
	}
	if err == nil && len(s.at.entries) == 0 && !s.at.flow {
		err = errNotThere
	}
	return s, err
}

// child is the place of something below another.
func child(at drift.Place, tokens ...string) drift.Place {
	at.Line, at.Column = 0, 0
	for _, t := range tokens {
		at.Pointer += "/" + strings.ReplaceAll(strings.ReplaceAll(t, "~", "~0"), "/", "~1")
	}
	return at
}

// Parent is the place around a place, and the last token of its pointer.
func Parent(at drift.Place) (drift.Place, string) {
	i := strings.LastIndexByte(at.Pointer, '/')
	if i < 0 {
		return at, ""
	}
	last := ""
	for token := range tokens(at.Pointer[i:]) {
		last = token
	}
	at.Pointer, at.Line, at.Column = at.Pointer[:i], 0, 0
	return at, last
}

// PropertyOwner is the schema of which a place is a property; false if it is the place of none.
func PropertyOwner(at drift.Place) (schema drift.Place, name string, ok bool) {
	above, name := Parent(at)
	schema, keyword := Parent(above)
	return schema, name, keyword == "properties" && above.Pointer != at.Pointer
}

// referred is the place that a reference leads to, from a file.
func referred(file, ref string) (drift.Place, bool) {
	name, pointer, _ := strings.Cut(ref, "#")
	if strings.Contains(name, "://") || pointer != "" && pointer[0] != '/' {
		return drift.Place{}, false
	}
	if name != "" {
		file = path.Join(path.Dir(file), name)
	}
	return drift.Place{File: file, Pointer: unescapeReference(pointer)}, true
}

func unescapeReference(pointer string) string {
	if !strings.Contains(pointer, "%") {
		return pointer
	}
	replaced := strings.NewReplacer("%7B", "{", "%7D", "}", "%7b", "{", "%7d", "}", "%20", " ", "%2F", "/", "%2f", "/")
	return replaced.Replace(pointer)
}

// copied is a value of the contract as it is written again, without comments. It is false if it cannot be: references
// in another file would lead elsewhere.
func copied(w *written) (Value, bool) {
	if w.anchored {
		return Value{}, false
	}
	switch w.form {
	case aliasForm:
		return Value{}, false
	case scalarForm:
		if w.tag == "!!str" || w.quote != 0 {
			return Text(w.text), true
		}
		if w.tag == "!!null" {
			return Token("null"), true
		}
		return Token(w.text), true
	case arrayForm:
		v := Array()
		for _, element := range w.elements {
			item, ok := copied(element)
			if !ok {
				return Value{}, false
			}
			v.Items = append(v.Items, item)
		}
		return v, true
	}
	v := Object()
	for _, e := range w.entries {
		if e.name == "<<" {
			return Value{}, false
		}
		member, ok := copied(e.value)
		if !ok {
			return Value{}, false
		}
		v.add(e.name, member)
	}
	return v, true
}

// refersTo reports whether a value has a certain reference.
func (v Value) refersTo(ref string) bool {
	for _, m := range v.Members {
		if m.Name == "$ref" && m.Value.text == ref || m.Value.refersTo(ref) {
			return true
		}
	}
	return slices.ContainsFunc(v.Items, func(item Value) bool { return item.refersTo(ref) })
}

// refers reports whether a value has a reference.
func (v Value) refers() bool {
	for _, m := range v.Members {
		if m.Name == "$ref" || m.Value.refers() {
			return true
		}
	}
	return slices.ContainsFunc(v.Items, Value.refers)
}
