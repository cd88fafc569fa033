package normal

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Match is a branch of the contract's union and the one of the published union that it is compared with, by their
// indexes, or -1.
type Match struct{ Ours, Theirs int }

// maxLikened bounds how many branches are compared with each other to find out which are alike.
const maxLikened = 64

// PairBranches pairs the branches of two lists: by the names of their references, then by discriminator value or
// constant, then by likeness, then by their order.
func PairBranches(keyword string, a, b *openapi3.Schema) []Match {
	ours, theirs := *ListOf(a, keyword), *ListOf(b, keyword)
	if keyword == "prefixItems" {
		return byIndex(len(ours), len(theirs))
	}
	var matches []Match
	oursLeft, theirsLeft := indexes(len(ours)), indexes(len(theirs))
	take := func(i, j int) {
		matches = append(matches, Match{i, j})
		oursLeft = slices.DeleteFunc(oursLeft, func(k int) bool { return k == i })
		theirsLeft = slices.DeleteFunc(theirsLeft, func(k int) bool { return k == j })
	}
	for _, key := range []func(s *openapi3.Schema, b *openapi3.SchemaRef) string{
		func(_ *openapi3.Schema, b *openapi3.SchemaRef) string { return LastToken(b.Ref) }, tag, constant,
	} {
		found := map[string]int{}
		for _, j := range theirsLeft {
			if k := key(b, theirs[j]); k != "" {
				if _, taken := found[k]; taken {
					j = -1 // of two with one name, neither
				}
				found[k] = j
			}
		}
		for _, i := range slices.Clone(oursLeft) {
			if k := key(a, ours[i]); k != "" {
				if j, ok := found[k]; ok && j >= 0 {
					take(i, j)
					found[k] = -1
				}
			}
		}
	}
	for _, m := range mostAlike(ours, theirs, oursLeft, theirsLeft) {
		if slices.Contains(oursLeft, m.Ours) && slices.Contains(theirsLeft, m.Theirs) {
			take(m.Ours, m.Theirs)
		}
	}
	restOfOurs, restOfTheirs := slices.Clone(oursLeft), slices.Clone(theirsLeft)
	for k := range min(len(restOfOurs), len(restOfTheirs)) { // of very many, by their order
		if i, j := restOfOurs[k], restOfTheirs[k]; likeness(ours[i], theirs[j]) > 0 {
			take(i, j)
		}
	}
	for _, i := range oursLeft {
		matches = append(matches, Match{i, -1})
	}
	for _, j := range theirsLeft {
		matches = append(matches, Match{-1, j})
	}
	return matches
}

// mostAlike are pairs of the first of the branches that are left, those that are most alike first.
func mostAlike(ours, theirs openapi3.SchemaRefs, oursLeft, theirsLeft []int) (pairs []Match) {
	likenesses := map[Match]float64{}
	for _, i := range oursLeft[:min(len(oursLeft), maxLikened)] {
		for _, j := range theirsLeft[:min(len(theirsLeft), maxLikened)] {
			if l := likeness(ours[i], theirs[j]); l > 0 {
				pairs = append(pairs, Match{i, j})
				likenesses[Match{i, j}] = l
			}
		}
	}
	slices.SortStableFunc(pairs, func(x, y Match) int { return cmp.Compare(likenesses[y], likenesses[x]) })
	return pairs
}

func byIndex(ours, theirs int) []Match {
	var matches []Match
	for i := range max(ours, theirs) {
		m := Match{i, i}
		if i >= ours {
			m.Ours = -1
		}
		if i >= theirs {
			m.Theirs = -1
		}
		matches = append(matches, m)
	}
	return matches
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// ListOf is the list of schemas that a schema has under a keyword.
func ListOf(s *openapi3.Schema, keyword string) *openapi3.SchemaRefs {
	for _, k := range ListKeywords {
		if k.Name == keyword {
			return k.Of(s)
		}
	}
	return nil
}

// tag is what tells a branch of a union apart on the wire: the one value of a property, such as "kind: card". It is ""
// for a branch without one.
func tag(union *openapi3.Schema, branch *openapi3.SchemaRef) string {
	s := branch.Value
	value := func(name string) string {
		p := s.Properties[name]
		if p == nil || len(p.Value.Enum) != 1 {
			return ""
		}
		return fmt.Sprintf("%s: %v", name, p.Value.Enum[0])
	}
	if d := union.Discriminator; d != nil {
		return value(d.PropertyName)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if slices.Contains(s.Required, name) {
			if v := value(name); v != "" {
				return v
			}
		}
	}
	return ""
}

// constant is the one value of a branch; "" if there are others.
func constant(_ *openapi3.Schema, branch *openapi3.SchemaRef) string {
	if len(branch.Value.Enum) != 1 {
		return ""
	}
	return fmt.Sprint(branch.Value.Enum[0])
}

// Likeness from which branches are taken for the same: higher for those that vendors gave different names.
const (
	alike      = 0.5
	alikeNamed = 0.8
)

// likeness is how much two branches have in common, from 0 to 1, and 0 for too little.
func likeness(a, b *openapi3.SchemaRef) float64 {
	l := likenessOf(a.Value, b.Value, 2)
	if l < alike || a.Ref != "" && b.Ref != "" && l < alikeNamed {
		return 0
	}
	return l
}

func likenessOf(a, b *openapi3.Schema, depth int) float64 {
	if a == b {
		return 1
	}
	if !slices.Equal(a.Type.Slice(), b.Type.Slice()) {
		return 0
	}
	Same, all := 1.0, 2.0
	if SameKeywords(a, b) {
		Same++
	}
	if a.Items != nil && b.Items != nil && depth > 0 {
		all++
		Same += likenessOf(a.Items.Value, b.Items.Value, depth-1)
	}
	for name, p := range a.Properties {
		all++
		if q := b.Properties[name]; q != nil {
			if depth == 0 {
				Same++
			} else {
				Same += 0.5 + likenessOf(p.Value, q.Value, depth-1)/2
			}
		}
	}
	for name := range b.Properties {
		if a.Properties[name] == nil {
			all++
		}
	}
	return Same / all
}

// BranchName is how messages name a branch: by the vendor's name, or what tells it apart, or its place.
func BranchName(union *openapi3.Schema, branch *openapi3.SchemaRef, index int) string {
	name := LastToken(branch.Ref)
	if name == "" {
		switch t := tag(union, branch); {
		case !isWritten(union):
			name = Shape(branch.Value, 2)
		case t != "":
			name = "object {" + t + "}"
		case IsScalar(branch.Value) && len(*branch.Value.Type) == 1 && branch.Value.Enum == nil:
			name = (*branch.Value.Type)[0]
		default:
			name = fmt.Sprintf("branch %d", index+1)
		}
	}
	return strings.ReplaceAll(text.Line(name, text.MaxName), "/", "∕") // oasdiff cuts names at a slash
}

// isWritten reports whether the vendor wrote a union: others are made of a schema to be compared with one.
func isWritten(union *openapi3.Schema) bool {
	for _, keyword := range []string{"anyOf", "oneOf", "allOf", "prefixItems"} {
		if FieldOf(union.Origin, keyword).Line > 0 {
			return true
		}
	}
	return union.Origin == nil || union.Origin.Key == nil
}

// IsUnion reports whether a schema has branches.
func IsUnion(s *openapi3.Schema) bool { return len(s.AnyOf) > 0 || len(s.OneOf) > 0 }

// maxNested bounds how deep the branches of unions are looked for in other branches.
const maxNested = 8

// IsUnionOfObjects reports whether all branches of a schema are objects, or unions of objects themselves.
func IsUnionOfObjects(s *openapi3.Schema) bool { return isUnionOfObjects(s, maxNested) }

func isUnionOfObjects(s *openapi3.Schema, depth int) bool {
	return depth > 0 && len(s.AnyOf) > 0 && len(s.OneOf) == 0 &&
		!slices.ContainsFunc(s.AnyOf, func(b *openapi3.SchemaRef) bool {
			isObject := HasType(b.Value, "object") && len(*b.Value.Type) == 1
			return !isObject || IsUnion(b.Value) && !isUnionOfObjects(b.Value, depth-1)
		})
}

// CommonObject is what a program reads of a response without telling the branches of a union apart: their properties,
// of which those are required that all of them require.
func (e *Equality) CommonObject(union *openapi3.Schema) *openapi3.Schema {
	made := *union
	made.Type, made.AnyOf, made.Discriminator = &openapi3.Types{"object"}, nil, nil
	made.Properties = maps.Clone(union.Properties)
	if made.Properties == nil {
		made.Properties = openapi3.Schemas{}
	}
	var required []string
	for i, ref := range union.AnyOf {
		b := ref.Value
		if IsUnion(b) {
			b = e.CommonObject(b)
		}
		made.Nullable = made.Nullable || b.Nullable
		made.Origin = JoinedOrigins(made.Origin, b.Origin)
		if i == 0 {
			required = b.Required
		}
		isOptional := func(name string) bool { return !slices.Contains(b.Required, name) }
		required = slices.DeleteFunc(slices.Clone(required), isOptional)
		for _, name := range slices.Sorted(maps.Keys(b.Properties)) {
			if union.Properties[name] == nil {
				made.Properties[name] = e.either(made.Properties[name], b.Properties[name])
			}
		}
	}
	made.Required = sorted(append(slices.Clone(union.Required), required...))
	return &made
}

// either is a normal form for what one of two allows.
func (e *Equality) either(a, b *openapi3.SchemaRef) *openapi3.SchemaRef {
	switch {
	case a == nil:
		return b
	case e.refs(a, b):
		return a
	case IsScalar(a.Value) && IsScalar(b.Value) && slices.Equal(*a.Value.Type, *b.Value.Type) &&
		isChildless(a.Value) && isChildless(b.Value):
		made := &openapi3.Schema{
			Type:     a.Value.Type,
			Origin:   JoinedOrigins(a.Value.Origin, b.Value.Origin),
			Nullable: a.Value.Nullable || b.Value.Nullable,
		}
		if len(a.Value.Enum) > 0 && len(b.Value.Enum) > 0 {
			made.Enum = append(slices.Clone(a.Value.Enum), b.Value.Enum...)
			(*Normaliser)(nil).order(made)
		}
		if a.Value.Format == b.Value.Format {
			made.Format = a.Value.Format
		}
		return &openapi3.SchemaRef{Value: made, Origin: a.Origin}
	}
	made := &openapi3.Schema{Origin: a.Value.Origin}
	for _, ref := range []*openapi3.SchemaRef{a, b} {
		branches := openapi3.SchemaRefs{ref}
		if saysOnlyUnion(ref.Value) {
			branches = ref.Value.AnyOf
		}
		for _, branch := range branches {
			if !slices.ContainsFunc(made.AnyOf, func(other *openapi3.SchemaRef) bool { return e.refs(other, branch) }) {
				made.AnyOf = append(made.AnyOf, branch)
			}
		}
		made.Nullable = made.Nullable || ref.Value.Nullable
	}
	return &openapi3.SchemaRef{Value: made, Origin: a.Origin}
}

func saysOnlyUnion(s *openapi3.Schema) bool {
	bare := openapi3.Schema{Nullable: s.Nullable}
	return SameKeywords(s, &bare) && len(s.AnyOf) > 0 && len(s.OneOf) == 0 && len(s.AllOf) == 0 && len(s.Properties) == 0
}
