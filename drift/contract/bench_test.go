package contract_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// kinJudge judges an exchange of one operation with kin-openapi's ValidateResponse alone: the route is known, so that
// no router is measured.
type kinJudge struct {
	request openapi3filter.RequestValidationInput
	options openapi3filter.Options
}

func newKinJudge(t testing.TB, document []byte, template, method string) *kinJudge {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		t.Fatal(err)
	}
	return &kinJudge{
		request: openapi3filter.RequestValidationInput{
			Request: &http.Request{Method: method, URL: &url.URL{Path: "/"}, Header: http.Header{}},
			Route: &routers.Route{
				Spec:      doc,
				Operation: doc.Paths.Value(template).GetOperation(method),
				Method:    method,
				PathItem:  doc.Paths.Value(template),
			},
		},
		options: openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
}

func (k *kinJudge) check(x drift.Exchange) error {
	return openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &k.request,
		Status:                 x.Status,
		Header:                 x.Header,
		Body:                   io.NopCloser(bytes.NewReader(x.Body)),
		Options:                &k.options,
	})
}

// BenchmarkCheck compares Check with kin-openapi's ValidateResponse on the same exchange, alternately in one run, so
// that the ratio x/kin does not depend on the machine. Check does everything that ValidateResponse does, and more.
func BenchmarkCheck(b *testing.B) {
	ours, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		b.Fatal(err)
	}
	deletion := drift.Exchange{
		Method: "DELETE",
		URL:    "https://api.supermemory.ai/v3/connections/PTzGiUYei7pgzg5buzZHgA",
		Status: 200,
		Header: http.Header{
			"Content-Type": {"application/json"},
		},
		Body: []byte(`{"id":"PTzGiUYei7pgzg5buzZHgA","provider":"google-drive"}`),
	}
	list := deletion
	list.Method, list.URL = "GET", "https://api.example.com/op/7/1"
	list.Body = []byte(
		`{"items":[` + strings.TrimSuffix(
			strings.Repeat(`{"id":"a","n":1,"tags":["x","y"],"nested":{"a":"b","c":2.5}},`, 50),
			",",
		) + `]}`,
	)
	for _, c := range []struct {
		name             string
		document         []byte
		template, method string
		exchange         drift.Exchange
	}{
		{"deletion/3.0", ours, "/v3/connections/{connectionId}", "DELETE", deletion},
		{
			"deletion/3.1", bytes.Replace(ours, []byte("openapi: 3.0.3"), []byte("openapi: 3.1.0"), 1),
			"/v3/connections/{connectionId}", "DELETE", deletion,
		},
		{"list-of-50/3.0", largeDocument("3.0.3", 10, 0), "/op/7/{id}", "GET", list},
		{"list-of-50/3.1", largeDocument("3.1.0", 10, 0), "/op/7/{id}", "GET", list},
	} {
		b.Run(c.name, func(b *testing.B) {
			contract, err := contract.Load(c.document)
			if err != nil {
				b.Fatal(err)
			}
			kin := newKinJudge(b, c.document, c.template, c.method)
			if found := contract.Check(c.exchange).Findings; len(found) > 0 {
				b.Fatal(found)
			}
			if err := kin.check(c.exchange); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			var check, validate time.Duration
			for b.Loop() {
				const rounds = 16
				start := time.Now()
				for range rounds {
					contract.Check(c.exchange)
				}
				middle := time.Now()
				for range rounds {
					kin.check(c.exchange)
				}
				check += middle.Sub(start) / rounds
				validate += time.Since(middle) / rounds
			}
			b.ReportMetric(float64(check.Nanoseconds())/float64(b.N), "ns/Check")
			b.ReportMetric(float64(validate.Nanoseconds())/float64(b.N), "ns/ValidateResponse")
			b.ReportMetric(float64(check)/float64(validate), "x/kin")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// largeDocument is an OpenAPI document of n operations, padded to about size bytes with the prose that such documents
// have.
func largeDocument(version string, n, size int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(
		&b,
		"openapi: %s\ninfo: {title: large, version: '1'}\nservers: [{url: https://api.example.com}]\npaths:\n",
		version,
	)
	prose := strings.Repeat("Lorem ipsum dolor sit amet, consectetur adipiscing elit. ", size/n/57)
	for i := range n {
		fmt.Fprintf(&b, `  /op/%d/{id}:
    get:
      operationId: op%[1]d
      description: %q
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/List%[1]d"}}}}
        "404": {description: gone, content: {application/json: {schema: {$ref: "#/components/schemas/Error"}}}}
`, i, prose)
	}
	b.WriteString(
		"components:\n  schemas:\n    Error: {type: object, required: [error], properties: {error: {type: string}}}\n",
	)
	for i := range n {
		fmt.Fprintf(&b, `    List%d:
      type: object
      required: [items]
      properties:
        items:
          type: array
          items:
            type: object
            required: [id, n]
            properties:
              id: {type: string, minLength: 1}
              n: {type: integer, minimum: 0}
              tags: {type: array, items: {type: string}}
              nested: {type: object, properties: {a: {type: string}, c: {type: number}}}
`, i)
	}
	return b.Bytes()
}

// BenchmarkOperations shows that checking an exchange does not slow down with the number of operations in the contract.
func BenchmarkOperations(b *testing.B) {
	for _, n := range []int{1, 10, 500, 5000} {
		contract, err := contract.Load(largeDocument("3.0.3", n, 0))
		if err != nil {
			b.Fatal(err)
		}
		x := drift.Exchange{Method: "GET", URL: fmt.Sprintf("https://api.example.com/op/%d/1", n-1), Status: 404,
			Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"error":"gone"}`)}
		b.Run(fmt.Sprintf("Match/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := match(contract, x); !ok {
					b.Fatal("no match")
				}
			}
		})
		b.Run(fmt.Sprintf("Check/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if found := contract.Check(x).Findings; len(found) > 0 {
					b.Fatal(found)
				}
			}
		})
	}
}

// BenchmarkLoad loads a contract of 500 operations and 10 MB; x/kin is the ratio to kin-openapi loading the same
// document without compiling or validating anything.
func BenchmarkLoad(b *testing.B) {
	for _, version := range []string{"3.0.3", "3.1.0"} {
		document := largeDocument(version, 500, 10_000_000)
		b.Run(version, func(b *testing.B) {
			b.SetBytes(int64(len(document)))
			var ours, kin time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := contract.Load(document); err != nil {
					b.Fatal(err)
				}
				middle := time.Now()
				if _, err := openapi3.NewLoader().LoadFromData(document); err != nil {
					b.Fatal(err)
				}
				ours += middle.Sub(start)
				kin += time.Since(middle)
			}
			b.ReportMetric(float64(ours.Milliseconds())/float64(b.N), "ms/Load")
			b.ReportMetric(float64(ours)/float64(kin), "x/kin")
			b.ReportMetric(0, "ns/op")
		})
	}
}
