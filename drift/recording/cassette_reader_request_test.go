package recording_test

import (
	"net/http"
	"reflect"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// TestCassetteReleases has an interaction as each release of go-vcr writes it.
func TestCassetteReleases(t *testing.T) {
	t.Parallel()
	request := `
  request:
    body: '{"a":1}'
    form: {}
    headers: {Content-Type: [application/json]}
    url: https://h/x
    method: POST
`
	response := `
  response:
    body: '{"b":2}'
    headers: {Content-Type: [application/json], Date: ["Tue, 03 Feb 2026 10:20:30 GMT"]}
    status: 201 Created
`
	for name, text := range map[string]string{
		"v1.0": "---\nversion: 1\ninteractions:\n- " + request[3:] + response + "    code: 201\n",
		"v1.1": "---\nversion: 1\ninteractions:\n- " + request[3:] + response + "    code: 201\n    duration: \"\"\n",
		"v2": "---\nversion: 1\nrwmutex: {}\ninteractions:\n- " + request[3:] + response +
			"    code: 201\n    duration: 125.5ms\n",
		"without a code": "---\nversion: 1\ninteractions:\n- " + request[3:] + response,
		"v3": "---\nversion: 2\ninteractions:\n- id: 0" + request +
			"    proto: HTTP/1.1\n    proto_major: 1\n    proto_minor: 1\n    content_length: 7\n" +
			"    transfer_encoding: []\n    trailer: {}\n    host: h\n    remote_addr: \"\"\n    request_uri: \"\"\n" +
			response + "    code: 201\n    duration: 125.5ms\n    content_length: -1\n    uncompressed: true\n",
		"v4": "---\nversion: 2\ninteractions:\n- id: 0" + request + "    content_length: 7\n" + response +
			"    code: 201\n    duration: 1m2.5s\n",
	} {
		x := one(t, text)
		want := &drift.Request{Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"a":1}`)}
		if x.Method != "POST" || x.URL != "https://h/x" || x.Status != 201 || string(x.Body) != `{"b":2}` ||
			x.Header.Get("Content-Type") != "application/json" || x.Time.IsZero() || !reflect.DeepEqual(x.Request, want) {
			t.Errorf("%s: got %+v %+v", name, x, x.Request)
		}
	}
}

func TestCassetteRequests(t *testing.T) {
	t.Parallel()
	const form = "headers: {content-type: [application/x-www-form-urlencoded]}"
	formHeader := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	for name, c := range map[string]struct {
		request string
		want    *drift.Request
	}{
		"nothing": {"", nil},
		"a name in lower case": {
			"headers: {x-a: [b]}", &drift.Request{Header: http.Header{"X-A": {"b"}}, BodyUnknown: true},
		},
		"no header field":    {"headers: {}, body: a", &drift.Request{Body: []byte("a")}},
		"an empty body":      {"body: ''", &drift.Request{}},
		"no body, by length": {"content_length: 0", &drift.Request{}},
		"a body left out": {
			"content_length: 5, headers: {A: [b]}", &drift.Request{Header: http.Header{"A": {"b"}}, BodyUnknown: true},
		},
		"a length not known":   {"content_length: -1, body: ''", nil},
		"a body with a length": {"content_length: 0, body: a", &drift.Request{Body: []byte("a")}},
		"a form's body": {
			form + ", body: a=1, form: {a: ['2']}", &drift.Request{Header: formHeader, Body: []byte("a=1")},
		},
		"a form's values": {
			form + ", form: {a: ['1', 'x y'], q: ['2', '0']}",
			&drift.Request{Header: formHeader, Body: []byte("a=1&a=x+y&q=2")},
		},
		"only the query's":      {form + ", body: '', form: {q: ['0']}", &drift.Request{Header: formHeader}},
		"values without a form": {"form: {a: ['1']}, body: ''", &drift.Request{}},
	} {
		x := one(t, "{version: 2, interactions: [{request: {method: GET, url: 'https://h/?q=0', "+c.request+
			"}, response: {code: 200}}]}")
		if !reflect.DeepEqual(x.Request, c.want) {
			t.Errorf("%s: got %+v, want %+v", name, x.Request, c.want)
		}
	}
}

func TestCassetteRequestCodings(t *testing.T) {
	t.Parallel()
	const damaged = "H4sIAAAAAAAAA///////////////" // gzip's first bytes, and no deflated ones
	for name, c := range map[string]struct {
		request string
		want    drift.Request
	}{
		"text already":   {"headers: {Content-Encoding: [gzip]}, body: '{}'", drift.Request{Body: []byte("{}")}},
		"unknown coding": {"headers: {Content-Encoding: [aes]}, body: '{}'", drift.Request{BodyUnknown: true}},
		"damaged": {"headers: {Content-Encoding: [gzip]}, body: !!binary " + damaged,
			drift.Request{BodyUnknown: true}},
	} {
		x := one(t, "{version: 1, interactions: [{request: {method: PUT, url: /, "+c.request+"}, response: {code: 200}}]}")
		if x.Request == nil || string(x.Request.Body) != string(c.want.Body) ||
			x.Request.BodyUnknown != c.want.BodyUnknown {
			t.Errorf("%s: got %+v", name, x.Request)
		}
	}
}
