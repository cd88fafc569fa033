package schema

import (
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

// dialects are the dialects of JSON Schema by which schemas are judged: that of OpenAPI 3.1 and 3.2, in each of its
// dated editions, and the one that it stands on.
var dialects = []string{"https://spec.openapis.org/oas/3.1/dialect/", "https://spec.openapis.org/oas/3.2/dialect/",
	"https://json-schema.org/draft/2020-12/schema"}

// noteDialect notes a dialect, given by $schema or jsonSchemaDialect, that schemas are not judged by.
func (c *Compiler) noteDialect(dialect string, place drift.Place) {
	isKnown := func(known string) bool { return strings.HasPrefix(dialect, known) }
	if dialect == "" || !c.later || slices.ContainsFunc(dialects, isKnown) {
		return
	}
	c.note(place, "the dialect %s is not known: its schemas are judged by JSON Schema 2020-12, as OpenAPI 3.1 has it",
		redact.Quote(dialect))
}
