package drift

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Contract is an OpenAPI document, ready to be compared with exchanges. It is safe for concurrent use.
type Contract struct {
	routes     route
	operations []*operation
}

// Response names one documented response.
type Response struct {
	Operation string // as in [Finding]
	Status    string // as the contract writes it: "200", "4XX" or "default"; "" for a response that is not documented
}

type operation struct {
	name           string
	method         string
	pathParameters []*openapi3.Schema // by position in the path template
	responses      []*response        // in the order of their statuses
	byCode         map[int]*response
	byRange        [6]*response // by the first digit
	byDefault      *response
}

type response struct {
	Response
	headers []header
	content []content
}

// header is a documented response header, judged by kin-openapi through a route of its own.
type header struct {
	name  string
	input openapi3filter.RequestValidationInput
}

// content is one documented media type of a response.
type content struct {
	mediaRange string            // lower case, without parameters: "application/json", "text/*", "*/*"
	parameters map[string]string // of the media range
	schema     *openapi3.Schema  // nil if any content will do
	judge      func(*judgement, any)
	shape      *shape
	input      openapi3filter.RequestValidationInput // for the media types that kin-openapi decodes
}

// Load reads a contract: an OpenAPI 3.0 or 3.1 document in YAML or JSON, complete in itself. A reference to another document is an
// error; [LoadFile] follows those to other files.
//
// A document is read leniently where a vendor's document must be: two paths of the same shape, missing descriptions and wrong
// examples are no errors. A schema of a response that cannot be used to judge that response is one.
func Load(data []byte) (*Contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err == nil {
		var c *Contract
		if c, err = compile(doc); err == nil {
			return c, nil
		}
	}
	return nil, fmt.Errorf("cannot use the document as a contract: %s", firstLine(err))
}

// LoadFile reads a contract from a file, following references to other files. It never fetches anything from a network.
func LoadFile(name string) (*Contract, error) {
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	loader.ReadFromURIFunc = readLocal
	doc, err := loader.LoadFromURI(&url.URL{Path: filepath.ToSlash(name)})
	if err == nil {
		var c *Contract
		if c, err = compile(doc); err == nil {
			return c, nil
		}
	}
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok && pathErr.Path == filepath.FromSlash(name) {
		return nil, fmt.Errorf("cannot read the contract: %w", pathErr)
	}
	return nil, fmt.Errorf("cannot use %s as a contract: %s", name, firstLine(err))
}

func readLocal(l *openapi3.Loader, location *url.URL) ([]byte, error) {
	if location.Host != "" || location.Scheme != "" && location.Scheme != "file" {
		return nil, fmt.Errorf("it refers to %s, and nothing is fetched from a network: save that document beside it", location.Redacted())
	}
	return openapi3.ReadFromFile(l, location)
}

// firstLine is an error's text up to the first line that says something: those of YAML and of schemas have several.
func firstLine(err error) string {
	text, rest, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	if text = strings.TrimSpace(text); strings.HasSuffix(text, ":") {
		second, _, _ := strings.Cut(strings.TrimSpace(rest), "\n")
		text += " " + strings.TrimSpace(second)
	}
	return text
}

// Responses lists every documented response: operations by path and method, statuses in ascending order, ranges and default last.
func (c *Contract) Responses() []Response {
	var all []Response
	for _, op := range c.operations {
		for _, r := range op.responses {
			all = append(all, r.Response)
		}
	}
	return all
}

// Match finds the documented response that an exchange is an instance of. It is false if no operation of the contract
// matches, and names a Response without a status if the operation documents none for it.
func (c *Contract) Match(x Exchange) (Response, bool) {
	op := c.routes.find(x.Method, escapedPath(x.URL))
	if op == nil {
		return Response{}, false
	}
	if r := op.response(x.Status); r != nil {
		return r.Response, true
	}
	return Response{Operation: op.name}, true
}

func compile(doc *openapi3.T) (*Contract, error) {
	if !strings.HasPrefix(doc.OpenAPI, "3.") {
		return nil, errors.New(`it is not an OpenAPI 3 document: it has no line "openapi: 3.…"`)
	}
	c := &Contract{}
	compiler := compiler{doc: doc, validated: map[*openapi3.Schema]bool{}, shapes: map[*openapi3.Schema]*shape{}}
	if doc.IsOpenAPI31OrLater() {
		compiler.bundle = newBundle()
	}
	paths := doc.Paths.Map()
	for _, template := range sortedKeys(paths) {
		item := paths[template]
		if item == nil {
			continue
		}
		if !strings.HasPrefix(template, "/") {
			return nil, fmt.Errorf("the path %q does not begin with a slash", template)
		}
		operations := item.Operations()
		for _, method := range sortedKeys(operations) {
			op, err := compiler.operation(template, method, item, operations[method])
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, template, err)
			}
			c.operations = append(c.operations, op)
		}
	}
	for _, step := range compiler.later {
		if err := step(); err != nil {
			return nil, err
		}
	}
	byNarrowness := slices.Clone(compiler.routes)
	slices.SortStableFunc(byNarrowness, func(a, b routeEntry) int { return b.op.narrowness() - a.op.narrowness() })
	for _, entry := range byNarrowness {
		c.routes.add(entry.template, entry.op)
	}
	if len(c.operations) == 0 {
		return nil, errors.New("it describes no operation: paths is missing or empty")
	}
	return c, nil
}

type compiler struct {
	doc       *openapi3.T
	validated map[*openapi3.Schema]bool
	shapes    map[*openapi3.Schema]*shape
	bundle    *bundle        // nil under OpenAPI 3.0
	later     []func() error // what needs the whole bundle
	routes    []routeEntry
}

type routeEntry struct {
	template string
	op       *operation
}

func (c *compiler) operation(template, method string, item *openapi3.PathItem, o *openapi3.Operation) (*operation, error) {
	op := &operation{name: o.OperationID, method: method, byCode: map[int]*response{}}
	if op.name == "" {
		op.name = method + " " + template
	}
	for _, expression := range templateExpression.FindAllString(template, -1) {
		op.pathParameters = append(op.pathParameters, pathParameter(strings.Trim(expression, "{}"), o.Parameters, item.Parameters))
	}
	servers := c.doc.Servers
	if len(item.Servers) > 0 {
		servers = item.Servers
	}
	if o.Servers != nil && len(*o.Servers) > 0 {
		servers = *o.Servers
	}
	for _, base := range basePaths(servers) {
		c.routes = append(c.routes, routeEntry{base + template, op})
	}
	responses := o.Responses.Map()
	if len(responses) == 0 {
		return nil, errors.New("it documents no response")
	}
	for _, status := range sortedKeys(responses) {
		if !statusKey.MatchString(status) {
			return nil, fmt.Errorf("response %q: expected a status code, a range such as 4XX, or default", status)
		}
		r, err := c.response(Response{op.name, status}, responses[status])
		if err != nil {
			return nil, fmt.Errorf("response %s: %w", status, err)
		}
		op.responses = append(op.responses, r)
		switch code, err := strconv.Atoi(status); {
		case err == nil:
			op.byCode[code] = r
		case status == "default":
			op.byDefault = r
		default:
			op.byRange[status[0]-'0'] = r
		}
	}
	return op, nil
}

func pathParameter(name string, lists ...openapi3.Parameters) *openapi3.Schema {
	for _, list := range lists {
		if p := list.GetByInAndName(openapi3.ParameterInPath, name); p != nil {
			if p.Schema == nil {
				return nil
			}
			return p.Schema.Value
		}
	}
	return nil
}

// response is the one documented for a status: itself, its range, or the default.
func (op *operation) response(status int) *response {
	if r := op.byCode[status]; r != nil {
		return r
	}
	if 100 <= status && status <= 599 && op.byRange[status/100] != nil {
		return op.byRange[status/100]
	}
	return op.byDefault
}

var statusKey = regexp.MustCompile(`^([1-5]\d\d|[1-5][xX][xX]|default)$`)

func (c *compiler) response(name Response, ref *openapi3.ResponseRef) (*response, error) {
	if ref == nil || ref.Value == nil {
		return nil, errors.New("it is empty")
	}
	r := &response{Response: name}
	for _, name := range sortedKeys(ref.Value.Headers) {
		if strings.EqualFold(name, "Content-Type") { // OpenAPI 3.0.3, "Response Object": such a definition shall be ignored
			continue
		}
		r.headers = append(r.headers, header{http.CanonicalHeaderKey(name), c.judgedByKin(&openapi3.Response{
			Headers: openapi3.Headers{name: ref.Value.Headers[name]},
		})})
	}
	for _, key := range sortedKeys(ref.Value.Content) {
		mediaType := ref.Value.Content[key]
		if mediaType == nil {
			mediaType = &openapi3.MediaType{}
		}
		var schema *openapi3.Schema
		if mediaType.Schema != nil {
			schema = mediaType.Schema.Value
			if err := c.validate(schema); err != nil {
				return nil, fmt.Errorf("the schema of %s: %w", key, err)
			}
		}
		for listed := range strings.SplitSeq(key, ",") {
			mediaRange, parameters, err := parseMediaType(listed)
			if err != nil {
				return nil, fmt.Errorf("%q is no media type", listed)
			}
			r.content = append(r.content, content{
				mediaRange: mediaRange,
				parameters: parameters,
				schema:     schema,
				shape:      c.shape(mediaType.Schema),
				input:      c.judgedByKin(&openapi3.Response{Content: openapi3.Content{"*/*": mediaType}}),
			})
		}
	}
	slices.SortStableFunc(r.content, func(a, b content) int { return b.specificity() - a.specificity() })
	for i := range r.content {
		c.judgeBy(&r.content[i])
	}
	return r, nil
}

// validate refuses a schema that nothing could match by mistake, and is lenient otherwise: vendors publish arrays without items and
// defaults of the wrong type, and responses can be judged all the same.
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
				return fmt.Errorf("%q, at %s, is no type", t, ifElse(pointer == "", "its root", pointer))
			}
		}
		if c.bundle == nil {
			allowNull(ref.Value)
		}
		return nil
	})
}

var jsonTypes = []string{openapi3.TypeString, openapi3.TypeNumber, openapi3.TypeInteger, openapi3.TypeBoolean, openapi3.TypeArray, openapi3.TypeObject, openapi3.TypeNull}

// allowNull makes a schema that restricts nothing allow null, which kin-openapi refuses: without a type, null is
// a value like all others (OpenAPI 3.0.3, "Schema Object", nullable).
func allowNull(s *openapi3.Schema) {
	if s != nil && s.Type == nil && len(s.Enum) == 0 && len(s.AllOf) == 0 && len(s.AnyOf) == 0 && len(s.OneOf) == 0 && s.Not == nil {
		s.Nullable = true
	}
}

// judgedByKin makes a response the only one that there is, so that kin-openapi judges every exchange by it, whatever its status.
func (c *compiler) judgedByKin(r *openapi3.Response) openapi3filter.RequestValidationInput {
	return openapi3filter.RequestValidationInput{
		Request: &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/"}},
		Route: &routers.Route{
			Spec:      c.doc,
			Operation: &openapi3.Operation{Responses: openapi3.NewResponses(openapi3.WithName("default", r))},
		},
	}
}

// matcher tells whether a value matches a schema. Under OpenAPI 3.1 it can do so when all schemas are known.
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

// judgeBy sets how content is judged, in the same way.
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

// compilePattern accepts everything under a pattern that Go's regexp package cannot express, such as one with a look-ahead:
// it cannot tell whether a value matches, and a guess would be a false alarm.
func compilePattern(pattern string) (openapi3.RegexMatcher, error) {
	if re, err := regexp.Compile(pattern); err == nil {
		return re, nil
	}
	return regexp.MustCompile(""), nil
}

// basePaths are the paths of the servers' URLs without their trailing slash, so that a path template can follow; variables stand for their default and each
// listed value.
func basePaths(servers openapi3.Servers) []string {
	var bases []string
	for _, server := range servers {
		if server == nil {
			continue
		}
		expanded := []string{server.URL}
		for _, name := range sortedKeys(server.Variables) {
			variable := server.Variables[name]
			var next []string
			for _, value := range slices.Compact(append([]string{variable.Default}, variable.Enum...)) {
				for _, u := range expanded {
					next = append(next, strings.ReplaceAll(u, "{"+name+"}", value))
				}
			}
			expanded = next
		}
		for _, u := range expanded {
			base := strings.TrimSuffix(serverPath(u), "/")
			if !slices.Contains(bases, base) {
				bases = append(bases, base)
			}
		}
	}
	if len(bases) == 0 {
		return []string{""} // OpenAPI 3.0.3, "OpenAPI Object": without servers, the server is "/"
	}
	return bases
}

// serverPath is the path of a server's URL, which may be relative ("/v1", "v1", "//host/v1").
func serverPath(u string) string {
	if rest, ok := strings.CutPrefix(u, "//"); ok {
		u = "https://" + rest
	}
	if p := escapedPath(u); strings.HasPrefix(p, "/") || p == "" {
		return p
	} else {
		return "/" + strings.TrimPrefix(p, "./")
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
