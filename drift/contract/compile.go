package contract

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/schema"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// compile makes a contract of a document: paths, operations, responses, media types, schemas.
func compile(doc *openapi.Document) (*Contract, error) { return compileWatched(doc, nil) }

// compileWatched is compile, with a watch on what is judged.
func compileWatched(doc *openapi.Document, watch *schema.Watch) (*Contract, error) {
	contract := &Contract{files: doc.Files()}
	c := &compiler{
		doc:       doc,
		responses: schema.NewCompiler(doc, schema.Response),
		requests:  schema.NewCompiler(doc, schema.Request),
	}
	c.responses.Watch(watch)
	c.requests.Watch(watch)
	paths := doc.Paths.Map()
	for _, template := range slices.Sorted(maps.Keys(paths)) {
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
	contract.routes = c.router(contract.operations)
	for _, note := range slices.Concat(doc.Lost, c.responses.Notes(), c.requests.Notes(), c.notes) {
		if !slices.Contains(contract.notes, note) {
			contract.notes = append(contract.notes, note)
		}
	}
	return contract, nil
}

type compiler struct {
	doc       *openapi.Document
	responses *schema.Compiler
	requests  *schema.Compiler
	notes     []drift.Note // about requests that are not judged
}

// path compiles the operations of a path, by method.
func (c *compiler) path(template string, item *openapi3.PathItem) (all []*operation, err error) {
	shown := text.Line(template, text.MaxName)
	if !strings.HasPrefix(template, "/") {
		return nil, fmt.Errorf("the path %q does not begin with a slash", shown)
	}
	at := c.doc.FollowPath(c.doc.Root().Child("paths", template), item)
	operations := item.Operations()
	for _, method := range slices.Sorted(maps.Keys(operations)) {
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
		err := openapi.Undocumented(o)
		if o.Responses.Len() > 0 {
			err = c.documented(op, site, o.Responses.Map())
		}
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", method, shown, err)
		}
		c.request(op, site, at, o, item)
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
				r[level].add(base, op)
			}
		}
	}
	return r
}

// documented compiles the responses of an operation.
func (c *compiler) documented(op *operation, at openapi.Site, responses map[string]*openapi3.ResponseRef) error {
	op.byStatus = map[drift.Status]*response{}
	for _, key := range slices.Sorted(maps.Keys(responses)) {
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
	for _, name := range slices.Sorted(maps.Keys(ref.Value.Headers)) {
		if strings.EqualFold(name, "Content-Type") { // OpenAPI 3.0.3, "Response Object": such a definition shall be ignored
			continue
		}
		h, err := c.header(at.Child("headers", name), name, ref.Value.Headers[name])
		if err != nil {
			return nil, err
		}
		r.headers = append(r.headers, h)
	}
	var err error
	r.content, err = c.content(c.responses, at, ref.Value.Content)
	return r, err
}

func (c *compiler) header(at openapi.Site, name string, ref *openapi3.HeaderRef) (h header, err error) {
	h = header{name: http.CanonicalHeaderKey(name), place: c.doc.Place(at, nil, "")}
	if ref == nil || ref.Value == nil {
		return h, nil
	}
	at = c.doc.Follow(at, ref, ref.Value, ref.Value.Origin)
	h.place = c.doc.Place(at, ref.Value.Origin, "")
	h.required = ref.Value.Required
	p := ref.Value.Parameter
	p.In = openapi3.ParameterInHeader
	if h.value, err = c.value(c.responses, at, &p); err != nil {
		return h, fmt.Errorf("header %s: %w", text.Line(name, text.MaxName), err)
	}
	return h, nil
}

// content compiles what a response or a request's body documents, the most specific media range first. A key may name
// several media ranges, with commas between them.
func (c *compiler) content(
	by *schema.Compiler,
	at openapi.Site,
	documented openapi3.Content,
) (all []content, err error) {
	for _, key := range slices.Sorted(maps.Keys(documented)) {
		mediaType := documented[key]
		if mediaType == nil {
			mediaType = &openapi3.MediaType{}
		}
		site := at.Child("content", key)
		m := content{place: c.doc.Place(site, mediaType.Origin, ""), encoding: mediaType.Encoding}
		ref := mediaType.Schema
		if ref == nil {
			ref = &openapi3.SchemaRef{Value: &openapi3.Schema{}} // anything, as long as it can be read
		} else {
			m.schema = ref.Value
		}
		if m.program, err = by.Compile(site.Child("schema"), ref); err != nil {
			return nil, fmt.Errorf("the schema of %s: %w", text.Line(key, text.MaxName), err)
		}
		for listed := range strings.SplitSeq(key, ",") {
			if m.mediaRange, m.parameters, err = parseMediaType(listed); err != nil {
				name, _, _ := strings.Cut(listed, ";") // Datadog has "application/json;simple"
				m.mediaRange, m.parameters, err = parseMediaType(name)
			}
			if err != nil {
				return nil, fmt.Errorf("invalid media type %s", text.Quote(listed, text.MaxName))
			}
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b content) int { return b.specificity() - a.specificity() })
	return all, nil
}
