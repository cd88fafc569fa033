package normal

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// family knows the components that extend others with allOf. Where a schema has a discriminator, a value may be any of
// the subtypes that extend it (OpenAPI 3.0.3, "Discriminator Object").
type family struct {
	components openapi3.Schemas
	subtypes   map[*openapi3.Schema]openapi3.SchemaRefs // of a component: what those that extend it add
	subtypeOf  map[*openapi3.Schema]*openapi3.Schema    // the component, by what it adds to another one
	ends       map[*openapi3.Schema]bool                // components, but for those that only add null to another one
}

// extending lists what the components that extend one add to it, by their names.
func (f *family) extending(parent *openapi3.Schema) openapi3.SchemaRefs {
	if f.subtypes == nil {
		f.subtypes = map[*openapi3.Schema]openapi3.SchemaRefs{}
		f.subtypeOf, f.ends = map[*openapi3.Schema]*openapi3.Schema{}, map[*openapi3.Schema]bool{}
		for _, name := range slices.Sorted(maps.Keys(f.components)) {
			f.add(name, f.components[name])
		}
	}
	return f.subtypes[parent]
}

func (f *family) add(name string, component *openapi3.SchemaRef) {
	child := component.Value
	if child == nil || strings.HasPrefix(component.Ref, "#") || f.ends[child] {
		return // another name of a component
	}
	f.ends[child] = true
	for i, base := range child.AllOf {
		if base.Ref == "" || base.Value == nil || base.Value == child {
			continue
		}
		added := *child
		added.AllOf = slices.Delete(slices.Clone(child.AllOf), i, i+1)
		if child.Nullable && !saysMore(&added) {
			delete(f.ends, child)
			continue // the same or null, under another name
		}
		if added.Type == nil {
			added.Type = &openapi3.Types{"object"}
		}
		f.subtypeOf[&added] = child
		ref := &openapi3.SchemaRef{Ref: "#/components/schemas/" + name, Value: &added, Origin: added.Origin}
		f.subtypes[base.Value] = append(f.subtypes[base.Value], ref)
	}
}

// saysMore reports whether a schema says more than its type and that it may be null.
func saysMore(s *openapi3.Schema) bool {
	rest := *s
	(*Normaliser)(nil).annotations(&rest)
	return !SameKeywords(&rest, &openapi3.Schema{Type: s.Type, Nullable: s.Nullable}) || !isChildless(s)
}

// of lists the forms of a schema with a discriminator: what its subtypes add to it, and the other schemas that it maps
// values to. A schema that is not a component has the forms of the schemas that it combines.
func (f *family) of(s *openapi3.Schema) openapi3.SchemaRefs {
	found := f.extending(s)
	if s.Discriminator != nil {
		found = append(slices.Clone(found), f.mapped(s)...)
	}
	if len(found) > 0 || f.ends[s] {
		return found
	}
	f.ends[s] = true // what combines itself ends here
	defer delete(f.ends, s)
	for _, list := range []openapi3.SchemaRefs{s.AllOf, s.AnyOf, s.OneOf} {
		for _, ref := range list {
			if ref.Value != nil {
				found = append(slices.Clone(found), f.of(ref.Value)...)
			}
		}
	}
	return found
}

// mapped lists the components that a schema maps values to, and which do not extend it.
func (f *family) mapped(s *openapi3.Schema) (others openapi3.SchemaRefs) {
	known := map[string]bool{}
	f.noteNames(f.extending(s), known)
	for _, value := range slices.Sorted(maps.Keys(s.Discriminator.Mapping)) {
		name := LastToken(s.Discriminator.Mapping[value].Ref)
		if target := f.components[name]; target != nil && target.Value != nil && target.Value != s && !known[name] {
			known[name] = true
			others = append(others, &openapi3.SchemaRef{
				Ref: "#/components/schemas/" + name, Value: target.Value, Origin: target.Value.Origin,
			})
		}
	}
	return others
}

// noteNames notes the names of subtypes, and of theirs.
func (f *family) noteNames(subtypes openapi3.SchemaRefs, names map[string]bool) {
	for _, ref := range subtypes {
		if name := LastToken(ref.Ref); !names[name] {
			names[name] = true
			f.noteNames(f.extending(f.subtypeOf[ref.Value]), names)
		}
	}
}

// inherit makes a schema with a discriminator, and without branches of its own, the union of what it may be: beside
// what they have in common, of what each adds. A discriminator without branches says nothing.
func (n *Normaliser) inherit(made, s *openapi3.Schema) {
	subtype, isBranch := n.family.subtypeOf[s]
	if IsUnion(made) || made.Discriminator == nil && !isBranch {
		return
	}
	if isBranch {
		s = subtype
	}
	made.AnyOf = slices.Clone(n.family.of(s))
	switch {
	case len(made.AnyOf) == 0:
		made.Discriminator = nil
	case n.family.ends[s] && s.Discriminator == nil && !isBranch: // it maps values to siblings as well
		made.Discriminator = &openapi3.Discriminator{
			PropertyName: made.Discriminator.PropertyName, Origin: made.Discriminator.Origin,
		}
	}
	n.discriminators(made)
}
