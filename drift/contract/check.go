package contract

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Check compares one exchange with the contract: the response, and what it holds of the request. It says
// which documented response was matched, with a finding for each disagreement, in the order of [drift.Rules] and of the
// bodies.
func (c *Contract) Check(x drift.Exchange) drift.Result {
	j := judgement{exchange: x}
	found := c.routes.find(x.Method, x.Path(), x.Status/100 == 2)
	r := j.checkStatus(found.operation)
	j.checkHeaders(r)
	m := j.checkMediaType(r)
	j.checkBody(m)
	j.dropRedacted()
	j.checkAnnouncements(found.operation)
	op := j.confirm(found)
	j.checkRequest(c, op)
	return j.result
}

// judgement is one run of Check. Each of its steps is a no-op if the previous step returned nil.
type judgement struct {
	exchange drift.Exchange
	media    string // the response's media type, in lower case
	result   drift.Result
}

// report adds a finding about a place in the contract and, unless the pointer is "", a part of the body. The caller may
// complete it before the next one is reported.
func (j *judgement) report(rule string, at drift.Place, pointer, format string, args ...any) *drift.Finding {
	return j.add(rule, at, pointer, fmt.Sprintf(format, args...))
}

// add is report with the message as it is.
func (j *judgement) add(rule string, at drift.Place, pointer, message string) *drift.Finding {
	declared, _ := drift.RuleNamed(rule)
	const several = 8
	if len(j.result.Findings) == 1 {
		j.result.Findings = slices.Grow(j.result.Findings, several)
	}
	j.result.Findings = append(j.result.Findings, drift.Finding{
		Rule:      rule,
		Severity:  declared.Severity,
		Operation: j.result.Response.Operation,
		Status:    drift.Status(j.exchange.Status),
		Pointer:   pointer,
		Message:   message,
		Source:    j.exchange.Source,
		Place:     at,
	})
	return &j.result.Findings[len(j.result.Findings)-1]
}

// checkStatus finds the documented response.
func (j *judgement) checkStatus(op *operation) *response {
	if op == nil {
		return nil
	}
	r := op.response(j.exchange.Status)
	if r == nil {
		j.result.Response = drift.Response{Operation: op.name, Place: op.place}
		j.report(drift.StatusUndocumented, op.place, "", "expected status %s, saw %d", op.statuses(), j.exchange.Status)
		return nil
	}
	j.result.Response = r.Response
	return r
}

// bodiless reports whether HTTP allows the response no content (RFC 9110, sections 9.3.2, 15.3.5, 15.3.6 and 15.4.5).
func bodiless(x *drift.Exchange) bool {
	return x.Method == http.MethodHead || x.Status == http.StatusNoContent || x.Status == http.StatusResetContent ||
		x.Status == http.StatusNotModified
}
