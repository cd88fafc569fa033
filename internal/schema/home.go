package schema

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

// home is where a schema stands in the contract, for places and messages.
type home struct {
	doc       *openapi.Document
	site      openapi.Site
	origin    *openapi3.Origin
	source    *openapi3.Schema
	direction Direction
}

// place is the schema's place, with the line of a keyword. The schema's own line stands for a keyword without one.
func (h *home) place(keyword string) drift.Place { return h.doc.Place(h.site, h.origin, keyword) }

// propertyPlace is where a property is declared or would be: with the line of its declaration, or else of the keyword
// that forbids it, or of the schema.
func (h *home) propertyPlace(name, keyword string) drift.Place {
	at := h.propertySite(name)
	if declared := h.source.Properties[name]; declared != nil && declared.Origin != nil && declared.Origin.Key != nil {
		return h.doc.Place(at, declared.Origin, "")
	}
	return h.doc.Place(at, h.origin, keyword)
}

// requiredPlace is where a property is declared or would be, with the line of its entry in required, or of the
// schema.
func (h *home) requiredPlace(name string) drift.Place {
	place := h.doc.Place(h.propertySite(name), h.origin, "")
	if h.origin != nil {
		for _, entry := range h.origin.Sequences["required"] {
			if entry.Name == name {
				place.Line, place.Column = entry.Line, entry.Column
				break
			}
		}
	}
	return place
}

// dependentPlace is where a property is declared or would be, with the line of dependentRequired.
func (h *home) dependentPlace(name string) drift.Place {
	return h.doc.Place(h.propertySite(name), h.origin, "dependentRequired")
}

func (h *home) propertySite(name string) openapi.Site {
	if len(name) > maxPointer { // it comes from a body
		return h.site.Child("properties")
	}
	return h.site.Child("properties", name)
}

// wrongWay is the keyword that keeps a property out of this direction.
func (h *home) wrongWay() string {
	if h.direction == Request {
		return "readOnly"
	}
	return "writeOnly"
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
