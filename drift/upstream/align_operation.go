package upstream

import (
	"cmp"
	"maps"
	"reflect"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// comparison is an operation of the contract and the same one of the published document.
type comparison struct {
	*aligner
	name         string // of the operation in findings
	ours, theirs *loaded
	a, b         *openapi3.Operation // their normal forms
	site         int
	roots        []root
	differs      bool // whether oasdiff has anything to compare
	findings     []drift.Finding
}

// root is a schema that stands in an operation itself.
type root struct {
	status     drift.Status // of the response; 0 for a request's
	isResponse bool
	site       int
}

// align gives the two operations as oasdiff compares them.
func (c *comparison) align() (a, b *openapi3.Operation) {
	c.site = c.aligner.site(site{ours: side{c.a.Origin, c.a.Origin, nil}, theirs: side{c.b.Origin, c.b.Origin, nil}})
	origin := c.originOf(c.site, "security", "responses", "deprecated", "parameters", "requestBody", "x-sunset")
	a = &openapi3.Operation{Origin: origin, Deprecated: c.a.Deprecated, Extensions: c.a.Extensions}
	b = &openapi3.Operation{Origin: origin, Deprecated: c.b.Deprecated, Extensions: c.b.Extensions}
	c.parameters(a, b)
	c.body(a, b)
	c.responses(a, b)
	c.differ(a.Deprecated != b.Deprecated || !maps.EqualFunc(a.Extensions, b.Extensions, sameValue) || !reflect.DeepEqual(c.a.Security, c.b.Security))
	return a, b
}

func (c *comparison) differ(differs bool) { c.differs = c.differs || differs }

// oneSided notes that only one side has something.
func (c *comparison) oneSided(s site) { c.differ(s.ours.isMissing() != s.theirs.isMissing()) }

func (c *comparison) parameters(a, b *openapi3.Operation) {
	key := func(p *openapi3.ParameterRef) string { return p.Value.In + " " + p.Value.Name }
	byKey := func(list openapi3.Parameters) map[string]*openapi3.ParameterRef {
		all := map[string]*openapi3.ParameterRef{}
		for _, p := range list {
			all[key(p)] = p
		}
		return all
	}
	ours, theirs := byKey(c.a.Parameters), byKey(c.b.Parameters)
	for _, name := range slices.Sorted(union(ours, theirs)) {
		our, their := ours[name], theirs[name]
		var x, y *openapi3.Parameter
		s := site{parent: c.site, keyword: "parameters"}
		if our != nil {
			x, s.ours = our.Value, side{our.Value.Origin, our.Origin, our.Value}
		}
		if their != nil {
			y, s.theirs = their.Value, side{their.Value.Origin, their.Origin, their.Value}
		}
		p, q := c.parameter(x, y, s, root{})
		if p != nil {
			a.Parameters = append(a.Parameters, &openapi3.ParameterRef{Value: p})
		}
		if q != nil {
			b.Parameters = append(b.Parameters, &openapi3.ParameterRef{Value: q})
		}
	}
}

// parameter aligns a parameter or header. One side may be nil.
func (c *comparison) parameter(x, y *openapi3.Parameter, s site, r root) (a, b *openapi3.Parameter) {
	id := c.aligner.site(s)
	c.oneSided(s)
	origin := c.originOf(id, "required", "in", "name", "deprecated", "schema", "x-sunset")
	made := func(p *openapi3.Parameter) *openapi3.Parameter {
		if p == nil {
			return nil
		}
		return &openapi3.Parameter{Origin: origin, Name: p.Name, In: p.In, Required: p.Required, Deprecated: p.Deprecated, Extensions: p.Extensions}
	}
	a, b = made(x), made(y)
	var ours, theirs openapi3.Parameter
	if x != nil {
		ours = *x
	}
	if y != nil {
		theirs = *y
	}
	first, second := c.root(ours.Schema, theirs.Schema, id, "schema", r)
	contentA, contentB := c.content(ours.Content, theirs.Content, id, r)
	if a != nil {
		a.Schema, a.Content = first, contentA
	}
	if b != nil {
		b.Schema, b.Content = second, contentB
	}
	if a != nil && b != nil {
		c.differ(a.Required != b.Required || a.Deprecated != b.Deprecated || !maps.EqualFunc(a.Extensions, b.Extensions, sameValue))
	}
	return a, b
}

func (c *comparison) body(a, b *openapi3.Operation) {
	s := site{parent: c.site, keyword: "requestBody"}
	var ours, theirs openapi3.RequestBody
	if ref := c.a.RequestBody; ref != nil {
		ours, s.ours = *ref.Value, side{ref.Value.Origin, cmp.Or(ref.Origin, ref.Value.Origin), ref.Value}
	}
	if ref := c.b.RequestBody; ref != nil {
		theirs, s.theirs = *ref.Value, side{ref.Value.Origin, cmp.Or(ref.Origin, ref.Value.Origin), ref.Value}
	}
	id := c.aligner.site(s)
	c.oneSided(s)
	c.differ(ours.Required != theirs.Required)
	origin := c.originOf(id, "required", "content")
	first, second := c.content(ours.Content, theirs.Content, id, root{})
	if c.a.RequestBody != nil {
		a.RequestBody = &openapi3.RequestBodyRef{Value: &openapi3.RequestBody{Origin: origin, Required: ours.Required, Content: first}}
	}
	if c.b.RequestBody != nil {
		b.RequestBody = &openapi3.RequestBodyRef{Value: &openapi3.RequestBody{Origin: origin, Required: theirs.Required, Content: second}}
	}
}

// content aligns media types: those of the same name, and then those of which one is a special case of the other, as oasdiff pairs them.
func (c *comparison) content(ours, theirs openapi3.Content, parent int, r root) (a, b openapi3.Content) {
	pairs := map[string]string{}
	left := map[string]bool{}
	for name := range theirs {
		left[name] = ours[name] == nil
	}
	for name := range ours {
		if theirs[name] != nil {
			pairs[name] = name
		}
	}
	for _, their := range slices.Sorted(maps.Keys(theirs)) {
		for _, our := range slices.Sorted(maps.Keys(ours)) {
			if left[their] && pairs[our] == "" && (diff.IsMediaTypeNameContained(our, their) || diff.IsMediaTypeNameContained(their, our)) {
				pairs[our], left[their] = their, false
			}
		}
	}
	for _, our := range slices.Sorted(maps.Keys(ours)) {
		c.differ(pairs[our] != our)
		x, y := c.mediaType(ours[our], theirs[pairs[our]], parent, r)
		setMediaType(&a, our, x)
		setMediaType(&b, pairs[our], y)
	}
	for _, their := range slices.Sorted(maps.Keys(theirs)) {
		if left[their] {
			_, y := c.mediaType(nil, theirs[their], parent, r)
			setMediaType(&b, their, y)
		}
	}
	return a, b
}

func setMediaType(to *openapi3.Content, name string, m *openapi3.MediaType) {
	if m == nil {
		return
	}
	if *to == nil {
		*to = openapi3.Content{}
	}
	(*to)[name] = m
}

func (c *comparison) mediaType(ours, theirs *openapi3.MediaType, parent int, r root) (a, b *openapi3.MediaType) {
	s := site{parent: parent, keyword: "content"}
	var x, y openapi3.MediaType
	if ours != nil {
		x, s.ours = *ours, side{ours.Origin, ours.Origin, ours}
	}
	if theirs != nil {
		y, s.theirs = *theirs, side{theirs.Origin, theirs.Origin, theirs}
	}
	id := c.aligner.site(s)
	c.oneSided(s)
	if ours != nil {
		a = &openapi3.MediaType{Origin: c.originOf(id)}
	}
	if theirs != nil {
		b = &openapi3.MediaType{Origin: c.originOf(id)}
	}
	if ours == nil || theirs == nil {
		return a, b // nothing is compared below
	}
	a.Schema, b.Schema = c.root(x.Schema, y.Schema, id, "schema", r)
	a.ItemSchema, b.ItemSchema = c.root(x.ItemSchema, y.ItemSchema, id, "itemSchema", r)
	return a, b
}

// root aligns the schemas of a body, parameter or header. They get a site of their own, which tells the response that a change is in.
func (c *comparison) root(ours, theirs *openapi3.SchemaRef, parent int, keyword string, r root) (a, b *openapi3.SchemaRef) {
	a, b, shared := c.both(ours, theirs, parent, keyword, r.isResponse)
	if shared == 0 {
		return a, b
	}
	c.differs = true
	s := c.sites[shared]
	s.parent, s.keyword = parent, keyword
	if ours != nil {
		s.ours.reference = cmp.Or(ours.Origin, s.ours.origin)
	}
	if theirs != nil {
		s.theirs.reference = cmp.Or(theirs.Origin, s.theirs.origin)
	}
	r.site = c.aligner.site(s)
	c.roots = append(c.roots, r)
	var schemas []*openapi3.Schema
	for _, side := range []side{s.ours, s.theirs} {
		if schema, ok := side.value.(*openapi3.Schema); ok {
			schemas = append(schemas, schema)
		}
	}
	origin := c.schemaOrigin(r.site, schemas...)
	for _, ref := range []**openapi3.SchemaRef{&a, &b} {
		if *ref != nil {
			own := *(*ref).Value
			own.Origin = origin
			*ref = &openapi3.SchemaRef{Value: &own, Origin: origin}
		}
	}
	return a, b
}

func (c *comparison) responses(a, b *openapi3.Operation) {
	a.Responses, b.Responses = openapi3.NewResponsesWithCapacity(0), openapi3.NewResponsesWithCapacity(0)
	ours, theirs := c.a.Responses.Map(), c.b.Responses.Map()
	for _, status := range slices.Sorted(union(ours, theirs)) {
		s := site{parent: c.site, keyword: "responses"}
		var x, y openapi3.Response
		if ref := ours[status]; ref != nil {
			x, s.ours = *ref.Value, side{ref.Value.Origin, ref.Origin, ref.Value}
		}
		if ref := theirs[status]; ref != nil {
			y, s.theirs = *ref.Value, side{ref.Value.Origin, ref.Origin, ref.Value}
		}
		r := root{isResponse: true}
		r.status, _ = drift.ParseStatus(status)
		id := c.aligner.site(s)
		c.oneSided(s)
		c.roots = append(c.roots, root{r.status, true, id})
		headersA, headersB := c.headers(x.Headers, y.Headers, id, r)
		contentA, contentB := c.content(x.Content, y.Content, id, r)
		origin := c.originOf(id, "content", "headers")
		if ours[status] != nil {
			a.Responses.Set(status, &openapi3.ResponseRef{Value: &openapi3.Response{Origin: origin, Description: x.Description, Headers: headersA, Content: contentA}})
		}
		if theirs[status] != nil {
			b.Responses.Set(status, &openapi3.ResponseRef{Value: &openapi3.Response{Origin: origin, Description: y.Description, Headers: headersB, Content: contentB}})
		}
	}
}

func (c *comparison) headers(ours, theirs openapi3.Headers, parent int, r root) (a, b openapi3.Headers) {
	a, b = openapi3.Headers{}, openapi3.Headers{}
	for _, name := range slices.Sorted(union(ours, theirs)) {
		s := site{parent: parent, keyword: "headers"}
		var x, y *openapi3.Parameter
		if ref := ours[name]; ref != nil {
			x, s.ours = &ref.Value.Parameter, side{ref.Value.Origin, ref.Origin, ref.Value}
		}
		if ref := theirs[name]; ref != nil {
			y, s.theirs = &ref.Value.Parameter, side{ref.Value.Origin, ref.Origin, ref.Value}
		}
		c.headerConstraints(name, x, y, s, r)
		p, q := c.parameter(x, y, s, r)
		if p != nil {
			a[name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: *p}}
		}
		if q != nil {
			b[name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: *q}}
		}
	}
	return a, b
}
