package contract

import (
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

// checkRequest compares what was recorded of the request with the operation. A request that the server refused (4xx)
// is not judged: it need not conform.
func (j *judgement) checkRequest(c *Contract, op *operation) {
	if op == nil || c.responsesOnly || j.exchange.Status/100 == 4 {
		return
	}
	before := len(j.result.Findings)
	j.checkParameters(op)
	j.checkRequestBody(&op.request)
	for i := range j.result.Findings[before:] {
		j.result.Findings[before+i].In = "request"
	}
}

// WithoutRequests is the same contract for programs that judge responses alone: its Check ignores what the client sent.
func (c *Contract) WithoutRequests() *Contract {
	alone := *c
	alone.responsesOnly = true
	return &alone
}

func (j *judgement) checkParameters(op *operation) {
	r := &op.request
	address, _, _ := strings.Cut(j.exchange.URL, "#")
	_, rawQuery, _ := strings.Cut(address, "?")
	if len(r.parameters) == 0 && rawQuery == "" {
		return
	}
	query := parameter.ParseQuery(rawQuery)
	for i := range r.parameters {
		p := &r.parameters[i]
		switch json, state := j.parameter(op, p, &query); {
		case state == unrecorded || state == absent && !p.required:
		case state == absent:
			j.report(drift.RequestParameterMissing, p.place, "", "expected the required %s parameter %s, saw none",
				p.in, text.Line(p.name, text.MaxName))
		case p.program != nil && !(p.allowsEmpty && len(json) == len(`""`)):
			_ = p.program.Judge(json, func(d schema.Deviation) { j.reportParameter(p, d) })
		}
	}
	if r.open {
		return
	}
	for _, name := range query.Rest() {
		if !r.credentials[name] {
			j.report(drift.RequestParameterUndeclared, op.place, "", "expected only declared query parameters, saw %s",
				redact.Quote(name)).Key = redact.Text(name)
		}
	}
}

// reportParameter reports what a schema says about a parameter. A member that a schema leaves open is additive.
func (j *judgement) reportParameter(p *requestParameter, d schema.Deviation) {
	rule := drift.RequestParameterInvalid
	if d.Rule == drift.PropertyUndeclared || d.Rule == drift.RequestPropertyUndeclared {
		rule = drift.RequestParameterUndeclared
	}
	if d.Place == (drift.Place{}) {
		d.Place = p.place // it is about the bytes
	}
	j.add(rule, d.Place, "", about(d, p.in+" parameter", text.Line(p.name, text.MaxName))).Key = p.name
}

// state is what is known of a parameter.
type state int

const (
	present state = iota
	absent
	unrecorded
)

// parameter is the JSON of a parameter's value, as it was sent. What the recorder dropped is unrecorded even if
// something stands in its place.
func (j *judgement) parameter(op *operation, p *requestParameter, query *parameter.Query) (json []byte, s state) {
	switch p.in {
	case openapi3.ParameterInPath:
		json, s = op.pathValue(p, j.exchange.Path())
	case openapi3.ParameterInQuery:
		json, s = queryValue(p, query)
	case openapi3.ParameterInHeader:
		json, s = j.headerValue(p)
	case openapi3.ParameterInCookie:
		json, s = j.cookieValue(p)
	}
	if sent := j.exchange.Request; sent != nil && slices.ContainsFunc(sent.Dropped, p.isNamed) {
		return nil, unrecorded
	}
	return json, s
}

// isNamed reports whether a name is the parameter's. Those of header fields are the same in any case, and so may others
// be that a recorder writes down.
func (p *requestParameter) isNamed(name string) bool { return strings.EqualFold(name, p.name) }

func (op *operation) pathValue(p *requestParameter, path string) ([]byte, state) {
	if p.position < 0 {
		return nil, unrecorded
	}
	sent, ok := op.sentSegment(path, p.position)
	switch {
	case !ok:
		return nil, unrecorded
	case p.json:
		return []byte(decodeSegment(sent)), present
	}
	return parameter.Single(p.name, sent, p.style, p.schema, decodeSegment), present
}

func (j *judgement) headerValue(p *requestParameter) ([]byte, state) {
	sent := j.exchange.Request
	if sent == nil || sent.Header == nil {
		return nil, unrecorded
	}
	fields := sent.Header[http.CanonicalHeaderKey(p.name)]
	switch {
	case len(fields) == 0:
		return nil, absent
	case p.json:
		return []byte(strings.Join(fields, ",")), present
	}
	return parameter.Single(p.name, strings.Join(fields, ","), p.style, p.schema, trimField), present
}

// cookieValue is unrecorded if no cookie was recorded: most recorders leave them out without a word.
func (j *judgement) cookieValue(p *requestParameter) ([]byte, state) {
	sent := j.exchange.Request
	if sent == nil || len(sent.Header["Cookie"]) == 0 {
		return nil, unrecorded
	}
	cookies := parameter.ParseCookies(sent.Header["Cookie"])
	return queryValue(p, &cookies)
}

func queryValue(p *requestParameter, from *parameter.Query) ([]byte, state) {
	if p.json {
		if value, ok := from.TakeText(p.name); ok {
			return []byte(value), present
		}
	} else if json, ok := from.Take(p.name, p.style, p.schema); ok {
		return json, present
	}
	if p.takesAnyName() {
		return nil, unrecorded // any pair may be a part of it
	}
	return nil, absent
}
