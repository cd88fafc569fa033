package contract_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// TestAnnouncements: dates are read, and what is none is quoted.
func TestAnnouncements(t *testing.T) {
	t.Parallel()
	c := contractOf(t, `"200": {description: d}`)
	for field, want := range map[string]string{
		"Deprecation: @1688169599":              "expected no Deprecation header, saw one since 2023-06-30",
		"Deprecation: @0":                       "expected no Deprecation header, saw one since 1970-01-01",
		"Deprecation: @-1":                      `expected no Deprecation header, saw "@-1"`,
		"Deprecation: @1099511627776":           `expected no Deprecation header, saw "@1099511627776"`,
		"Deprecation: 1688169599":               `expected no Deprecation header, saw "1688169599"`,
		"Deprecation: true":                     `expected no Deprecation header, saw "true"`,
		"Deprecation: false":                    "",
		"Deprecation: ?0":                       "",
		"Deprecation:  ":                        "",
		"Sunset: Sat, 31 Dec 2022 23:59:59 GMT": "expected no Sunset header, saw one: ended on 2022-12-31",
		"Sunset: Sun, 31 Dec 2999 23:59:59 GMT": "expected no Sunset header, saw one for 2999-12-31",
		"Sunset: soon":                          `expected no Sunset header, saw "soon"`,
		"Sunset: ":                              "",
	} {
		name, value, _ := strings.Cut(field, ": ")
		found := c.Check(header(get(200, "", ""), name, value)).Findings
		if want == "" && len(found) == 0 {
			continue
		}
		if len(found) != 1 || found[0].Message != want || found[0].Severity != drift.Additive ||
			!strings.HasSuffix(found[0].Place.Pointer, "/get") {
			t.Errorf("%s: got %+v", field, found)
		}
	}
}

// TestCounts: deviations of one kind are listed a hundred times, and the last counts the rest. One counts as itself.
func TestCounts(t *testing.T) {
	t.Parallel()
	c := contractOf(t, json200(`{type: array, items: {type: integer}}`))
	numbers := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat(`"a",`, n), ",") + "]" }
	for n, want := range map[int]int{1: 0, 2: 0, 100: 0, 101: 2, 150: 51} {
		found := c.Check(get(200, appJSON, numbers(n))).Findings
		if len(found) != min(n, 100) || found[len(found)-1].Count != want {
			t.Errorf("%d: %d findings, the last counts %d, want %d", n, len(found), found[len(found)-1].Count, want)
		}
	}
}

// TestMediaTypeParameters: parameters choose between media types that are otherwise the same.
func TestMediaTypeParameters(t *testing.T) {
	t.Parallel()
	c := contractOf(t, `"200": {description: d, content: {
  "application/json; version=1": {schema: {type: integer}}, "application/json; version=2": {schema: {type: string}},
  "application/*": {schema: {type: boolean}}}}`)
	for field, good := range map[string]string{
		"application/json; version=1": "1", "application/json;version=2": `"a"`, "application/json": "1",
		"application/json; version=3": "1", "application/vnd.x+json": "true", "application/json; VERSION=2; x=y": `"a"`,
	} {
		for _, body := range []string{"1", `"a"`, "true"} {
			if found := c.Check(get(200, field, body)).Findings; (len(found) == 0) != (body == good) {
				t.Errorf("%s with %s: got %v", field, body, found)
			}
		}
	}
}

func TestBlankMediaType(t *testing.T) {
	t.Parallel()
	c := contractOf(t, json200(`{type: integer}`))
	for _, field := range []string{"", " ", "\t"} {
		found := c.Check(header(get(200, "", "1"), "Content-Type", field)).Findings
		if len(found) != 1 || found[0].Rule != "media-type-missing" {
			t.Errorf("%q: got %v", field, found)
		}
	}
}

// TestHeaderPlaces: a finding about the value of a header field is at its schema, one about its bytes at the field.
func TestHeaderPlaces(t *testing.T) {
	t.Parallel()
	c := contractOf(
		t,
		`"200": {description: d, headers: {X-J: {content: {application/json: {schema: {type: integer}}}}}}`,
	)
	for value, want := range map[string]string{"a": "/headers/X-J",
		`"a"`: "/headers/X-J/content/application~1json/schema"} {
		found := c.Check(header(get(200, "", ""), "X-J", value)).Findings
		if len(found) != 1 || !strings.HasSuffix(found[0].Place.Pointer, want) || found[0].Place.Line == 0 {
			t.Errorf("%s: got %+v, want it at %s", value, found, want)
		}
	}
}

// TestBasePathsAreBounded: a hundred values of a server's variables are tried, and not one more.
func TestBasePathsAreBounded(t *testing.T) {
	t.Parallel()
	values := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "v%d, ", i)
		}
		return "{default: v0, enum: [" + b.String() + "]}"
	}
	for name, test := range map[string]struct {
		url, variables string
		path           string
		want           bool
	}{
		"a hundred":            {"/{a}", "a: " + values(100), "/v99/x/1", true},
		"one more":             {"/{a}", "a: " + values(101), "/v99/x/1", true}, // any segment matches
		"any segment":          {"/{a}", "a: " + values(101), "/other/x/1", true},
		"not any":              {"/{a}", "a: " + values(100), "/other/x/1", false},
		"ten by ten":           {"/{a}/{b}", "a: " + values(10) + ", b: " + values(10), "/v9/other/x/1", false},
		"ten by eleven":        {"/{a}/{b}", "a: " + values(10) + ", b: " + values(11), "/v9/other/x/1", true},
		"the first is another": {"/{a}/{b}", "a: " + values(10) + ", b: " + values(11), "/other/v9/x/1", false},
		"one that is not used": {"/{a}", "a: " + values(60) + ", z: " + values(60), "/other/x/1", false},
	} {
		c := contractWith(t, "servers: [{url: 'https://h"+test.url+"', variables: {"+test.variables+"}}]", "/x/{id}")
		result := c.Check(drift.Exchange{Method: "DELETE", URL: "https://h" + test.path, Status: 200})
		if got := result.Matched() && len(result.Notes) == 0; got != test.want {
			t.Errorf("%s: matched is %v", name, got)
		}
	}
}

// TestOddParameters has parameters that say less, or something else, than they seem to.
func TestOddParameters(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		parameters, url, want string
	}{
		"in a path that does not have it": {
			`{name: ghost, in: path, required: true, schema: {type: integer}}`, "/things/a", "",
		},
		"an object without properties": {`{name: p, in: query, schema: {type: object}}`, "/things/a?x=1&y=2", ""},
		"a required one": {
			`{name: p, in: query, required: true, schema: {type: object}}`, "/things/a?x=1", "",
		},
		"an open one with properties": {
			`{name: p, in: query, schema: {type: object, properties: {x: {}}, additionalProperties: true}}`,
			"/things/a?x=1&y=2", "",
		},
		"one with properties": {
			`{name: p, in: query, schema: {type: object, properties: {x: {}}}}`, "/things/a?x=1&y=2",
			"request-parameter-undeclared",
		},
		"one that is not exploded": {
			`{name: p, in: query, explode: false, schema: {type: object}}`, "/things/a?x=1",
			"request-parameter-undeclared",
		},
		"one in a header": {
			`{name: X-P, in: header, explode: true, schema: {type: object}}`, "/things/a?x=1",
			"request-parameter-undeclared",
		},
		"a string": {
			`{name: p, in: query, schema: {type: string}}`, "/things/a?x=1", "request-parameter-undeclared",
		},
		"a schema that is missing": {`{name: p, in: query}`, "/things/a?p=1", ""},
		"a cookie's object": {
			`{name: c, in: cookie, schema: {type: object}}`, "/things/a?x=1", "request-parameter-undeclared",
		},
	} {
		var rules []string
		for _, f := range requestContract(t, "3.0.3", test.parameters, "").Check(sent(test.url)).Findings {
			rules = append(rules, f.Rule)
		}
		if got := strings.Join(rules, " "); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// TestRequestMediaTypeMessages: a message says what was seen, or that nothing was.
func TestRequestMediaTypeMessages(t *testing.T) {
	t.Parallel()
	c := requestContract(t, "3.0.3", "", bodyOf)
	for field, want := range map[string]string{"": "saw none", "text/plain": `saw "text/plain"`} {
		x := sent("/things/1\n\nabc")
		if field != "" {
			x.Request.Header.Set("Content-Type", field)
		}
		found := c.Check(x).Findings
		if len(found) != 1 || found[0].Message != "expected Content-Type: application/json, "+want {
			t.Errorf("%q: got %v", field, found)
		}
	}
}

// TestOneShapeIsNarrowedDown has operations of one shape, which OpenAPI forbids: the narrowest that accepts the value
// is meant, whatever the order.
func TestOneShapeIsNarrowedDown(t *testing.T) {
	t.Parallel()
	schemas := map[string]string{
		"enum": "{type: string, enum: [one, two]}", "format": "{type: string, pattern: '^v[0-9]+$'}",
		"length": "{type: string, minLength: 5}", "number": "{type: integer}", "any": "{type: string}",
	}
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n")
	for _, name := range []string{"any", "length", "number", "format", "enum"} {
		fmt.Fprintf(&b, "  /{%s}:\n    parameters: [{name: %s, in: path, required: true, schema: %s}]\n"+
			"    get: {operationId: %s, responses: {'200': {description: d}}}\n", name, name, schemas[name], name)
	}
	c, err := contract.Load([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	for value, want := range map[string]string{
		"one": "enum", "v12": "format", "12": "number", "abcdef": "length", "abc": "any", "on%65": "enum",
	} {
		if r, _ := match(c, drift.Exchange{Method: http.MethodGet, URL: "/" + value, Status: 200}); r.Operation != want {
			t.Errorf("%s is %q, want %q", value, r.Operation, want)
		}
	}
}

// TestMessagesAndPlaces: what a message says was expected and seen, and where in the contract that is.
func TestMessagesAndPlaces(t *testing.T) {
	t.Parallel()
	c := contractOf(t, `"200": {description: d, content: {application/json: {schema: {type: integer}}}}
"404": {description: d, headers: {X-Open: {}}, content: {application/xml: {}, application/json: {}}}
100: {description: d}
5XX: {description: d}`)
	for _, test := range []struct {
		exchange       drift.Exchange
		message, place string
	}{
		{get(201, "", ""), "expected status 100, 200, 404 or 5XX, saw 201", "/get"},
		{get(100, "", ""), "", ""},
		{get(599, "", ""), "", ""},
		{get(200, appJSON, ""), "expected a JSON value, saw an empty body", "/content/application~1json"},
		{get(200, appJSON, " \n"), "expected a JSON value, saw only whitespace", "/content/application~1json"},
		{get(200, appJSON, "[1"), "expected one JSON value, saw it cut off after 2 bytes", "/content/application~1json"},
		{get(200, appJSON, "true"), "expected an integer, saw a boolean", "/content/application~1json/schema"},
		{get(200, "", ""), "expected a body of type application/json, saw none", "/responses/200"},
		{get(200, "text/html", "a"), `expected Content-Type: application/json, saw "text/html"`, "/responses/200"},
		{get(404, "text/html", "a"), `expected Content-Type: application/json or application/xml, saw "text/html"`,
			"/responses/404"},
		{get(404, "application/xml", "<a"), "", ""},
		{header(get(404, appJSON, "[]"), "X-Open", "1"), "", ""},
	} {
		found := c.Check(test.exchange).Findings
		if test.message == "" {
			if len(found) > 0 {
				t.Errorf("%d: got %v", test.exchange.Status, found)
			}
			continue
		}
		if len(found) != 1 || found[0].Message != test.message || found[0].Place.Line == 0 ||
			!strings.HasSuffix(found[0].Place.Pointer, test.place) {
			t.Errorf("got %+v, want %s at %s", found, test.message, test.place)
		}
	}
}
