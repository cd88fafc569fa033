package contract

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/parameter"
	"github.com/seed-97812ecd/supermemory-go/internal/schema"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
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
	err := m.judge(j.media, body, func(d schema.Deviation) {
		if d.Place == (drift.Place{}) {
			d.Place = m.place // it is about the bytes
		}
		f := j.add(d.Rule, d.Place, d.Pointer, d.Message)
		f.Count = counted(d)
		if isJSON(j.media) {
			f.Offset = d.Offset
		}
	})
	j.noteUnjudged("a response's body", err)
}

// noteUnjudged notes that something is too large to be judged.
func (j *judgement) noteUnjudged(what string, err error) {
	if err != nil {
		message := fmt.Sprintf("%s of %s was not judged: %v", what, text.Line(j.result.Response.Operation, text.MaxName), err)
		note := drift.Note{Place: j.result.Response.Place, Message: message}
		j.result.Notes = append(slices.Clip(j.result.Notes), note)
	}
}

// counted is a deviation's count as a finding has it: 0 for one.
func counted(d schema.Deviation) int {
	if d.Count > 1 {
		return d.Count
	}
	return 0
}

// judge judges a body of a media type: JSON, text and forms. Others, such as XML and images, are not judged.
func (m *content) judge(mediaType string, body []byte, yield func(schema.Deviation)) error {
	switch {
	case isJSON(mediaType):
		return m.program.Judge(body, yield)
	case m.schema == nil:
	case mediaType == "text/plain":
		return m.program.JudgeScalar(string(body), yield)
	case mediaType == "application/x-www-form-urlencoded":
		return m.program.Judge(parameter.Form(string(body), m.schema, m.encoding), yield)
	}
	return nil
}
