package normal

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// keptExtensions are those that oasdiff has rules for.
var keptExtensions = []string{"x-sunset", "x-extensible-enum"}

func (n *Normaliser) annotations(s *openapi3.Schema) {
	s.Title, s.Description, s.Example, s.Examples, s.ExternalDocs = "", "", nil, nil, nil
	s.XML, s.AllowEmptyValue = nil, false
	s.Comment, s.SchemaDialect, s.SchemaID, s.Anchor, s.DynamicRef, s.DynamicAnchor, s.Defs = "", "", "", "", "", "", nil
	s.Extensions = Kept(s.Extensions)
}

// Kept are the extensions that normal forms keep.
func Kept(extensions map[string]any) map[string]any {
	var all map[string]any
	for _, name := range keptExtensions {
		if value, ok := extensions[name]; ok {
			if all == nil {
				all = map[string]any{}
			}
			all[name] = value
		}
	}
	return all
}

// sunset makes what has a sunset date deprecated: oasdiff looks at the date only beside a deprecation, which it
// implies.
func (n *Normaliser) sunset(s *openapi3.Schema) {
	if s.Extensions["x-sunset"] != nil {
		s.Deprecated = true
	}
}

func (n *Normaliser) constant(s *openapi3.Schema) { // JSON Schema 2020-12 validation, section 6.1.3
	if s.Const != nil && s.Enum == nil {
		s.Enum = []any{s.Const}
		s.Origin = moved(s.Origin, "const", "enum")
	}
	s.Const = nil
}

// moved is an origin in which one keyword stands where another one does.
func moved(o *openapi3.Origin, from, to string) *openapi3.Origin {
	field, ok := o.Fields.Lookup(from)
	if !ok {
		return o
	}
	field.Name = to
	clone := *o
	clone.Fields = append(slices.Clone(o.Fields), field)
	return &clone
}

// exclusiveBounds turns 3.0's exclusive bounds, a boolean beside the bound, into 3.1's, a bound of its own.
func (n *Normaliser) exclusiveBounds(s *openapi3.Schema) {
	for _, b := range []struct {
		bound     **float64
		exclusive *openapi3.ExclusiveBound
	}{{&s.Min, &s.ExclusiveMin}, {&s.Max, &s.ExclusiveMax}} {
		if isExclusive := b.exclusive.Bool; isExclusive != nil {
			b.exclusive.Bool = nil
			if *isExclusive && *b.bound != nil {
				b.exclusive.Value, *b.bound = *b.bound, nil
			}
		}
	}
	narrower(&s.Min, &s.ExclusiveMin, 1)
	narrower(&s.Max, &s.ExclusiveMax, -1)
}

// narrower leaves out the wider one of two bounds on the same side. The sign is 1 for lower bounds.
func narrower(bound **float64, exclusive *openapi3.ExclusiveBound, sign float64) {
	switch {
	case *bound == nil || exclusive.Value == nil:
	case sign**exclusive.Value < sign**(*bound):
		exclusive.Value = nil
	default:
		*bound = nil
	}
}

// propertyNames leaves out that names are strings, as they all are.
func (n *Normaliser) propertyNames(s *openapi3.Schema) {
	if s.PropertyNames == nil || s.PropertyNames.Value == nil {
		return
	}
	if names := s.PropertyNames.Value; HasType(names, "string") {
		bare := openapi3.Schema{Type: names.Type}
		if SameKeywords(n.Ref(s.PropertyNames).Value, &bare) {
			s.PropertyNames = nil
		}
	}
}

// encodings turns 3.1's contentEncoding and contentMediaType into 3.0's formats (OpenAPI 3.1.0, "Data Types").
func (n *Normaliser) encodings(s *openapi3.Schema) {
	from := "contentEncoding"
	switch {
	case s.Format != "":
		return
	case s.ContentEncoding == "base64" && (s.ContentMediaType == "" || s.ContentMediaType == "application/octet-stream"):
		s.Format = "byte"
	case s.ContentEncoding == "" && s.ContentMediaType == "application/octet-stream":
		s.Format, from = "binary", "contentMediaType"
	case s.ContentEncoding == "binary" && s.ContentMediaType == "": // RFC 2045, section 6.2
		s.Format = "binary"
	default:
		return
	}
	s.ContentEncoding, s.ContentMediaType = "", ""
	s.Origin = moved(s.Origin, from, "format")
}

// nulls says in Nullable whether null is allowed, as vendors mean it: by 3.0's nullable beside whatever, a type null in
// a list, a branch for null, or null in an enum. A schema that says nothing else allows null anyway.
func (n *Normaliser) nulls(s *openapi3.Schema) {
	if types := s.Type.Slice(); len(types) > 1 && slices.Contains(types, "null") {
		rest := openapi3.Types(slices.DeleteFunc(slices.Clone(types), func(t string) bool { return t == "null" }))
		s.Type, s.Nullable = &rest, true
		s.Origin = moved(s.Origin, "type", "nullable")
	}
	if slices.Contains(s.Enum, nil) {
		s.Enum = slices.DeleteFunc(slices.Clone(s.Enum), func(v any) bool { return v == nil })
		if s.Nullable = true; len(s.Enum) == 0 {
			s.Enum, s.Nullable, s.Type = nil, false, &openapi3.Types{"null"}
		}
		s.Origin = moved(s.Origin, "enum", "nullable")
	}
	for _, k := range []struct {
		name     string
		branches *openapi3.SchemaRefs
	}{{"anyOf", &s.AnyOf}, {"oneOf", &s.OneOf}} {
		rest := slices.DeleteFunc(slices.Clone(*k.branches), func(b *openapi3.SchemaRef) bool { return isNull(b.Value) })
		if len(rest) > 0 && len(rest) < len(*k.branches) {
			*k.branches, s.Nullable = rest, true
			s.Origin = moved(s.Origin, k.name, "nullable")
		}
	}
	if s.Nullable && !constrains(s) && len(s.AllOf) == 0 {
		s.Nullable = false
	}
}

// isNull reports whether a schema allows nothing but null.
func isNull(s *openapi3.Schema) bool {
	if s == nil {
		return false
	}
	types := s.Type.Slice()
	return len(types) == 1 && types[0] == "null" || len(s.Enum) == 1 && s.Enum[0] == nil
}

// constrains reports whether a schema rules null out unless it says otherwise.
func constrains(s *openapi3.Schema) bool {
	return s.Type != nil || len(s.Enum) > 0 || len(s.AnyOf) > 0 || len(s.OneOf) > 0 || len(s.Properties) > 0 ||
		s.Items != nil
}

// typeLists makes a union of a list of types if the schema says more about one of them: 3.0 has to write it so.
func (n *Normaliser) typeLists(s *openapi3.Schema) {
	types := s.Type.Slice()
	if len(types) < 2 || len(s.AnyOf)+len(s.OneOf) > 0 ||
		IsScalar(s) && s.MinLength == 0 && s.MaxLength == nil && s.Pattern == "" {
		return
	}
	for _, name := range types {
		branch := &openapi3.Schema{Type: &openapi3.Types{name}, Origin: &openapi3.Origin{}}
		switch name {
		case "object":
			branch.Properties, branch.Required, s.Properties, s.Required = s.Properties, s.Required, nil, nil
			branch.MinProps, branch.MaxProps, s.MinProps, s.MaxProps = s.MinProps, s.MaxProps, 0, nil
			branch.AdditionalProperties, s.AdditionalProperties = s.AdditionalProperties, openapi3.AdditionalProperties{}
		case "array":
			branch.Items, branch.UniqueItems, s.Items, s.UniqueItems = s.Items, s.UniqueItems, nil, false
			branch.MinItems, branch.MaxItems, s.MinItems, s.MaxItems = s.MinItems, s.MaxItems, 0, nil
		case "string":
			branch.MinLength, branch.MaxLength, s.MinLength, s.MaxLength = s.MinLength, s.MaxLength, 0, nil
			branch.Pattern, s.Pattern = s.Pattern, ""
		}
		s.AnyOf = append(s.AnyOf, &openapi3.SchemaRef{Value: branch})
	}
	s.Type, s.Origin = nil, moved(s.Origin, "type", "anyOf")
}

// unions writes oneOf as anyOf, which makes no difference to what a client sends and reads.
func (n *Normaliser) unions(s *openapi3.Schema) {
	if len(s.AnyOf) == 0 && len(s.OneOf) > 0 {
		s.AnyOf, s.OneOf = s.OneOf, nil
		s.Origin = moved(s.Origin, "oneOf", "anyOf")
	}
}

// openEnums removes branches that another branch includes, because it allows every value of their type: a list of
// strings beside any string.
func (n *Normaliser) openEnums(s *openapi3.Schema) {
	open := map[string]*openapi3.SchemaRef{}
	for _, b := range s.AnyOf {
		if d := n.branch(b); d != nil && IsScalar(d) && saysOnlyType(d) && len(*d.Type) == 1 {
			open[(*d.Type)[0]] = b
		}
	}
	if len(open) == 0 {
		return
	}
	s.AnyOf = slices.DeleteFunc(slices.Clone(s.AnyOf), func(b *openapi3.SchemaRef) bool {
		d := n.branch(b)
		return d != nil && !d.Nullable && len(d.Type.Slice()) == 1 && open[(*d.Type)[0]] != nil && open[(*d.Type)[0]] != b
	})
}

// branch is the draft of a branch; nil if it leads back to what is being made.
func (n *Normaliser) branch(b *openapi3.SchemaRef) *openapi3.Schema {
	if b.Value == nil {
		return nil
	}
	return n.draft(b.Value)
}

func saysOnlyType(s *openapi3.Schema) bool {
	bare := openapi3.Schema{Type: s.Type}
	return SameKeywords(s, &bare) && len(s.AnyOf)+len(s.OneOf)+len(s.AllOf) == 0 && s.Not == nil
}

// enumUnions makes one enum of a union of enums, as 3.1 writes values that have titles.
func (n *Normaliser) enumUnions(s *openapi3.Schema) {
	if len(s.AnyOf) < 2 || len(s.Enum) > 0 {
		return
	}
	var values []any
	var types *openapi3.Types
	for _, b := range s.AnyOf {
		d := n.branch(b)
		if d == nil || len(d.Enum) == 0 || !IsScalar(d) || d.Nullable || types != nil && !slices.Equal(*types, *d.Type) {
			return
		}
		bare := openapi3.Schema{Type: d.Type, Enum: d.Enum}
		if !SameKeywords(d, &bare) {
			return
		}
		types, values = d.Type, append(values, d.Enum...)
	}
	if s.Type == nil {
		s.Type = types
	}
	s.AnyOf, s.Discriminator, s.Enum = nil, nil, values
	s.Origin = moved(moved(s.Origin, "anyOf", "enum"), "anyOf", "type")
}

func (n *Normaliser) loneBranches(s *openapi3.Schema) {
	for _, branches := range []*openapi3.SchemaRefs{&s.AnyOf, &s.OneOf} {
		if len(*branches) == 1 {
			s.AllOf = append(slices.Clone(s.AllOf), (*branches)[0])
			*branches, s.Discriminator = nil, nil
		}
	}
}

// unionTypes takes from a union the type that all of its branches have.
func (n *Normaliser) unionTypes(s *openapi3.Schema) {
	if s.Type != nil && len(s.Properties) == 0 && n.allHaveType(s.AnyOf, *s.Type, maxNested) {
		s.Type = nil
	}
}

// allHaveType reports whether every branch has these types, or is a union of branches that do.
func (n *Normaliser) allHaveType(branches openapi3.SchemaRefs, types []string, depth int) bool {
	return len(branches) > 0 && depth > 0 && !slices.ContainsFunc(branches, func(b *openapi3.SchemaRef) bool {
		d := n.branch(b)
		return d == nil || !slices.Equal(d.Type.Slice(), types) &&
			(d.Type != nil || !n.allHaveType(d.AnyOf, types, depth-1))
	})
}

func (n *Normaliser) impliedTypes(s *openapi3.Schema) {
	if s.Type != nil || len(s.Enum) > 0 || len(s.AnyOf) > 0 || len(s.OneOf) > 0 || s.Always != nil {
		return
	}
	switch {
	case len(s.Properties) > 0 || s.AdditionalProperties.Schema != nil:
		s.Type = &openapi3.Types{"object"}
	case s.Items != nil:
		s.Type = &openapi3.Types{"array"}
	}
}

// formats removes formats that say nothing: those of objects and arrays, and those as wide as their type.
func (n *Normaliser) formats(s *openapi3.Schema) {
	if HasType(s, "integer") && s.Format == "int64" || HasType(s, "number") && s.Format == "double" {
		s.Format = ""
	}
	if s.Type == nil && (len(s.AnyOf) > 0 || len(s.OneOf) > 0) || HasType(s, "object") || HasType(s, "array") {
		s.Format = ""
	}
}

var anything = &openapi3.SchemaRef{Value: &openapi3.Schema{}}

// freeForm lets an object without properties be compared with a map.
func (n *Normaliser) freeForm(s *openapi3.Schema) {
	if ap := &s.AdditionalProperties; ap.Has != nil && *ap.Has {
		ap.Has = nil
	}
	ap := &s.AdditionalProperties
	isUnion := IsUnion(s) || len(s.AllOf) > 0
	switch {
	case HasType(s, "object") && !isUnion && len(s.Properties) == 0 && ap.Has == nil && ap.Schema == nil:
		ap.Schema = anything
	case len(s.Properties) > 0 && ap.Schema != nil && ap.Schema.Value != nil && n.allowsAll(ap.Schema.Value):
		ap.Schema = nil
	}
}

func (n *Normaliser) allowsAll(s *openapi3.Schema) bool {
	d := n.draft(s)
	return d != nil && SameKeywords(d, anything.Value) && isChildless(d)
}

func isChildless(s *openapi3.Schema) bool {
	for _, k := range SingleKeywords {
		if *k.Of(s) != nil {
			return false
		}
	}
	for _, k := range MapKeywords {
		if len(*k.Of(s)) > 0 {
			return false
		}
	}
	for _, k := range ListKeywords {
		if len(*k.Of(s)) > 0 {
			return false
		}
	}
	return true
}

// discriminators makes the mapping complete, since without one the names of the schemas are the values on the wire
// (OpenAPI 3.0.3, "Discriminator Object"), and independent of the schemas' names: what a value leads to is compared as
// a branch.
func (n *Normaliser) discriminators(s *openapi3.Schema) {
	d := s.Discriminator
	if d == nil {
		return
	}
	targets, isMade := n.targets[d]
	if !isMade {
		targets = d.Mapping
	}
	mapping := map[string]openapi3.MappingRef{}
	made := &openapi3.Discriminator{PropertyName: d.PropertyName, Origin: d.Origin, Mapping: mapping}
	n.targets[made] = targets
	mapped := map[string]bool{}
	for value, target := range targets {
		mapping[value] = openapi3.MappingRef{Ref: value}
		mapped[LastToken(target.Ref)] = true
	}
	for _, branch := range s.AnyOf {
		if name := LastToken(branch.Ref); name != "" && !mapped[name] {
			mapping[name] = openapi3.MappingRef{Ref: name}
		}
	}
	s.Discriminator = made
}

// LastToken is the last token of a reference: a schema's name.
func LastToken(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// order sorts lists whose order says nothing, and removes duplicates from them.
func (n *Normaliser) order(s *openapi3.Schema) {
	s.Required = sorted(s.Required)
	if s.Type != nil {
		types := openapi3.Types(sorted(*s.Type))
		if slices.Contains(types, "number") {
			types = slices.DeleteFunc(types, func(t string) bool { return t == "integer" })
		}
		s.Type = &types
	}
	if len(s.Enum) > 1 {
		s.Enum = slices.Clone(s.Enum)
		slices.SortStableFunc(
			s.Enum,
			func(a, b any) int { return cmp.Compare(fmt.Sprintf("%T %v", a, a), fmt.Sprintf("%T %v", b, b)) },
		)
		s.Enum = slices.CompactFunc(s.Enum, SameValue)
	}
	for name, list := range s.DependentRequired {
		s.DependentRequired = maps.Clone(s.DependentRequired)
		s.DependentRequired[name] = sorted(list)
	}
}

func sorted(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
