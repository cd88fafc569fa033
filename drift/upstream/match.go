package upstream

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// find looks for the contract's operation op among the document's. It is nil if the operation is gone.
//
// The same URL is the same operation, whatever its path parameters are called and however the URL is split between
// server and path. A path that is equal as it is written wins. Otherwise a path of the same shape must not be another
// operation's: one whose path parameter has an enum where the contract's has none, or that requires a body where the
// contract has none. If no URL is the same, the path alone decides, and the servers differ.
func (d *Document) find(contract *Document, op *operation) (*operation, error) {
	addresses := op.addresses()
	shapes := make([]string, len(addresses))
	for i, a := range addresses {
		shapes[i] = shape(a)
	}
	sameURL := func(o *operation) bool {
		return slices.ContainsFunc(o.addresses(), func(a string) bool { return slices.Contains(addresses, a) })
	}
	sameShape := func(o *operation) bool {
		return slices.ContainsFunc(o.addresses(), func(a string) bool { return slices.Contains(shapes, shape(a)) })
	}
	samePath := func(o *operation) bool { return o.template == op.template }
	samePathShape := func(o *operation) bool { return shape(o.template) == shape(op.template) }
	for _, step := range []struct {
		matches func(*operation) bool
		exact   bool
	}{{sameURL, true}, {sameShape, false}, {samePath, true}, {samePathShape, false}} {
		var found []*operation
		for _, o := range d.operations {
			if o.method == op.method && step.matches(o) && (step.exact || !d.isOther(o, contract, op)) {
				found = append(found, o)
			}
		}
		if len(found) > 1 && !step.exact {
			if id := text(member(op.node, "operationId")); id != "" {
				if i := slices.IndexFunc(found, func(o *operation) bool { return text(member(o.node, "operationId")) == id }); i >= 0 {
					return found[i], nil
				}
			}
			return nil, fmt.Errorf("cannot tell which operation of %s is the contract's %s: %s and %s have its shape",
				d.name, op.title(), found[0].title(), found[1].title())
		}
		if len(found) > 0 {
			return found[0], nil
		}
	}
	for _, b := range d.broken {
		if shape(b.template) == shape(op.template) {
			return nil, fmt.Errorf("cannot compare %s with %s: its path: %w", op.title(), d.name, b.err)
		}
	}
	return nil, nil
}

// isOther reports whether o, of the same shape as the contract's op, is another operation.
func (d *Document) isOther(o *operation, contract *Document, op *operation) bool {
	if d.enumerates(o) && !contract.enumerates(op) {
		return true
	}
	return d.requiresBody(o) && member(op.node, "requestBody") == nil
}

// enumerates reports whether a path parameter of an operation has a list of values.
func (d *Document) enumerates(op *operation) bool {
	for _, level := range []*yaml.Node{op.node, op.item} {
		for _, p := range items(member(level, "parameters")) {
			if p, err := d.resolved(p); err == nil && text(member(p, "in")) == "path" {
				if schema, err := d.resolved(member(p, "schema")); err == nil && (member(schema, "enum") != nil || member(schema, "const") != nil) {
					return true
				}
			}
		}
	}
	return false
}

func (d *Document) requiresBody(op *operation) bool {
	body, err := d.resolved(member(op.node, "requestBody"))
	return err == nil && isTrue(member(body, "required"))
}
