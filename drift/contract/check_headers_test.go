package contract_test

import (
	"slices"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

func TestHeaders(t *testing.T) {
	c, err := contract.Load([]byte(`openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    get: {responses: {"200": {description: d, headers: {x-one: {schema: {type: string}},
        Content-Type: {schema: {type: string}}}}}}
    put: {responses: {"200": {description: d, headers: {X-ONE: {schema: {type: string}}}},
        default: {description: d, headers: {A: {schema: {type: string}}}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Headers(); !slices.Equal(got, []string{"A", "X-One"}) {
		t.Errorf("got %q", got)
	}
}
