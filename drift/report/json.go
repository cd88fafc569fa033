package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// schemaVersion is that of the JSON form: docs/report.schema.json describes it.
const schemaVersion = 2

// JSON writes a report as one JSON object: facts first, then the findings, if they were kept: see [Report.Keep].
// Characters that a terminal obeys or a reader does not see are escaped; no value from outside is changed.
func JSON(w io.Writer, r *Report) error {
	o := &objectWriter{out: bufio.NewWriterSize(w, 64<<10)}
	o.member("version", schemaVersion)
	if r.Origin.Tool != "" {
		o.member("apidrift", r.Origin.Tool)
	}
	o.member("contract", r.Contract)
	if r.Upstream != "" {
		o.member("upstream", r.Upstream)
	}
	if len(r.Origin.Inputs) > 0 {
		o.member("inputs", r.Origin.Inputs)
	}
	if !r.Origin.Time.IsZero() {
		o.member("time", r.Origin.Time.UTC())
	}
	o.member("exchanges", r.Exchanges)
	o.member("unmatched", r.Unmatched)
	if r.Ignored > 0 {
		o.member("ignored", r.Ignored)
	}
	if r.Unread > 0 {
		o.member("unread", r.Unread)
	}
	o.member("breaking", r.Breaking)
	o.member("additive", r.Additive)
	writeList(o, "facts", r.Facts())
	o.member("facts_more", r.FactsMore())
	writeList(o, "accepted_facts", r.AcceptedFacts())
	if r.Gone != nil {
		writeList(o, "gone", r.Gone)
	}
	writeList(o, "unused", r.Unused)
	writeList(o, "notes", r.Notes)
	unmatched, more := r.UnmatchedExchanges()
	writeList(o, "unmatched_exchanges", unmatched)
	o.member("unmatched_more", more)
	writeList(o, "coverage", r.Coverage)
	if s := r.sink; s != nil && s.format == "json" {
		o.findings("findings", r, false)
		o.findings("accepted", r, true)
	}
	return o.end()
}

// objectWriter writes an object member by member, so that none of its lists is ever in memory as a whole.
type objectWriter struct {
	out   *bufio.Writer
	begun bool
	err   error
}

func (o *objectWriter) name(name string) {
	o.out.WriteString(map[bool]string{false: "{\n  \"", true: ",\n  \""}[o.begun])
	o.begun = true
	o.out.WriteString(name + "\": ")
}

func (o *objectWriter) member(name string, value any) {
	o.name(name)
	o.value(value, "  ")
}

func (o *objectWriter) value(value any, indent string) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(indent, "  ")
	if err := e.Encode(value); err != nil && o.err == nil {
		o.err = err
	}
	o.out.Write(text.JSON(bytes.TrimRight(b.Bytes(), "\n")))
}

func writeList[T any](o *objectWriter, name string, list []T) {
	o.name(name)
	o.out.WriteByte('[')
	for i, item := range list {
		if i > 0 {
			o.out.WriteByte(',')
		}
		o.out.WriteString("\n    ")
		o.value(item, "    ")
	}
	if len(list) > 0 {
		o.out.WriteString("\n  ")
	}
	o.out.WriteByte(']')
}

// findings writes an array with a line for each finding.
func (o *objectWriter) findings(name string, r *Report, accepted bool) {
	o.name(name)
	o.out.WriteByte('[')
	first := true
	err := r.spooledFindings("json", accepted, func(data []byte) {
		if !first {
			o.out.WriteByte(',')
		}
		first = false
		o.out.WriteString("\n    ")
		o.out.Write(data)
	})
	if err != nil && o.err == nil {
		o.err = err
	}
	if !first {
		o.out.WriteString("\n  ")
	}
	o.out.WriteByte(']')
}

func (o *objectWriter) end() error {
	o.out.WriteString("\n}\n")
	if o.err != nil {
		return o.err
	}
	return o.out.Flush()
}
