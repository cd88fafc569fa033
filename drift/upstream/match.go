package upstream

import (
	"fmt"
	"iter"
	"slices"
)

// matcher finds the operations of a contract in a published document.
//
// The same URL is the same operation, whatever its path parameters are called and however the URL is split between
// server and path. A path that is equal as it is written wins. Otherwise a path of the same shape must not be another
// operation's: one whose path parameter has an enum where the contract's has none, or that requires a body where the
// contract has none. If no URL is the same, the path alone decides, and the servers differ.
type matcher struct {
	published *Document
	indexes   [4]map[string][]*operation // by method and: address, its shape, path, its shape
}

// index is one of the indexes. Most operations are found by the first.
func (m *matcher) index(i int) map[string][]*operation {
	if m.indexes[i] == nil {
		m.indexes[i] = map[string][]*operation{}
		for _, op := range m.published.operations {
			for _, k := range matchKeys(op, i) {
				m.indexes[i][k] = append(m.indexes[i][k], op)
			}
		}
	}
	return m.indexes[i]
}

// matchKeys are the keys of an operation in an index.
func matchKeys(op *operation, i int) (keys []string) {
	paths := []string{op.Template}
	if i < 2 {
		paths = op.addresses()
	}
	for _, p := range paths {
		if i%2 == 1 {
			p = shape(p)
		}
		if key := op.Method + " " + p; !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// find returns the published operation that is the contract's op, or nil if it is gone.
func (m *matcher) find(op *operation) (*operation, error) {
	for i := range m.indexes {
		isExact := i%2 == 0
		var found []*operation
		for _, k := range matchKeys(op, i) {
			for _, o := range m.index(i)[k] {
				if !slices.Contains(found, o) && (isExact || !m.isOther(o, op)) {
					found = append(found, o)
				}
			}
		}
		if len(found) > 1 && !isExact {
			if id := op.id(); id != "" {
				if i := slices.IndexFunc(found, func(o *operation) bool { return o.id() == id }); i >= 0 {
					return found[i], nil
				}
			}
			return nil, fmt.Errorf("cannot tell which operation of %s is the contract's %s: %s and %s have its shape",
				m.published.file.Name(), op.title(), found[0].title(), found[1].title())
		}
		if len(found) > 0 {
			return found[0], nil
		}
	}
	for _, b := range m.published.broken {
		if shape(b.Template) == shape(op.Template) {
			return nil, fmt.Errorf("cannot compare %s with %s: its path: %w", op.title(), m.published.file.Name(), b.Err)
		}
	}
	return nil, nil
}

// isOther reports whether o, of the same shape as the contract's op, is another operation.
func (m *matcher) isOther(o, op *operation) bool {
	if o.Template == op.Template {
		return false
	}
	if o.enumerates() && !op.enumerates() {
		return true
	}
	body, _ := o.Own("requestBody").(map[string]any)
	return body["required"] == true && op.Own("requestBody") == nil
}

// enumerates reports whether a path parameter of an operation has a list of values.
func (op *operation) enumerates() bool {
	for _, list := range []any{op.Own("parameters"), op.Shared("parameters")} {
		parameters, _ := list.([]any)
		for _, p := range parameters {
			parameter, _ := op.Follow(p).(map[string]any)
			schema, _ := op.Follow(parameter["schema"]).(map[string]any)
			if parameter["in"] == "path" && (schema["enum"] != nil || schema["const"] != nil) {
				return true
			}
		}
	}
	return false
}

// union are the keys of two maps, each once.
func union[V any, M ~map[string]V](a, b M) iter.Seq[string] {
	return func(yield func(string) bool) {
		for k := range a {
			if !yield(k) {
				return
			}
		}
		for k := range b {
			if _, ok := a[k]; !ok && !yield(k) {
				return
			}
		}
	}
}
