package normal

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// mergeAllOf puts the schemas of an allOf into the one around it. What two of them say differently becomes what both
// allow, whatever their order. A second union stays in the allOf.
func (n *Normaliser) mergeAllOf(s *openapi3.Schema) {
	branches := s.AllOf
	if len(branches) == 0 {
		return
	}
	s.AllOf = nil
	forbidsNull, someNull, allNull := !s.Nullable && s.Type != nil, false, true
	merged := map[*openapi3.Schema]bool{}
	for _, ref := range branches {
		b := n.branch(ref)
		if b == nil || merged[b] {
			continue
		}
		merged[b] = true
		if b.Nullable {
			someNull = true
		} else if constrains(b) {
			allNull = false
		}
		n.merge(s, b)
	}
	s.Nullable = constrains(s) && (s.Nullable || !forbidsNull && someNull && allNull)
	n.orderUnions(s)
}

// orderUnions decides which of several unions stands in the schema itself: none of their order, but what they say.
func (n *Normaliser) orderUnions(s *openapi3.Schema) {
	unions := []*openapi3.Schema{{AnyOf: s.AnyOf, Origin: s.Origin}}
	for _, ref := range s.AllOf {
		if len(ref.Value.AnyOf) > 0 {
			unions = append(unions, ref.Value)
		}
	}
	if len(unions) == 1 {
		return
	}
	slices.SortStableFunc(unions, func(a, b *openapi3.Schema) int { return cmp.Compare(n.unionText(a), n.unionText(b)) })
	s.AnyOf = unions[0].AnyOf
	s.AllOf = slices.DeleteFunc(
		slices.Clone(s.AllOf),
		func(b *openapi3.SchemaRef) bool { return len(b.Value.AnyOf) > 0 },
	)
	for _, u := range unions[1:] {
		s.AllOf = append(
			s.AllOf,
			&openapi3.SchemaRef{Value: &openapi3.Schema{AnyOf: u.AnyOf, Origin: u.Origin}, Origin: u.Origin},
		)
	}
}

// unionText is what the branches of a union say themselves, and which properties they have.
func (n *Normaliser) unionText(union *openapi3.Schema) string {
	var all []string
	for _, b := range union.AnyOf {
		if d := n.branch(b); d != nil {
			own, _ := json.Marshal(Childless(d)) // "" for what no document has
			all = append(all, string(own)+strings.Join(slices.Sorted(maps.Keys(d.Properties)), " "))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// merge adds to a schema what another one requires.
func (n *Normaliser) merge(s, b *openapi3.Schema) {
	s.Origin = JoinedOrigins(s.Origin, b.Origin)
	s.Type = bothTypes(s.Type, b.Type)
	s.Enum = bothEnums(s.Enum, b.Enum)
	s.Format, s.Pattern = bothTexts(s.Format, b.Format), bothTexts(s.Pattern, b.Pattern)
	s.ContentEncoding = bothTexts(s.ContentEncoding, b.ContentEncoding)
	s.ContentMediaType = bothTexts(s.ContentMediaType, b.ContentMediaType)
	s.UniqueItems, s.Deprecated = s.UniqueItems || b.UniqueItems, s.Deprecated || b.Deprecated
	s.ReadOnly, s.WriteOnly = s.ReadOnly || b.ReadOnly, s.WriteOnly || b.WriteOnly
	s.MinLength, s.MaxLength = max(s.MinLength, b.MinLength), lower(s.MaxLength, b.MaxLength)
	s.MinItems, s.MaxItems = max(s.MinItems, b.MinItems), lower(s.MaxItems, b.MaxItems)
	s.MinProps, s.MaxProps = max(s.MinProps, b.MinProps), lower(s.MaxProps, b.MaxProps)
	s.Min, s.Max, s.MultipleOf = higher(s.Min, b.Min), lower(s.Max, b.Max), higher(s.MultipleOf, b.MultipleOf)
	s.MinContains, s.MaxContains = higher(s.MinContains, b.MinContains), lower(s.MaxContains, b.MaxContains)
	s.ExclusiveMin.Value = higher(s.ExclusiveMin.Value, b.ExclusiveMin.Value)
	s.ExclusiveMax.Value = lower(s.ExclusiveMax.Value, b.ExclusiveMax.Value)
	if b.Default != nil && (s.Default == nil || fmt.Sprint(b.Default) < fmt.Sprint(s.Default)) {
		s.Default = b.Default
	}
	s.Required = union(s.Required, b.Required)
	for name, value := range b.Extensions {
		s.Extensions = with(s.Extensions, name, value)
	}
	for name, list := range b.DependentRequired {
		s.DependentRequired = with(s.DependentRequired, name, union(s.DependentRequired[name], list))
	}
	s.Discriminator = cmp.Or(s.Discriminator, b.Discriminator)
	s.Always = cmp.Or(s.Always, b.Always)
	n.mergeChildren(s, b)
}

// union is a list and what only another one has.
func union[T comparable](a, b []T) []T {
	known := make(map[T]bool, len(a)+len(b))
	var all []T
	for _, list := range [][]T{a, b} {
		for _, item := range list {
			if !known[item] {
				known[item] = true
				all = append(all, item)
			}
		}
	}
	return all
}

// with is a copy of a map with one member more.
func with[V any](m map[string]V, name string, value V) map[string]V {
	m = maps.Clone(m)
	if m == nil {
		m = map[string]V{}
	}
	m[name] = value
	return m
}

func (n *Normaliser) mergeChildren(s, b *openapi3.Schema) {
	for _, has := range []struct{ s, b **bool }{
		{&s.AdditionalProperties.Has, &b.AdditionalProperties.Has}, {&s.UnevaluatedItems.Has, &b.UnevaluatedItems.Has},
		{&s.UnevaluatedProperties.Has, &b.UnevaluatedProperties.Has},
	} {
		if *has.b != nil && (*has.s == nil || !**has.b) {
			*has.s = *has.b
		}
	}
	for _, k := range SingleKeywords {
		*k.Of(s) = n.both(*k.Of(s), *k.Of(b))
	}
	for _, k := range MapKeywords {
		if added := *k.Of(b); len(added) > 0 {
			merged := maps.Clone(*k.Of(s))
			if merged == nil {
				merged = make(openapi3.Schemas, len(added))
			}
			for name, child := range added {
				merged[name] = n.both(merged[name], child)
			}
			*k.Of(s) = merged
		}
	}
	for _, k := range ListKeywords {
		list, added := k.Of(s), *k.Of(b)
		switch {
		case len(added) == 0:
		case k.Name == "allOf":
			*list = append(slices.Clone(*list), added...)
		case len(*list) == 0:
			*list = added
		default:
			rest := &openapi3.Schema{Origin: b.Origin}
			*k.Of(rest) = added
			s.AllOf = append(slices.Clone(s.AllOf), &openapi3.SchemaRef{Value: rest, Origin: b.Origin})
		}
	}
}

// both is a schema for what two allow. The same schemas always give the same one, so that recursion ends.
func (n *Normaliser) both(a, b *openapi3.SchemaRef) *openapi3.SchemaRef {
	switch {
	case a == nil || a.Value == nil:
		return b
	case b == nil || b.Value == nil || a.Value == b.Value:
		return a
	}
	leaves := append(n.leavesOf(a.Value), n.leavesOf(b.Value)...)
	slices.SortFunc(leaves, func(a, b *openapi3.Schema) int { return cmp.Compare(n.numberOf(a), n.numberOf(b)) })
	leaves = slices.Compact(leaves)
	numbers := make([]string, len(leaves))
	for i, leaf := range leaves {
		numbers[i] = strconv.Itoa(n.numberOf(leaf))
	}
	key := strings.Join(numbers, " ")
	made := n.joined[key]
	if made == nil {
		made = &openapi3.Schema{Origin: a.Origin}
		for _, leaf := range leaves {
			made.AllOf = append(made.AllOf, &openapi3.SchemaRef{Value: leaf, Origin: leaf.Origin})
		}
		n.joined[key], n.leaves[made] = made, leaves
	}
	return &openapi3.SchemaRef{Value: made, Origin: a.Origin}
}

func (n *Normaliser) leavesOf(s *openapi3.Schema) []*openapi3.Schema {
	if leaves, ok := n.leaves[s]; ok {
		return slices.Clone(leaves)
	}
	return []*openapi3.Schema{s}
}

func (n *Normaliser) numberOf(s *openapi3.Schema) int {
	number, ok := n.number[s]
	if !ok {
		number = len(n.number) + 1
		n.number[s] = number
	}
	return number
}

// JoinedOrigins is an origin with what only another one tells.
func JoinedOrigins(a, b *openapi3.Origin) *openapi3.Origin {
	if a == nil || b == nil {
		return cmp.Or(a, b)
	}
	joined := &openapi3.Origin{
		Key:       cmp.Or(a.Key, b.Key),
		Fields:    slices.Clone(a.Fields),
		Sequences: map[string][]openapi3.Location{},
	}
	for _, field := range b.Fields {
		if _, ok := a.Fields.Lookup(field.Name); !ok {
			joined.Fields = append(joined.Fields, field)
		}
	}
	for _, sequences := range []map[string][]openapi3.Location{a.Sequences, b.Sequences} {
		for name, items := range sequences {
			joined.Sequences[name] = union(joined.Sequences[name], items)
		}
	}
	return joined
}

func bothTypes(a, b *openapi3.Types) *openapi3.Types {
	if a == nil || b == nil {
		return cmp.Or(a, b)
	}
	var both openapi3.Types
	for _, pair := range [][2]*openapi3.Types{{a, b}, {b, a}} {
		for _, t := range *pair[0] {
			if slices.Contains(*pair[1], t) || t == "integer" && slices.Contains(*pair[1], "number") {
				both = append(both, t)
			}
		}
	}
	if len(both) == 0 {
		return &openapi3.Types{slices.Min(append(slices.Clone(*a), *b...))} // nothing is allowed: the document's mistake
	}
	both = sorted(both)
	return &both
}

func bothEnums(a, b []any) []any {
	if len(a) == 0 || len(b) == 0 {
		return append(slices.Clone(a), b...)
	}
	both := slices.DeleteFunc(
		slices.Clone(a),
		func(v any) bool { return !slices.ContainsFunc(b, func(w any) bool { return SameValue(v, w) }) },
	)
	if len(both) == 0 {
		return append(slices.Clone(a), b...)
	}
	return both
}

func bothTexts(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return min(a, b)
}

func lower[T cmp.Ordered](a, b *T) *T {
	if a == nil || b != nil && *b < *a {
		return b
	}
	return a
}

func higher[T cmp.Ordered](a, b *T) *T {
	if a == nil || b != nil && *b > *a {
		return b
	}
	return a
}
