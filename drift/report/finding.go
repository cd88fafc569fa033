package report

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Accepted is a finding that an Acceptance matches. Its JSON form is flat: the members of the finding, the reason and
// the date.
type Accepted struct {
	drift.Finding
	Reason string `json:"reason"`
	Until  Date   `json:"until"`
}

// appendText appends a finding as the line that a reader sees.
func appendText(b []byte, f *drift.Finding, _ *Acceptance) []byte {
	return append(b, text.Line(f.String(), 0)...)
}

// appendJSON appends a finding, or an accepted one, as package json would write it. There may be millions, and this
// takes a third of the time. Characters that a terminal obeys or a reader does not see are escaped.
func appendJSON(b []byte, f *drift.Finding, a *Acceptance) []byte {
	start := len(b)
	m := members(append(b, '{'))
	m = m.text("rule", f.Rule).text("severity", string(f.Severity)).text("operation", f.Operation)
	m = m.status("status", f.Status).text("pointer", f.Pointer).text("message", f.Message)
	m = m.given("was", f.Was).given("is", f.Is).given("in", f.In).positive("count", f.Count)
	m = m.text("file", f.File).number("entry", f.Entry).positive("line", f.Line).positive("column", f.Column)
	if p := f.Place; p != (drift.Place{}) {
		m = append(m.name("contract"), '{').given("file", p.File).text("pointer", p.Pointer)
		m = append(m.positive("line", p.Line).positive("column", p.Column), '}')
	}
	if a != nil {
		m = m.text("reason", a.Reason).text("until", a.Until.String())
	}
	b = append(m, '}')
	if escaped := text.JSON(b[start:]); len(escaped) != len(b)-start {
		b = append(b[:start], escaped...)
	}
	return b
}

// members are members of an object in JSON.
type members []byte

func (m members) name(name string) members {
	if m[len(m)-1] != '{' {
		m = append(m, ',')
	}
	return append(append(append(m, '"'), name...), `":`...)
}

func (m members) text(name, value string) members {
	m, _ = jsontext.AppendQuote(m.name(name), value) // what is not UTF-8 is replaced
	return m
}

func (m members) given(name, value string) members {
	if value == "" {
		return m
	}
	return m.text(name, value)
}

func (m members) number(name string, value int) members {
	return strconv.AppendInt(m.name(name), int64(value), 10)
}

func (m members) positive(name string, value int) members {
	if value == 0 {
		return m
	}
	return m.number(name, value)
}

func (m members) status(name string, s drift.Status) members {
	if s < 0 {
		return m.text(name, s.String())
	}
	return m.number(name, int(s))
}
