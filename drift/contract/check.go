package contract

import (
	"fmt"
	"net/http"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Check compares one exchange with the contract: the response, and what it holds of the request. It says
// which documented response was matched, with a finding for each disagreement, in the order of [drift.Rules] and of the
// bodies.
func (c *Contract) Check(x drift.Exchange) drift.Result {
	j := judgement{exchange: &x}
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
	exchange *drift.Exchange
	media    string // the response's media type, in lower case
	result   drift.Result
}

// report adds a finding about a place in the contract and, unless the pointer is "", a part of the body.
func (j *judgement) report(rule string, at drift.Place, pointer, format string, args ...any) {
	declared, _ := drift.RuleNamed(rule)
	j.reportAs(declared.Severity, rule, at, pointer, format, args...)
}

// reportAs is report for a rule whose severity depends on the case.
func (j *judgement) reportAs(
	severity drift.Severity,
	rule string,
	at drift.Place,
	pointer, format string,
	args ...any,
) {
	j.result.Findings = append(j.result.Findings, drift.Finding{
		Rule:      rule,
		Severity:  severity,
		Operation: j.result.Response.Operation,
		Status:    drift.Status(j.exchange.Status),
		Pointer:   pointer,
		Message:   fmt.Sprintf(format, args...),
		Source:    j.exchange.Source,
		Place:     at,
	})
}

// last is the finding that was reported last.
func (j *judgement) last() *drift.Finding { return &j.result.Findings[len(j.result.Findings)-1] }

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
