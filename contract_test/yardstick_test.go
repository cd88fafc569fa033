package contract_test

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// onlyOurs are the kinds of controls that kin-openapi passes, some or all of them, and Check reports: what follows the
// JSON value, several media types or one that cannot be parsed, and redirects.
var onlyOurs = []string{"body-trailing-data", "media-type-malformed", "status-undocumented"}

// TestYardstick has kin-openapi, with IncludeResponseStatus, judge every recording and every control, as the judge that
// most Go programs would use: go test -v -run Yardstick ./contract_test. What it reports, Check reports;
// TestControlsAreReported holds Check to all of them. What only Check reports is listed by kind.
func TestYardstick(t *testing.T) {
	t.Parallel()
	judge, exchanges := load(t)
	doc := document(t)
	item := doc.Paths.Value("/v3/connections/{connectionId}")
	request := &openapi3filter.RequestValidationInput{
		Request: &http.Request{Method: http.MethodDelete, URL: &url.URL{Path: "/v3/connections/a"}, Header: http.Header{}},
		Route:   &routers.Route{Spec: doc, PathItem: item, Operation: item.Delete, Method: http.MethodDelete},
	}
	kin := func(x drift.Exchange) error {
		return openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
			RequestValidationInput: request,
			Status:                 x.Status,
			Header:                 x.Header,
			Body:                   io.NopCloser(bytes.NewReader(x.Body)),
			Options:                &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
		})
	}
	total, reported := map[string]int{}, map[string]int{}
	for _, x := range exchanges {
		if err := kin(x); err != nil {
			t.Errorf("%s: kin-openapi reports what Check does not: %v", name(x), err)
		}
		for _, c := range controlsFrom(t, doc, judge, x) {
			total[c.rule]++
			err := kin(c.exchange)
			if err == nil {
				continue
			}
			reported[c.rule]++
			if found := judge.Check(c.exchange).Findings; len(found) == 0 {
				t.Errorf("%s: kin-openapi reports what Check does not: %v", c.name, err)
			}
		}
	}
	var alone []string
	for _, rule := range slices.Sorted(maps.Keys(total)) {
		t.Logf("%s: kin-openapi reports %d of %d controls", rule, reported[rule], total[rule])
		if reported[rule] < total[rule] {
			alone = append(alone, rule)
		}
	}
	if !slices.Equal(alone, onlyOurs) {
		t.Errorf("only Check reports some of %s, want %s: kin-openapi has changed, or the comparison is broken",
			strings.Join(alone, ", "), strings.Join(onlyOurs, ", "))
	}
}
