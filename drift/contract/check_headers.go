package contract

import (
	"context"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// checkHeaders judges the documented header fields.
func (j *judgement) checkHeaders(r *response) {
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
			j.report(drift.HeaderMissing, h.place, "", "expected the required header %s, saw none", h.name)
		default:
			j.report(drift.HeaderInvalid, h.place, "", "expected the header %s to match its schema, saw a value that does not", h.name)
		}
	}
}
