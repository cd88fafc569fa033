package contract

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

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
	required bool      // the body is
	place    drift.Place
}

type requestParameter struct {
	in, name string
	position int // of a path parameter in the template; -1 for others
	required bool
	place    drift.Place
	value
}

// request compiles what an operation documents of its requests: its own parameters, and its path's that it does not
// override.
func (c *compiler) request(
	op *operation,
	at, pathSite openapi.Site,
	o *openapi3.Operation,
	item *openapi3.PathItem,
) error {
	r := &op.request
	for _, list := range []parameterList{{at, o.Parameters}, {pathSite, item.Parameters}} {
		for i, ref := range list.parameters {
			if ref == nil || ref.Value == nil || r.declares(ref.Value.In, ref.Value.Name) || isProtocol(ref.Value) {
				continue
			}
			site := c.doc.Follow(list.at.Child("parameters", strconv.Itoa(i)), ref, ref.Value, ref.Value.Origin)
			p := requestParameter{
				in:       ref.Value.In,
				name:     ref.Value.Name,
				position: op.position(ref.Value),
				required: ref.Value.Required,
				place:    c.doc.Place(site, ref.Value.Origin, ""),
			}
			var err error
			if p.value, err = c.value(c.requests, site, ref.Value); err != nil {
				return fmt.Errorf("parameter %s: %w", text.Line(p.name, text.MaxName), err)
			}
			r.open = r.open || p.takesAnyName()
			r.parameters = append(r.parameters, p)
		}
	}
	r.credentials = c.credentials(o)
	ref := o.RequestBody
	if ref == nil || ref.Value == nil {
		r.place = op.place
		return nil
	}
	site := c.doc.Follow(at.Child("requestBody"), ref, ref.Value, ref.Value.Origin)
	r.place, r.required = c.doc.Place(site, ref.Value.Origin, ""), ref.Value.Required
	var err error
	if r.body, err = c.content(c.requests, site, ref.Value.Content); err != nil {
		return fmt.Errorf("request body: %w", err)
	}
	return nil
}

func (r *request) declares(in, name string) bool {
	return slices.ContainsFunc(r.parameters, func(p requestParameter) bool { return p.in == in && p.name == name })
}

// isProtocol reports whether a parameter is a header field that OpenAPI leaves to other parts of a document (3.0.3,
// "Parameter Object", name), or that HTTP or the client's own transport defines.
func isProtocol(p *openapi3.Parameter) bool {
	return p.In == openapi3.ParameterInHeader && slices.Contains([]string{
		"Accept", "Accept-Encoding", "Authorization", "Connection", "Content-Encoding", "Content-Length", "Content-Type",
		"Cookie", "Host", "Proxy-Authorization", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent",
	}, http.CanonicalHeaderKey(p.Name))
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

// credentials are the query parameters of the security schemes of the document, whichever the operation requires.
func (c *compiler) credentials(*openapi3.Operation) map[string]bool {
	names := map[string]bool{}
	if c.doc.Components == nil {
		return names
	}
	for _, ref := range c.doc.Components.SecuritySchemes {
		if ref != nil && ref.Value != nil && ref.Value.Type == "apiKey" && ref.Value.In == openapi3.ParameterInQuery {
			names[ref.Value.Name] = true
		}
	}
	return names
}
