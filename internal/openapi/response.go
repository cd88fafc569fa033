package openapi

import (
	"errors"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Undocumented is the error for an operation without responses. Some vendors write a reference in place of an
// operation, which no version of OpenAPI has, and bundle their documents before they use them.
func Undocumented(o *openapi3.Operation) error {
	if IsReference(o) {
		return fmt.Errorf("bundle the document first: OpenAPI does not allow a reference in place of an operation, such "+
			"as the one to %s", text.Quote(fmt.Sprint(o.Extensions["$ref"]), text.MaxName))
	}
	return errors.New("it documents no response")
}

// IsReference reports whether a reference stands in place of an operation.
func IsReference(o *openapi3.Operation) bool { return o.Extensions["$ref"] != nil }
