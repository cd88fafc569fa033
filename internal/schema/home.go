package schema

import (
	"slices"
	"sync"

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

	once     sync.Once
	required map[string]openapi3.Location // by its name, once it was asked for
}

// place is the schema's place, with the line of a keyword. The schema's own line stands for a keyword without one.
func (h *home) place(keyword string) drift.Place { return h.doc.Place(h.site, h.origin, keyword) }

// propertyPlace is where a property is declared or would be: with the line of its declaration, or of the schema.
func (h *home) propertyPlace(name string) drift.Place {
	at := h.propertySite(name)
	if declared := h.source.Properties[name]; declared != nil && declared.Origin != nil && declared.Origin.Key != nil {
		return h.doc.Place(at, declared.Origin, "")
	}
	return h.doc.Place(at, h.origin, "")
}

// requiredPlace is where a property is declared or would be, with the line of its entry in required, or of the
// schema.
func (h *home) requiredPlace(name string) drift.Place {
	place := h.doc.Place(h.propertySite(name), h.origin, "")
	h.once.Do(h.indexRequired)
	if entry, ok := h.required[name]; ok {
		place.Line, place.Column = entry.Line, entry.Column
	}
	return place
}

// indexRequired notes where the entries of required stand.
func (h *home) indexRequired() {
	if h.origin == nil {
		return
	}
	entries := h.origin.Sequences["required"]
	h.required = make(map[string]openapi3.Location, len(entries))
	for _, entry := range slices.Backward(entries) { // the first of two that are the same counts
		h.required[entry.Name] = entry
	}
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
