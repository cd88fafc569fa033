package contract_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

func contractWith(t testing.TB, head string, templates ...string) *contract.Contract {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n%s\npaths:\n", head)
	for _, template := range templates {
		fmt.Fprintf(&b, "  %q: {delete: {responses: {'200': {description: d}}}}\n", template)
	}
	c, err := contract.Load([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestMatch(t *testing.T) {
	contract := contractWith(
		t,
		"",
		"/",
		"/v3/connections/{connectionId}",
		"/v3/connections/list",
		"/v3/{a}/b/{c}",
		"/v3/{a}/b/c",
		"/files/{name}.json",
		"/files/{name}.{ext}",
		"/files/{name}",
		"/a b",
		"/tilde/~x",
		"/slash/",
		"/{x}/{y}/{z}/{u}",
	)
	for url, want := range map[string]string{
		"https://api.supermemory.ai/v3/connections/conn_abc123": "/v3/connections/{connectionId}",
		"http://localhost:6767/v3/connections/a%2Fb?x=/y#z":     "/v3/connections/{connectionId}",
		"/v3/connections/a":      "/v3/connections/{connectionId}",
		"/v3/connections/":       "",
		"/v3/connections":        "",
		"/v3/connections/a/b":    "/{x}/{y}/{z}/{u}",
		"/v3/connections/a/":     "",
		"/v3/connections/list":   "/v3/connections/list",
		"/v3/connections/l%69st": "/v3/connections/list",
		"/v3/connections/..":     "/v3/connections/{connectionId}",
		"/v3/x/b/c":              "/v3/{a}/b/c",
		"/v3/x/b/d":              "/v3/{a}/b/{c}",
		"/v3/x/y/d":              "/{x}/{y}/{z}/{u}",
		"/files/a.json":          "/files/{name}.json",
		"/files/a.b.xml":         "/files/{name}.{ext}",
		"/files/a":               "/files/{name}",
		"/files/.json":           "/files/{name}",
		"/a%20b":                 "/a b",
		"/tilde/%7Ex":            "/tilde/~x",
		"/slash/":                "/slash/",
		"/slash":                 "",
		"https://example.com":    "/",
		"https://example.com?x":  "/",
		"":                       "",
		"*":                      "",
		"example.com:443":        "",
		"/v3/connections/%zz":    "/v3/connections/{connectionId}",
		"https://u:p@example.com/v3/connections/list": "/v3/connections/list",
	} {
		r, ok := match(contract, drift.Exchange{Method: "DELETE", URL: url, Status: 200})
		if want != "" {
			want = "DELETE " + want
		}
		if r.Operation != want || ok != (want != "") {
			t.Errorf("%s matches %q, want %q", url, r.Operation, want)
		}
	}
	if r, ok := match(contract, drift.Exchange{Method: "GET", URL: "/v3/connections/a"}); ok {
		t.Errorf("GET matches %v", r)
	}
	if r, ok := match(contract, drift.Exchange{Method: "DELETE", URL: "/v3/connections/a", Status: 500}); !ok ||
		r.Status != 0 {
		t.Errorf("an undocumented status gives %v, %v", r, ok)
	}
}

func TestMatchServers(t *testing.T) {
	for head, want := range map[string]string{
		"":                                       "/x/1",
		"servers: [{url: 'https://a.example/'}]": "https://b.example/x/1",
		"servers: [{url: 'https://a.example/v1/'}]": "https://b.example/v1/x/1",
		"servers: [{url: '/v1'}]":                   "/v1/x/1",
		"servers: [{url: 'v1'}]":                    "/v1/x/1",
		"servers: [{url: '//a.example/v1'}]":        "/v1/x/1",
		"servers: [{url: 'https://{r}.example/{v}', variables: {r: {default: eu}, v: {default: v1, enum: [v1, " +
			"v2]}}}]": "https://eu.example/v2/x/1",
	} {
		contract := contractWith(t, head, "/x/{id}")
		if _, ok := match(contract, drift.Exchange{Method: "DELETE", URL: want, Status: 200}); !ok {
			t.Errorf("%s: %s does not match", head, want)
		}
		if _, ok := match(contract, drift.Exchange{Method: "DELETE", URL: "/v9" + "/x/1", Status: 200}); ok {
			t.Errorf("%s: another base path matches", head)
		}
	}
}

// TestMatchOneShape has two operations of one URL shape, which OpenAPI forbids and the vendor publishes.
func TestMatchOneShape(t *testing.T) {
	contract, err := contract.Load([]byte(`
openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /c/{connectionId}:
    delete: {operationId: byID, parameters: [{name: connectionId, in: path, required: true,
        schema: {type: string}}], responses: {"200": {description: d}}}
    get: {operationId: getByID, responses: {"200": {description: d}}}
  /c/{provider}:
    delete: {operationId: byProvider, parameters: [{name: provider, in: path, required: true,
        schema: {type: string, enum: [notion, gmail]}}], responses: {"200": {description: d}}}
  /c/{n}:
    delete: {operationId: byNumber, parameters: [{name: n, in: path, required: true, schema: {type: integer}}],
        responses: {"200": {description: d}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]string{"/c/notion": "byProvider", "/c/conn_1": "byID", "/c/12": "byNumber"} {
		if r, _ := match(contract, drift.Exchange{Method: "DELETE", URL: url, Status: 200}); r.Operation != want {
			t.Errorf("DELETE %s matches %s, want %s", url, r.Operation, want)
		}
	}
	if r, _ := match(contract, drift.Exchange{Method: "GET", URL: "/c/notion", Status: 200}); r.Operation != "getByID" {
		t.Errorf("GET /c/notion matches %s", r.Operation)
	}
}

// TestServersAreAHint has a document whose servers speak of more or less than its templates do. An expected operation
// with a star is one that a note is about.
func TestServersAreAHint(t *testing.T) {
	t.Parallel()
	c, err := contract.Load([]byte(`openapi: 3.0.3
info: {title: t, version: "1"}
servers: [{url: "https://api.example.com/v4"}]
paths:
  /volumes: {get: {operationId: volumes, responses: &ok {"200": {description: d}}}}
  /volumes/{id}:
    servers: [{url: "https://api.example.com/v4/volumes"}]
    get: {operationId: volume, responses: *ok}
  /v4/account/events:
    get: {operationId: events, servers: [{url: "https://api.example.com/v4"}], responses: *ok}
  /{version}/account/{what}: {get: {operationId: account, responses: *ok}}
  /beta: {get: {operationId: beta, servers: [{url: "https://api.example.com/v4beta"}], responses: *ok}}
`))
	if err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]string{
		"/v4/volumes":            "volumes",
		"/volumes":               "volumes*",
		"/v4/volumes/volumes/1":  "volume",
		"/v4/volumes/1":          "volume*",
		"/volumes/1":             "volume*",
		"/v4/v4/account/events":  "events",
		"/v4/account/events":     "events*", // spelled out, though /{version}/account/{what} is there under no base path
		"/v4/v4/account/profile": "account",
		"/v4/account/profile":    "account*",
		"/v4beta/beta":           "beta",
		"/v4/beta":               "beta*",
		"/v5/volumes":            "",
		"/v4/volumes/":           "",
	} {
		result := c.Check(drift.Exchange{Method: "GET", URL: "https://other.example" + url, Status: 200})
		got := result.Response.Operation
		if len(result.Notes) > 0 {
			got += "*"
		}
		if got != want || len(result.Findings) > 0 {
			t.Errorf("%s is %q, want %q: %v", url, got, want, result.Findings)
		}
		for _, n := range result.Notes {
			if !strings.Contains(n.Message, "servers") || n.Place.Line == 0 || !strings.HasPrefix(n.Place.Pointer, "/paths/") {
				t.Errorf("%s: the note is %+v", url, n)
			}
		}
	}
}

// TestServerVariables: a URL with many variables is expanded in part, and the rest matches any segment.
func TestServerVariables(t *testing.T) {
	t.Parallel()
	var variables, values strings.Builder
	for i := range 40 {
		fmt.Fprintf(&values, "v%d, ", i)
	}
	for _, name := range []string{"a", "b", "c", "d", "host"} {
		fmt.Fprintf(&variables, "%s: {default: v0, enum: [%s]}, ", name, values.String())
	}
	c := contractWith(
		t,
		`servers: [{url: "https://{host}.example.com/{a}/{b}/{c}/{d}", variables: {`+variables.String()+`}}]`,
		"/x/{id}",
	)
	for url, want := range map[string]bool{"/v1/v2/v3/v39/x/1": true, "/v40/v2/v3/v4/x/1": false, "/v1/v2/v3/x/1": false} {
		result := c.Check(drift.Exchange{Method: "DELETE", URL: "https://h" + url, Status: 200})
		if got := result.Matched() && len(result.Notes) == 0; got != want {
			t.Errorf("%s: matched is %v: %+v", url, got, result)
		}
	}
}

// TestParameterSchemasAreAHint: a value that a path parameter cannot have makes a successful answer another
// operation's.
func TestParameterSchemasAreAHint(t *testing.T) {
	t.Parallel()
	c, err := contract.Load([]byte(`openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /volumes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: volume
      responses: &thing {"200": {description: d, content: {application/json: {schema: {type: object,
          required: [id]}}}}, 4XX: {description: d}}
  /volumes/{id}/{kind}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: number}}
      - $ref: "#/components/parameters/Kind"
    get: {operationId: kind, responses: *thing}
  /{collection}/types: {get: {operationId: types, responses: *thing}}
components:
  parameters:
    Kind: {name: kind, in: path, required: true, schema: {type: string, enum: [small, large]}}
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		url, body string
		status    int
		want      string // the operation, rules, and how many notes
	}{
		{"/volumes/7", `{"id":1}`, 200, "volume  0"},
		{"/volumes/-7.5e1", `{"id":1}`, 200, "volume  0"},
		{"/volumes/types", `{"id":1}`, 200, "types  0"},
		{"/volumes/types", ``, 404, "volume  0"}, // the server refused it: nothing to doubt
		{"/volumes/conn_7", `{"id":1}`, 200, "volume request-parameter-invalid 0"},
		{"/volumes/conn_7", `{"types":[]}`, 200, "  1"},
		{"/volumes/7/small", `{"id":1}`, 200, "kind  0"},
		{"/volumes/7/tiny", `{"id":1}`, 200, "kind request-parameter-invalid 0"},
		{"/volumes/7/tiny", `{}`, 200, "  1"},
		{"/volumes/7/tiny", ``, 400, "kind  0"},
	} {
		x := drift.Exchange{Method: "GET", URL: test.url, Status: test.status, Body: []byte(test.body)}
		if test.body != "" {
			x.Header = http.Header{"Content-Type": {"application/json"}}
		}
		result := c.Check(x)
		var rules []string
		for _, f := range result.Findings {
			rules = append(rules, f.Rule)
		}
		got := fmt.Sprintf("%s %s %d", result.Response.Operation, strings.Join(rules, " "), len(result.Notes))
		if got != test.want {
			t.Errorf("%s %d %s is %q, want %q", test.url, test.status, test.body, got, test.want)
		}
		for _, n := range result.Notes {
			if n.Place.Line == 0 || !strings.Contains(n.Place.Pointer, "arameters/") {
				t.Errorf("%s: the note's place is %+v", test.url, n.Place)
			}
		}
	}
}

func TestMultiSegmentParameters(t *testing.T) {
	t.Parallel()
	c, err := contract.Load([]byte(`openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /contents/{path}:
    parameters: [{name: path, in: path, required: true, schema: {type: string}, x-multi-segment: true}]
    get: {operationId: contents, responses: &ok {"200": {description: d}}}
  /contents/special: {get: {operationId: special, responses: *ok}}
  /branches/{branch}/protection:
    parameters: [{name: branch, in: path, required: true, schema: {type: string}, x-multi-segment: true}]
    get: {operationId: protection, responses: *ok}
  /branches/{branch}:
    parameters: [{name: branch, in: path, required: true, schema: {type: string}, x-multi-segment: true}]
    get: {operationId: branch, responses: *ok}
  /single/{path}:
    parameters: [{name: path, in: path, required: true, schema: {type: string}}]
    get: {operationId: single, responses: *ok}
`))
	if err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]string{
		"/contents/a.md":                  "contents",
		"/contents/docs/a.md":             "contents",
		"/contents/docs/b%2Fc/a.md":       "contents",
		"/contents/":                      "",
		"/contents":                       "",
		"/contents/special":               "special",
		"/contents/special/a":             "contents",
		"/branches/main":                  "branch",
		"/branches/feature/x":             "branch",
		"/branches/feature/x/protection":  "protection",
		"/branches/protection/protection": "protection",
		"/branches/protection":            "branch",
		"/single/a":                       "single",
		"/single/a/b":                     "",
	} {
		if r, _ := match(c, drift.Exchange{Method: "GET", URL: url, Status: 200}); r.Operation != want {
			t.Errorf("%s is %q, want %q", url, r.Operation, want)
		}
	}
}

func match(c *contract.Contract, x drift.Exchange) (drift.Response, bool) {
	result := c.Check(x)
	return result.Response, result.Matched()
}
