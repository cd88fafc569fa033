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
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	supermemory "github.com/seed-97812ecd/supermemory-go"
	"github.com/seed-97812ecd/supermemory-go/api"
	"github.com/seed-97812ecd/supermemory-go/api/openapi"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// answering is a transport that gives one answer and keeps the requests.
type answering struct{ requests []*http.Request }

func (a *answering) RoundTrip(req *http.Request) (*http.Response, error) {
	a.requests = append(a.requests, req)
	return &http.Response{
		StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Request: req,
		Body: io.NopCloser(strings.NewReader(`{"id":"a","provider":"notion"}`)), ContentLength: -1,
	}, nil
}

// oddIDs are IDs that have to be escaped, and some that need not be.
var oddIDs = []string{
	"conn_abc123", "a/b", "a b", "a%2Fb", "a?b", "a#b", "a;b", "a,b", "a=b&c", "ü", "日本", "+", "%", "...", "~", "*",
	"'\"",
	"list2", "{id}", ":", "@", strings.Repeat("x", 1024),
}

// exercises makes, for each operation of the contract, the requests that the client can make of it.
var exercises = map[string]func(t *testing.T, transport http.RoundTripper){
	"deleteConnectionByID": func(t *testing.T, transport http.RoundTripper) {
		client, err := api.New("sm_test", api.WithHTTPClient(&http.Client{Transport: transport}))
		if err != nil {
			t.Fatal(err)
		}
		below, err := api.New("sm_test", api.WithHTTPClient(&http.Client{Transport: transport}),
			api.WithBaseURL("https://example.com/"), api.WithTimeout(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		generated, err := openapi.NewClient(api.DefaultBaseURL, openapi.WithHTTPClient(&http.Client{Transport: transport}))
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range oddIDs {
			for _, call := range []func() error{
				func() error { _, err := client.DeleteConnection(t.Context(), id); return err },
				func() error { _, err := below.DeleteConnection(t.Context(), id, api.KeepDocuments()); return err },
			} {
				if err := call(); err != nil {
					t.Errorf("%q: %v", id, err)
				}
			}
			for _, keep := range []*string{nil, new(""), new("true"), new("false"), new("a&b=c #ü")} {
				resp, err := generated.DeleteConnectionByID(t.Context(), id,
					&openapi.DeleteConnectionByIDParams{DeleteDocuments: keep})
				if err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
			}
		}
	},
}

// requestsOf are the exchanges of the client with a server that conforms, by operation.
func requestsOf(t *testing.T, c *contract.Contract) (exchanges []drift.Exchange, requests []*http.Request) {
	t.Helper()
	for _, operation := range slices.Sorted(maps.Keys(exercises)) {
		var sent answering
		exercises[operation](t, contract.Transport(&sent, c, func(x drift.Exchange, _ drift.Result) {
			exchanges = append(exchanges, x)
		}))
		requests = append(requests, sent.requests...)
	}
	if len(exchanges) < 7*len(oddIDs) || len(exchanges) != len(requests) {
		t.Fatalf("%d exchanges of %d requests", len(exchanges), len(requests))
	}
	return exchanges, requests
}

// TestRequestsConform: every request that the client makes is one that the contract describes, and each operation of
// the contract is exercised.
func TestRequestsConform(t *testing.T) {
	t.Parallel()
	c, _ := load(t)
	seen := map[string]bool{}
	exchanges, _ := requestsOf(t, c)
	for _, x := range exchanges {
		result := c.Check(x)
		seen[result.Response.Operation] = true
		if !result.Matched() || len(result.Findings)+len(result.Notes) > 0 {
			t.Errorf("%s: %+v", x.URL, result)
		}
		if x.Request == nil || x.Request.Header == nil || x.Request.BodyUnknown {
			t.Errorf("%s: what was sent is not known: %+v", x.URL, x.Request)
		}
	}
	for _, r := range c.Responses() {
		if !seen[r.Operation] {
			t.Errorf("no request of %s was made: add it to exercises", r.Operation)
		}
	}
}

// mutations are ways in which a client departs from the contract, and the rule that reports each; "" if the request is
// of another operation then.
var mutations = map[string]struct {
	rule   string
	change func(*drift.Exchange)
}{
	"another method": {"", func(x *drift.Exchange) { x.Method = "POST" }},
	"another path": {
		"",
		func(x *drift.Exchange) { x.URL = strings.Replace(x.URL, "connections", "connection", 1) },
	},
	"a slash in the ID": {
		"",
		func(x *drift.Exchange) { x.URL = strings.Replace(x.URL, "connections/", "connections/a/", 1) },
	},
	"an undeclared option": {"request-parameter-undeclared", addToQuery("deleteDocument=false")},
	"an option twice":      {"request-parameter-invalid", addToQuery("deleteDocuments=true&deleteDocuments=false")},
	"a body":               {"request-body-undocumented", func(x *drift.Exchange) { x.Request.Body = []byte("{}") }},
}

func addToQuery(pairs string) func(*drift.Exchange) {
	return func(x *drift.Exchange) {
		separator := "?"
		if strings.Contains(x.URL, "?") {
			separator = "&"
		}
		x.URL += separator + pairs
	}
}

func mutated(x drift.Exchange, change func(*drift.Exchange)) drift.Exchange {
	request := *x.Request
	x.Request = &request
	change(&x)
	return x
}

func rulesOf(result drift.Result) (rules []string) {
	for _, f := range result.Findings {
		rules = append(rules, f.Rule)
	}
	return rules
}

// TestMutatedRequestsAreReported is the control of [TestRequestsConform].
func TestMutatedRequestsAreReported(t *testing.T) {
	t.Parallel()
	c, _ := load(t)
	exchanges, _ := requestsOf(t, c)
	for _, x := range exchanges {
		for name, m := range mutations {
			result := c.Check(mutated(x, m.change))
			if rules := rulesOf(result); result.Matched() != (m.rule != "") ||
				m.rule != "" && !slices.Contains(rules, m.rule) {
				t.Errorf("%s: %s: %v", x.URL, name, rules)
			}
		}
	}
}

// TestClientOfAnotherContract has the client's requests under contracts that ask for more: the client is held to what
// openapi.yaml says, not to what it does.
func TestClientOfAnotherContract(t *testing.T) {
	t.Parallel()
	c, _ := load(t)
	exchanges, _ := requestsOf(t, c)
	for name, m := range map[string]struct{ old, new, rule string }{
		"a required option": {"          required: false", "          required: true", "request-parameter-missing"},
		"an enum": {
			"            default: \"true\"", "            enum: [\"true\", \"false\"]", "request-parameter-invalid",
		},
		"a pattern of the ID": {"            minLength: 1", "            pattern: \"^conn_\"", "request-parameter-invalid"},
		"a required header": {"        - name: deleteDocuments", "        - {name: X-Org, in: header, required: true, " +
			"schema: {type: string}}\n        - name: deleteDocuments", "request-parameter-missing"},
		"no option": {"name: deleteDocuments", "name: delete_documents", "request-parameter-undeclared"},
		"a required body": {"      responses:\n", "      requestBody: {required: true, content: {application/json: {}}}\n" +
			"      responses:\n", "request-body-missing"},
	} {
		if n := bytes.Count(supermemory.OpenAPI, []byte(m.old)); n != 1 {
			t.Fatalf("%s: openapi.yaml has %q %d times", name, m.old, n)
		}
		stricter, err := contract.Load(bytes.Replace(supermemory.OpenAPI, []byte(m.old), []byte(m.new), 1))
		if err != nil {
			t.Fatal(err)
		}
		reported := 0
		for _, x := range exchanges {
			if slices.Contains(rulesOf(stricter.Check(x)), m.rule) {
				reported++
			}
		}
		if reported == 0 {
			t.Errorf("%s: no request is reported", name)
		}
	}
}

// TestRequestYardstick has kin-openapi judge the same requests, and those of the mutations: what it reports, Check
// reports.
func TestRequestYardstick(t *testing.T) {
	t.Parallel()
	c, _ := load(t)
	item := document(t).Paths.Value("/v3/connections/{connectionId}")
	exchanges, requests := requestsOf(t, c)
	judge := func(x drift.Exchange, header http.Header) error {
		u, err := url.Parse(x.URL)
		if err != nil {
			t.Fatal(err)
		}
		_, id, _ := strings.Cut(u.EscapedPath(), "connections/")
		id, _ = url.PathUnescape(id)
		return openapi3filter.ValidateRequest(t.Context(), &openapi3filter.RequestValidationInput{
			Request: &http.Request{
				Method: x.Method, URL: u, Header: header, Body: io.NopCloser(bytes.NewReader(x.Request.Body)),
			},
			PathParams: map[string]string{"connectionId": id},
			Route:      &routers.Route{Spec: document(t), PathItem: item, Operation: item.Delete, Method: http.MethodDelete},
			Options: &openapi3filter.Options{
				AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, MultiError: true,
			},
		})
	}
	alone := map[string]int{}
	for i, x := range exchanges {
		if err := judge(x, requests[i].Header); err != nil {
			t.Errorf("%s: kin-openapi reports what Check does not: %v", x.URL, err)
		}
		for name, m := range mutations {
			changed := mutated(x, m.change)
			reported := len(c.Check(changed).Findings) > 0
			switch err := judge(changed, requests[i].Header); {
			case m.rule == "": // finding the operation is not kin-openapi's business here
			case err != nil && !reported:
				t.Errorf("%s: %s: kin-openapi reports what Check does not: %v", x.URL, name, err)
			case err == nil && reported:
				alone[name]++
			}
		}
	}
	t.Logf("only Check reports, of %d requests each: %v", len(exchanges), alone)
}
