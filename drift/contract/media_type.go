package contract

import (
	"errors"
	"mime"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// checkMediaType finds the documented content that the response's Content-Type names, or reports why there is none. An
// undocumented media type does not end the judgement if it is JSON and JSON is documented.
func (j *judgement) checkMediaType(r *response) *content {
	if r == nil || j.checkNoBody(r) {
		return nil
	}
	fields := j.exchange.Header["Content-Type"]
	if len(fields) > 1 {
		fields = slices.Compact(slices.Clone(fields))
	}
	switch {
	case len(fields) == 0 || len(fields) == 1 && strings.TrimSpace(fields[0]) == "":
		return j.withoutMediaType(r)
	case len(fields) > 1:
		j.report(drift.MediaTypeMalformed, r.Place, "", "expected one Content-Type, saw %d different ones", len(fields))
		return nil
	}
	name, parameters, err := parseMediaType(fields[0])
	if err != nil {
		j.report(drift.MediaTypeMalformed, r.Place, "", "expected Content-Type: %s, saw %s, which cannot be parsed",
			r.mediaRanges(), redact.Quote(fields[0]))
		return nil
	}
	m := r.contentFor(name, parameters)
	if m == nil {
		j.report(drift.MediaTypeUndocumented, r.Place, "", "expected Content-Type: %s, saw %s",
			r.mediaRanges(), redact.Quote(name)).Key = name
		if m = r.json(); m == nil || !isJSON(name) {
			return nil
		}
	}
	j.media = name
	return m
}

// checkNoBody reports whether the response documents no content or HTTP allows none, and a body that is there all the
// same.
func (j *judgement) checkNoBody(r *response) bool {
	forbidden := bodiless(&j.exchange)
	if !forbidden && len(r.content) > 0 {
		return false
	}
	if n := len(j.exchange.Body); n > 0 && !j.exchange.BodyUnknown {
		f := j.report(drift.BodyUndocumented, r.Place, "", "expected no body, saw one of %s", text.Count(n, "byte"))
		f.Severity = drift.Additive
		if forbidden {
			f.Severity = drift.Breaking
		}
	}
	return true
}

// withoutMediaType is the content of a response without Content-Type: the documented one if there is only one.
func (j *judgement) withoutMediaType(r *response) *content {
	if len(j.exchange.Body) == 0 && !j.exchange.BodyUnknown {
		if r.json() != nil {
			j.report(drift.BodyEmpty, r.Place, "", "expected a body of type %s, saw none", r.mediaRanges())
		}
		return nil
	}
	j.report(drift.MediaTypeMissing, r.Place, "", "expected Content-Type: %s, saw none", r.mediaRanges())
	if len(r.content) > 1 {
		return nil
	}
	j.media = r.content[0].mediaRange
	return &r.content[0]
}

// parseMediaType parses a media type or media range (RFC 9110, sections 8.3.1 and 12.5.1). The name is in lower case.
func parseMediaType(field string) (name string, parameters map[string]string, err error) {
	if name = strings.TrimSpace(field); name == "application/json" { // by far the most frequent, and free of allocations
		return name, nil, nil
	}
	name, parameters, err = mime.ParseMediaType(field)
	if err != nil {
		return "", nil, err
	}
	if major, minor, ok := strings.Cut(name, "/"); !ok || major == "" || minor == "" {
		return "", nil, errors.New("no subtype")
	}
	return name, parameters, nil
}

// contentFor is the most specific documented content for a media type. Parameters only choose between media ranges
// that are otherwise the same.
func (r *response) contentFor(name string, parameters map[string]string) *content {
	var first *content
	for i := range r.content {
		m := &r.content[i]
		if !m.covers(name) || first != nil && first.mediaRange != m.mediaRange {
			continue
		}
		if m.hasParameters(parameters) {
			return m
		}
		if first == nil {
			first = m
		}
	}
	return first
}

func (m *content) covers(name string) bool {
	if m.mediaRange == name || m.mediaRange == "*/*" {
		return true
	}
	prefix, ok := strings.CutSuffix(m.mediaRange, "*")
	return ok && strings.HasPrefix(name, prefix)
}

func (m *content) hasParameters(parameters map[string]string) bool {
	for k, v := range m.parameters {
		if !strings.EqualFold(parameters[k], v) {
			return false
		}
	}
	return true
}

// specificity orders media ranges: "*/*" last, more parameters first.
func (m *content) specificity() int {
	switch {
	case m.mediaRange == "*/*":
		return 0
	case strings.HasSuffix(m.mediaRange, "/*"):
		return 1
	}
	return 2 + len(m.parameters)
}

func (r *response) json() *content {
	for i := range r.content {
		if isJSON(r.content[i].mediaRange) {
			return &r.content[i]
		}
	}
	return nil
}

func (r *response) mediaRanges() string {
	names := make([]string, len(r.content))
	for i := range r.content {
		names[i] = r.content[i].mediaRange
	}
	return text.Or(names)
}

// isJSON reports whether content of a media type is one JSON value (RFC 8259, and RFC 6839, section 3.1).
func isJSON(name string) bool {
	return name == "application/json" || name == "text/json" || strings.HasSuffix(name, "+json")
}
