package drift

import (
	"context"
	"fmt"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3filter"
)

// Check compares one exchange with the contract and returns a finding for each disagreement, in the order of [Rules]'s table and of the body.
// It returns none for an exchange that no operation of the contract matches; [Contract.Match] tells.
//
// It looks at the response alone: the status, the documented headers, the media type, the body's bytes, and the body's value under
// the schema. A response whose media type is not documented is not looked at further.
func (c *Contract) Check(x Exchange) []Finding {
	j := judgement{exchange: &x}
	op := c.match(&j)
	r := j.status(op)
	j.headers(r)
	m := j.mediaType(r)
	v := j.value(m)
	j.schema(m, v)
	j.undeclared(m, v)
	j.announcements(op)
	j.release()
	return j.findings
}

// judgement is one run of Check. Each of its steps does nothing if the one before gave it nothing to look at.
type judgement struct {
	exchange  *Exchange
	operation string
	media     string // the response's media type, in lower case
	decoder   *decoder
	findings  []Finding
}

// release gives back what the run has borrowed.
func (j *judgement) release() {
	if j.decoder != nil {
		j.decoder.release()
	}
}

func (j *judgement) report(rule, pointer, format string, args ...any) {
	j.findings = append(j.findings, Finding{
		Rule:      rule,
		Severity:  ruleByName[rule].Severity,
		Operation: j.operation,
		Status:    j.exchange.Status,
		Pointer:   pointer,
		Message:   fmt.Sprintf(format, args...),
		Source:    j.exchange.Source,
	})
}

func (c *Contract) match(j *judgement) *operation {
	op := c.routes.find(j.exchange.Method, escapedPath(j.exchange.URL))
	if op != nil {
		j.operation = op.name
	}
	return op
}

func (j *judgement) status(op *operation) *response {
	if op == nil {
		return nil
	}
	r := op.response(j.exchange.Status)
	if r == nil {
		j.report(statusUndocumented, "", "expected status %s, saw %d", op.statuses(), j.exchange.Status)
	}
	return r
}

// statuses lists what the operation documents, for a message.
func (op *operation) statuses() string {
	names := make([]string, len(op.responses))
	for i, r := range op.responses {
		names[i] = r.Status
	}
	return oneOf(names)
}

func (j *judgement) headers(r *response) {
	if r == nil {
		return
	}
	for i := range r.headers {
		h := &r.headers[i]
		err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
			RequestValidationInput: &h.input,
			Status:                 http.StatusOK,
			Header:                 j.exchange.Header,
			Options:                &openapi3filter.Options{ExcludeResponseBody: true},
		})
		switch {
		case err == nil:
		case len(j.exchange.Header[h.name]) == 0:
			j.report(headerMissing, "", "expected the required header %s, saw none", h.name)
		default:
			j.report(headerInvalid, "", "expected the header %s to match its schema, saw a value that does not", h.name)
		}
	}
}

// bodiless reports whether HTTP allows the response no content (RFC 9110, sections 9.3.2, 15.3.5, 15.3.6 and 15.4.5).
func bodiless(x *Exchange) bool {
	return x.Method == http.MethodHead || x.Status == http.StatusNoContent || x.Status == http.StatusResetContent ||
		x.Status == http.StatusNotModified
}
