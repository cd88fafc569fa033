package contract

import (
	"cmp"
	"mime"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/parameter"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/schema"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// checkRequestBody judges the request's body by its media type and schema.
func (j *judgement) checkRequestBody(r *request) {
	sent := j.exchange.Request
	if sent == nil || sent.BodyUnknown || r.unusable {
		return
	}
	switch empty := len(sent.Body) == 0; {
	case empty && r.required && len(r.body) > 0:
		j.report(drift.RequestBodyMissing, r.place, "", "expected a body, saw none")
	case empty:
	case len(r.body) == 0:
		j.report(drift.RequestBodyUndocumented, r.place, "", "expected no body, saw one of %s",
			text.Count(len(sent.Body), "byte"))
	default:
		field, known := sentMediaType(sent)
		if !known {
			field, known = r.onlyJSON(sent.Body)
		}
		if known {
			j.judgeRequestBody(r, field, sent.Body)
		}
	}
}

// sentMediaType is the Content-Type of a request, or what the recording says in its place. It is false if the recording
// holds neither.
func sentMediaType(sent *drift.Request) (field string, known bool) {
	field = cmp.Or(strings.Join(sent.Header["Content-Type"], ", "), sent.MediaType)
	return field, field != "" || sent.Header != nil
}

// onlyJSON is the media type of a body whose own was not recorded: that of JSON, if nothing else is documented and the
// body is JSON.
func (r *request) onlyJSON(body []byte) (field string, ok bool) {
	if len(r.body) != 1 || !isJSON(r.body[0].mediaRange) || !jsontext.Value(body).IsValid() {
		return "", false
	}
	return r.body[0].mediaRange, true
}

func (j *judgement) judgeRequestBody(r *request, field string, body []byte) {
	documented := response{content: r.body}
	name, parameters, err := parseMediaType(field)
	var m *content
	if err == nil {
		m = documented.contentFor(name, parameters)
	}
	if m == nil {
		shown := "none"
		if field != "" {
			shown = redact.Quote(field)
		}
		j.report(drift.RequestMediaTypeUndocumented, r.place, "", "expected Content-Type: %s, saw %s",
			documented.mediaRanges(), shown).Key = redact.Text(name)
		if name == "" { // missing or malformed: the body may be what is documented, if that is one thing
			name, _ = r.onlyJSON(body)
		}
		if m = documented.json(); m == nil || !isJSON(name) {
			return
		}
	}
	j.judgeRequestContent(m, name, field, body)
}

func (j *judgement) judgeRequestContent(m *content, mediaType, field string, body []byte) {
	report := func(d schema.Deviation) {
		rule := drift.RequestBodyInvalid
		if d.Rule == drift.PropertyUndeclared || d.Rule == drift.RequestPropertyUndeclared {
			rule = drift.RequestPropertyUndeclared
		}
		if d.Place == (drift.Place{}) {
			d.Place = m.place // it is about the bytes
		}
		j.add(rule, d.Place, d.Pointer, d.Message).Count = counted(d)
	}
	if mediaType != "multipart/form-data" || m.schema == nil {
		j.noteUnjudged("a request's body", m.judge(mediaType, body, report))
		return
	}
	_, parameters, _ := mime.ParseMediaType(field)
	json, err := parameter.Multipart(body, parameters["boundary"], m.schema)
	if err != nil {
		j.report(drift.RequestBodyInvalid, m.place, "",
			"expected parts of a form, saw a body that cannot be read as such (RFC 7578)")
		return
	}
	j.noteUnjudged("a request's body", m.program.Judge(json, report))
}
