package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// bundle gathers the schemas of an OpenAPI 3.1 document into one JSON Schema document, in which each schema stands
// under $defs and refers to the others there. kin-openapi does the same anew for every validation, which takes many
// times as long as the validation; the validator is the same, and is compiled once here.
type bundle struct {
	ids      map[*openapi3.Schema]string
	defs     map[string]any
	compiler *jsonschema.Compiler
	err      error
}

func newBundle() *bundle {
	return &bundle{ids: map[*openapi3.Schema]string{}, defs: map[string]any{}}
}

// ref files a schema and everything below it, and refers to it.
func (b *bundle) ref(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	if ref == nil || ref.Value == nil {
		return nil
	}
	return openapi3.NewSchemaRef("#/$defs/"+b.add(ref.Value), nil)
}

func (b *bundle) refs(refs openapi3.SchemaRefs) (out openapi3.SchemaRefs) {
	for _, ref := range refs {
		out = append(out, b.ref(ref))
	}
	return out
}

func (b *bundle) named(schemas openapi3.Schemas) openapi3.Schemas {
	if schemas == nil {
		return nil
	}
	out := make(openapi3.Schemas, len(schemas))
	for name, ref := range schemas {
		out[name] = b.ref(ref)
	}
	return out
}

func (b *bundle) boolOr(s openapi3.BoolSchema) openapi3.BoolSchema {
	return openapi3.BoolSchema{Has: s.Has, Schema: b.ref(s.Schema)}
}

// add files a schema as it applies to a response: what only a request may hold is required of none.
func (b *bundle) add(schema *openapi3.Schema) string {
	if id, ok := b.ids[schema]; ok {
		return id
	}
	id := "s" + strconv.Itoa(len(b.ids))
	b.ids[schema] = id
	if schema.Always != nil {
		b.defs[id] = *schema.Always
		return id
	}
	s := *schema
	s.OneOf, s.AnyOf, s.AllOf, s.PrefixItems = b.refs(s.OneOf), b.refs(s.AnyOf), b.refs(s.AllOf), b.refs(s.PrefixItems)
	s.Not, s.Items, s.Contains, s.PropertyNames = b.ref(s.Not), b.ref(s.Items), b.ref(s.Contains), b.ref(s.PropertyNames)
	s.If, s.Then, s.Else, s.ContentSchema = b.ref(s.If), b.ref(s.Then), b.ref(s.Else), b.ref(s.ContentSchema)
	for name, p := range s.Properties {
		if p != nil && p.Value != nil && p.Value.WriteOnly {
			s.Properties = maps.Clone(s.Properties)
			s.Properties[name] = openapi3.NewSchemaRef("", &openapi3.Schema{Always: new(false)})
		}
	}
	s.Properties, s.PatternProperties, s.DependentSchemas = b.named(s.Properties), b.named(s.PatternProperties), b.named(s.DependentSchemas)
	s.AdditionalProperties, s.UnevaluatedProperties, s.UnevaluatedItems = b.boolOr(s.AdditionalProperties), b.boolOr(s.UnevaluatedProperties), b.boolOr(s.UnevaluatedItems)
	s.Required = slices.DeleteFunc(slices.Clone(s.Required), func(name string) bool { return writeOnly(schema, name) })
	s.Extensions, s.Origin, s.Example, s.Examples, s.Default, s.ExternalDocs, s.XML, s.Discriminator, s.Defs = nil, nil, nil, nil, nil, nil, nil, nil, nil
	s.Title, s.Description, s.Comment, s.SchemaDialect, s.SchemaID, s.Anchor, s.DynamicRef, s.DynamicAnchor = "", "", "", "", "", "", "", ""
	data, err := json.Marshal(&s)
	var def any
	if err == nil {
		err = json.Unmarshal(data, &def)
	}
	b.err = errors.Join(b.err, err)
	b.defs[id] = def
	return id
}

// writeOnly reports whether a property is declared writeOnly by the schema or by what it takes in with allOf.
func writeOnly(schema *openapi3.Schema, name string) bool {
	if p := schema.Properties[name]; p != nil && p.Value != nil && p.Value.WriteOnly {
		return true
	}
	return slices.ContainsFunc(schema.AllOf, func(ref *openapi3.SchemaRef) bool {
		return ref != nil && ref.Value != nil && ref.Value != schema && writeOnly(ref.Value, name)
	})
}

const bundleURL = "contract.json"

// compile makes the validator of a schema that was added before the first call.
func (b *bundle) compile(schema *openapi3.Schema) (*jsonschema.Schema, error) {
	if b.err != nil {
		return nil, b.err
	}
	if b.compiler == nil {
		b.compiler = jsonschema.NewCompiler()
		b.compiler.DefaultDraft(jsonschema.Draft2020)
		b.compiler.UseRegexpEngine(func(pattern string) (jsonschema.Regexp, error) { return lenientPattern(pattern), nil })
		b.compiler.AssertFormat()
		for _, name := range b.formats() {
			b.compiler.RegisterFormat(&jsonschema.Format{Name: name, Validate: func(v any) error { return checkFormat(name, v) }})
		}
		if err := b.compiler.AddResource(bundleURL, map[string]any{"$defs": b.defs}); err != nil {
			return nil, err
		}
	}
	return b.compiler.Compile(bundleURL + "#/$defs/" + b.ids[schema])
}

// formats lists the formats that the schemas name. Only those that kin-openapi judges under 3.0 are judged, so that
// the two versions agree.
func (b *bundle) formats() []string {
	names := map[string]bool{}
	for schema := range b.ids {
		if schema.Format != "" {
			names[schema.Format] = true
		}
	}
	return sortedKeys(names)
}

func checkFormat(name string, v any) error {
	switch v := v.(type) {
	case string:
		if f, ok := openapi3.SchemaStringFormats[name]; ok {
			return f.Validate(v)
		}
	case float64:
		if f, ok := openapi3.SchemaIntegerFormats[name]; ok && v == math.Trunc(v) && math.Abs(v) < math.MaxInt64 {
			return f.Validate(int64(v))
		}
		if f, ok := openapi3.SchemaNumberFormats[name]; ok {
			return f.Validate(v)
		}
	}
	return nil
}

type pattern struct {
	openapi3.RegexMatcher
	text string
}

func (p pattern) String() string { return p.text }

func lenientPattern(text string) pattern {
	matcher, _ := compilePattern(text)
	return pattern{matcher, text}
}

// schemaErrors31 reports each error of a JSON Schema validator, like schemaErrors.
func (j *judgement) schemaErrors31(e *jsonschema.ValidationError) {
	at := e.InstanceLocation
	pointer := jsonPointer(at)
	switch k := e.ErrorKind.(type) {
	case *kind.Schema, *kind.Group, *kind.Reference, *kind.AllOf:
		for _, cause := range e.Causes {
			j.schemaErrors31(cause)
		}
	case *kind.Required:
		for _, name := range k.Missing {
			j.reportMissing(append(slices.Clone(at), name))
		}
	case *kind.DependentRequired:
		for _, name := range k.Missing {
			j.reportMissing(append(slices.Clone(at), name))
		}
	case *kind.Type:
		names := make([]string, len(k.Want))
		for i, t := range k.Want {
			names[i] = withArticle(t)
		}
		j.reportBody(ifElse(k.Got == "null", drift.ValueNull, drift.ValueType), pointer, "expected %s, saw %s", text.Or(names), withArticle(k.Got))
	case *kind.Enum:
		j.reportBody(ifElse(k.Got == nil, drift.ValueNull, drift.ValueNotAllowed), pointer, "expected %s, saw %s", enum(k.Want), other(k.Got))
	case *kind.Const:
		j.reportBody(ifElse(k.Got == nil, drift.ValueNull, drift.ValueNotAllowed), pointer, "expected %s, saw %s", enum([]any{k.Want}), other(k.Got))
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			j.reportForbidden(pointer, name)
		}
	case *kind.FalseSchema:
		if len(at) > 0 {
			j.reportForbidden(jsonPointer(at[:len(at)-1]), at[len(at)-1])
			return
		}
		j.reportBody(drift.ValueMismatch, pointer, "expected no value at all, saw one")
	case *kind.Pattern:
		j.reportBody(drift.ValueFormat, pointer, "expected a string that matches %s, saw one that does not", redact.Quote(k.Want))
	case *kind.Format:
		j.reportBody(drift.ValueFormat, pointer, "expected the format %s, saw a value without it", redact.Quote(k.Want))
	case *kind.Minimum:
		j.outOfBounds(pointer, "a number of at least %s", k.Want.RatString())
	case *kind.Maximum:
		j.outOfBounds(pointer, "a number of at most %s", k.Want.RatString())
	case *kind.ExclusiveMinimum:
		j.outOfBounds(pointer, "a number above %s", k.Want.RatString())
	case *kind.ExclusiveMaximum:
		j.outOfBounds(pointer, "a number below %s", k.Want.RatString())
	case *kind.MultipleOf:
		j.outOfBounds(pointer, "a multiple of %s", k.Want.RatString())
	case *kind.MinLength:
		j.outOfBounds(pointer, "at least %d characters", k.Want)
	case *kind.MaxLength:
		j.outOfBounds(pointer, "at most %d characters", k.Want)
	case *kind.MinItems:
		j.outOfBounds(pointer, "at least %d items", k.Want)
	case *kind.MaxItems:
		j.outOfBounds(pointer, "at most %d items", k.Want)
	case *kind.MinProperties:
		j.outOfBounds(pointer, "at least %d properties", k.Want)
	case *kind.MaxProperties:
		j.outOfBounds(pointer, "at most %d properties", k.Want)
	case *kind.UniqueItems:
		j.outOfBounds(pointer, "items that are all different")
	case *kind.OneOf:
		if k.Subschemas != nil {
			j.reportBody(drift.ValueMismatch, pointer, "expected exactly one alternative to match, saw more than one")
			return
		}
		j.reportBody(drift.ValueMismatch, pointer, "expected a value that matches one of %d alternatives, saw one that matches none", len(e.Causes))
	case *kind.AnyOf:
		j.reportBody(drift.ValueMismatch, pointer, "expected a value that matches one of %d alternatives, saw one that matches none", len(e.Causes))
	default:
		keyword := "schema"
		if path := e.ErrorKind.KeywordPath(); len(path) > 0 {
			keyword = path[0]
		}
		j.reportBody(drift.ValueMismatch, pointer, "expected a value that the schema's %q allows, saw one that it does not", keyword)
	}
}

func (j *judgement) outOfBounds(pointer, format string, args ...any) {
	j.reportBody(drift.ValueOutOfBounds, pointer, "expected %s, saw a value that breaks this", fmt.Sprintf(format, args...))
}
