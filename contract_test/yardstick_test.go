package contract_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// TestYardstick counts how many of the controls kin-openapi reports on its own, with IncludeResponseStatus, as the
// judge that most Go programs would use: go test -v -run Yardstick ./contract_test. What it reports, Check reports;
// TestControlsAreReported holds Check to all of them.
func TestYardstick(t *testing.T) {
	t.Parallel()
	judge, exchanges := load(t)
	doc := document(t)
	item := doc.Paths.Value("/v3/connections/{connectionId}")
	request := &openapi3filter.RequestValidationInput{
		Request: &http.Request{Method: http.MethodDelete, URL: &url.URL{Path: "/v3/connections/a"}, Header: http.Header{}},
		Route:   &routers.Route{Spec: doc, PathItem: item, Operation: item.Delete, Method: http.MethodDelete},
	}
	total, kin, kinShapes := 0, 0, map[string][2]int{}
	for _, x := range exchanges {
		for _, c := range controlsFrom(t, doc, judge, x) {
			err := openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
				RequestValidationInput: request,
				Status:                 c.exchange.Status,
				Header:                 c.exchange.Header,
				Body:                   io.NopCloser(bytes.NewReader(c.exchange.Body)),
				Options:                &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
			})
			n := kinShapes[c.rule]
			n[1]++
			total++
			if err != nil {
				kin++
				n[0]++
				if found := judge.Check(c.exchange).Findings; len(found) == 0 {
					t.Errorf("%s: kin-openapi reports what Check does not: %v", c.name, err)
				}
			}
			kinShapes[c.rule] = n
		}
	}
	t.Logf("of %d controls, kin-openapi reports %d (%d %%); by rule: %v", total, kin, 100*kin/total, kinShapes)
	if kin == 0 || kin == total {
		t.Error("kin-openapi reports none or all: the comparison is broken")
	}
}
