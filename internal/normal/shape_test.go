package normal_test

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/normal"
)

// TestShapeOfItself shows an array of itself, which has no end.
func TestShapeOfItself(t *testing.T) {
	t.Parallel()
	s := openapi3.NewArraySchema()
	s.Items = openapi3.NewSchemaRef("", s)
	if got, want := normal.Shape(s, 2), "array of array of array"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	lists := openapi3.NewArraySchema().WithItems(openapi3.NewArraySchema().WithItems(openapi3.NewStringSchema()))
	if got, want := normal.Shape(lists, 2), "array of array of string"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
