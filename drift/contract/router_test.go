package contract_test

import (
	"fmt"
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
	contract := contractWith(t, "",
		"/", "/v3/connections/{connectionId}", "/v3/connections/list", "/v3/{a}/b/{c}", "/v3/{a}/b/c", "/files/{name}.json", "/files/{name}.{ext}", "/files/{name}", "/a b", "/tilde/~x", "/slash/", "/{x}/{y}/{z}/{u}")
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
	if r, ok := match(contract, drift.Exchange{Method: "DELETE", URL: "/v3/connections/a", Status: 500}); !ok || r.Status != 0 {
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
		"servers: [{url: 'https://{r}.example/{v}', variables: {r: {default: eu}, v: {default: v1, enum: [v1, v2]}}}]": "https://eu.example/v2/x/1",
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
    delete: {operationId: byID, parameters: [{name: connectionId, in: path, required: true, schema: {type: string}}], responses: {"200": {description: d}}}
    get: {operationId: getByID, responses: {"200": {description: d}}}
  /c/{provider}:
    delete: {operationId: byProvider, parameters: [{name: provider, in: path, required: true, schema: {type: string, enum: [notion, gmail]}}], responses: {"200": {description: d}}}
  /c/{n}:
    delete: {operationId: byNumber, parameters: [{name: n, in: path, required: true, schema: {type: integer}}], responses: {"200": {description: d}}}
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

func match(c *contract.Contract, x drift.Exchange) (drift.Response, bool) {
	result := c.Check(x)
	return result.Response, result.Matched()
}
