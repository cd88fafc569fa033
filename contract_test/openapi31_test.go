package contract_test

import (
	"bytes"
	"testing"

	supermemory "github.com/seed-97812ecd/supermemory-go"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// TestControlsUnderOpenAPI31 judges the recordings and their controls by the same contract, written as OpenAPI 3.1,
// which another validator judges.
func TestControlsUnderOpenAPI31(t *testing.T) {
	t.Parallel()
	as31 := bytes.Replace(supermemory.OpenAPI, []byte("openapi: 3.0.3"), []byte("openapi: 3.1.0"), 1)
	if bytes.Equal(as31, supermemory.OpenAPI) {
		t.Fatal("the contract is not of OpenAPI 3.0.3: nothing was changed")
	}
	c, err := contract.Load(as31)
	if err != nil {
		t.Fatal(err)
	}
	_, exchanges := load(t)
	doc := document(t)
	for _, x := range exchanges {
		for _, f := range c.Check(x).Findings {
			t.Error(f)
		}
		for _, name := range unreported(c, controlsFrom(t, doc, c, x)) {
			t.Errorf("%s: not reported", name)
		}
	}
}
