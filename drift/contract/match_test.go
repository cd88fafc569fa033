package contract_test

import (
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// TestBasePathsInOrder: a URL that several templates match belongs to the operation whose base path comes first: its
// own, its path's, the document's, none. A note is about all but the first.
func TestBasePathsInOrder(t *testing.T) {
	t.Parallel()
	c, err := contract.Load([]byte(`openapi: 3.0.3
info: {title: t, version: "1"}
servers: [{url: "https://h/document"}]
paths:
  /{a}:
    servers: [{url: "https://h/path"}]
    get: {operationId: one, servers: [{url: "https://h/own"}], responses: &ok {"200": {description: d}}}
  /{a}/{b}: {get: {operationId: two, responses: *ok}}
  /{a}/{b}/{c}:
    get: {operationId: three, servers: [{url: "https://h/document/document"}], responses: *ok}
  /spelled/out:
    get: {operationId: spelled, servers: [{url: "https://h/elsewhere"}], responses: *ok}
`))
	if err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]string{
		"/own/1":                   "one",
		"/path/1":                  "one*", // before /{a}/{b} under none
		"/document/1":              "one*", // as well
		"/1":                       "one*",
		"/1/2":                     "two*",
		"/document/1/2":            "two", // before /{a}/{b}/{c} under none
		"/1/2/3":                   "three*",
		"/document/document/1/2/3": "three",
		"/spelled/out":             "spelled*", // although /{a}/{b} is there, too
		"/document/spelled/out":    "spelled*", // although that is one of /{a}/{b}
		"/1/2/3/4/5":               "",
	} {
		result := c.Check(drift.Exchange{Method: "GET", URL: "https://h" + url, Status: 200})
		got := result.Response.Operation
		if len(result.Notes) > 0 {
			got += "*"
		}
		if got != want {
			t.Errorf("%s is %q, want %q", url, got, want)
		}
	}
}

// TestNumbersInPaths: what is a number is what JSON says, and an enum of numbers is one.
func TestNumbersInPaths(t *testing.T) {
	t.Parallel()
	load := func(schema string) *contract.Contract {
		c, err := contract.Load([]byte(`openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: ` + schema + `}]
    get:
      operationId: thing
      responses: {"200": {description: d, content: {application/json: {schema: {type: object, required: [id]}}}}}
`))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for schema, values := range map[string][2]string{ // those that match, and those that do not
		`{type: integer}`:                            {"0 7 -7 1.0 1e3 007", "a NaN Inf 0x10 1_0 + %20 .5"},
		`{type: number}`:                             {"0.5", "infinity"},
		`{type: [integer, "null"]}`:                  {"7", "a"},
		`{allOf: [{type: integer}, {minimum: 1}]}`:   {"7", "a"},
		`{oneOf: [{type: integer}, {type: number}]}`: {"7", "a"},
		`{oneOf: [{type: integer}, {type: string}]}`: {"7 a", ""},
		`{type: [integer, string]}`:                  {"7 a", ""},
		`{type: integer, enum: [1, 2]}`:              {"1 2 1.0", "3 a"},
		`{enum: [1, 2]}`:                             {"1", "3 a"},
		`{type: string, enum: [a, b]}`:               {"a %61", "c A"},
		`{enum: [a, 1, true]}`:                       {"a 1 true", "b 2"},
		`{type: string, pattern: "^a"}`:              {"a b", ""}, // too weak a hint
		`{type: string, format: uuid}`:               {"a", ""},
		`{type: integer, minimum: 5}`:                {"1", ""},
	} {
		c := load(schema)
		for i, listed := range values {
			for value := range strings.FieldsSeq(listed) {
				result := c.Check(withBody("/things/"+value, `{}`))
				if result.Matched() != (i == 0) {
					t.Errorf("%s: %s matched: %v", schema, value, result.Matched())
				}
			}
		}
	}
	x := withBody("/things/a", ``)
	x.BodyUnknown = true
	if result := load(`{type: integer}`).Check(x); result.Matched() || len(result.Notes) != 1 {
		t.Errorf("a body that was not recorded confirms an operation: %+v", result)
	}
}

func withBody(path, body string) drift.Exchange {
	x := get(200, appJSON, body)
	x.URL = "https://h" + path
	return x
}

// TestValuesInPaths: a path parameter is judged wherever it stands in its template.
func TestValuesInPaths(t *testing.T) {
	t.Parallel()
	for template, values := range map[string][2]string{ // a path that conforms, and one that does not
		"/{id}":            {"/ab", "/b"},
		"/x/{id}/y":        {"/x/ab/y", "/x/b/y"},
		"/x/{id}.json":     {"/x/ab.json", "/x/b.json"},
		"/x/{a}-{id}/y":    {"/x/b-ab/y", "/x/ab-b/y"},
		"/x/{id}/{a}":      {"/base/x/ab/b", "/base/x/b/ab"},
		"/x/{rest}/{id}":   {"/x/1/2/3/ab", "/x/ab/ab/b"},
		"/x/{rest}/y/{id}": {"/base/x/1/2/y/ab", "/base/x/1/2/y/b"},
	} {
		c, err := contract.Load([]byte(`openapi: 3.0.3
info: {title: t, version: "1"}
servers: [{url: /base}, {url: /}]
paths:
  ` + template + `:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, pattern: "^a"}}
      - {name: a, in: path, required: true, schema: {type: string}}
      - {name: rest, in: path, required: true, x-multi-segment: true, schema: {type: string}}
    get: {operationId: thing, responses: {"200": {description: d}}}
`))
		if err != nil {
			t.Fatal(err)
		}
		for i, path := range values {
			found := c.Check(drift.Exchange{Method: "GET", URL: "https://h" + path, Status: 200}).Findings
			if len(found) != i || i == 1 && found[0].Rule != "request-parameter-invalid" {
				t.Errorf("%s under %s: got %v", path, template, found)
			}
		}
	}
}

// TestOperationsParameterComesFirst: an operation overrides a parameter of its path, even with one that takes anything.
func TestOperationsParameterComesFirst(t *testing.T) {
	t.Parallel()
	c, err := contract.Load([]byte(`openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, pattern: "^a"}}
      - {name: q, in: query, required: true, schema: {type: string}}
    get:
      operationId: thing
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: q, in: query, schema: {type: string}}
      responses: {"200": {description: d}}
`))
	if err != nil {
		t.Fatal(err)
	}
	if found := c.Check(drift.Exchange{Method: "GET", URL: "/things/b", Status: 200}).Findings; len(found) > 0 {
		t.Errorf("got %v", found)
	}
}
