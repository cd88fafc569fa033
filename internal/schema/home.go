package schema

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"

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
	watch     *Watch // mostly nil

	places atomic.Pointer[map[placeKey]drift.Place] // that were asked for; a map is never changed

	once     sync.Once
	required map[string]openapi3.Location // where the entries stand, once it was asked for one
}

// placeKey is a keyword of a schema, and the property that it names, if it names one.
type placeKey struct{ keyword, name string }

// place is the schema's place, with the line of a keyword. The schema's own line stands for a keyword without one.
func (h *home) place(keyword string) drift.Place {
	return h.remembered(placeKey{keyword: keyword}, func() drift.Place { return h.doc.Place(h.site, h.origin, keyword) })
}

// maxPlaces bounds the places that are remembered: each takes a new map.
const maxPlaces = 256

// remembered finds a place once. To find the line of one takes longer than most bodies take to be judged.
func (h *home) remembered(key placeKey, find func() drift.Place) drift.Place {
	known := h.places.Load()
	if known != nil {
		if place, ok := (*known)[key]; ok {
			return place
		}
	}
	place := find()
	if known != nil && len(*known) >= maxPlaces {
		return place
	}
	more := map[placeKey]drift.Place{key: place}
	if known != nil {
		maps.Copy(more, *known)
	}
	h.places.CompareAndSwap(known, &more) // if another goroutine was faster, this place is found again
	return place
}

// propertyPlace is where a property is declared or would be: with the line of its declaration, or else of the keyword
// that forbids it, or of the schema.
func (h *home) propertyPlace(name, keyword string) drift.Place {
	declared := h.source.Properties[name]
	if declared == nil || declared.Origin == nil || declared.Origin.Key == nil {
		return h.below(h.place(keyword), name)
	}
	return h.remembered(placeKey{"properties", name}, func() drift.Place {
		return h.doc.Place(h.propertySite(name), declared.Origin, "")
	})
}

// requiredPlace is where a property is declared or would be, with the line of its entry in required, or of the
// schema.
func (h *home) requiredPlace(name string) drift.Place {
	return h.remembered(placeKey{"required", name}, func() drift.Place {
		h.once.Do(h.indexRequired)
		if entry, ok := h.required[name]; ok {
			return h.doc.Place(h.propertySite(name), &openapi3.Origin{Key: &entry}, "")
		}
		return h.below(h.place(""), name)
	})
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
	return h.below(h.place("dependentRequired"), name)
}

// below is the place of a property, with the line of a place of the schema.
func (h *home) below(place drift.Place, name string) drift.Place {
	place.Pointer = h.propertySite(name).Pointer()
	return place
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
