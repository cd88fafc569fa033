package openapi

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"go.yaml.in/yaml/v4"
)

// repair finds why the loader has refused a document: references that lead nowhere, and malformed keywords of schemas.
// One that a response needs is an error, which says where it stands and what to write. The others are hidden from the
// loader: those in schemas of requests, and in components that nothing uses, and keywords that say nothing of a value.
// What an operation needs, or may need by a discriminator, is noted.
func (d *Document) repair(exists func(address string) bool) (repaired bool, err error) {
	s := d.sources[d.root]
	if s == nil {
		return false, nil
	}
	all, ok := readSchemas(s.document)
	if !ok {
		return false, nil
	}
	lost := append(all.lost(exists), all.malformed...)
	if len(lost) == 0 {
		return false, nil
	}
	users, mayName := all.users(), bytes.Contains(s.document, []byte("discriminator"))
	var edits []edit
	for i, r := range lost {
		user := users[r.at]
		isNeeded := user.response && !r.saysNothing()
		if isNeeded || !strings.HasPrefix(r.at, "/components/") && user.operation == "" {
			return false, d.lostError(all, r, user)
		}
		if user.operation != "" || mayName {
			line, column := all.positions.editor(all.offset(r.key))
			d.Lost = append(d.Lost, drift.Note{
				Message: r.note(),
				Place:   drift.Place{Pointer: r.at, Line: line, Column: column},
			})
		}
		if r.isSchema {
			edits = append(edits, all.replace(r.value, "{}")...)
		} else {
			edits = append(edits, all.replace(r.key, strconv.Quote("x-lost-"+strconv.Itoa(i)))...)
		}
	}
	edits = append(edits, all.identifierEdits()...)
	s.text, s.pieces = apply(s.document, edits)
	s.started = false
	return len(edits) > 0, nil
}

// saysNothing reports whether a malformed keyword does not matter to what a schema allows.
func (r written) saysNothing() bool {
	return saysNothing[r.key.Value] && (r.key.Value != "required" || hasTag(r.value, "!!bool"))
}

// name is what a message calls something malformed.
func (r written) name() string {
	if r.isSchema {
		return "the schema"
	}
	return text.Line(r.key.Value, text.MaxName)
}

// note is what is noted of a reference or keyword that was hidden from the loader.
func (r written) note() string {
	if r.expected != "" {
		return fmt.Sprintf("%s is malformed, and not judged: write %s", r.name(), r.expected)
	}
	return fmt.Sprintf("the reference %s leads nowhere: what it means is not judged",
		text.Quote(r.value.Value, text.MaxName))
}

// lostError is the error for a reference that a response needs.
func (d *Document) lostError(all *schemas, r written, by user) error {
	line, _ := all.positions.editor(all.offset(r.key))
	where := fmt.Sprintf("#%s, line %d", text.Line(r.at, text.MaxError), line)
	if by.operation != "" {
		where = by.operation + ": " + where
	}
	if r.expected != "" {
		return fmt.Errorf("%s: %s is malformed: write %s", where, r.name(), r.expected)
	}
	return fmt.Errorf("%s: %s %s %s", where, r.key.Value, text.Quote(r.value.Value, text.MaxName), all.advice(r))
}

// advice says why a reference leads nowhere, and what to write instead.
func (s *schemas) advice(r written) string {
	address, fragment, _ := strings.Cut(r.value.Value, "#")
	if target := s.node(r.resource + fragment); r.resource != "" && address == "" && target != nil {
		return fmt.Sprintf("is meant relative to the $id around it: write %s, and leave $id out",
			text.Quote("#"+r.resource+fragment, text.MaxName))
	}
	switch {
	case strings.Contains(address, "://"):
		return "refers to a network, and nothing is fetched from one: save that document beside this one"
	case address != "" && fragment != "" && fragment[0] != '/':
		return "refers to an $anchor of another document: write the pointer of the schema there"
	case address != "":
		return "leads to a document that cannot be read: save it there, or write the schema that is meant"
	case fragment != "" && fragment[0] != '/':
		return "names an $anchor that the document does not have: write the pointer of the schema that is meant"
	}
	return "leads nowhere: write the pointer of the schema that is meant"
}

// lost are the references that lead nowhere, in the order of the document.
func (s *schemas) lost(exists func(address string) bool) (lost []written) {
	for _, r := range s.references {
		if _, ok := s.resolve(r); ok || r.dynamic {
			continue
		}
		address, fragment, _ := strings.Cut(r.value.Value, "#")
		switch {
		case address != "" && exists(address) && (fragment == "" || fragment[0] == '/'):
		case address == "" && (fragment == "" || fragment[0] == '/') && s.node(pointerOf(fragment)) != nil:
		default:
			lost = append(lost, r)
		}
	}
	return lost
}

// pointerOf is the pointer that a fragment means.
func pointerOf(fragment string) string { return Site{}.Child(pointerTokens(fragment)...).pointer }

// node is the node that a pointer leads to; nil if there is none.
func (s *schemas) node(pointer string) *yaml.Node {
	n := s.root
	for _, token := range pointerTokens(pointer) {
		if n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		next := (*yaml.Node)(nil)
		switch n.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				if n.Content[i].Value == token {
					next = n.Content[i+1]
				}
			}
		case yaml.SequenceNode:
			if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.Content) {
				next = n.Content[i]
			}
		}
		if next == nil {
			return nil
		}
		n = next
	}
	return n
}

// user is the first operation that needs a part of a document, and whether a response does.
type user struct {
	operation string
	response  bool
}

// users finds for each reference who needs it, first among responses: for them a contract is refused.
func (s *schemas) users() map[string]user {
	sites := slices.Concat(s.references, s.malformed)
	slices.SortStableFunc(sites, func(a, b written) int { return cmp.Compare(a.at, b.at) })
	found := map[string]user{}
	for _, responses := range []bool{true, false} {
		for _, r := range sites {
			if operation, isResponse, ok := operationAt(r.at); ok && isResponse == responses {
				s.spread(sites, found, r.at, user{operation, responses})
			}
		}
	}
	return found
}

// spread notes the user of the references at and below a pointer, and of what they lead to.
func (s *schemas) spread(sites []written, found map[string]user, pointer string, by user) {
	start, _ := slices.BinarySearchFunc(sites, pointer, func(r written, p string) int { return cmp.Compare(r.at, p) })
	for _, r := range sites[start:] {
		if !strings.HasPrefix(r.at, pointer) {
			return
		}
		_, known := found[r.at]
		if known || r.at != pointer && r.at[len(pointer)] != '/' {
			continue
		}
		found[r.at] = by
		if r.expected != "" {
			continue
		}
		_, fragment, _ := strings.Cut(r.value.Value, "#")
		if target, ok := s.resolve(r); ok {
			fragment = target[1:]
		}
		if fragment != "" && fragment[0] == '/' {
			s.spread(sites, found, pointerOf(fragment), by)
		}
	}
}

// operationAt is the operation that a pointer leads into, and whether it leads to one of its responses. The parameters
// of a path are in all of its operations.
func operationAt(pointer string) (name string, isResponse, ok bool) {
	tokens := strings.SplitN(pointer, "/", 6) // "", paths, template, method, responses, status
	if len(tokens) < 4 || tokens[1] != "paths" {
		return "", false, false
	}
	name = text.Line(unescapeToken(tokens[2]), text.MaxName)
	switch {
	case slices.Contains(methods, tokens[3]):
		return strings.ToUpper(tokens[3]) + " " + name, len(tokens) > 4 && tokens[4] == "responses", true
	case tokens[3] == "parameters":
		return name, false, true
	}
	return "", false, false
}
