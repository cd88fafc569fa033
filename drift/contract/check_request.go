package contract

import (
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/parameter"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/schema"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// checkRequest compares what the client sent with the operation, as far as it was recorded. A request that the server
// refused (4xx) is not judged: nobody says that it conforms.
func (j *judgement) checkRequest(c *Contract, op *operation) {
	if op == nil || c.responsesOnly || j.exchange.Status/100 == 4 {
		return
	}
	j.checkParameters(op)
	j.checkRequestBody(&op.request)
}

// WithoutRequests is the same contract for programs that judge responses alone: its Check ignores what the client sent.
func (c *Contract) WithoutRequests() *Contract {
	alone := *c
	alone.responsesOnly = true
	return &alone
}

func (j *judgement) checkParameters(op *operation) {
	r := &op.request
	_, rawQuery, _ := strings.Cut(j.exchange.URL, "?")
	rawQuery, _, _ = strings.Cut(rawQuery, "#")
	if len(r.parameters) == 0 && rawQuery == "" {
		return
	}
	query := parameter.ParseQuery(rawQuery)
	for i := range r.parameters {
		p := &r.parameters[i]
		switch json, state := j.parameter(op, p, query); {
		case state == unrecorded || state == absent && !p.required:
		case state == absent:
			j.report(drift.RequestParameterMissing, p.place, "", "expected the required %s parameter %s, saw none", p.in,
				text.Line(p.name, text.MaxName))
		case p.program != nil:
			p.program.Judge(json, func(d schema.Deviation) { j.reportParameter(p, d) })
		}
	}
	if r.open {
		return
	}
	for _, name := range query.Rest() {
		if !r.credentials[name] {
			j.report(
				drift.RequestParameterUndeclared,
				op.place,
				"",
				"expected only declared query parameters, saw %s",
				redact.Quote(name),
			)
			j.last().Key = redact.Text(name)
		}
	}
}

func (j *judgement) reportParameter(p *requestParameter, d schema.Deviation) {
	rule := drift.RequestParameterInvalid
	if d.Rule == drift.PropertyUndeclared {
		rule = drift.RequestParameterUndeclared
	}
	j.report(rule, d.Place, "", "%s", about(d, p.in+" parameter", text.Line(p.name, text.MaxName)))
	j.last().Key = p.name
}

// state is what is known of a parameter.
type state int

const (
	present state = iota
	absent
	unrecorded
)

// parameter is the JSON of a parameter's value.
func (j *judgement) parameter(op *operation, p *requestParameter, query *parameter.Query) ([]byte, state) {
	sent := j.exchange.Request
	dropped := sent != nil &&
		slices.ContainsFunc(sent.Dropped, func(name string) bool { return strings.EqualFold(name, p.name) })
	switch p.in {
	case openapi3.ParameterInPath:
		if p.position < 0 || p.json {
			return nil, unrecorded
		}
		segment, ok := op.segment(j.exchange.Path(), p.position)
		if !ok {
			return nil, unrecorded
		}
		return parameter.Single(p.name, segment, p.style, p.schema, decodeSegment), present
	case openapi3.ParameterInQuery:
		return taken(p, query, dropped)
	case openapi3.ParameterInHeader:
		if sent == nil || sent.Header == nil {
			return nil, unrecorded
		}
		fields := sent.Header[http.CanonicalHeaderKey(p.name)]
		if len(fields) == 0 {
			return nil, absence(dropped)
		}
		if p.json {
			return []byte(strings.Join(fields, ",")), present
		}
		return parameter.Single(p.name, strings.Join(fields, ","), p.style, p.schema, nil), present
	case openapi3.ParameterInCookie:
		if sent == nil || len(sent.Header["Cookie"]) == 0 {
			return nil, unrecorded
		}
		return taken(p, parameter.ParseCookies(sent.Header["Cookie"]), dropped)
	}
	return nil, unrecorded
}

func taken(p *requestParameter, from *parameter.Query, dropped bool) ([]byte, state) {
	if p.json {
		value, ok := from.TakeText(p.name)
		if !ok {
			return nil, absence(dropped)
		}
		return []byte(value), present
	}
	json, ok := from.Take(p.name, p.style, p.schema)
	if !ok {
		return nil, absence(dropped)
	}
	return json, present
}

func absence(dropped bool) state {
	if dropped {
		return unrecorded
	}
	return absent
}

// segment is the segment of a path in which a parameter of the operation stands, as it was sent. It is false for one
// that is only a part of its segment, or that stands beside a parameter of several segments.
func (op *operation) segment(path string, position int) (string, bool) {
	if slices.ContainsFunc(op.pathParameters, func(p pathParameter) bool { return p.multiSegment }) {
		return "", false
	}
	template := strings.Split(op.template, "/")
	segments := strings.Split(path, "/")
	if len(segments) < len(template) {
		return "", false
	}
	segments = segments[len(segments)-len(template):] // without the base path
	i := slices.Index(template, "{"+op.pathParameters[position].name+"}")
	if i < 0 {
		return "", false
	}
	return segments[i], true
}

func (j *judgement) checkRequestBody(r *request) {
	sent := j.exchange.Request
	if sent == nil || sent.BodyUnknown {
		return
	}
	switch empty := len(sent.Body) == 0; {
	case empty && r.required && len(r.body) > 0:
		j.report(drift.RequestBodyMissing, r.place, "", "expected a body, saw none")
		return
	case empty:
		return
	case len(r.body) == 0:
		j.report(
			drift.RequestBodyUndocumented,
			r.place,
			"",
			"expected no body, saw one of %s",
			text.Count(len(sent.Body), "byte"),
		)
		j.last().In = "request"
		return
	}
	fields := sent.Header["Content-Type"]
	if sent.Header == nil {
		return // what the body is was not recorded
	}
	documented := response{content: r.body}
	field := strings.Join(fields, ", ")
	name, parameters, err := parseMediaType(field)
	var m *content
	if err == nil {
		m = documented.contentFor(name, parameters)
	}
	if m == nil {
		j.report(
			drift.RequestMediaTypeUndocumented,
			r.place,
			"",
			"expected Content-Type: %s, saw %s",
			documented.mediaRanges(),
			shownField(field),
		)
		j.last().Key = name
		if m = documented.json(); m == nil || err != nil || !isJSON(name) {
			return
		}
	}
	j.judgeRequestBody(m, name, field, sent.Body)
}

func shownField(field string) string {
	if field == "" {
		return "none"
	}
	return redact.Quote(field)
}

func (j *judgement) judgeRequestBody(m *content, mediaType, field string, body []byte) {
	report := func(d schema.Deviation) {
		rule := drift.RequestBodyInvalid
		if d.Rule == drift.PropertyUndeclared || d.Rule == drift.RequestPropertyUndeclared {
			rule = drift.RequestPropertyUndeclared
		}
		if d.Place == (drift.Place{}) {
			d.Place = m.place
		}
		j.report(rule, d.Place, d.Pointer, "%s", d.Message)
		f := j.last()
		f.In, f.Count = "request", counted(d)
		if isJSON(mediaType) {
			f.Offset = d.Offset
		}
	}
	if mediaType != "multipart/form-data" || m.schema == nil {
		m.judge(mediaType, body, report)
		return
	}
	_, parameters, _ := mime.ParseMediaType(field)
	json, err := parameter.Multipart(body, parameters["boundary"], m.schema)
	if err != nil {
		j.report(
			drift.RequestBodyInvalid,
			m.place,
			"",
			"expected parts of a form, saw a body that cannot be read as such (RFC 7578)",
		)
		j.last().In = "request"
		return
	}
	m.program.Judge(json, report)
}
