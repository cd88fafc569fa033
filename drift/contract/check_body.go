package contract

import (
	"bytes"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/parameter"
	"github.com/seed-97812ecd/supermemory-go/internal/schema"
)

// checkBody judges the response's body by its media type and schema.
func (j *judgement) checkBody(m *content) {
	if m == nil || j.exchange.BodyUnknown {
		return
	}
	body := j.exchange.Body
	if isJSON(j.media) && len(bytes.TrimLeft(body, " \t\r\n")) == 0 {
		saw := "an empty body"
		if len(body) > 0 {
			saw = "only whitespace"
		}
		j.report(drift.BodyEmpty, m.place, "", "expected a JSON value, saw %s", saw)
		return
	}
	m.judge(j.media, body, func(d schema.Deviation) {
		if d.Place == (drift.Place{}) {
			d.Place = m.place // it is about the bytes
		}
		f := j.add(d.Rule, d.Place, d.Pointer, d.Message)
		f.Count = counted(d)
		if isJSON(j.media) {
			f.Offset = d.Offset
		}
	})
}

// counted is a deviation's count as a finding has it: 0 for one.
func counted(d schema.Deviation) int {
	if d.Count > 1 {
		return d.Count
	}
	return 0
}

// judge judges a body of a media type: JSON, text and forms. Others, such as XML and images, are not judged.
func (m *content) judge(mediaType string, body []byte, yield func(schema.Deviation)) {
	switch {
	case isJSON(mediaType):
		m.program.Judge(body, yield)
	case m.schema == nil:
	case mediaType == "text/plain":
		m.program.JudgeScalar(string(body), yield)
	case mediaType == "application/x-www-form-urlencoded":
		m.program.Judge(parameter.Form(string(body), m.schema, m.encoding), yield)
	}
}
