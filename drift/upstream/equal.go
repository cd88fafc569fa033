package upstream

import (
	"maps"
	"reflect"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// pair is a schema of the contract and one of the published document, both normal.
type pair struct{ ours, theirs *openapi3.Schema }

// equality decides whether normal forms are equal. Schemas that refer to themselves are equal if nothing that can be reached tells them apart, so a
// pair that is being compared counts as equal. What follows from that is known only when that pair has turned out to be equal.
type equality struct {
	known     map[pair]bool
	assumed   map[pair]int // the lowest pair on the stack that being equal depends on
	tentative []pair       // found equal, depending on one
	depth     int          // of the stack of pairs that are being compared
}

func newEquality() *equality { return &equality{known: map[pair]bool{}, assumed: map[pair]int{}} }

// independent is above every place on the stack.
const independent = 1 << 30

func (e *equality) refs(a, b *openapi3.SchemaRef) bool {
	if a == nil || b == nil {
		return a == b
	}
	equal, _ := e.schemas(a.Value, b.Value)
	return equal
}

// schemas also tells the lowest pair on the stack that the answer depends on.
func (e *equality) schemas(a, b *openapi3.Schema) (equal bool, lowest int) {
	if a == b {
		return true, independent
	}
	p := pair{a, b}
	if equal, ok := e.known[p]; ok {
		return equal, independent
	}
	if lowest, ok := e.assumed[p]; ok {
		return true, lowest
	}
	own, first := e.depth, len(e.tentative)
	e.assumed[p] = own
	e.depth++
	equal, lowest = sameKeywords(a, b), independent
	if equal {
		equal, lowest = e.children(a, b)
	}
	e.depth--
	if equal && lowest < own {
		e.assumed[p] = lowest
		e.tentative = append(e.tentative, p)
		return true, lowest
	}
	for _, t := range e.tentative[first:] {
		delete(e.assumed, t)
		if equal {
			e.known[t] = true
		}
	}
	e.tentative = e.tentative[:first]
	delete(e.assumed, p)
	e.known[p] = equal
	return equal, independent
}

func (e *equality) children(a, b *openapi3.Schema) (equal bool, lowest int) {
	if !sameShape(a, b) {
		return false, independent
	}
	lowest = independent
	isEqual := func(x, y *openapi3.SchemaRef) bool {
		if x == nil || y == nil {
			return x == y
		}
		equal, l := e.schemas(x.Value, y.Value)
		lowest = min(lowest, l)
		return equal
	}
	for _, k := range singleKeywords {
		if !isEqual(*k.of(a), *k.of(b)) {
			return false, independent
		}
	}
	for _, k := range mapKeywords {
		x, y := *k.of(a), *k.of(b)
		for name, child := range x {
			if !isEqual(child, y[name]) {
				return false, independent
			}
		}
	}
	for _, k := range listKeywords {
		x, y := *k.of(a), *k.of(b)
		if len(x) == 0 {
			continue
		}
		for _, m := range pairBranches(k.name, a, b) {
			if m.ours < 0 || m.theirs < 0 || !isEqual(x[m.ours], y[m.theirs]) {
				return false, independent
			}
		}
	}
	return true, lowest
}

// sameShape reports whether two schemas hold schemas under the same names, and as many in each list.
func sameShape(a, b *openapi3.Schema) bool {
	for _, k := range mapKeywords {
		x, y := *k.of(a), *k.of(b)
		if len(x) != len(y) {
			return false
		}
		for name := range x {
			if y[name] == nil {
				return false
			}
		}
	}
	for _, k := range listKeywords {
		if len(*k.of(a)) != len(*k.of(b)) {
			return false
		}
	}
	return true
}

// sameKeywords compares what two normal forms say themselves, without the schemas in them.
func sameKeywords(a, b *openapi3.Schema) bool {
	return slices.Equal(a.Type.Slice(), b.Type.Slice()) && a.Format == b.Format && a.Nullable == b.Nullable && a.Pattern == b.Pattern &&
		a.ReadOnly == b.ReadOnly && a.WriteOnly == b.WriteOnly && a.Deprecated == b.Deprecated && a.UniqueItems == b.UniqueItems &&
		a.MinLength == b.MinLength && a.MinItems == b.MinItems && a.MinProps == b.MinProps &&
		same(a.MaxLength, b.MaxLength) && same(a.MaxItems, b.MaxItems) && same(a.MaxProps, b.MaxProps) &&
		same(a.Min, b.Min) && same(a.Max, b.Max) && same(a.MultipleOf, b.MultipleOf) &&
		same(a.ExclusiveMin.Value, b.ExclusiveMin.Value) && same(a.ExclusiveMax.Value, b.ExclusiveMax.Value) &&
		same(a.MinContains, b.MinContains) && same(a.MaxContains, b.MaxContains) && same(a.Always, b.Always) &&
		same(a.AdditionalProperties.Has, b.AdditionalProperties.Has) && same(a.UnevaluatedItems.Has, b.UnevaluatedItems.Has) &&
		same(a.UnevaluatedProperties.Has, b.UnevaluatedProperties.Has) &&
		a.ContentEncoding == b.ContentEncoding && a.ContentMediaType == b.ContentMediaType &&
		slices.Equal(a.Required, b.Required) && slices.EqualFunc(a.Enum, b.Enum, sameValue) && sameValue(a.Default, b.Default) &&
		sameDiscriminator(a.Discriminator, b.Discriminator) &&
		maps.EqualFunc(a.DependentRequired, b.DependentRequired, slices.Equal) && maps.EqualFunc(a.Extensions, b.Extensions, sameValue)
}

func same[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

func sameValue(a, b any) bool {
	switch x := a.(type) {
	case nil, string, bool:
		return a == b
	case int:
		y, ok := b.(float64)
		return a == b || ok && float64(x) == y
	case float64:
		y, ok := b.(int)
		return a == b || ok && x == float64(y)
	}
	return reflect.DeepEqual(a, b)
}

func sameDiscriminator(a, b *openapi3.Discriminator) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.PropertyName == b.PropertyName && maps.EqualFunc(a.Mapping, b.Mapping, func(a, b openapi3.MappingRef) bool { return a.Ref == b.Ref })
}
