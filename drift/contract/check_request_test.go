package contract_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// requestContract is a contract with POST /things/{id}, of which the parameters and the body are given in YAML.
func requestContract(t testing.TB, version, parameters, body string) *contract.Contract {
	t.Helper()
	if body != "" {
		body = "\n      requestBody: " + body
	}
	c, err := contract.Load([]byte("openapi: " + version + `
info: {title: things, version: "1"}
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    post:
      operationId: changeThing
      parameters: [` + parameters + `]` + body + `
      responses: {"200": {description: d}, default: {description: d}}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: api_key}
    header: {type: apiKey, in: header, name: X-Api-Key}
    cookie: {type: apiKey, in: cookie, name: session}
  schemas:
    Thing:
      type: object
      required: [name, id]
      properties:
        id: {type: integer, readOnly: true}
        secret: {type: string, writeOnly: true}
        name: {type: string, maxLength: 5}
        tags: {type: array, items: {type: string}}
        more: {type: object, additionalProperties: false, properties: {n: {type: integer}, id: {type: integer,
            readOnly: true}}}
`))
	if err != nil {
		t.Fatalf("%v\n%s%s", err, parameters, body)
	}
	return c
}

// sent is an exchange whose request is given as "/path?query", header fields as "Name: value" lines, and a body after
// an empty line.
func sent(request string) drift.Exchange {
	head, body, _ := strings.Cut(request, "\n\n")
	lines := strings.Split(head, "\n")
	x := drift.Exchange{
		Method: "POST", URL: "https://h" + lines[0], Status: 200, Header: http.Header{},
		Request: &drift.Request{Header: http.Header{"User-Agent": {"test"}}, Body: []byte(body)},
	}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		x.Request.Header.Add(name, value)
	}
	return x
}

func form(body string) string {
	return "/things/1\nContent-Type: application/x-www-form-urlencoded\n\n" + body
}

func jsonBody(body string) string { return "/things/1\nContent-Type: application/json\n\n" + body }

// parts is a multipart body. A part is "name=value", or with a file name and a media type "name;file;type=value".
func parts(all ...string) string {
	var b strings.Builder
	b.WriteString("/things/1\nContent-Type: multipart/form-data; boundary=b\n\n")
	for _, part := range all {
		name, value, _ := strings.Cut(part, "=")
		fields := strings.Split(name, ";")
		fmt.Fprintf(&b, "--b\r\nContent-Disposition: form-data; name=%q", fields[0])
		if len(fields) > 2 {
			fmt.Fprintf(&b, "; filename=%q\r\nContent-Type: %s", fields[1], fields[2])
		}
		b.WriteString("\r\n\r\n" + value + "\r\n")
	}
	return b.String() + "--b--\r\n"
}

const (
	bodyOf    = `{content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}`
	formOf    = `{content: {application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Thing"}}}}`
	partsOf   = `{content: {multipart/form-data: {schema: {$ref: "#/components/schemas/Thing"}}}}`
	integersQ = `{name: n, in: query, schema: {type: array, items: {type: integer}}`
	openDeep  = `{name: f, in: query, style: deepObject, schema: {type: object, properties: {n: {type: integer}}}}`
	shutDeep  = `{name: f, in: query, style: deepObject, schema: {type: object, properties: {n: {type: integer}}, ` +
		`additionalProperties: false}}`
	point = `schema: {type: object, required: [x], additionalProperties: false, properties: ` +
		`{x: {type: integer}, y: {type: integer}}}`
)

// requestCase is a request that breaks a rule, and the nearest one that does not.
type requestCase struct {
	rule, pointer    string
	parameters, body string
	bad, good        string
}

// requestCases has what the rules about requests say, sentence by sentence.
var requestCases = map[string]requestCase{
	"a required query parameter": {"request-parameter-missing", "",
		`{name: q, in: query, required: true, schema: {type: string}}`, "", "/things/1", "/things/1?q="},
	"a required header parameter": {"request-parameter-missing", "",
		`{name: x-q, in: header, required: true, schema: {type: string}}`, "", "/things/1", "/things/1\nX-Q: a"},
	"a required cookie parameter": {"request-parameter-missing", "",
		`{name: c, in: cookie, required: true, schema: {type: string}}`, "",
		"/things/1\nCookie: d=1", "/things/1\nCookie: d=1; c=2"},
	"a required deepObject": {"request-parameter-missing", "",
		strings.Replace(openDeep, "in: query", "in: query, required: true", 1), "", "/things/1", "/things/1?f[n]=1"},
	"a required property of a parameter": {"request-parameter-invalid", "",
		`{name: p, in: query, style: deepObject, ` + point + `}`, "", "/things/1?p[y]=1", "/things/1?p[x]=1"},

	"an integer in a path": {"request-parameter-invalid", "",
		`{name: id, in: path, required: true, schema: {type: integer, maximum: 9}}`, "", "/things/10", "/things/9"},
	"an enum in a path": {"request-parameter-invalid", "",
		`{name: id, in: path, required: true, schema: {type: string, pattern: "^a"}}`, "", "/things/b", "/things/%61"},
	"an array in a path": {"request-parameter-invalid", "",
		`{name: id, in: path, required: true, schema: {type: array, items: {type: integer}, maxItems: 2}}`, "",
		"/things/1,2,3", "/things/1,2"},
	"label in a path": {"request-parameter-invalid", "",
		`{name: id, in: path, required: true, style: label, explode: true, schema: {type: array, items: {type: integer}}}`,
		"", "/things/.1.a", "/things/.1.2"},
	"matrix in a path": {"request-parameter-invalid", "",
		`{name: id, in: path, required: true, style: matrix, schema: {type: integer}}`, "", "/things/;id=a", "/things/;id=1"},
	"content in a path": {"request-parameter-invalid", "",
		`{name: id, in: path, required: true, content: {application/json: {schema: {type: object}}}}`, "",
		"/things/%5B1%5D", "/things/%7B%22a%22:1%7D"},

	"an integer in a query": {
		"request-parameter-invalid",
		"",
		`{name: n, in: query, schema: {type: integer}}`,
		"",
		"/things/1?n=a",
		"/things/1?n=1",
	},
	"a boolean in a query": {
		"request-parameter-invalid",
		"",
		`{name: n, in: query, schema: {type: boolean}}`,
		"",
		"/things/1?n=yes",
		"/things/1?n=true",
	},
	"an enum in a query": {
		"request-parameter-invalid",
		"",
		`{name: n, in: query, schema: {type: string, enum: [a b, c]}}`,
		"",
		"/things/1?n=a",
		"/things/1?n=a+b",
	},
	"one value, sent twice": {
		"request-parameter-invalid",
		"",
		`{name: n, in: query, schema: {type: integer}}`,
		"",
		"/things/1?n=1&n=2",
		"/things/1?n=1",
	},
	"form, exploded": {
		"request-parameter-invalid",
		"",
		integersQ + `}`,
		"",
		"/things/1?n=1,2",
		"/things/1?n=1&n=2",
	},
	"form": {
		"request-parameter-invalid",
		"",
		integersQ + `, explode: false}`,
		"",
		"/things/1?n=1|2",
		"/things/1?n=1,2",
	},
	"pipeDelimited": {
		"request-parameter-invalid",
		"",
		integersQ + `, style: pipeDelimited}`,
		"",
		"/things/1?n=1,2",
		"/things/1?n=1%7C2",
	},
	"pipeDelimited, exploded": {
		"request-parameter-invalid",
		"",
		integersQ + `, style: pipeDelimited, explode: true}`,
		"",
		"/things/1?n=1&n=x",
		"/things/1?n=1&n=2",
	},
	"spaceDelimited": {
		"request-parameter-invalid",
		"",
		integersQ + `, style: spaceDelimited}`,
		"",
		"/things/1?n=1,2",
		"/things/1?n=1%202",
	},
	"an object, exploded": {
		"request-parameter-invalid",
		"",
		`{name: p, in: query, ` + point + `}`,
		"",
		"/things/1?x=a",
		"/things/1?x=1&y=2",
	},
	"an object": {
		"request-parameter-invalid",
		"",
		`{name: p, in: query, explode: false, ` + point + `}`,
		"",
		"/things/1?p=x,a",
		"/things/1?p=x,1,y,2",
	},
	"a closed object": {
		"request-parameter-invalid",
		"",
		`{name: p, in: query, explode: false, ` + point + `}`,
		"",
		"/things/1?p=x,1,z,2",
		"/things/1?p=x,1",
	},
	"deepObject": {"request-parameter-invalid", "", openDeep, "", "/things/1?f[n]=a", "/things/1?f[n]=1"},
	"a closed deepObject": {
		"request-parameter-invalid",
		"",
		shutDeep,
		"",
		"/things/1?f[n]=1&f[m]=1",
		"/things/1?f[n]=1",
	},
	"an open deepObject": {
		"request-parameter-undeclared",
		"",
		openDeep,
		"",
		"/things/1?f[n]=1&f[m]=1",
		"/things/1?f[n]=1",
	},
	"a readOnly key": {"request-parameter-undeclared", "",
		`{name: f, in: query, style: deepObject, schema: {type: object, properties: {n: {type: integer, readOnly: ` +
			`true}}}}`, "",
		"/things/1?f[n]=1", "/things/1"},
	"content in a query": {
		"request-parameter-invalid",
		"",
		`{name: q, in: query, content: {application/json: {` + point + `}}}`,
		"",
		`/things/1?q={"x":"a"}`,
		`/things/1?q=%7B%22x%22:1%7D`,
	},
	"content that is not JSON": {
		"request-parameter-invalid",
		"",
		`{name: q, in: query, content: {application/json: {` + point + `}}}`,
		"",
		`/things/1?q=a`,
		`/things/1`,
	},
	"an empty value": {
		"request-parameter-invalid",
		"",
		`{name: q, in: query, allowEmptyValue: true, schema: {type: integer}}`,
		"",
		"/things/1?q=a",
		"/things/1?q",
	},
	"no empty value": {
		"request-parameter-invalid",
		"",
		`{name: q, in: query, schema: {type: integer}}`,
		"",
		"/things/1?q",
		"/things/1?q=1",
	},

	"an integer in a header": {
		"request-parameter-invalid",
		"",
		`{name: X-N, in: header, schema: {type: integer}}`,
		"",
		"/things/1\nX-N: a",
		"/things/1\nX-N: 1",
	},
	"an array in a header": {
		"request-parameter-invalid",
		"",
		`{name: X-N, in: header, schema: {type: array, items: {type: integer}}}`,
		"",
		"/things/1\nX-N: 1, a",
		"/things/1\nX-N: 1, 2",
	},
	"an array in two fields": {
		"request-parameter-invalid",
		"",
		`{name: X-N, in: header, schema: {type: array, items: {type: integer}}}`,
		"",
		"/things/1\nX-N: 1\nX-N: a",
		"/things/1\nX-N: 1\nX-N: 2",
	},
	"an object in a header": {
		"request-parameter-invalid",
		"",
		`{name: X-N, in: header, explode: true, ` + point + `}`,
		"",
		"/things/1\nX-N: x=a",
		"/things/1\nX-N: x=1,y=2",
	},
	"JSON for an object": {
		"request-parameter-invalid",
		"",
		`{name: X-N, in: header, ` + point + `}`,
		"",
		"/things/1\nX-N: {\"x\":\"a\"}",
		"/things/1\nX-N: {\"x\":1}",
	},
	"JSON for a query's object": {
		"request-parameter-invalid",
		"",
		`{name: p, in: query, ` + point + `}`,
		"",
		`/things/1?p={"x":"a"}`,
		`/things/1?p={"x":1}`,
	},
	"content in a header": {
		"request-parameter-invalid",
		"",
		`{name: X-N, in: header, content: {application/json: {` + point + `}}}`,
		"",
		"/things/1\nX-N: x",
		"/things/1\nX-N: {\"x\":1}",
	},
	"an integer in a cookie": {
		"request-parameter-invalid",
		"",
		`{name: c, in: cookie, schema: {type: integer}}`,
		"",
		"/things/1\nCookie: c=a",
		"/things/1\nCookie: c=1",
	},

	"an undeclared query parameter": {
		"request-parameter-undeclared",
		"",
		`{name: q, in: query, schema: {type: string}}`,
		"",
		"/things/1?r=1",
		"/things/1?q=1",
	},
	"one beside a closed object": {
		"request-parameter-undeclared",
		"",
		`{name: p, in: query, ` + point + `}`,
		"",
		"/things/1?x=1&z=1",
		"/things/1?x=1",
	},
	"none is declared": {"request-parameter-undeclared", "", ``, "", "/things/1?r#f?q", "/things/1#f?q"},
	"a key of a scheme": {
		"request-parameter-undeclared",
		"",
		``,
		"",
		"/things/1?Api_Key=1",
		"/things/1?api_key=1&access_token=2",
	},

	"a required body": {
		"request-body-missing",
		"",
		"",
		`{required: true, content: {text/plain: {}}}`,
		"/things/1",
		"/things/1\nContent-Type: text/plain\n\na",
	},
	"a body that may be": {
		"request-body-invalid",
		"",
		"",
		`{content: {text/plain: {schema: {type: string, maxLength: 1}}}}`,
		"/things/1\nContent-Type: text/plain\n\nab",
		"/things/1",
	},
	"a body without a place": {
		"request-body-undocumented",
		"",
		"",
		"",
		"/things/1\nContent-Type: text/plain\n\na",
		"/things/1",
	},
	"another media type": {
		"request-media-type-undocumented",
		"",
		"",
		bodyOf,
		"/things/1\nContent-Type: text/plain\n\na",
		jsonBody(`{"name":"a"}`),
	},
	"no media type": {
		"request-media-type-undocumented",
		"",
		"",
		bodyOf,
		"/things/1\n\n{\"name\":\"a\"}",
		jsonBody(`{"name":"a"}`),
	},
	"a malformed media type": {
		"request-media-type-undocumented",
		"",
		"",
		bodyOf,
		"/things/1\nContent-Type: json\n\n{\"name\":\"a\"}",
		strings.Replace(jsonBody(`{"name":"a"}`), "json", "JSON; charset=utf-8", 1),
	},
	"a range of media types": {
		"request-media-type-undocumented",
		"",
		"",
		`{content: {image/*: {}}}`,
		"/things/1\nContent-Type: video/mp4\n\na",
		"/things/1\nContent-Type: image/png\n\na",
	},
	"a body of another type": {
		"request-body-invalid",
		"/name",
		"",
		bodyOf,
		jsonBody(`{"name":1}`),
		jsonBody(`{"name":"a"}`),
	},
	"a body without a name": {"request-body-invalid", "/name", "", bodyOf, jsonBody(`{}`), jsonBody(`{"name":"a"}`)},
	"a body that is not JSON": {
		"request-body-invalid",
		"",
		"",
		bodyOf,
		jsonBody(`{"name":"a"`),
		jsonBody(`{"name":"a"}`),
	},
	"a null": {
		"request-body-invalid",
		"/tags",
		"",
		bodyOf,
		jsonBody(`{"name":"a","tags":null}`),
		jsonBody(`{"name":"a","tags":[]}`),
	},
	"a member of a closed": {
		"request-body-invalid",
		"/more/m",
		"",
		bodyOf,
		jsonBody(`{"name":"a","more":{"m":1}}`),
		jsonBody(`{"name":"a","more":{"n":1}}`),
	},
	"an undeclared member": {
		"request-property-undeclared",
		"/other",
		"",
		bodyOf,
		jsonBody(`{"name":"a","other":1}`),
		jsonBody(`{"name":"a","secret":"b"}`),
	},
	"a readOnly member": {
		"request-property-undeclared",
		"/id",
		"",
		bodyOf,
		jsonBody(`{"name":"a","id":1}`),
		jsonBody(`{"name":"a"}`),
	},
	"a readOnly member deep": {
		"request-property-undeclared",
		"/more/id",
		"",
		bodyOf,
		jsonBody(`{"name":"a","more":{"id":1}}`),
		jsonBody(`{"name":"a","more":{"n":1}}`),
	},
	"a readOnly member of a branch": {"request-property-undeclared", "/id", "",
		`{content: {application/json: {schema: {oneOf: [{$ref: "#/components/schemas/Thing"}, {type: object, ` +
			`required: [x]}]}}}}`,
		jsonBody(`{"name":"a","id":1}`), jsonBody(`{"name":"a"}`)},

	"a form":                {"request-body-invalid", "/name", "", formOf, form("name=abcdef"), form("name=abcde")},
	"a form without a name": {"request-body-invalid", "/name", "", formOf, form("secret=a"), form("name=a")},
	"an undeclared field": {
		"request-property-undeclared",
		"/other",
		"",
		formOf,
		form("name=a&other=1"),
		form("name=a&tags=1&tags=2"),
	},
	"a readOnly field": {"request-property-undeclared", "/id", "", formOf, form("name=a&id=1"), form("name=a")},
	"an object in a form": {
		"request-body-invalid",
		"/more/n",
		"",
		formOf,
		form("name=a&more[n]=x"),
		form("name=a&more[n]=1"),
	},
	"multipart": {"request-body-invalid", "/name", "", partsOf, parts("name=abcdef"), parts("name=abcde")},
	"a part that is JSON": {
		"request-body-invalid",
		"/more/n",
		"",
		partsOf,
		parts("name=a", `more;;application/json={"n":"x"}`),
		parts("name=a", `more;;application/json={"n":1}`),
	},
	"an undeclared part": {
		"request-property-undeclared",
		"/other",
		"",
		partsOf,
		parts("name=a", "other=1"),
		parts("name=a", "tags=1", "tags=2"),
	},
	"multipart that is not": {
		"request-body-invalid",
		"",
		"",
		partsOf,
		strings.TrimSuffix(parts("name=a"), "--b--\r\n"),
		parts("name=a"),
	},
	"multipart, not bounded": {
		"request-body-invalid",
		"",
		"",
		partsOf,
		strings.Replace(parts("name=a"), "; boundary=b", "", 1),
		parts("name=a"),
	},
	"a file in a form": {
		"request-body-invalid",
		"/name",
		"",
		partsOf,
		parts("tags;a.txt;text/plain=x"),
		parts("name;a.txt;text/plain=long content"),
	},
}

func TestRequestRules(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"3.0.3", "3.1.0"} {
		for name, test := range requestCases {
			c := requestContract(t, version, test.parameters, test.body)
			if found := c.Check(sent(test.good)).Findings; len(found) > 0 {
				t.Errorf("%s, %s: the good request has %v", version, name, found)
			}
			found := c.Check(sent(test.bad)).Findings
			declared, _ := drift.RuleNamed(test.rule)
			if len(found) != 1 || found[0].Rule != test.rule || found[0].Pointer != test.pointer ||
				found[0].Severity != declared.Severity || found[0].In != "request" || found[0].Place.Line == 0 ||
				found[0].Operation != "changeThing" || found[0].Status != 200 {
				t.Errorf("%s, %s: the bad request has %v, want %s at %q", version, name, found, test.rule, test.pointer)
			}
			refused := sent(test.bad)
			refused.Status = 400
			if found := c.Check(refused).Findings; len(found) > 0 {
				t.Errorf("%s, %s: a request that the server refused has %v", version, name, found)
			}
			if found := c.WithoutRequests().Check(sent(test.bad)).Findings; len(found) > 0 {
				t.Errorf("%s, %s: without requests there is %v", version, name, found)
			}
		}
	}
	for _, r := range drift.Rules() {
		if strings.HasPrefix(r.Name, "request-") && r.Of == drift.Exchanges && !hasRequestCase(r.Name) {
			t.Errorf("the rule %s has no case", r.Name)
		}
	}
}

func hasRequestCase(rule string) bool {
	for _, c := range requestCases {
		if c.rule == rule {
			return true
		}
	}
	return false
}

// TestRequestIsNotJudged has what a recording does not hold, and what is not the contract's business.
func TestRequestIsNotJudged(t *testing.T) {
	t.Parallel()
	const all = `{name: q, in: query, required: true, schema: {type: integer}},
		{name: X-Q, in: header, required: true, schema: {type: integer}},
		{name: c, in: cookie, required: true, schema: {type: integer}}`
	required := strings.Replace(bodyOf, "{", "{required: true, ", 1)
	for name, c := range map[string]struct {
		parameters, body string
		change           func(*drift.Exchange)
		want             string // the rules of what is found all the same
	}{
		"the control": {all, required, func(x *drift.Exchange) { x.Request.Header.Set("Cookie", "d=1") },
			"request-parameter-missing request-parameter-missing request-parameter-missing request-body-missing"},
		"no request": {all, required, func(x *drift.Exchange) { x.Request = nil }, "request-parameter-missing"},
		"no header": {all, required, func(x *drift.Exchange) { x.Request.Header = nil },
			"request-parameter-missing request-body-missing"},
		"no cookies": {all, required, func(*drift.Exchange) {},
			"request-parameter-missing request-parameter-missing request-body-missing"},
		"no body": {all, required, func(x *drift.Exchange) { x.Request.BodyUnknown = true },
			"request-parameter-missing request-parameter-missing"},
		"dropped": {all, "", func(x *drift.Exchange) {
			x.Request.Header.Set("Cookie", "d=1")
			x.Request.Dropped = []string{"x-q", "c", "q"}
		}, ""},
		"dropped, with something in its place": {all, "", func(x *drift.Exchange) {
			x.URL += "?q=REDACTED"
			x.Request.Header.Set("X-Q", "REDACTED")
			x.Request.Header.Set("Cookie", "c=REDACTED")
			x.Request.Dropped = []string{"X-Q", "c", "q"}
		}, ""},
		"credentials": {`{name: api_key, in: query, required: true, schema: {type: integer}},
			{name: x-api-key, in: header, required: true, schema: {type: integer}},
			{name: session, in: cookie, required: true, schema: {type: integer}},
			{name: Authorization, in: header, required: true, schema: {type: integer}}`, "",
			func(x *drift.Exchange) { x.Request.Header.Set("Cookie", "d=1") }, ""},
		"a key in another place": {`{name: session, in: query, required: true, schema: {type: integer}}`, "",
			func(*drift.Exchange) {}, "request-parameter-missing"},
		"fields of HTTP": {`{name: Accept, in: header, required: true, schema: {type: string}},
			{name: content-type, in: header, required: true, schema: {type: string}},
			{name: If-Match, in: header, required: true, schema: {type: string}},
			{name: User-Agent, in: header, schema: {type: integer}}`, "", func(*drift.Exchange) {}, ""},
		"a body whose type was not recorded": {"", strings.Replace(bodyOf, "application/json", "text/plain", 1),
			func(x *drift.Exchange) { x.Request = &drift.Request{Body: []byte("{}")} }, ""},
		"one that can be JSON alone": {"", bodyOf,
			func(x *drift.Exchange) { x.Request = &drift.Request{Body: []byte("{}")} }, "request-body-invalid"},
		"one that is not JSON": {"", bodyOf,
			func(x *drift.Exchange) { x.Request = &drift.Request{Body: []byte("{")} }, ""},
		"a type beside the fields": {"", bodyOf,
			func(x *drift.Exchange) {
				x.Request = &drift.Request{Body: []byte("{"), MediaType: "application/json"}
			}, "request-body-invalid"},
		"a type beside the fields that differs": {"", bodyOf,
			func(x *drift.Exchange) {
				x.Request.Header.Set("Content-Type", "text/plain")
				x.Request.Body, x.Request.MediaType = []byte(`{"name":"a"}`), "application/json"
			}, "request-media-type-undocumented"},
		"a format that is not judged": {`{name: q, in: query, content: {application/xml: {schema: {type: object}}}}`,
			`{content: {application/xml: {schema: {type: object}}}}`, func(x *drift.Exchange) {
				x.URL += "?q=a"
				x.Request.Header.Set("Content-Type", "application/xml")
				x.Request.Body = []byte("<a/>")
			}, ""},
		"an object that takes any name": {`{name: p, in: query, schema: {type: object, additionalProperties: {type: ` +
			`integer}}}`,
			"", func(x *drift.Exchange) { x.URL += "?a=1&b=2" }, ""},
		"JSON of another media type": {"", bodyOf, func(x *drift.Exchange) {
			x.Request.Header.Set("Content-Type", "application/vnd.api+json")
			x.Request.Body = []byte(`{"name":1}`)
		}, "request-media-type-undocumented request-body-invalid"},
		"JSON without a media type": {"", bodyOf, func(x *drift.Exchange) { x.Request.Body = []byte(`{"name":1}`) },
			"request-media-type-undocumented request-body-invalid"},
	} {
		x := sent("/things/1")
		c.change(&x)
		var rules []string
		for _, f := range requestContract(t, "3.0.3", c.parameters, c.body).Check(x).Findings {
			rules = append(rules, f.Rule)
		}
		if got := strings.Join(rules, " "); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestRequestMessages: a message names the parameter and the type that was seen, never a value.
func TestRequestMessages(t *testing.T) {
	t.Parallel()
	c := requestContract(
		t,
		"3.0.3",
		integersQ+`, explode: false}, {name: j, in: query, content: {application/json: {}}}`,
		bodyOf,
	)
	x := sent(
		"/things/1?n=1,hunter2&j=hunter2&token_hunter2=1\nContent-Type: application/json\n\n{\"name\":\"hunter2\"}",
	)
	var all []string
	for _, f := range c.Check(x).Findings {
		all = append(all, f.Message)
	}
	want := []string{
		"expected an integer in the query parameter n, saw a string",
		"expected one JSON value in the query parameter j, saw something else at byte 0",
		`expected only declared query parameters, saw "token_hunter2"`, // names are shown
		"expected at most 5 characters, saw 7",
	}
	if strings.Join(all, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(all, "\n"))
	}
}

// TestRequestPlaces: a finding about a parameter is where its schema is defined, one about a missing one at itself.
func TestRequestPlaces(t *testing.T) {
	t.Parallel()
	c := requestContract(t, "3.0.3", `{name: q, in: query, required: true, schema: {type: integer}}`, bodyOf)
	for request, want := range map[string]string{
		"/things/1":                             "/paths/~1things~1{id}/post/parameters/0",
		"/things/1?q=a":                         "/paths/~1things~1{id}/post/parameters/0/schema",
		"/things/1?q=1&r":                       "/paths/~1things~1{id}/post",
		"/things/1?q=1\nContent-Type: a/b\n\na": "/paths/~1things~1{id}/post/requestBody",
		"/things/1?q=1\nContent-Type: application/json\n\n": "",
		"/things/1?q=1\nContent-Type: " +
			"application/json\n\n{": "/paths/~1things~1{id}/post/requestBody/content/application~1json",
		"/things/1?q=1\nContent-Type: application/json\n\n{}":           "/components/schemas/Thing/properties/name",
		"/things/1?q=1\nContent-Type: application/json\n\n{\"name\":1}": "/components/schemas/Thing/properties/name",
	} {
		found := c.Check(sent(request)).Findings
		if want == "" && len(found) == 0 {
			continue
		}
		if len(found) != 1 || found[0].Place.Pointer != want {
			t.Errorf("%q: got %+v, want it at %s", request, found, want)
		}
	}
}

// TestRequestsOfSparseContracts: parts of a contract that say nothing keep nothing else from being judged.
func TestRequestsOfSparseContracts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		parameters, body string
		url, sent        string
		want             string
	}{
		"a required body of no media type": {"", "{required: true, content: {}}", "/things/1", "", ""},
		"a body where none is described":   {"", "", "/things/1", `{}`, drift.RequestBodyUndocumented},
		"one parameter twice": {
			"{name: q, in: query, schema: {type: integer}}, {name: q, in: query}", "", "/things/1?q=a", "",
			drift.RequestParameterInvalid,
		},
		"a parameter of no schema": {"{name: q, in: query}", "", "/things/1?q=a", "", ""},
		"an undeclared parameter":  {"{name: q, in: query}", "", "/things/1?r=a", "", drift.RequestParameterUndeclared},
		"a credential":             {"{name: q, in: query}", "", "/things/1?api_key=a", "", ""},
	} {
		judge := requestContract(t, "3.0.3", c.parameters, c.body)
		x := drift.Exchange{Method: "POST", URL: c.url, Status: 200, BodyUnknown: true}
		x.Request = &drift.Request{Body: []byte(c.sent), MediaType: "application/json"}
		var got []string
		for _, f := range judge.Check(x).Findings {
			got = append(got, f.Rule)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v, want %q", name, got, c.want)
		}
	}
}

// TestVariablesWithoutDescription: a server's variable of which nothing is said matches any segment.
func TestVariablesWithoutDescription(t *testing.T) {
	t.Parallel()
	for _, servers := range []string{`[{url: "/{a}/v1"}]`, `[{url: "/{a}/v1", variables: {a: null}}]`,
		`[{url: "/v1", variables: {b: {default: x}}}]`, `[{url: "/{a}/v1", variables: {b: {default: x}}}]`} {
		c := contractWith(t, "servers: "+servers, "/x")
		x := drift.Exchange{Method: "DELETE", URL: "/v1/x", Status: 200}
		if strings.Contains(servers, "{a}") {
			x.URL = "/anything" + x.URL
		}
		if r := c.Check(x); !r.Matched() || len(r.Notes) > 0 {
			t.Errorf("%s: %+v", servers, r)
		}
	}
}

// TestKeys: what tells findings of one rule at one place apart is in their keys.
func TestKeys(t *testing.T) {
	t.Parallel()
	judge := requestContract(t, "3.0.3", "{name: q, in: query, schema: {type: integer}}", bodyOf)
	sent := func(url, mediaType string) drift.Exchange {
		x := drift.Exchange{Method: "POST", URL: url, Status: 200, BodyUnknown: true}
		x.Request = &drift.Request{BodyUnknown: true}
		if mediaType != "" {
			x.Request = &drift.Request{Body: []byte("x"), MediaType: mediaType}
		}
		return x
	}
	total := contractOf(t, `"200": {description: d, headers: {x-total: {schema: {type: integer}}}}`)
	answer := get(200, "", "")
	answer.Header.Set("X-Total", "many")
	for name, c := range map[string]struct {
		found []drift.Finding
		want  string
	}{
		"an invalid parameter":       {judge.Check(sent("/things/1?q=a", "")).Findings, "request-parameter-invalid q"},
		"an undeclared parameter":    {judge.Check(sent("/things/1?r=a", "")).Findings, "request-parameter-undeclared r"},
		"a request's media type":     {judge.Check(sent("/things/1", "a/b")).Findings, "request-media-type-undocumented a/b"},
		"a response's header fields": {total.Check(answer).Findings, "header-invalid X-Total"},
	} {
		if len(c.found) != 1 || c.found[0].Rule+" "+c.found[0].Key != c.want {
			t.Errorf("%s: got %+v, want %s", name, c.found, c.want)
		}
	}
}
