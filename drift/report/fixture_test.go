package report

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// oddName is everything that could break a format, as an operation may be named.
const oddName = "<script>alert(1)</script>|`@team` #1\n::error::odd\x1b[31m,x:y%0A]]>{0}[a](https://evil.example)"

// oddMessage is the same for a message, with bytes that are not UTF-8 and a character that reverses the writing
// direction.
const oddMessage = "::error::<img src=x onerror=alert(1)>|``` @team\r\n::add-mask::x\n" +
	"##[error]\x1b]0;title\a\xff\u202e\u009b31m\x00 ]]> {0} [a](https://evil.example)"

const fixtureContract = `
openapi: 3.0.3
info: {title: things, version: "1"}
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getThing
      responses:
        "200":
          description: d
          content:
            application/json:
              schema:
                type: object
                required: [id, owner]
                properties:
                  id: {type: string}
                  count: {type: integer}
                  owner: {type: object, required: [name], properties: {name: {type: string}}}
        "404": {description: d, content: {application/json: {schema: {type: object}}}}
        4XX: {description: d, content: {application/json: {schema: {type: object}}}}
        default: {description: d, content: {application/json: {schema: {type: object}}}}
    delete:
      operationId: deleteThing
      responses:
        "204": {description: d}
        "500": {description: d, content: {application/json: {schema: {type: object, required: [error]}}}}
`

func things(t testing.TB) *contract.Contract {
	t.Helper()
	c, err := contract.Load([]byte(fixtureContract))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// recorder adds exchanges to a report as a command would, numbering the entries of one recording.
type recorder struct {
	*Report
	contract *contract.Contract
	file     string
	entry    int
}

func (r *recorder) add(method string, status int, mediaType, body string) drift.Exchange {
	x := drift.Exchange{Method: method, URL: "https://api.example/things/1?q=2", Status: status, Header: http.Header{},
		Body: []byte(body)}
	if mediaType != "" {
		x.Header.Set("Content-Type", mediaType)
	}
	x.Source = drift.Source{File: r.file, Entry: r.entry, Line: 10 * (r.entry + 1)}
	r.entry++
	result := r.contract.Check(x)
	result.Findings = slices.DeleteFunc(result.Findings, func(f drift.Finding) bool {
		return f.Severity != drift.Breaking // how many additive rules there are does not matter here
	})
	r.Report.Add(x, result)
	return x
}

const appJSON = "application/json"

var today = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

func day(text string) (d Date) {
	if err := d.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return d
}

// everything is a report that has each kind of thing that a format must show.
func everything(t testing.TB) *Report {
	t.Helper()
	c := things(t)
	r := &recorder{Report: New("open api.yaml", c.Responses()), contract: c, file: "recordings/a:b,c.yaml"}
	keepFindings(t, r.Report)
	r.Origin = Origin{Tool: "v1.2.3", Inputs: []string{"recordings"}, Time: today}
	r.Templates = c.Templates()
	r.Lines = fixtureLines
	r.AddNote(drift.Note{Message: "a note about the contract", Place: drift.Place{Pointer: "/info", Line: 2, Column: 1}})
	r.Accept([]Acceptance{
		{Rule: "body-trailing-data", Operation: "getThing", Reason: "a known <b>bug</b> | of\x1b[2J the server",
			Until: day("2026-12-31")},
		{Rule: "value-null", Pointer: "/gone", Reason: "long since corrected", Until: day("2026-12-31")},
	}, today)

	r.add("GET", 200, appJSON, `{"id":"1","count":2,"owner":{"name":"n"}}`)
	r.add("GET", 200, appJSON,
		`{"count":2.5,"owner":{"name":"n"},"note":"contact bob@example.com with Bearer abcdefghijklmnop"}`)
	r.add("GET", 200, appJSON,
		`{"count":2.5,"owner":{"name":"n"},"note":"contact bob@example.com with Bearer abcdefghijklmnop"}`)
	r.add("GET", 200, appJSON, "{\n  \"id\": \"1\",\n  \"owner\": {\"name\": null}\n}")
	r.add("GET", 200, appJSON, `{"id":"1","owner":{"name":"n"},"id":"2"}`)
	r.add("GET", 200, appJSON, `{"id":"1","owner":{"na`)
	r.add("GET", 200, appJSON, `{"id":"1","owner":{"name":"n"}} {"second":true}`)
	r.add("GET", 200, appJSON, "{\"id\":\"caf\xe9\",\"owner\":{\"name\":\"n\"}}")
	r.add("GET", 200, appJSON, ``)
	r.add("GET", 404, appJSON, `{}`)
	r.add("GET", 418, "text/html", "<html><script>alert(1)</script>\x1b[31m I am a teapot\x00</html>")
	r.add("GET", 503, appJSON, "<html><body>Bad gateway</body></html>")
	r.add("DELETE", 429, "text/plain", "slow down")
	r.add("DELETE", 204, "", "")
	r.add("PATCH", 200, "", "")
	additive := drift.Finding{
		Rule: "property-undeclared", Severity: drift.Additive, Operation: "getThing", Status: 200,
		Pointer: "/owner/name", Message: "expected the properties that the contract declares, saw \"name\" too",
		Source: drift.Source{File: r.file, Entry: 0, Line: 10},
	}
	x := drift.Exchange{
		Method: "GET", URL: "/things/1", Status: 200, Header: http.Header{"Content-Type": {appJSON}},
		Body: []byte(`{"id":"1","count":2,"owner":{"name":"n"}}`), Source: additive.Source,
	}
	r.Add(x, drift.Result{
		Response: drift.Response{Operation: "getThing", Status: 200}, Findings: []drift.Finding{additive},
	})
	r.AddFinding(drift.Finding{
		Rule: "odd/rule", Severity: drift.Breaking, Operation: oddName, Status: 200,
		Pointer: "/a|`~1\x1b\xff", Message: oddMessage,
		Source: drift.Source{File: "odd\n::error::\x1b.yaml", Entry: 3},
	})
	r.AddFinding(drift.Finding{Rule: "of-another-library", Severity: drift.Additive, Operation: "deleteThing",
		Message: "it has a new optional parameter"})
	r.AddFinding(drift.Finding{Rule: "of-another-library", Severity: drift.Breaking,
		Operation: strings.Repeat("a-very-long-name-", 20), Status: 500,
		Message: strings.Repeat("long ", 200)})
	r.Close()
	return r.Report
}

// fixtureLines are the lines of the fixture's contract.
func fixtureLines(p drift.Place) []string {
	lines := strings.Split(fixtureContract, "\n")
	if p.Line < 1 || p.Line > len(lines) {
		return nil
	}
	return lines[p.Line-1 : min(len(lines), p.Line+4)]
}

func keepFindings(t testing.TB, r *Report) {
	t.Helper()
	if err := r.Keep("json", nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Discard)
}

// published is a report about a published document, with a finding of each kind.
func published(t testing.TB) *Report {
	t.Helper()
	r := NewUpstream("openapi.yaml", "https://api.example/openapi.json", things(t).Responses())
	keepFindings(t, r)
	r.Lines = fixtureLines
	r.Accept([]Acceptance{
		{Rule: drift.SunsetDateChanged, Reason: "we move in June", Until: day("2026-12-31")},
		{Rule: drift.ServerRemoved, Operation: "getThing", Reason: "a known mirror", Until: day("2026-12-31")},
	}, today)
	at := func(line, column int) drift.Source {
		return drift.Source{File: "https://api.example/openapi.json", Entry: -1, Line: line, Column: column}
	}
	for _, f := range []drift.Finding{
		{Rule: drift.ResponseHeaderConstraintRemoved, Severity: drift.Breaking, Operation: "getThing", Status: 200,
			Message: "expected the pattern ^a, saw none", Source: at(7, 3), Was: "^a", Is: "",
			Place: drift.Place{Pointer: "/components/headers/A/schema", Line: 12, Column: 5}},
		{Rule: "response-property-became-nullable", Severity: drift.Breaking, Operation: "getThing", Status: 404,
			Message: "the property id may be null", Source: at(1, 0)},
		{Rule: "response-property-became-nullable", Severity: drift.Breaking, Operation: "getThing", Status: 404,
			Message: "the property id may be null", Source: at(9, 1)},
		{Rule: "response-success-status-added", Severity: drift.Additive, Operation: "getThing", Status: 201,
			Message: "added the success response with the status 201",
			Source:  drift.Source{File: "published.yaml", Entry: -1}},
		{Rule: "response-success-status-added", Severity: drift.Additive, Operation: "deleteThing", Status: 202,
			Message: "added the success response with the status 202",
			Source:  drift.Source{File: "published.yaml", Entry: -1}},
		{Rule: "api-security-removed", Severity: drift.Breaking, Message: "removed the API key of the whole document",
			Source: drift.Source{File: "published.yaml", Entry: -1, Line: 3}},
		{Rule: "request-parameter-became-required", Severity: drift.Breaking, Operation: "deleteThing",
			Message: "the parameter id became required",
			Source:  drift.Source{File: "published.yaml", Entry: -1, Line: 5, Column: 2}},
		{Rule: drift.ServerRemoved, Severity: drift.Breaking, Operation: "getThing",
			Message: "expected https://a.example, saw https://b.example", Source: at(2, 1)},
		{Rule: drift.ServerRemoved, Severity: drift.Breaking, Operation: "getThing", Status: drift.Default,
			Message: "expected https://a.example, saw https://b.example", Source: at(2, 1)},
	} {
		r.AddFinding(f)
	}
	r.Close()
	return r
}

// reportOf is a report without findings: one of exchanges that conform ("clean"), or of none that any operation
// matches ("unmatched").
func reportOf(t testing.TB, kind string) *Report {
	t.Helper()
	c := things(t)
	r := &recorder{Report: New("openapi.yaml", c.Responses()), contract: c, file: "recordings/a.yaml"}
	if kind == "clean" {
		r.add("GET", 200, appJSON, `{"id":"1","owner":{"name":"n"}}`)
		r.add("DELETE", 204, "", "")
	}
	r.add("PATCH", 200, "", "")
	r.Close()
	return r.Report
}

// largeReport is about 500 operations of eight responses each.
func largeReport(t testing.TB) *Report {
	t.Helper()
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: t, version: \"1\"}\npaths:\n")
	for i := range 500 {
		fmt.Fprintf(&b, "  /r%d: {get: {responses: {\"200\": {description: d, content: ", i)
		b.WriteString("{application/json: {schema: {type: object, required: [id]}}}}")
		for _, status := range []int{400, 401, 403, 404 + i%6, 500, 502, 503} {
			fmt.Fprintf(&b, ", \"%d\": {description: d}", status)
		}
		b.WriteString("}}}\n")
	}
	c, err := contract.Load([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	r := New("large.yaml", c.Responses())
	for i := range 500 {
		x := drift.Exchange{Method: "GET", URL: fmt.Sprintf("/r%d", i), Status: 200,
			Header: http.Header{"Content-Type": {appJSON}}, Body: []byte(`{"id":1}`)}
		if i%50 == 0 {
			x.Body = []byte(`{}`)
		}
		x.Source = drift.Source{File: "large.har", Entry: i}
		r.Add(x, c.Check(x))
	}
	r.Close()
	return r
}
