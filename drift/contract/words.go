package contract

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Words lists what the contract says in words, sorted: the literal segments of its paths, the names of its properties,
// parameters and header fields, its media types, and the strings that its enums allow. A recorder never takes them for
// secrets, because to replace one would change what an exchange means.
func (c *Contract) Words() []string {
	w := words{all: map[string]bool{}, seen: map[*openapi3.Schema]bool{}}
	for _, op := range c.operations {
		for segment := range strings.SplitSeq(op.template, "/") {
			w.add(segment)
		}
		for _, level := range op.bases {
			for _, base := range level {
				for segment := range strings.SplitSeq(base, "/") {
					w.add(segment)
				}
			}
		}
		for i := range op.request.parameters {
			p := &op.request.parameters[i]
			w.add(p.name)
			w.addSchema(p.schema)
		}
		w.addContent(op.request.body)
		for _, r := range op.responses {
			for i := range r.headers {
				w.add(r.headers[i].name)
				w.addSchema(r.headers[i].schema)
			}
			w.addContent(r.content)
		}
	}
	delete(w.all, "")
	return slices.Sorted(maps.Keys(w.all))
}

// Parameters lists the names of the request parameters that the contract documents in a place, "query", "header" or
// "cookie", sorted; those of header fields are canonical.
func (c *Contract) Parameters(in string) []string {
	names := map[string]bool{}
	for _, op := range c.operations {
		for i := range op.request.parameters {
			switch p := &op.request.parameters[i]; {
			case p.in != in:
			case in == openapi3.ParameterInHeader:
				names[http.CanonicalHeaderKey(p.name)] = true
			default:
				names[p.name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// words gathers words. It visits each schema once.
type words struct {
	all  map[string]bool
	seen map[*openapi3.Schema]bool
}

func (w *words) add(word string) { w.all[word] = true }

func (w *words) addContent(all []content) {
	for i := range all {
		w.add(all[i].mediaRange)
		w.addSchema(all[i].schema)
	}
}

func (w *words) addSchema(s *openapi3.Schema) {
	if s == nil || w.seen[s] {
		return
	}
	w.seen[s] = true
	for _, value := range append([]any{s.Const}, s.Enum...) {
		if value != nil {
			w.add(fmt.Sprint(value))
		}
	}
	for name := range s.Properties {
		w.add(name)
	}
	for _, name := range s.Required {
		w.add(name)
	}
	if d := s.Discriminator; d != nil {
		w.add(d.PropertyName)
		for value := range d.Mapping {
			w.add(value)
		}
	}
	for _, ref := range parts(s) {
		if ref != nil {
			w.addSchema(ref.Value)
		}
	}
}

// parts are the schemas that a schema applies.
func parts(s *openapi3.Schema) []*openapi3.SchemaRef {
	all := slices.Concat(s.OneOf, s.AnyOf, s.AllOf, s.PrefixItems)
	all = append(all, s.Not, s.Items, s.AdditionalProperties.Schema, s.Contains, s.PropertyNames, s.If, s.Then, s.Else,
		s.UnevaluatedItems.Schema, s.UnevaluatedProperties.Schema)
	for _, named := range []openapi3.Schemas{s.Properties, s.PatternProperties, s.DependentSchemas} {
		for _, name := range slices.Sorted(maps.Keys(named)) {
			all = append(all, named[name])
		}
	}
	return all
}
