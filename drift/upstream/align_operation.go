package upstream

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// comparison is an operation of the contract and the same one of the published document.
type comparison struct {
	*aligner
	name         string              // of the operation in findings
	ours, theirs *loaded             // theirs is nil if the operation is gone
	a, b         *openapi3.Operation // their normal forms
	site         int
	roots        []root
	findings     []drift.Finding
}

func (c *comparison) isGone() bool { return c.theirs == nil }

// root is a response, or a schema that stands in an operation itself.
type root struct {
	status     drift.Status // of the response; 0 for a request's
	isResponse bool
	site       int
}

// align gives the two operations as oasdiff compares them.
func (c *comparison) align() (a, b *openapi3.Operation) {
	c.site = c.aligner.site(site{ours: sideOf(c.a.Origin, c.a.Origin, nil), theirs: sideOf(c.b.Origin, c.b.Origin, nil)})
	made := func(op *openapi3.Operation) *openapi3.Operation {
		origin := c.originOf(c.site, "security", "responses", "deprecated", "parameters", "requestBody", "x-sunset")
		return &openapi3.Operation{
			Origin: origin, Deprecated: op.Deprecated, Extensions: op.Extensions, Security: op.Security,
		}
	}
	a, b = made(c.a), made(c.b)
	c.parameters(a, b)
	a.RequestBody, b.RequestBody = c.body(c.a.RequestBody, c.b.RequestBody)
	c.responses(a, b)
	return a, b
}

// put makes a site of two sides, of which one may be absent.
func (c *comparison) put(parent int, keyword string, ours, theirs side) int {
	return c.aligner.site(site{ours: ours, theirs: theirs, parent: parent, keyword: keyword})
}

func (c *comparison) parameters(a, b *openapi3.Operation) {
	byKey := func(list openapi3.Parameters) map[string]*openapi3.ParameterRef {
		all := map[string]*openapi3.ParameterRef{}
		for _, p := range list {
			all[p.Value.In+" "+p.Value.Name] = p
		}
		return all
	}
	ours, theirs := byKey(c.a.Parameters), byKey(c.b.Parameters)
	for _, key := range slices.Sorted(union(ours, theirs)) {
		p, q, _ := c.parameter(ours[key], theirs[key], c.site, "parameters", root{})
		if p != nil {
			a.Parameters = append(a.Parameters, &openapi3.ParameterRef{Value: p})
		}
		if q != nil {
			b.Parameters = append(b.Parameters, &openapi3.ParameterRef{Value: q})
		}
	}
}

// parameter aligns a parameter or header. One side may be nil. [comparison.serializations] compares how it is written.
func (c *comparison) parameter(ours, theirs *openapi3.ParameterRef, parent int, keyword string, r root) (
	a, b *openapi3.Parameter, site int) {
	var s, t side
	x, y := &openapi3.Parameter{}, &openapi3.Parameter{}
	if ours != nil {
		x, s = ours.Value, sideOf(ours.Origin, ours.Value.Origin, ours.Value)
	}
	if theirs != nil {
		y, t = theirs.Value, sideOf(theirs.Origin, theirs.Value.Origin, theirs.Value)
	}
	site = c.put(parent, keyword, s, t)
	origin := c.originOf(site, "required", "in", "name", "deprecated", "schema", "x-sunset")
	made := func(p *openapi3.Parameter, schema *openapi3.SchemaRef, content openapi3.Content) *openapi3.Parameter {
		own := *p
		own.Origin, own.Schema, own.Content = origin, schema, content
		own.Style, own.Explode, own.AllowReserved = "", nil, false
		return &own
	}
	schemaA, schemaB := c.root(x.Schema, y.Schema, site, "schema", r)
	contentA, contentB := c.content(x.Content, y.Content, site, r)
	if ours != nil {
		a = made(x, schemaA, contentA)
	}
	if theirs != nil {
		b = made(y, schemaB, contentB)
	}
	return a, b, site
}

func (c *comparison) body(ours, theirs *openapi3.RequestBodyRef) (a, b *openapi3.RequestBodyRef) {
	var s, t side
	var x, y openapi3.RequestBody
	if ours != nil {
		x, s = *ours.Value, sideOf(ours.Origin, ours.Value.Origin, ours.Value)
	}
	if theirs != nil {
		y, t = *theirs.Value, sideOf(theirs.Origin, theirs.Value.Origin, theirs.Value)
	}
	site := c.put(c.site, "requestBody", s, t)
	x.Content, y.Content = c.content(x.Content, y.Content, site, root{})
	x.Origin = c.originOf(site, "required", "content")
	y.Origin = x.Origin
	if ours != nil {
		a = &openapi3.RequestBodyRef{Value: &x}
	}
	if theirs != nil {
		b = &openapi3.RequestBodyRef{Value: &y}
	}
	return a, b
}

// content aligns media types: first those of the same name, then those where one includes the other.
func (c *comparison) content(ours, theirs openapi3.Content, parent int, r root) (a, b openapi3.Content) {
	if len(ours) == 0 && len(theirs) == 0 {
		return nil, nil
	}
	a, b = openapi3.Content{}, openapi3.Content{}
	pairs := pairMediaTypes(ours, theirs)
	for _, our := range slices.Sorted(maps.Keys(ours)) {
		their, ok := pairs[our]
		x, y := c.mediaType(our, ours[our], their, theirs[their], parent, r)
		if a[our] = x; ok {
			b[their] = y
		}
	}
	for _, their := range slices.Sorted(maps.Keys(theirs)) {
		if b[their] == nil {
			_, b[their] = c.mediaType("", nil, their, theirs[their], parent, r)
		}
	}
	return a, b
}

// pairMediaTypes maps the contract's media types to the published ones, as oasdiff pairs them.
func pairMediaTypes(ours, theirs openapi3.Content) map[string]string {
	pairs, taken := map[string]string{}, map[string]bool{}
	for name := range ours {
		if theirs[name] != nil {
			pairs[name], taken[name] = name, true
		}
	}
	for _, their := range slices.Sorted(maps.Keys(theirs)) {
		for _, our := range slices.Sorted(maps.Keys(ours)) {
			isRelated := diff.IsMediaTypeNameContained(our, their) || diff.IsMediaTypeNameContained(their, our)
			if _, ok := pairs[our]; !ok && !taken[their] && isRelated {
				pairs[our], taken[their] = their, true
			}
		}
	}
	return pairs
}

// mediaTypeName is what messages show of a media type.
type mediaTypeName string

func (c *comparison) mediaType(our string, ours *openapi3.MediaType, their string, theirs *openapi3.MediaType,
	parent int, r root) (a, b *openapi3.MediaType) {
	var s, t side
	if ours != nil {
		s = sideOf(ours.Origin, ours.Origin, mediaTypeName(our))
	}
	if theirs != nil {
		t = sideOf(theirs.Origin, theirs.Origin, mediaTypeName(their))
	}
	site := c.put(parent, "content", s, t)
	a, b = &openapi3.MediaType{Origin: c.originOf(site)}, &openapi3.MediaType{Origin: c.originOf(site)}
	if ours != nil && theirs != nil {
		a.Schema, b.Schema = c.root(ours.Schema, theirs.Schema, site, "schema", r)
		a.ItemSchema, b.ItemSchema = c.root(ours.ItemSchema, theirs.ItemSchema, site, "itemSchema", r)
	}
	return a, b
}

// root aligns the schemas of a body, parameter or header.
func (c *comparison) root(ours, theirs *openapi3.SchemaRef, parent int, keyword string, r root) (
	a, b *openapi3.SchemaRef) {
	a, b, r.site = c.both(ours, theirs, parent, keyword, r.isResponse)
	c.addRoot(r)
	return a, b
}

// addRoot adds a root, unless both sides are equal there.
func (c *comparison) addRoot(r root) {
	if r.site != 0 {
		c.roots = append(c.roots, r)
		c.sites[r.site].root = len(c.roots)
	}
}

func (c *comparison) responses(a, b *openapi3.Operation) {
	a.Responses, b.Responses = openapi3.NewResponsesWithCapacity(0), openapi3.NewResponsesWithCapacity(0)
	ours, theirs := c.a.Responses.Map(), c.b.Responses.Map()
	for _, status := range slices.Sorted(union(ours, theirs)) {
		var x, y openapi3.Response
		var s, t side
		if ref := ours[status]; ref != nil {
			x, s = *ref.Value, sideOf(ref.Origin, ref.Value.Origin, ref.Value)
		}
		if ref := theirs[status]; ref != nil {
			y, t = *ref.Value, sideOf(ref.Origin, ref.Value.Origin, ref.Value)
		}
		r := root{isResponse: true, site: c.put(c.site, "responses", s, t)}
		r.status, _ = drift.ParseStatus(status)
		c.addRoot(r)
		x.Headers, y.Headers = c.headers(x.Headers, y.Headers, r)
		x.Content, y.Content = c.content(x.Content, y.Content, r.site, r)
		x.Origin = c.originOf(r.site, "content", "headers")
		y.Origin = x.Origin
		if ours[status] != nil {
			a.Responses.Set(status, &openapi3.ResponseRef{Value: &x})
		}
		if theirs[status] != nil {
			b.Responses.Set(status, &openapi3.ResponseRef{Value: &y})
		}
	}
}

func (c *comparison) headers(ours, theirs openapi3.Headers, r root) (a, b openapi3.Headers) {
	a, b = openapi3.Headers{}, openapi3.Headers{}
	asParameter := func(name string, h *openapi3.HeaderRef) *openapi3.ParameterRef {
		if h == nil {
			return nil
		}
		p := h.Value.Parameter
		p.In, p.Name = "header", name
		return &openapi3.ParameterRef{Value: &p, Origin: h.Origin}
	}
	for _, name := range slices.Sorted(union(ours, theirs)) {
		our, their := asParameter(name, ours[name]), asParameter(name, theirs[name])
		p, q, site := c.parameter(our, their, r.site, "headers", r)
		if p != nil {
			a[name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: *p}}
		}
		if q != nil {
			b[name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: *q}}
		}
		if our != nil && their != nil {
			c.headerConstraints(name, our.Value.Schema, their.Value.Schema, site, r)
		}
	}
	return a, b
}
