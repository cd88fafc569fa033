package contract

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// checkSchema judges the body's value by the schema, as a response.
func (j *judgement) checkSchema(m *content, v decoded) {
	if m == nil || m.judge == nil || !v.ok {
		return
	}
	m.judge(j, v.value)
}

// judge30 judges values by a schema of OpenAPI 3.0.
func judge30(schema *openapi3.Schema) func(*judgement, any) {
	options := []openapi3.SchemaValidationOption{openapi3.MultiErrors(), openapi3.VisitAsResponse(), openapi3.SetSchemaRegexCompiler(compilePattern)}
	return func(j *judgement, value any) {
		if err := schema.VisitJSON(value, options...); err != nil {
			j.schemaErrors(err)
		}
	}
}

// matches30 tells whether a value matches a schema of OpenAPI 3.0.
func matches30(schema *openapi3.Schema) func(any) bool {
	options := []openapi3.SchemaValidationOption{openapi3.FailFast(), openapi3.VisitAsResponse(), openapi3.SetSchemaRegexCompiler(compilePattern)}
	return func(value any) bool { return schema.VisitJSON(value, options...) == nil }
}

// schemaErrors reports each error of kin-openapi's, with its own words where they do not repeat values.
func (j *judgement) schemaErrors(err error) {
	var e *openapi3.SchemaError
	switch err := err.(type) { // not errors.As, which would look into a SchemaError, too
	case openapi3.MultiError:
		for _, err := range err {
			j.schemaErrors(err)
		}
		return
	case *openapi3.SchemaError:
		e = err
	default:
		j.reportBody(drift.ValueMismatch, "", "expected a value that the schema allows, saw one that cannot be judged by it")
		return
	}
	pointer := jsonPointer(e.JSONPointer())
	switch e.SchemaField {
	case "required":
		j.reportMissing(e.JSONPointer())
	case "nullable":
		j.reportBody(drift.ValueNull, pointer, "expected %s, saw null", types(e.Schema))
	case "type":
		j.reportBody(ifElse(e.Value == nil, drift.ValueNull, drift.ValueType), pointer, "expected %s, saw %s", types(e.Schema), kindOf(e.Value))
	case "enum":
		j.reportBody(ifElse(e.Value == nil, drift.ValueNull, drift.ValueNotAllowed), pointer, "expected %s, saw %s", enum(e.Schema.Enum), other(e.Value))
	case "properties":
		for _, name := range forbidden(e) {
			j.reportForbidden(pointer, name)
		}
	case "readOnly", "writeOnly":
		j.reportBody(drift.PropertyForbidden, pointer, "expected no %s property in a response, saw one", e.SchemaField)
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
		"minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties":
		j.reportBody(drift.ValueOutOfBounds, pointer, "expected %s, saw %s that breaks this", e.Reason, kindOf(e.Value))
	case "pattern":
		j.reportBody(drift.ValueFormat, pointer, "expected a string that matches %s, saw one that does not", redact.Quote(e.Schema.Pattern))
	case "format":
		j.reportBody(drift.ValueFormat, pointer, "expected the format %s, saw a value without it", redact.Quote(e.Schema.Format))
	case "allOf":
		j.nested(e, pointer)
	case "oneOf":
		if errors.Is(e.Origin, openapi3.ErrOneOfConflict) {
			j.reportBody(drift.ValueMismatch, pointer, "expected exactly one of %d alternatives to match, saw more than one", len(e.Schema.OneOf))
			return
		}
		j.alternatives(e, pointer, e.Schema.OneOf)
	case "anyOf":
		j.alternatives(e, pointer, e.Schema.AnyOf)
	default:
		j.reportBody(drift.ValueMismatch, pointer, "expected a value that the schema's %q allows, saw one that it does not", e.SchemaField)
	}
}

// nested reports the errors inside an allOf, each of which stands for itself.
func (j *judgement) nested(e *openapi3.SchemaError, pointer string) {
	if several, ok := errors.AsType[openapi3.MultiError](e.Origin); ok {
		j.schemaErrors(several)
		return
	}
	j.reportBody(drift.ValueMismatch, pointer, "expected a value that every schema under allOf allows, saw one that does not match")
}

// alternatives reports a value that matches none. If only one alternative came into question, as with a
// discriminator, its own errors say more.
func (j *judgement) alternatives(e *openapi3.SchemaError, pointer string, schemas openapi3.SchemaRefs) {
	if several, ok := errors.AsType[openapi3.MultiError](e.Origin); ok && len(several) == 1 {
		j.schemaErrors(several)
		return
	}
	rule := ifElse(e.Value == nil, drift.ValueNull, drift.ValueMismatch)
	j.reportBody(rule, pointer, "expected a value that matches one of %d alternatives, saw %s that matches none", len(schemas), kindOf(e.Value))
}

func (j *judgement) reportMissing(tokens []string) {
	last := len(tokens) - 1
	parent := jsonPointer(tokens[:last])
	j.reportBody(drift.PropertyMissing, jsonPointer(tokens), "expected the required property %s, saw %s without it", redact.Quote(tokens[last]),
		ifElse(parent == "", "an object", "an object at "+parent))
}

// reportForbidden reports a property once, however many schemas rule it out.
func (j *judgement) reportForbidden(parent, name string) {
	pointer := boundedPointer(parent + "/" + escapeToken(name))
	if !slices.ContainsFunc(j.result.Findings, func(f drift.Finding) bool { return f.Rule == drift.PropertyForbidden && f.Pointer == pointer }) {
		j.reportBody(drift.PropertyForbidden, pointer, "expected no properties but the declared ones, saw %s", redact.Quote(name))
	}
}

// forbidden lists the members of an object that its schema does not declare.
func forbidden(e *openapi3.SchemaError) []string {
	object, _ := e.Value.(map[string]any)
	return slices.DeleteFunc(sortedKeys(object), func(name string) bool { return e.Schema.Properties[name] != nil })
}

// types names what a schema allows: "a string", "an integer or null".
func types(s *openapi3.Schema) string {
	names := []string{}
	for _, t := range s.Type.Slice() {
		names = append(names, withArticle(t))
	}
	if s.Nullable {
		names = append(names, "null")
	}
	if len(names) == 0 {
		return "another value"
	}
	return text.Or(names)
}

func enum(values []any) string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = redact.Quote(fmt.Sprint(v))
	}
	return text.Or(names)
}

func other(v any) string {
	if v == nil {
		return "null"
	}
	return "another " + kindWord(v)
}

// kindOf names a value's JSON type, with its article.
func kindOf(v any) string { return withArticle(kindWord(v)) }

func kindWord(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "number"
}

func withArticle(t string) string {
	switch t {
	case "null":
		return t
	case "integer", "array", "object":
		return "an " + t
	}
	return "a " + t
}

// maxPointer bounds a pointer in a finding: names and depth come from outside.
const maxPointer = 512

func boundedPointer(p string) string {
	if len(p) <= maxPointer {
		return p
	}
	p = strings.ToValidUTF8(p[:maxPointer], "")
	return p[:strings.LastIndexByte(p, '/')]
}

// jsonPointer is the RFC 6901 pointer of reference tokens.
func jsonPointer(tokens []string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteByte('/')
		b.WriteString(escapeToken(t))
	}
	return boundedPointer(b.String())
}

var tokenEscaper = strings.NewReplacer("~", "~0", "/", "~1")

func escapeToken(t string) string { return tokenEscaper.Replace(t) }
