package openapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

// TestChains: references to references have an end, and one that is near.
func TestChains(t *testing.T) {
	t.Parallel()
	document := func(schemas string) string {
		return "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n" + schemas
	}
	chain := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "    A%d: {$ref: '#/components/schemas/A%d'}\n", i, i+1)
		}
		fmt.Fprintf(&b, "    A%d: {type: string}\n", n)
		return document(b.String())
	}
	for name, test := range map[string]struct{ document, want string }{
		"a chain":           {chain(100), ""},
		"a very long chain": {chain(5000), "through more than 1000 others"},
		"a circle": {
			document("    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n"), "in a circle",
		},
		"itself":      {document("    A: {$ref: '#/components/schemas/A'}\n"), "A leads in a circle"},
		"a recursion": {document("    A: {properties: {a: {$ref: '#/components/schemas/A'}}}\n"), ""},
	} {
		_, err := openapi.Parse([]byte(test.document))
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}
