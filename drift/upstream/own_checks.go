package upstream

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/normal"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// HasRule reports whether a rule is about a published document: one of oasdiff's, or of [drift.Rules] with the subject
// [drift.Document].
func HasRule(name string) bool {
	_, ok := checker.GetCheckLevels()[name]
	rule, ours := drift.RuleNamed(name)
	return ok || ours && rule.Of == drift.Document
}

// ownChecks looks for what oasdiff compares, and has no rules for.
func (r *run) ownChecks(c *comparison) {
	if c.isGone() {
		return
	}
	r.servers(c)
	c.rangesOfStatuses()
	c.serializations()
	c.encodings()
	c.sunset()
}

// own adds a finding of an own check at a spot. The severity is the rule's.
func (c *comparison) own(at spot, f drift.Finding) {
	f.Severity, f.Source.Entry = drift.Breaking, -1
	if rule, ok := drift.RuleNamed(f.Rule); ok {
		f.Severity = rule.Severity
	} else if strings.HasSuffix(f.Rule, "-added") {
		f.Severity = drift.Additive
	}
	f.Message = text.Line(f.Message, text.MaxLine)
	c.file(f, at, at)
}

// servers compares the URLs of the operation. A URL is server and path together, so that a path that moved into the
// server's URL is no change. A relative server URL in a document that was read from a file stands for any host.
func (r *run) servers(c *comparison) {
	has := func(servers []server, template string, s server, path string) bool {
		return slices.ContainsFunc(servers, func(o server) bool {
			return shape(o.path+template) == shape(s.path+path) && (o.origin == s.origin || o.origin == "" || s.origin == "")
		})
	}
	urls := func(l *loaded) string {
		var all []string
		for _, s := range l.servers {
			all = append(all, s.origin+s.path+l.Template)
		}
		return normal.List(all, ", ")
	}
	at := func(our, their server) spot {
		return spot{
			site: c.aligner.site(site{ours: serverSide(c.ours, our), theirs: serverSide(c.theirs, their), parent: c.site}),
		}
	}
	for _, s := range c.ours.servers {
		if !has(c.theirs.servers, c.theirs.Template, s, c.ours.Template) {
			was := s.origin + s.path + c.ours.Template
			c.own(at(s, c.theirs.servers[0]), drift.Finding{
				Rule: drift.ServerRemoved, Key: was, Was: was, Is: urls(c.theirs),
				Message: fmt.Sprintf("expected the URL %s, saw %s", was, urls(c.theirs)),
			})
		}
	}
	for _, s := range c.theirs.servers {
		if len(c.theirs.servers) > 1 && !has(c.ours.servers, c.ours.Template, s, c.theirs.Template) {
			is := s.origin + s.path + c.theirs.Template
			c.own(at(c.ours.servers[0], s), drift.Finding{
				Rule: drift.ServerAdded, Key: is, Is: is,
				Message: fmt.Sprintf("saw the URL %s, which the contract does not have", is),
			})
		}
	}
}

// serverSide is where a server is written.
func serverSide(l *loaded, s server) side {
	var written openapi3.Servers
	switch s.level {
	case "operation":
		written = *l.value.Servers
	case "path":
		written = l.item.Servers
	case "document":
		written = l.document.Servers
	}
	if s.index < len(written) && written[s.index] != nil {
		return side{written[s.index].Origin, written[s.index].Origin, nil}
	}
	return side{l.value.Origin, l.value.Origin, nil}
}

// rangesOfStatuses finds ranges and defaults that are gone or new. oasdiff only compares codes.
func (c *comparison) rangesOfStatuses() {
	ours, theirs := c.a.Responses.Map(), c.b.Responses.Map()
	for _, status := range slices.Sorted(union(ours, theirs)) {
		rule := "response-non-success-status-"
		if status == "2XX" {
			rule = "response-success-status-"
		}
		f := drift.Finding{Key: status}
		f.Status, _ = drift.ParseStatus(status)
		switch {
		case isCode(status):
			continue
		case theirs[status] == nil:
			f.Rule, f.Was, f.Message = rule+"removed", status, fmt.Sprintf("expected the response %s, saw none", status)
		case ours[status] == nil:
			f.Rule, f.Is = rule+"added", status
			f.Message = fmt.Sprintf("saw the response %s, which the contract does not have", status)
		default:
			continue
		}
		c.own(spot{site: c.responseSite(f.Status)}, f)
	}
}

func (c *comparison) responseSite(status drift.Status) int {
	for _, r := range c.roots {
		if r.isResponse && r.status == status {
			return r.site // the response itself comes before its schemas
		}
	}
	return c.site
}

// serializations compares how parameters are written (OpenAPI 3.0.3, "Parameter Object", style).
func (c *comparison) serializations() {
	for _, our := range c.a.Parameters {
		for _, their := range c.b.Parameters {
			p, q := our.Value, their.Value
			if p.In != q.In || p.Name != q.Name {
				continue
			}
			compound := mayBeCompound(p.Schema) && mayBeCompound(q.Schema)
			if was, is := serialization(p, compound), serialization(q, compound); was != is {
				at := c.aligner.site(site{
					ours: sideOf(our.Origin, p.Origin, nil), theirs: sideOf(their.Origin, q.Origin, nil),
					parent: c.site, keyword: "parameters",
				})
				c.own(spot{at, mark{keyword: serializedBy(p, q)}}, drift.Finding{
					Rule: drift.RequestParameterSerializationChanged, Was: was, Is: is,
					Message: fmt.Sprintf("expected the parameter %s as %s, saw %s", p.Name, was, is),
				})
			}
		}
	}
}

// serializedBy is the keyword in which two parameters differ.
func serializedBy(p, q *openapi3.Parameter) string {
	switch {
	case (len(p.Content) > 0) != (len(q.Content) > 0) || len(p.Content) > 0:
		return "content"
	case p.Style != q.Style:
		return "style"
	case !normal.Same(p.Explode, q.Explode):
		return "explode"
	}
	return "allowReserved"
}

// serialization is how a parameter is written. Of a single value, style and explode make no difference in the styles
// that are the defaults.
func serialization(p *openapi3.Parameter, compound bool) string {
	if len(p.Content) > 0 {
		return slices.Sorted(maps.Keys(p.Content))[0]
	}
	style := "simple"
	if p.In == "query" || p.In == "cookie" {
		style = "form"
	}
	style = cmp.Or(p.Style, style)
	explode := style == "form"
	if p.Explode != nil {
		explode = *p.Explode
	}
	s := "style " + style
	if style == "spaceDelimited" || style == "pipeDelimited" || style == "deepObject" {
		if !compound {
			s = "style form" // a single value has nothing to delimit
		}
	}
	if explode && compound {
		s += ", exploded"
	}
	if p.AllowReserved {
		s += ", with reserved characters"
	}
	return s
}

// mayBeCompound reports whether a value may be an array or an object.
func mayBeCompound(ref *openapi3.SchemaRef) bool {
	if ref == nil {
		return false
	}
	s := ref.Value
	for _, list := range []openapi3.SchemaRefs{s.AnyOf, s.OneOf, s.AllOf} {
		if slices.ContainsFunc(list, mayBeCompound) {
			return true
		}
	}
	return normal.HasType(s, "array") || normal.HasType(s, "object") || normal.IsFree(s)
}

// encodings compares the media types of the parts of a request.
func (c *comparison) encodings() {
	if c.a.RequestBody == nil || c.b.RequestBody == nil {
		return
	}
	for name, our := range c.a.RequestBody.Value.Content {
		their := c.b.RequestBody.Value.Content[name]
		if their == nil {
			continue
		}
		for _, part := range slices.Sorted(union(our.Encoding, their.Encoding)) {
			was, is := contentType(our, part), contentType(their, part)
			if was == is || was == "" || is == "" {
				continue
			}
			s := site{keyword: "encoding", parent: c.aligner.site(site{
				ours: sideOf(our.Origin, our.Origin, nil), theirs: sideOf(their.Origin, their.Origin, nil), parent: c.site,
			})}
			if e := our.Encoding[part]; e != nil {
				s.ours = sideOf(e.Origin, e.Origin, nil)
			}
			if e := their.Encoding[part]; e != nil {
				s.theirs = sideOf(e.Origin, e.Origin, nil)
			}
			c.own(spot{c.aligner.site(s), mark{keyword: "contentType"}}, drift.Finding{
				Rule: drift.RequestPartMediaTypeChanged, Key: part, Was: was, Is: is,
				Pointer: "/" + openapi.EscapeToken(part),
				Message: fmt.Sprintf("expected the part %s of %s as %s, saw %s", part, name, was, is),
			})
		}
	}
}

func encodingOf(m *openapi3.MediaType, part string) openapi3.Encoding {
	if e := m.Encoding[part]; e != nil {
		return *e
	}
	return openapi3.Encoding{}
}

// contentType is the media type of a part: what its encoding says, or else what its type implies (OpenAPI 3.0.3,
// "Encoding Object"). It is "" if the schema does not have the part.
func contentType(m *openapi3.MediaType, part string) string {
	if m.Schema == nil || m.Schema.Value.Properties[part] == nil {
		return ""
	}
	if stated := encodingOf(m, part).ContentType; stated != "" {
		list := strings.Split(stated, ",")
		for i := range list {
			list[i] = mediaRange(strings.TrimSpace(list[i]))
		}
		return strings.Join(slices.Sorted(slices.Values(list)), ", ")
	}
	s := m.Schema.Value.Properties[part].Value
	if normal.HasType(s, "array") && s.Items != nil {
		s = s.Items.Value
	}
	switch {
	case normal.HasType(s, "object") || normal.HasType(s, "array"):
		return "application/json"
	case s.Format == "binary" || s.Format == "byte":
		return "application/octet-stream"
	}
	return "text/plain"
}

// headerConstraints compares what documented response headers may be. oasdiff has rules for their presence, type,
// format and bounds, and none for these.
func (c *comparison) headerConstraints(name string, ours, theirs *openapi3.SchemaRef, parent int, r root) {
	if ours == nil || theirs == nil {
		return
	}
	a, b := ours.Value, theirs.Value
	at := func(keyword string) spot {
		return spot{
			c.aligner.site(newSite(child{keyword: "schema", ours: ours, theirs: theirs}, a, b, parent)),
			mark{keyword: keyword},
		}
	}
	report := func(keyword, was, is string, isNarrower bool) {
		rule := drift.ResponseHeaderConstraintRemoved
		if isNarrower {
			rule = drift.ResponseHeaderConstraintAdded
		}
		c.own(at(keyword), drift.Finding{
			Rule: rule, Status: r.status, Key: keyword, Was: was, Is: is, Message: fmt.Sprintf(
				"expected the header %s with %s %s, saw %s", name, keyword, cmp.Or(was, "none"), cmp.Or(is, "none")),
		})
	}
	if !slices.EqualFunc(a.Enum, b.Enum, normal.SameValue) {
		isNarrower := len(a.Enum) == 0 || len(b.Enum) > 0 && !slices.ContainsFunc(b.Enum, func(v any) bool {
			return !slices.ContainsFunc(a.Enum, func(w any) bool { return normal.SameValue(v, w) })
		})
		report("enum", normal.List(normal.Texts(a.Enum), " | "), normal.List(normal.Texts(b.Enum), " | "), isNarrower)
	}
	if a.Pattern != b.Pattern {
		report("pattern", a.Pattern, b.Pattern, a.Pattern == "")
	}
}

// sunset compares the day on which the operation ends. oasdiff has a rule only for one that comes too early.
func (c *comparison) sunset() {
	was, is := c.a.Extensions["x-sunset"], c.b.Extensions["x-sunset"]
	if was != nil && is != nil && !normal.SameValue(was, is) {
		c.own(spot{c.site, mark{keyword: "x-sunset"}}, drift.Finding{
			Rule: drift.SunsetDateChanged, Was: fmt.Sprint(was), Is: fmt.Sprint(is),
			Message: fmt.Sprintf("expected the sunset date %v, saw %v", was, is),
		})
	}
}
