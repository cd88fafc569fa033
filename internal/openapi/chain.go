package openapi

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// maxChain bounds how many references may lead from one to the next. kin-openapi takes time in the square of it.
const maxChain = 1000

// checkChains refuses components that are references to each other in a circle, or in a very long chain, before the
// document is loaded.
func checkChains(data []byte) error {
	if !bytes.Contains(data, []byte("$ref")) {
		return nil
	}
	o, err := newOutline(data)
	if err != nil {
		return nil // the loader says why
	}
	components := o.member(&o.root, "components")
	if components == nil {
		return nil
	}
	next := map[string]string{} // of each component that is a reference to another one
	for i := range o.membersOf(components) {
		section := &o.membersOf(components)[i]
		for j := range o.membersOf(section) {
			p := &o.membersOf(section)[j]
			if target, ok := strings.CutPrefix(o.reference(p), "#/components/"); ok {
				next["/components/"+EscapeToken(section.key)+"/"+EscapeToken(p.key)] = "/components/" + target
			}
		}
	}
	return followChains(next)
}

// followChains walks every chain once: a component that another chain went through is not walked again.
func followChains(next map[string]string) error {
	lengths := map[string]int{}
	for _, start := range slices.Sorted(maps.Keys(next)) {
		var chain []string
		walked := map[string]bool{}
		at := start
		for next[at] != "" && lengths[at] == 0 {
			if walked[at] {
				return fmt.Errorf("the reference #%s leads in a circle: write the schema that is meant",
					text.Line(at, text.MaxName))
			}
			walked[at] = true
			chain = append(chain, at)
			at = next[at]
		}
		for i := len(chain) - 1; i >= 0; i-- {
			lengths[chain[i]] = lengths[next[chain[i]]] + 1
		}
		if lengths[start] > maxChain {
			return fmt.Errorf(
				"the reference #%s leads through more than %d others: refer to the last one directly",
				text.Line(start, text.MaxName),
				maxChain,
			)
		}
	}
	return nil
}
