package normal

import (
	"maps"
	"reflect"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// pair is a schema of the contract and one of the published document, both normal.
type pair struct{ ours, theirs *openapi3.Schema }

// Equality decides whether normal forms are equal. Schemas that refer to themselves are equal if nothing that can be
// reached tells them apart, so a pair that is being compared counts as equal. What follows from that is known only when
// that pair has turned out to be equal.
type Equality struct {
	known     map[pair]bool
	assumed   map[pair]int // the lowest pair on the stack that being equal depends on
	tentative []pair       // found equal, depending on one
	depth     int          // of the stack of pairs that are being compared
}

// NewEquality makes an Equality that has compared nothing yet.
func NewEquality() *Equality { return &Equality{known: map[pair]bool{}, assumed: map[pair]int{}} }

// independent is above every place on the stack.
const independent = 1 << 30

func (e *Equality) refs(a, b *openapi3.SchemaRef) bool {
	if a == nil || b == nil {
		return a == b
	}
	equal, _ := e.schemas(a.Value, b.Value)
	return equal
}

// Schemas reports whether two normal forms are equal.
func (e *Equality) Schemas(a, b *openapi3.Schema) bool {
	equal, _ := e.schemas(a, b)
	return equal
}

// schemas also tells the lowest pair on the stack that the answer depends on.
func (e *Equality) schemas(a, b *openapi3.Schema) (equal bool, lowest int) {
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
	equal, lowest = SameKeywords(a, b), independent
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

func (e *Equality) children(a, b *openapi3.Schema) (equal bool, lowest int) {
	if !SameShape(a, b) {
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
	for _, k := range SingleKeywords {
		if !isEqual(*k.Of(a), *k.Of(b)) {
			return false, independent
		}
	}
	for _, k := range MapKeywords {
		x, y := *k.Of(a), *k.Of(b)
		for name, child := range x {
			if !isEqual(child, y[name]) {
				return false, independent
			}
		}
	}
	for _, k := range ListKeywords {
		x, y := *k.Of(a), *k.Of(b)
		if len(x) == 0 {
			continue
		}
		for _, m := range PairBranches(k.Name, a, b) {
			if m.Ours < 0 || m.Theirs < 0 || !isEqual(x[m.Ours], y[m.Theirs]) {
				return false, independent
			}
		}
	}
	return true, lowest
}

// SameShape reports whether two schemas hold schemas under the same names, and as many in each list.
func SameShape(a, b *openapi3.Schema) bool {
	for _, k := range MapKeywords {
		x, y := *k.Of(a), *k.Of(b)
		if len(x) != len(y) {
			return false
		}
		for name := range x {
			if y[name] == nil {
				return false
			}
		}
	}
	for _, k := range ListKeywords {
		if len(*k.Of(a)) != len(*k.Of(b)) {
			return false
		}
	}
	return true
}

// SameKeywords compares what two normal forms say themselves, without the schemas in them.
func SameKeywords(a, b *openapi3.Schema) bool {
	return slices.Equal(a.Type.Slice(), b.Type.Slice()) && a.Format == b.Format && a.Nullable == b.Nullable &&
		a.Pattern == b.Pattern && a.ReadOnly == b.ReadOnly && a.WriteOnly == b.WriteOnly &&
		a.Deprecated == b.Deprecated && a.UniqueItems == b.UniqueItems &&
		a.MinLength == b.MinLength && a.MinItems == b.MinItems && a.MinProps == b.MinProps &&
		Same(a.MaxLength, b.MaxLength) && Same(a.MaxItems, b.MaxItems) && Same(a.MaxProps, b.MaxProps) &&
		Same(a.Min, b.Min) && Same(a.Max, b.Max) && Same(a.MultipleOf, b.MultipleOf) &&
		Same(a.ExclusiveMin.Value, b.ExclusiveMin.Value) && Same(a.ExclusiveMax.Value, b.ExclusiveMax.Value) &&
		Same(a.MinContains, b.MinContains) && Same(a.MaxContains, b.MaxContains) && Same(a.Always, b.Always) &&
		Same(a.AdditionalProperties.Has, b.AdditionalProperties.Has) &&
		Same(a.UnevaluatedItems.Has, b.UnevaluatedItems.Has) &&
		Same(a.UnevaluatedProperties.Has, b.UnevaluatedProperties.Has) &&
		a.ContentEncoding == b.ContentEncoding && a.ContentMediaType == b.ContentMediaType &&
		slices.Equal(a.Required, b.Required) && slices.EqualFunc(a.Enum, b.Enum, SameValue) &&
		SameValue(a.Default, b.Default) &&
		sameDiscriminator(a.Discriminator, b.Discriminator) &&
		maps.EqualFunc(a.DependentRequired, b.DependentRequired, slices.Equal) &&
		maps.EqualFunc(a.Extensions, b.Extensions, SameValue)
}

// Same reports whether two optional values are equal, or both absent.
func Same[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

// SameValue compares two values of a document.
func SameValue(a, b any) bool {
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
	return a.PropertyName == b.PropertyName &&
		maps.EqualFunc(a.Mapping, b.Mapping, func(a, b openapi3.MappingRef) bool { return a.Ref == b.Ref })
}
