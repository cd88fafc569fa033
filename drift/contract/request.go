package contract

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// request is what an operation documents of its requests.
type request struct {
	parameters  []requestParameter // in paths, queries, headers and cookies
	credentials map[string]bool    // names of query parameters that authenticate
	open        bool               // a parameter takes names of the query that are not declared

	body     []content // nil if no body is documented
	unusable bool      // the body's description cannot be compiled: it is not judged
	required bool      // the body is
	place    drift.Place
}

type requestParameter struct {
	in, name    string
	position    int // of a path parameter in the template; -1 for others
	required    bool
	allowsEmpty bool // allowEmptyValue: a query parameter without a value is one, whatever the schema says
	place       drift.Place
	value
}

// request compiles what an operation documents of its requests: its own parameters, and its path's that it does not
// override. What cannot be compiled is a note: the responses can be judged all the same.
func (c *compiler) request(op *operation, at, pathSite openapi.Site, o *openapi3.Operation, item *openapi3.PathItem) {
	r := &op.request
	seen := map[[2]string]bool{}
	for _, list := range []parameterList{{at, o.Parameters}, {pathSite, item.Parameters}} {
		for i, ref := range list.parameters {
			if ref == nil || ref.Value == nil || seen[[2]string{ref.Value.In, ref.Value.Name}] {
				continue
			}
			seen[[2]string{ref.Value.In, ref.Value.Name}] = true
			if isProtocol(ref.Value) || c.isCredential(ref.Value.In, ref.Value.Name) || isAnySegment(ref.Value) {
				continue
			}
			p := c.parameter(op, list.at.Child("parameters", strconv.Itoa(i)), ref)
			r.open = r.open || p.takesAnyName()
			r.parameters = append(r.parameters, p)
		}
	}
	r.credentials = c.queryCredentials()
	r.place = op.place
	if ref := o.RequestBody; ref != nil && ref.Value != nil {
		c.requestBody(op, at, ref)
	}
}

func (c *compiler) parameter(op *operation, at openapi.Site, ref *openapi3.ParameterRef) requestParameter {
	site := c.doc.Follow(at, ref, ref.Value, ref.Value.Origin)
	p := requestParameter{
		in:          ref.Value.In,
		name:        ref.Value.Name,
		position:    op.position(ref.Value),
		required:    ref.Value.Required,
		allowsEmpty: ref.Value.AllowEmptyValue && ref.Value.In == openapi3.ParameterInQuery,
		place:       c.doc.Place(site, ref.Value.Origin, ""),
	}
	var err error
	if p.value, err = c.value(c.requests, site, ref.Value); err != nil {
		c.unusable(p.place, "the "+p.in+" parameter "+text.Line(p.name, text.MaxName), err)
	}
	return p
}

func (c *compiler) requestBody(op *operation, at openapi.Site, ref *openapi3.RequestBodyRef) {
	r := &op.request
	site := c.doc.Follow(at.Child("requestBody"), ref, ref.Value, ref.Value.Origin)
	r.place, r.required = c.doc.Place(site, ref.Value.Origin, ""), ref.Value.Required
	var err error
	if r.body, err = c.content(c.requests, site, ref.Value.Content); err != nil {
		r.body, r.unusable = nil, true
		c.unusable(r.place, "the request body of "+text.Line(op.name, text.MaxName), err)
	}
}

// unusable notes what of a request is not judged.
func (c *compiler) unusable(at drift.Place, what string, err error) {
	c.notes = append(c.notes, drift.Note{
		Place: at, Message: fmt.Sprintf("%s is not judged: %s", what, text.Fold(err.Error(), text.MaxError)),
	})
}

// isProtocol reports whether a parameter is a header field that OpenAPI leaves to other parts of a document (3.0.3,
// "Parameter Object", name), or that HTTP defines, so that the client's own transport may send it.
func isProtocol(p *openapi3.Parameter) bool {
	return p.In == openapi3.ParameterInHeader && slices.Contains(protocolFields, http.CanonicalHeaderKey(p.Name))
}

// protocolFields are the fields of requests that RFC 9110, 9111, 9112 and 6265 define.
var protocolFields = []string{
	"Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Cache-Control", "Connection",
	"Content-Encoding", "Content-Language", "Content-Length", "Content-Location", "Content-Range", "Content-Type",
	"Cookie", "Date", "Expect", "From", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
	"If-Unmodified-Since", "Max-Forwards", "Pragma", "Proxy-Authorization", "Range", "Referer", "Te", "Trailer",
	"Transfer-Encoding", "Upgrade", "User-Agent", "Via",
}

// isAnySegment reports whether a parameter is one in the path that may be any text: it is there, and always right.
func isAnySegment(p *openapi3.Parameter) bool {
	if p.In != openapi3.ParameterInPath || p.Schema == nil || p.Schema.Value == nil {
		return p.In == openapi3.ParameterInPath && p.Content == nil
	}
	s := p.Schema.Value
	return s.Type.Is(openapi3.TypeString) && s.Format == "" && s.Pattern == "" && s.MinLength == 0 && s.MaxLength == nil &&
		len(s.Enum) == 0 && len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) == 0 && s.Not == nil &&
		s.Const == nil &&
		s.If == nil
}

// position is where a path parameter stands in the template.
func (op *operation) position(p *openapi3.Parameter) int {
	if p.In != openapi3.ParameterInPath {
		return -1
	}
	return slices.IndexFunc(op.pathParameters, func(own pathParameter) bool { return own.name == p.Name })
}

// takesAnyName reports whether a query parameter is an exploded object whose properties are not all declared: each
// stands in the query under its own name.
func (p *requestParameter) takesAnyName() bool {
	s := p.schema
	return p.in == openapi3.ParameterInQuery && p.style.Name == "form" && p.style.Explode && s != nil &&
		s.Type.Includes(openapi3.TypeObject) && (s.AdditionalProperties.Schema != nil || len(s.Properties) == 0 ||
		s.AdditionalProperties.Has != nil && *s.AdditionalProperties.Has)
}

// isCredential reports whether a parameter is the key of a security scheme of the document, whichever the operation
// requires. Recorders leave it out.
func (c *compiler) isCredential(in, name string) bool {
	return slices.ContainsFunc(c.keys(), func(key *openapi3.SecurityScheme) bool {
		return key.In == in && (key.Name == name || in == openapi3.ParameterInHeader && strings.EqualFold(key.Name, name))
	})
}

// queryCredentials are the names of the query parameters that authenticate.
func (c *compiler) queryCredentials() map[string]bool {
	names := map[string]bool{"access_token": true} // RFC 6750, section 2.3
	for _, key := range c.keys() {
		if key.In == openapi3.ParameterInQuery {
			names[key.Name] = true
		}
	}
	return names
}

// keys are the document's security schemes that are a parameter of their own.
func (c *compiler) keys() (keys []*openapi3.SecurityScheme) {
	if c.doc.Components == nil {
		return nil
	}
	for _, ref := range c.doc.Components.SecuritySchemes {
		if ref != nil && ref.Value != nil && ref.Value.Type == "apiKey" {
			keys = append(keys, ref.Value)
		}
	}
	return keys
}
