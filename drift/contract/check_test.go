package contract_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// contractOf is a contract with one operation, GET /things/{id}, whose responses are given in YAML.
func contractOf(t testing.TB, responses string) *contract.Contract {
	t.Helper()
	return contractOfVersion(t, "3.0.3", responses)
}

func contractOfVersion(t testing.TB, version, responses string) *contract.Contract {
	t.Helper()
	indented := "        " + strings.ReplaceAll(strings.TrimSpace(responses), "\n", "\n        ")
	c, err := contract.Load([]byte(`
openapi: ` + version + `
info: {title: things, version: "1"}
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getThing
      responses:
` + indented + `
components:
  schemas:
    Node: {type: object, properties: {next: {$ref: "#/components/schemas/Node"}, n: {type: integer}}}
`))
	if err != nil {
		t.Fatalf("%v\n%s", err, indented)
	}
	return c
}

// json200 documents a 200 of application/json with a schema in flow style.
func json200(schema string) string {
	return `"200": {description: d, content: {application/json: {schema: ` + schema + `}}}`
}

func get(status int, mediaType, body string) drift.Exchange {
	x := drift.Exchange{
		Method: "GET",
		URL:    "https://example.com/things/1",
		Status: status,
		Header: http.Header{},
		Body:   []byte(body),
	}
	if mediaType != "" {
		x.Header.Set("Content-Type", mediaType)
	}
	return x
}

const appJSON = "application/json"

type ruleCase struct {
	rule, pointer string
	responses     string
	bad, good     drift.Exchange
}

// ruleCases has, for each rule, exchanges that break it, and for each of them a control: the nearest exchange that
// does not.
var ruleCases = []ruleCase{
	{"status-undocumented", "", json200(`{}`), get(201, appJSON, `1`), get(200, appJSON, `1`)},
	{"status-undocumented", "", `"4XX": {description: d}`, get(304, "", ""), get(429, "", "")},
	{"status-undocumented", "", `"201": {description: d}`, get(200, "", ""), get(201, "", "")},
	{"status-undocumented", "", `"200": {description: d}`, get(301, "", ""), get(200, "", "")},
	{
		"header-missing",
		"",
		`"200": {description: d, headers: {X-Total: {required: true, schema: {type: integer}}}}`,
		get(200, "", ""),
		header(get(200, "", ""), "X-Total", "3"),
	},
	{
		"header-invalid",
		"",
		`"200": {description: d, headers: {x-total: {schema: {type: integer}}}}`,
		header(get(200, "", ""), "X-Total", "many"),
		get(200, "", ""),
	},
	{
		"header-invalid",
		"",
		`"304": {description: d, headers: {x-total: {schema: {type: integer}}}}`,
		header(get(304, "", ""), "X-Total", "many"),
		header(get(304, "", ""), "X-Total", "3"),
	},
	{"media-type-missing", "", json200(`{type: integer}`), get(200, "", `1`), get(200, appJSON, `1`)},
	{
		"media-type-malformed",
		"",
		json200(`{}`),
		get(200, "application json", `1`),
		get(200, "APPLICATION/json ; charset=UTF-8", `1`),
	},
	{
		"media-type-malformed",
		"",
		json200(`{}`),
		header(get(200, appJSON, `1`), "Content-Type", "text/html"),
		header(get(200, appJSON, `1`), "Content-Type", appJSON),
	},
	{"media-type-undocumented", "", json200(`{}`), get(200, "text/json", `1`), get(200, appJSON, `1`)},
	{
		"media-type-undocumented",
		"",
		`"200": {description: d, content: {text/*: {}}}`,
		get(200, "image/png", `1`),
		get(200, "text/css", `1`),
	},
	{"body-undocumented", "", `"200": {description: d}`, get(200, appJSON, `1`), get(200, appJSON, ``)},
	{
		"body-undocumented",
		"",
		`"304": {description: d, content: {application/json: {}}}`,
		get(304, appJSON, `1`),
		get(304, "", ``),
	},
	{"body-empty", "", json200(`{}`), get(200, appJSON, ``), get(200, appJSON, `0`)},
	{"body-empty", "", json200(`{}`), get(200, "", ``), get(200, appJSON, `0`)},
	{"body-empty", "", json200(`{}`), get(200, appJSON, " \r\n"), get(200, appJSON, " \r\n0")},
	{"body-truncated", "", json200(`{}`), get(200, appJSON, `{"a":[1,`), get(200, appJSON, `{"a":[1,2]}`)},
	{"body-truncated", "", json200(`{}`), get(200, appJSON, `tru`), get(200, appJSON, `true`)},
	{"body-malformed", "", json200(`{}`), get(200, appJSON, `<html>`), get(200, appJSON, `"<html>"`)},
	{"body-malformed", "", json200(`{}`), get(200, appJSON, "\ufeff{}"), get(200, appJSON, "{}")},
	{"body-malformed", "", json200(`{}`), get(200, appJSON, ")]}',\n{}"), get(200, appJSON, "\n{}")},
	{"body-malformed", "", json200(`{}`), get(200, appJSON, `{1:2}`), get(200, appJSON, `{"1":2}`)},
	{"body-malformed", "/a", json200(`{}`), get(200, appJSON, `{"a":NaN}`), get(200, appJSON, `{"a":"NaN"}`)},
	{
		"body-malformed",
		"",
		json200(`{}`),
		get(200, appJSON, strings.Repeat("[", 100_000)),
		get(200, appJSON, strings.Repeat("[", 9_000)+strings.Repeat("]", 9_000)),
	},
	{"body-trailing-data", "", json200(`{}`), get(200, appJSON, `{} {}`), get(200, appJSON, "{} \n")},
	{"body-invalid-utf8", "/a", json200(`{}`), get(200, appJSON, "{\"a\":\"\xff\"}"), get(200, appJSON, `{"a":"ÿ"}`)},
	{
		"body-invalid-utf8",
		"/a",
		json200(`{}`),
		get(200, appJSON, `{"a":"\ud800"}`),
		get(200, appJSON, `{"a":"\ud83d\ude00"}`),
	},
	{"property-duplicate", "/a", json200(`{}`), get(200, appJSON, `{"a":1,"a":1}`), get(200, appJSON, `{"a":1,"A":1}`)},
	{
		"property-duplicate",
		"/b/0/a",
		json200(`{}`),
		get(200, appJSON, `{"b":[{"a":1,"\u0061":2}]}`),
		get(200, appJSON, `{"b":[{"a":1},{"a":2}]}`),
	},
	{
		"property-missing",
		"/a~1b",
		json200(`{type: object, required: [a/b]}`),
		get(200, appJSON, `{}`),
		get(200, appJSON, `{"a/b":0}`),
	},
	{
		"property-missing",
		"/0/id",
		json200(`{type: array, items: {type: object, required: [id]}}`),
		get(200, appJSON, `[{}]`),
		get(200, appJSON, `[{"id":1}]`),
	},
	{
		"property-missing",
		"/id",
		json200(`{allOf: [{type: object, required: [id]}, {type: object}]}`),
		get(200, appJSON, `{}`),
		get(200, appJSON, `{"id":1}`),
	},
	{
		"property-forbidden",
		"/b",
		json200(`{type: object, properties: {a: {}}, additionalProperties: false}`),
		get(200, appJSON, `{"a":1,"b":2}`),
		get(200, appJSON, `{"a":1}`),
	},
	{
		"property-forbidden",
		"/w",
		json200(`{type: object, required: [w], properties: {w: {type: string, writeOnly: true}}}`),
		get(200, appJSON, `{"w":"1"}`),
		get(200, appJSON, `{}`),
	},
	{
		"value-null",
		"/a",
		json200(`{type: object, properties: {a: {type: string}}}`),
		get(200, appJSON, `{"a":null}`),
		get(200, appJSON, `{"a":""}`),
	},
	{"value-null", "", json200(`{type: object}`), get(200, appJSON, `null`), get(200, appJSON, `{}`)},
	{
		"value-null",
		"/a",
		json200(`{type: object, properties: {a: {type: string, enum: [x]}}}`),
		get(200, appJSON, `{"a":null}`),
		get(200, appJSON, `{"a":"x"}`),
	},
	{
		"value-type",
		"/next/next/n",
		json200(`{$ref: "#/components/schemas/Node"}`),
		get(200, appJSON, `{"next":{"next":{"n":1.5}}}`),
		get(200, appJSON, `{"next":{"next":{"n":1.0}}}`),
	},
	{"value-type", "", json200(`{type: object}`), get(200, appJSON, `[{}]`), get(200, appJSON, `{}`)},
	{
		"value-not-allowed",
		"/a",
		json200(`{type: object, properties: {a: {type: string, enum: [x, y]}}}`),
		get(200, appJSON, `{"a":"z"}`),
		get(200, appJSON, `{"a":"y"}`),
	},
	{
		"value-out-of-bounds",
		"/0",
		json200(`{type: array, items: {type: integer, minimum: 5}}`),
		get(200, appJSON, `[4]`),
		get(200, appJSON, `[5]`),
	},
	{
		"value-out-of-bounds",
		"/0",
		json200(`{type: array}`),
		get(200, appJSON, `[1e999999999]`),
		get(200, appJSON, `[1e300]`),
	},
	{
		"value-format",
		"",
		json200(`{type: string, pattern: "^a+$"}`),
		get(200, appJSON, `"b"`),
		get(200, appJSON, `"aa"`),
	},
	{
		"value-format",
		"",
		json200(`{type: string, format: date-time}`),
		get(200, appJSON, `"yesterday"`),
		get(200, appJSON, `"2026-08-14T00:00:00Z"`),
	},
	{
		"value-mismatch",
		"",
		json200(`{oneOf: [{type: string}, {type: integer}]}`),
		get(200, appJSON, `true`),
		get(200, appJSON, `1`),
	},
	{
		"value-mismatch",
		"",
		json200(`{oneOf: [{type: number}, {type: integer}]}`),
		get(200, appJSON, `1`),
		get(200, appJSON, `1.5`),
	},
	{
		"value-mismatch",
		"",
		json200(`{anyOf: [{type: string}, {type: integer}]}`),
		get(200, appJSON, `true`),
		get(200, appJSON, `"a"`),
	},
	{"value-mismatch", "", json200(`{not: {type: string}}`), get(200, appJSON, `"a"`), get(200, appJSON, `1`)},
	{
		"value-type",
		"",
		`"200": {description: d, content: {text/plain: {schema: {type: integer}}}}`,
		get(200, "text/plain", `many`),
		get(200, "text/plain", `3`),
	},
	{
		"property-undeclared",
		"/b",
		json200(`{type: object, properties: {a: {}}}`),
		get(200, appJSON, `{"a":1,"b":2}`),
		get(200, appJSON, `{"a":{"b":2}}`),
	},
	{
		"property-undeclared",
		"/list/1/c",
		json200(`{type: object, properties: {list: {type: array, items: {type: object, properties: {a: {}}}}}}`),
		get(200, appJSON, `{"list":[{"a":1},{"c":2}]}`),
		get(200, appJSON, `{"list":[{"a":1},{"a":2}]}`),
	},
	{
		"property-undeclared",
		"/next/next/m~1~0",
		json200(`{$ref: "#/components/schemas/Node"}`),
		get(200, appJSON, `{"next":{"next":{"m/~":1}}}`),
		get(200, appJSON, `{"next":{"next":{"n":1}}}`),
	},
	{
		"property-undeclared",
		"/c",
		json200(`{allOf: [{type: object, properties: {a: {}}}, {type: object, properties: {b: {}}}]}`),
		get(200, appJSON, `{"a":1,"b":1,"c":1}`),
		get(200, appJSON, `{"a":1,"b":1}`),
	},
	{
		"property-undeclared",
		"/b",
		json200(
			`{oneOf: [{type: object, required: [a], properties: {a: {}}}, {type: object, required: [c], properties: ` +
				`{b: {}, c: {}}}]}`,
		),
		get(200, appJSON, `{"a":1,"b":1}`),
		get(200, appJSON, `{"c":1,"b":1}`),
	},
	{
		"property-undeclared",
		"/c",
		json200(
			`{properties: {z: {}}, anyOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: ` +
				`{b: {}}}]}`,
		),
		get(200, appJSON, `{"a":"1","b":1,"c":1}`),
		get(200, appJSON, `{"a":"1","b":1,"z":1}`),
	},
	{
		"property-undeclared",
		"/m/k/b",
		json200(
			`{type: object, properties: {m: {type: object, additionalProperties: {type: object, properties: {a: {}}}}}}`,
		),
		get(200, appJSON, `{"m":{"k":{"b":1}}}`),
		get(200, appJSON, `{"m":{"k":{"a":1},"l":{}}}`),
	},
	{
		"property-undeclared",
		"/b",
		json200(`{type: object, properties: {a: {}}}`),
		get(200, appJSON, `{"b":1}`),
		get(200, appJSON, `{}`),
	},
	{
		"property-undeclared",
		"/b",
		json200(`{allOf: [{type: object, properties: {a: {}}}]}`),
		get(200, appJSON, `{"b":1}`),
		get(200, appJSON, `{"a":1}`),
	},
	{
		"property-undeclared",
		"/b",
		`"4XX": {description: d, content: {application/problem+json: {schema: {type: object, properties: {a: {}}}}}}`,
		get(418, "application/problem+json", `{"b":1}`),
		get(418, "application/problem+json", `{"a":1}`),
	},
	{
		"deprecation-announced",
		"",
		`"200": {description: d}`,
		header(get(200, "", ""), "Deprecation", "@1688169599"),
		header(get(200, "", ""), "Deprecation", "false"),
	},
	{
		"sunset-announced",
		"",
		`"200": {description: d}`,
		header(get(200, "", ""), "Sunset", "Sat, 31 Dec 2026 23:59:59 GMT"),
		get(200, "", ""),
	},
}

// openapi31Cases are rule cases that only OpenAPI 3.1 can express.
var openapi31Cases = []ruleCase{
	{
		"value-not-allowed",
		"/a",
		json200(`{properties: {a: {const: 1}}}`),
		get(200, appJSON, `{"a":2}`),
		get(200, appJSON, `{"a":1.0}`),
	},
	{
		"value-null",
		"/a",
		json200(`{properties: {a: {type: [string, integer]}}}`),
		get(200, appJSON, `{"a":null}`),
		get(200, appJSON, `{"a":1}`),
	},
	{
		"value-type",
		"/1",
		json200(`{prefixItems: [{type: string}, {type: integer}]}`),
		get(200, appJSON, `["a","b"]`),
		get(200, appJSON, `["a",2]`),
	},
	{
		"property-forbidden",
		"/b",
		json200(`{allOf: [{properties: {a: {}}}], unevaluatedProperties: false}`),
		get(200, appJSON, `{"a":1,"b":2}`),
		get(200, appJSON, `{"a":1}`),
	},
	{
		"property-missing",
		"/b",
		json200(`{dependentRequired: {a: [b]}}`),
		get(200, appJSON, `{"a":1}`),
		get(200, appJSON, `{"c":1}`),
	},
	{
		"property-missing",
		"/b",
		json200(`{if: {properties: {a: {const: 1}}}, then: {required: [b]}}`),
		get(200, appJSON, `{"a":1}`),
		get(200, appJSON, `{"a":2}`),
	},
	{"value-out-of-bounds", "", json200(`{exclusiveMinimum: 5}`), get(200, appJSON, `5`), get(200, appJSON, `6`)},
	{
		"value-mismatch",
		"",
		json200(`{contains: {type: string}}`),
		get(200, appJSON, `[1]`),
		get(200, appJSON, `[1,"a"]`),
	},
	{
		"property-forbidden",
		"/a",
		json200(`{properties: {a: false}}`),
		get(200, appJSON, `{"a":1}`),
		get(200, appJSON, `{}`),
	},
	{
		"property-undeclared",
		"/b",
		json200(`{if: {properties: {a: {const: 1}}}, then: {properties: {b: {}}}, properties: {a: {}}}`),
		get(200, appJSON, `{"a":2,"b":1}`),
		get(200, appJSON, `{"a":1,"b":1}`),
	},
	{
		"property-undeclared",
		"/b",
		json200(`{properties: {a: {}}, patternProperties: {"^x-": {}}}`),
		get(200, appJSON, `{"x-a":2,"b":1}`),
		get(200, appJSON, `{"a":1,"x-b":1}`),
	},
	{
		"property-undeclared",
		"/0/b",
		json200(`{prefixItems: [{properties: {a: {}}}, {properties: {b: {}}}]}`),
		get(200, appJSON, `[{"b":1},{"b":1}]`),
		get(200, appJSON, `[{"a":1},{"b":1}]`),
	},
	{
		"property-undeclared",
		"/b",
		json200(`{dependentSchemas: {a: {properties: {b: {}}}}, properties: {a: {}}}`),
		get(200, appJSON, `{"b":1}`),
		get(200, appJSON, `{"a":1,"b":1}`),
	},
}

func header(x drift.Exchange, name, value string) drift.Exchange {
	x.Header.Add(name, value)
	return x
}

func TestRules(t *testing.T) {
	covered := map[string]bool{drift.CoverageMissing: true, drift.RecordingOutdated: true} // not rules of Check
	for _, c := range ruleCases {
		covered[c.rule] = true
		c.run(t, "3.0.3")
		c.run(t, "3.1.0")
	}
	for _, c := range openapi31Cases {
		c.run(t, "3.1.0")
	}
	for _, r := range drift.Rules() {
		if r.Of == drift.Exchanges && !covered[r.Name] &&
			!strings.HasPrefix(r.Name, "request-") { // these have tables of their own
			t.Errorf("no case for the rule %s", r.Name)
		}
	}
}

func (c ruleCase) run(t *testing.T, version string) {
	t.Run(fmt.Sprintf("%s %s %s %.20s", version, c.rule, c.responses, c.bad.Body), func(t *testing.T) {
		contract := contractOfVersion(t, version, c.responses)
		found := contract.Check(c.bad).Findings
		if len(found) == 0 || found[0].Rule != c.rule || found[0].Pointer != c.pointer {
			t.Fatalf("found %v, want %s at %q", found, c.rule, c.pointer)
		}
		rule, _ := drift.RuleNamed(c.rule)
		severity := rule.Severity
		if c.rule == drift.BodyUndocumented && c.bad.Status == 304 {
			severity = drift.Breaking // HTTP allows none
		}
		if f := found[0]; f.Severity != severity || f.Operation != "getThing" || f.Status != drift.Status(c.bad.Status) ||
			!strings.HasPrefix(f.Message, "expected ") {
			t.Errorf("found %+v", f)
		}
		if len(found) > 1 {
			t.Errorf("found more: %v", found[1:])
		}
		if found := contract.Check(c.good).Findings; len(found) > 0 {
			t.Errorf("the control is reported: %v", found)
		}
	})
}

func TestSeveralFindings(t *testing.T) {
	contract := contractOf(
		t,
		json200(`{type: object, required: [id, provider], properties: {id: {type: string}, provider: {type: string}}}`),
	)
	x := get(200, appJSON, `{"id":null,"id":7,"x":"`+"\xff"+`"} trailing`)
	x.Source = drift.Source{File: "a.yaml", Entry: 3}
	var got []string
	for _, f := range contract.Check(x).Findings {
		got = append(got, f.Rule+f.Pointer)
		if f.Source != x.Source {
			t.Errorf("%v has another source", f)
		}
	}
	want := []string{
		"body-invalid-utf8/x",
		"property-duplicate/id",
		"body-trailing-data",
		"value-null/id",
		"value-type/id",
		"property-missing/provider",
		"property-undeclared/x",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestMessagesRepeatNoValues puts a secret wherever a body can hold one, and looks for it in the findings.
func TestMessagesRepeatNoValues(t *testing.T) {
	const secret = "sm_secret_0123456789"
	schemas := []string{
		`{type: integer}`,
		`{type: string, enum: [a]}`,
		`{type: string, pattern: "^a$"}`,
		`{type: string, format: date}`,
		`{type: string, maxLength: 3}`,
		`{oneOf: [{type: integer}, {type: boolean}]}`,
		`{anyOf: [{type: integer}]}`,
		`{not: {type: string}}`,
		`{allOf: [{type: integer}, {type: boolean}]}`,
	}
	for _, schema := range schemas {
		found := contractOf(t, json200(schema)).Check(get(200, appJSON, `"`+secret+`"`)).Findings
		if len(found) == 0 {
			t.Errorf("%s: nothing found", schema)
		}
		for _, f := range found {
			if strings.Contains(fmt.Sprintf("%+v", f), secret) || strings.Contains(f.Message, "\n") {
				t.Errorf("%s: %v", schema, f)
			}
		}
	}
}

// TestNothing has exchanges that differ from what the contract writes and mean the same.
func TestNothing(t *testing.T) {
	contract := contractOf(
		t,
		json200(
			`{type: object, required: [id], properties: {id: {type: string, nullable: true}, any: {}, free: {type: `+
				`object}, list: {type: array, items: {}}}}`,
		),
	)
	for name, x := range map[string]drift.Exchange{
		"nullable":               get(200, appJSON, `{"id":null}`),
		"null under no type":     get(200, appJSON, `{"id":"1","any":null,"list":[null]}`),
		"key order, whitespace":  get(200, appJSON, " {\n\"list\" : [ ] ,\t\"id\":\"1\"}\r\n"),
		"escapes":                get(200, appJSON, `{"\u0069\u0064":"\u00e9\/"}`),
		"media type parameters":  get(200, `application/json;profile="a;b"`, `{"id":"1"}`),
		"trailing semicolon":     get(200, `application/json;`, `{"id":"1"}`),
		"Content-Encoding left":  header(get(200, appJSON, `{"id":"1"}`), "Content-Encoding", "gzip"),
		"another operation":      {Method: "PUT", URL: "https://example.com/things/1", Status: 500},
		"another path":           {Method: "GET", URL: "https://example.com/thing/1", Status: 500},
		"free-form objects":      get(200, appJSON, `{"id":"1","any":{"a":{"b":1}},"free":{"a":1}}`),
		"HEAD is not documented": {Method: "HEAD", URL: "https://example.com/things/1", Status: 500},
	} {
		if found := contract.Check(x).Findings; len(found) > 0 {
			t.Errorf("%s: %v", name, found)
		}
	}
}

// TestCheckNotesWhatIsTooLarge: a body of millions of values is noted, and neither conforms nor drifts in silence.
func TestCheckNotesWhatIsTooLarge(t *testing.T) {
	t.Parallel()
	c := contractOf(t, json200("{type: array, items: {type: string}}"))
	x := get(200, "application/json", "["+strings.Repeat("1,", 6_000_000)+"1]")
	r := c.Check(x)
	if len(r.Findings) > 0 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0].Message, "6 million") ||
		r.Notes[0].Place.Line == 0 {
		t.Errorf("got %+v", r)
	}
}
