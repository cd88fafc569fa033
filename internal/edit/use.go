package edit

import (
	"slices"
	"strconv"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Use finds the reference through which a schema judges a value: from the schema of a body, along a pointer into it. It
// is false if the schema is written where it is used.
func (c *Contract) Use(body drift.Place, pointer string, schema drift.Place) (use drift.Place, ok bool) {
	var path []string
	for token := range tokens(pointer) {
		path = append(path, token)
	}
	schema.Line, schema.Column = 0, 0
	w := walk{contract: c, to: schema, left: maxSteps}
	return w.from(body, path, drift.Place{})
}

// Uses are the references through which a schema judged values at some spots; nil if one was judged where the schema is
// written, or if that is not known.
func (c *Contract) Uses(schema drift.Place, spots []Spot) (uses []drift.Place) {
	for _, spot := range spots {
		found := false
		_, bodies := c.MediaTypes(spot.Response)
		for _, body := range bodies {
			if use, ok := c.Use(body, spot.Pointer, schema); ok {
				if found = true; !slices.Contains(uses, use) {
					uses = append(uses, use)
				}
			}
		}
		if !found {
			return nil
		}
	}
	return uses
}

// walk looks for a schema.
type walk struct {
	contract *Contract
	to       drift.Place
	left     int // steps
}

const maxSteps = 10_000

func (w *walk) from(at drift.Place, path []string, reference drift.Place) (drift.Place, bool) {
	if w.left--; w.left < 0 {
		return drift.Place{}, false
	}
	at.Line, at.Column = 0, 0
	if at == w.to && len(path) == 0 {
		return reference, reference != drift.Place{}
	}
	s, err := w.contract.find(at)
	if err != nil || s.at.form != objectForm {
		return drift.Place{}, false
	}
	if ref := s.at.says("$ref"); ref != "" {
		if next, ok := referred(at.File, ref); ok && strings.Count(at.Pointer, "/") < maxDepth {
			if use, ok := w.from(next, path, at); ok {
				return use, true
			}
		}
	}
	for _, keyword := range []string{"allOf", "oneOf", "anyOf"} {
		if list := s.at.field(keyword); list != nil {
			for i := range list.elements {
				if use, ok := w.from(child(at, keyword, strconv.Itoa(i)), path, drift.Place{}); ok {
					return use, true
				}
			}
		}
	}
	if len(path) == 0 {
		return drift.Place{}, false
	}
	for _, next := range []drift.Place{
		child(at, "properties", path[0]), child(at, "items"), child(at, "additionalProperties"),
	} {
		if use, ok := w.from(next, path[1:], drift.Place{}); ok {
			return use, true
		}
	}
	return drift.Place{}, false
}
