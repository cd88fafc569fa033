package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/parameter"
	"github.com/seed-97812ecd/supermemory-go/internal/schema"
)

// value is what a parameter or a header field may be.
type value struct {
	style   parameter.Style
	schema  *openapi3.Schema
	program *schema.Program // nil if any value will do
	json    bool            // it is written as JSON: it has content instead of a schema
}

// value compiles the schema of a parameter or header, or of its content (OpenAPI 3.0.3, "Parameter Object").
func (c *compiler) value(by *schema.Compiler, at openapi.Site, p *openapi3.Parameter) (v value, err error) {
	v.style = parameter.StyleOf(p.In, p.Style, p.Explode)
	ref, at := p.Schema, at.Child("schema")
	for _, key := range slices.Sorted(maps.Keys(p.Content)) {
		if mediaType := p.Content[key]; mediaType != nil && ref == nil {
			if name, _, err := parseMediaType(key); err != nil || !isJSON(name) {
				return v, nil // another format is not judged
			}
			if ref, v.json = mediaType.Schema, true; ref == nil {
				ref = &openapi3.SchemaRef{Value: &openapi3.Schema{}} // anything that is JSON
			}
			at = at.Parent().Child("content", key, "schema")
		}
	}
	if ref == nil {
		return v, nil
	}
	v.schema = ref.Value
	v.program, err = by.Compile(at, ref)
	return v, err
}

// header judges the value of a header field, several fields of one name as one (RFC 9110, section 5.3).
func (v *value) header(fields []string, yield func(schema.Deviation)) {
	text := strings.Join(fields, ",")
	if v.program == nil {
		return
	}
	json := []byte(text)
	if !v.json {
		json = parameter.Single("", text, v.style, v.schema, trimField)
	}
	_ = v.program.Judge(json, yield) // a field of millions of values does not arrive
}

// trimField leaves out the white space that may stand around an element of a header field (RFC 9110, section 5.6.1).
func trimField(element string) string { return strings.Trim(element, " \t") }

// about names in a deviation's message what it is about: "expected an integer in the header X-Total, saw a string".
func about(d schema.Deviation, what, name string) string {
	expected, saw, _ := strings.Cut(d.Message, ", saw ")
	return fmt.Sprintf("%s in the %s %s, saw %s", expected, what, name, saw)
}
