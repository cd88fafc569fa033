package upstream

import "fmt"

// differing is what two long lists of values do not have in common, and the first value that they have: oasdiff takes
// time in the product of their lengths.
func differing(a, b []any) (onlyA, onlyB []any) {
	const long = 100
	if len(a) < long || len(b) < long {
		return a, b
	}
	key := func(v any) string { return fmt.Sprintf("%T %v", v, v) }
	keys := func(values []any) map[string]bool {
		all := make(map[string]bool, len(values))
		for _, v := range values {
			all[key(v)] = true
		}
		return all
	}
	first := ""
	without := func(values []any, others map[string]bool) (rest []any) {
		for _, v := range values {
			k := key(v)
			if first == "" && others[k] {
				first = k
			}
			if k == first || !others[k] {
				rest = append(rest, v)
			}
		}
		return rest
	}
	inA, inB := keys(a), keys(b)
	return without(a, inB), without(b, inA)
}
