package contract

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// compile makes a contract of a document: paths, operations, responses, media types, schemas.
func compile(doc *openapi.Document) (*Contract, error) {
	contract := &Contract{}
	c := &compiler{doc: doc, validated: map[*openapi3.Schema]bool{}, shapes: map[*openapi3.Schema]*shape{}}
	if doc.IsOpenAPI31OrLater() {
		c.bundle = newBundle()
	}
	paths := doc.Paths.Map()
	for _, template := range sortedKeys(paths) {
		if paths[template] == nil {
			continue
		}
		operations, err := c.path(template, paths[template])
		if err != nil {
			return nil, err
		}
		contract.operations = append(contract.operations, operations...)
	}
	if len(contract.operations) == 0 {
		return nil, errors.New("it describes no operation: paths is missing or empty")
	}
	for _, step := range c.later {
		if err := step(); err != nil {
			return nil, err
		}
	}
	contract.routes = c.router(contract.operations)
	return contract, nil
}

type compiler struct {
	doc       *openapi.Document
	validated map[*openapi3.Schema]bool
	shapes    map[*openapi3.Schema]*shape
	bundle    *bundle        // nil under OpenAPI 3.0
	later     []func() error // what needs the whole bundle
}

// path compiles the operations of a path, by method.
func (c *compiler) path(template string, item *openapi3.PathItem) (all []*operation, err error) {
	shown := text.Line(template, text.MaxName)
	if !strings.HasPrefix(template, "/") {
		return nil, fmt.Errorf("the path %q does not begin with a slash", shown)
	}
	at := c.doc.FollowPath(c.doc.Root().Child("paths", template), item)
	operations := item.Operations()
	for _, method := range sortedKeys(operations) {
		o := operations[method]
		site := at.Child(strings.ToLower(method))
		op := &operation{
			name:     cmp.Or(o.OperationID, method+" "+template),
			method:   method,
			template: template,
			place:    c.doc.Place(site, o.Origin, ""),
			bases:    c.basePaths(item, o),
		}
		op.laxNote = []drift.Note{{Place: op.place, Message: fmt.Sprintf(
			"%s was matched under a base path that its servers do not have: correct servers in the contract",
			text.Line(op.name, text.MaxName))}}
		c.describePathParameters(op, parameterList{site, o.Parameters}, parameterList{at, item.Parameters})
		if err := c.responses(op, site, o.Responses.Map()); err != nil {
			return nil, fmt.Errorf("%s %s: %w", method, shown, err)
		}
		all = append(all, op)
	}
	return all, nil
}

// parameterList is the parameters of an operation or a path, and where that stands.
type parameterList struct {
	at         openapi.Site
	parameters openapi3.Parameters
}

// router files the operations under their base paths, those with the narrowest path parameters first.
func (c *compiler) router(operations []*operation) (r router) {
	byNarrowness := slices.Clone(operations)
	slices.SortStableFunc(byNarrowness, func(a, b *operation) int { return b.narrowness() - a.narrowness() })
	for level := range levels {
		for _, op := range byNarrowness {
			for _, base := range op.bases[level] {
				if level == 0 {
					r.strict.add(base, op)
				} else {
					r.lax.add(base, op)
				}
			}
		}
	}
	return r
}

func (c *compiler) responses(op *operation, at openapi.Site, responses map[string]*openapi3.ResponseRef) error {
	if len(responses) == 0 {
		return errors.New("it documents no response")
	}
	op.byStatus = map[drift.Status]*response{}
	for _, key := range sortedKeys(responses) {
		status, err := drift.ParseStatus(key)
		if err != nil {
			return fmt.Errorf("response %s: expected a status code, a range such as 4XX, or default",
				text.Quote(key, text.MaxName))
		}
		r, err := c.response(at.Child("responses", key), responses[key])
		if err != nil {
			return fmt.Errorf("response %s: %w", status, err)
		}
		r.Operation, r.Status = op.name, status
		op.responses = append(op.responses, r)
		op.byStatus[status] = r
	}
	return nil
}

func (c *compiler) response(at openapi.Site, ref *openapi3.ResponseRef) (*response, error) {
	if ref == nil || ref.Value == nil {
		return nil, errors.New("it is empty")
	}
	at = c.doc.Follow(at, ref, ref.Value, ref.Value.Origin)
	r := &response{Response: drift.Response{Place: c.doc.Place(at, ref.Value.Origin, "")}}
	for _, name := range sortedKeys(ref.Value.Headers) {
		if strings.EqualFold(name, "Content-Type") { // OpenAPI 3.0.3, "Response Object": such a definition shall be ignored
			continue
		}
		r.headers = append(r.headers, c.header(at.Child("headers", name), name, ref.Value.Headers[name]))
	}
	for _, key := range sortedKeys(ref.Value.Content) {
		if err := c.addContent(r, at.Child("content", key), key, ref.Value.Content[key]); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(r.content, func(a, b content) int { return b.specificity() - a.specificity() })
	for i := range r.content {
		c.judgeBy(&r.content[i])
	}
	return r, nil
}

func (c *compiler) header(at openapi.Site, name string, ref *openapi3.HeaderRef) header {
	h := header{name: http.CanonicalHeaderKey(name), place: c.doc.Place(at, nil, "")}
	if ref.Value != nil {
		h.place = c.doc.Place(c.doc.Follow(at, ref, ref.Value, ref.Value.Origin), ref.Value.Origin, "")
	}
	h.input = c.judgedByKin(&openapi3.Response{Headers: openapi3.Headers{name: ref}})
	return h
}

// addContent adds what a response documents under a key of its content: a media range, or several with commas between
// them.
func (c *compiler) addContent(r *response, at openapi.Site, key string, mediaType *openapi3.MediaType) error {
	if mediaType == nil {
		mediaType = &openapi3.MediaType{}
	}
	var schema *openapi3.Schema
	if mediaType.Schema != nil {
		schema = mediaType.Schema.Value
		if err := c.validate(schema); err != nil {
			return fmt.Errorf("the schema of %s: %w", text.Line(key, text.MaxName), err)
		}
	}
	for listed := range strings.SplitSeq(key, ",") {
		mediaRange, parameters, err := parseMediaType(listed)
		if err != nil {
			return fmt.Errorf("invalid media type %s", text.Quote(listed, text.MaxName))
		}
		r.content = append(r.content, content{
			mediaRange: mediaRange,
			parameters: parameters,
			place:      c.doc.Place(at, mediaType.Origin, ""),
			schema:     schema,
			shape:      c.shape(mediaType.Schema),
			input:      c.judgedByKin(&openapi3.Response{Content: openapi3.Content{"*/*": mediaType}}),
		})
	}
	return nil
}

// validate refuses types that do not exist, since nothing would match them. Otherwise it is lenient: vendors publish
// arrays without items and defaults of the wrong type.
func (c *compiler) validate(schema *openapi3.Schema) error {
	if schema == nil || c.validated[schema] {
		return nil
	}
	c.validated[schema] = true
	return openapi3.NewSchemaRef("", schema).WalkSubtree(func(pointer string, ref *openapi3.SchemaRef) error {
		if ref.Value == nil {
			return fmt.Errorf("the reference %s leads nowhere", ref.Ref)
		}
		for _, t := range ref.Value.Type.Slice() {
			if !slices.Contains(jsonTypes, t) {
				return fmt.Errorf("unknown type %s at %s", redact.Quote(t), ifElse(pointer == "", "its root", pointer))
			}
		}
		if c.bundle == nil {
			allowNull(ref.Value)
		}
		return nil
	})
}

var jsonTypes = []string{openapi3.TypeString, openapi3.TypeNumber, openapi3.TypeInteger, openapi3.TypeBoolean, openapi3.TypeArray,
	openapi3.TypeObject, openapi3.TypeNull}

// allowNull makes a schema that restricts nothing allow null, which kin-openapi refuses: without a type, null is
// a value like all others (OpenAPI 3.0.3, "Schema Object", nullable).
func allowNull(s *openapi3.Schema) {
	if s != nil && s.Type == nil && len(s.Enum) == 0 && len(s.AllOf) == 0 && len(s.AnyOf) == 0 && len(s.OneOf) == 0 && s.Not == nil {
		s.Nullable = true
	}
}

// judgedByKin makes a response the only one, so that kin-openapi judges every exchange by it, whatever its status.
func (c *compiler) judgedByKin(r *openapi3.Response) openapi3filter.RequestValidationInput {
	return openapi3filter.RequestValidationInput{
		Request: &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/"}},
		Route: &routers.Route{
			Spec:      c.doc.T,
			Operation: &openapi3.Operation{Responses: openapi3.NewResponses(openapi3.WithName("default", r))},
		},
	}
}

// matcher tells whether a value matches a schema. Under OpenAPI 3.1 it can do so once all schemas are known.
func (c *compiler) matcher(schema *openapi3.Schema) func(any) bool {
	if c.bundle == nil {
		return matches30(schema)
	}
	c.bundle.add(schema)
	matches := func(any) bool { return false }
	c.later = append(c.later, func() error {
		compiled, err := c.bundle.compile(schema)
		if err == nil {
			matches = func(v any) bool { return compiled.Validate(v) == nil }
		}
		return err
	})
	return func(v any) bool { return matches(v) }
}

// judgeBy sets how content is judged.
func (c *compiler) judgeBy(m *content) {
	switch {
	case m.schema == nil:
	case c.bundle == nil:
		m.judge = judge30(m.schema)
	default:
		c.bundle.add(m.schema)
		c.later = append(c.later, func() error {
			compiled, err := c.bundle.compile(m.schema)
			m.judge = func(j *judgement, value any) {
				if err, ok := errors.AsType[*jsonschema.ValidationError](compiled.Validate(value)); ok {
					j.schemaErrors31(err)
				}
			}
			return err
		})
	}
}

// compilePattern accepts everything under a pattern that Go's regexp package cannot express, such as one with a
// look-ahead: a guess would be a false alarm.
func compilePattern(pattern string) (openapi3.RegexMatcher, error) {
	if re, err := regexp.Compile(pattern); err == nil {
		return re, nil
	}
	return regexp.MustCompile(""), nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
