package contract

import (
	"regexp"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/schema"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// operation is a method of a path, compiled.
type operation struct {
	name           string
	method         string
	template       string // of its path
	place          drift.Place
	bases          [levels][]string // base paths: those that count, then those that are tried next
	pathParameters []pathParameter  // by position in the template
	form           *regexp.Regexp   // of a path, if a parameter is not a segment; nil otherwise
	request        request
	responses      []*response // by status: codes, ranges, default
	byStatus       map[drift.Status]*response
	laxNote        []drift.Note // that the base path of an exchange is not the operation's
}

// response is one documented response.
type response struct {
	drift.Response
	headers []header
	content []content // the most specific media range first
}

// header is a documented header field of a response.
type header struct {
	name     string // canonical
	required bool
	place    drift.Place
	value
}

// content is one documented media range of a response or a request's body.
type content struct {
	mediaRange string            // lower case, without parameters: "application/json", "text/*", "*/*"
	parameters map[string]string // of the media range
	place      drift.Place
	schema     *openapi3.Schema // nil if any content will do
	encoding   map[string]*openapi3.Encoding
	program    *schema.Program
}

// response is the one documented for a code: its own, that of its range, or the default (OpenAPI 3.0.3, "Responses
// Object"). It is nil if there is none.
func (op *operation) response(code int) *response {
	if r := op.byStatus[drift.Status(code)]; r != nil {
		return r
	}
	if 100 <= code && code <= 599 {
		if r := op.byStatus[drift.StatusRange(code/100)]; r != nil {
			return r
		}
	}
	return op.byStatus[drift.Default]
}

// statuses lists what the operation documents, for a message.
func (op *operation) statuses() string {
	names := make([]string, len(op.responses))
	for i, r := range op.responses {
		names[i] = r.Status.String()
	}
	return text.Or(names)
}
