package upstream

import (
	"strings"
	"sync"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// TestCompare has what the scripts of the command do not: the corners. Each contract is first compared with itself.
func TestCompare(t *testing.T) {
	note := func(schema string) []string { return []string{"note: {type: string}", "note: " + schema} }
	body := []string{
		"      responses:\n",
		"      requestBody: {content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: " +
			"string}, b: {type: string, default: x}}}}}}\n      responses:\n",
	}
	union := note(
		`{oneOf: [{$ref: "#/components/schemas/Error"}, {$ref: "#/components/schemas/Part"}], discriminator: ` +
			`{propertyName: error}}`,
	)
	union = append(union, "    Error:\n", "    Part: {type: object, properties: {error: {type: string}}}\n    Error:\n")
	tree := note(`{$ref: "#/components/schemas/Thing"}`)
	sunset := []string{"      operationId:", "      deprecated: true\n      x-sunset: 2099-01-01\n      operationId:"}
	for name, c := range map[string]struct {
		contract, published []string // what is changed in the contract, and then in the published document
		want                string
	}{
		"a map's values": {
			note("{type: object, additionalProperties: {type: string}}"),
			[]string{"additionalProperties: {type: string}", "additionalProperties: {type: integer}"},
			"breaking response-property-type-changed 200 /note"},
		"a map's values, to anything": {
			note("{type: object, additionalProperties: {type: string}}"),
			[]string{"additionalProperties: {type: string}", "additionalProperties: true"},
			"breaking response-property-type-changed 200 /note"},
		"an array's elements": {
			note("{type: array, items: {type: string}}"),
			[]string{"items: {type: string}", "items: {type: integer}"},
			"breaking response-property-type-changed 200 /note/0"},
		"a body that may be null": {
			nil,
			[]string{"    Error:\n      type: object", "    Error:\n      nullable: true\n      type: object"},
			"breaking response-body-became-nullable 404",
		},
		"a header that may be": {
			nil,
			[]string{"{schema: {type: integer}}", "{schema: {type: integer, nullable: true}}"},
			"breaking response-header-became-nullable 200",
		},
		"a header's enum": {
			[]string{"{schema: {type: integer}}", "{schema: {type: integer, enum: [1, 2]}}"},
			[]string{"enum: [1, 2]", "enum: [1, 3]"},
			"breaking response-header-constraint-removed 200",
		},
		"a header's smaller enum": {
			[]string{"{schema: {type: integer}}", "{schema: {type: integer, enum: [1, 2]}}"},
			[]string{"enum: [1, 2]", "enum: [2]"},
			"additive response-header-constraint-added 200",
		},
		"an enum of the response": {
			note("{type: string, enum: [a]}"),
			[]string{"enum: [a]", "enum: [a, b]"},
			"breaking response-property-enum-value-added 200 /note",
		},
		"a union's new variant": {
			note("{oneOf: [{type: string}, {type: integer}]}"),
			[]string{"{type: integer}]", "{type: integer}, {type: boolean}]"},
			"breaking response-property-list-of-types-widened 200 /note",
		},
		"a discriminator": {
			union,
			[]string{"propertyName: error", "propertyName: kind"},
			"breaking response-property-discriminator-property-name-changed 200 /note",
		},
		"a discriminator's values": {
			union,
			[]string{"schemas/Part", "schemas/Piece", "    Part:", "    Piece:"},
			"breaking response-property-discriminator-mapping-added 200 /note\n" +
				"additive response-property-discriminator-mapping-deleted 200 /note",
		},

		"a recursive schema's name": {
			tree,
			[]string{"schemas/Thing\"}\n        \"404\"", "schemas/Object\"}\n        \"404\"", "schemas/Thing",
				"schemas/Object", "    Thing:", "    Object:"},
			"",
		},
		"in a recursive schema": {
			tree,
			[]string{"kind: {type: string}", "kind: {type: integer}"},
			"breaking response-property-type-changed 200 /kind",
		},
		"a string that became a tree": {nil, tree, "breaking response-property-type-changed 200 /note"},
		"a stricter contract": {
			[]string{"limit, in: query, schema: {type: integer}",
				"limit, in: query, required: true, schema: {type: integer, minimum: 1, enum: [1, 2]}"},
			[]string{"required: true, schema: {type: integer, minimum: 1, enum: [1, 2]}", "schema: {type: integer}"},
			"",
		},
		"a new value to send": {
			[]string{"limit, in: query, schema: {type: integer}", "limit, in: query, schema: {type: integer, enum: [1]}"},
			[]string{"enum: [1]", "enum: [1, 2]"},
			"",
		},
		"a stricter server": {
			nil,
			[]string{"minLength: 1", "minLength: 22"},
			"breaking request-parameter-min-length-increased 0",
		},
		"a new default": {
			nil,
			[]string{"limit, in: query, schema: {type: integer}", "limit, in: query, schema: {type: integer, default: 3}"},
			"breaking request-parameter-default-value-added 0",
		},
		"another sunset date": {sunset, []string{"2099-01-01", "2100-01-01"}, "additive sunset-date-changed 0"},
		"gone, as announced":  {sunset, []string{"/v1/things", "/v2/things"}, "breaking api-path-removed-before-sunset 0"},
		"a body's new required member": {
			body,
			[]string{"required: [a], properties: {", "required: [a, c], properties: {c: {type: string}, "},
			"breaking new-required-request-property 0 /c",
		},
		"a body's new optional member": {
			body,
			[]string{"properties: {a:", "properties: {c: {type: string}, a:"},
			"additive new-optional-request-property 0 /c",
		},
		"a body's member gone": {
			body,
			[]string{", b: {type: string, default: x}", ""},
			"breaking request-property-removed 0 /b",
		},
		"a body's default": {
			body,
			[]string{"default: x", "default: y"},
			"breaking request-property-default-value-changed 0 /b",
		},
		"a body gone": {body, []string{body[1], body[0]}, "breaking request-body-removed 0"},
		"a body in one side's words": {
			note("{type: string, format: byte}"),
			[]string{"format: byte", "contentEncoding: base64"},
			"",
		},
		"const and enum": {note("{type: string, enum: [a]}"), []string{"enum: [a]", "const: a"}, ""},
		"beside a reference, in 3.1": {
			append(note(`{$ref: "#/components/schemas/Note", maxLength: 3}`), "3.0.3", "3.1.0", "    Error:\n",
				"    Note: {type: string}\n    Error:\n"),
			[]string{"maxLength: 3", "maxLength: 4"},
			"breaking response-property-max-length-increased 200 /note",
		},
		"beside a reference, in 3.0": {
			append(note(`{$ref: "#/components/schemas/Note", maxLength: 3}`), "    Error:\n",
				"    Note: {type: string}\n    Error:\n"),
			[]string{"maxLength: 3", "maxLength: 4"},
			"",
		},
		"a range that the contract has": {
			[]string{`"404"`, "4XX"},
			[]string{"4XX", `"404"`},
			"breaking response-non-success-status-removed 4XX",
		},
		"a status of a range": {
			[]string{`"404"`, "4XX"},
			[]string{"        4XX:", "        \"404\": {description: none}\n        4XX:"},
			"breaking response-media-type-removed 404",
		},
		"a range more": {
			nil, []string{"        \"404\":", "        4XX: {description: odd}\n        \"404\":"},
			"additive response-non-success-status-added 4XX",
		},
		"a range of successes more": {
			nil, []string{"        \"404\":", "        2XX: {description: odd}\n        \"404\":"},
			"additive response-success-status-added 2XX",
		},
		"a default gone": {
			[]string{"        \"404\":", "        default: {description: odd}\n        \"404\":"},
			[]string{"        default: {description: odd}\n", ""}, "breaking response-non-success-status-removed default",
		},
		"another type, and what was in it": {
			nil, []string{"parts: {type: array, items: {type: object, required: [n], properties: {n: {type: integer}}}}",
				"parts: {type: object, properties: {n: {type: string}}}", "kind: {type: string}", "kind: {type: integer}",
				"details: {type: string}}", "parts: {type: object}}"},
			"breaking response-property-type-changed 200 /kind\nbreaking response-property-type-changed 200 /parts\n" +
				"breaking response-optional-property-removed 404 /details\n" +
				"additive response-optional-property-added 404 /parts",
		},
		"a header's enum lifted": {
			[]string{"{schema: {type: integer}}", "{schema: {type: integer, enum: [1, 2]}}"},
			[]string{", enum: [1, 2]", ""}, "breaking response-header-constraint-removed 200",
		},
		"a header of another form": {
			nil, []string{"{X-Count: {schema: {type: integer}}}",
				"{X-Count: {content: {text/plain: {schema: {type: integer}}}}}"}, "",
		},
		"a header's requiredness": {
			[]string{"{X-Count: {schema", "{X-Count: {required: true, schema"},
			[]string{"X-Count: {required: true, ", "X-Count: {"},
			"breaking response-header-became-optional 200",
		},
		"a body's requiredness": {
			body, []string{"requestBody: {content", "requestBody: {required: true, content"},
			"breaking request-body-became-required 0",
		},
		"a token's address": {
			[]string{"{type: http, scheme: bearer}",
				"{type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a/one', scopes: {}}}}"},
			[]string{"https://a/one", "https://a/two"}, "breaking api-security-component-oauth-token-url-changed 0",
		},
		"a flow gone and another": {
			[]string{"{type: http, scheme: bearer}",
				"{type: oauth2, flows: {implicit: {authorizationUrl: 'https://a/one', scopes: {}}}}"},
			[]string{"implicit: {authorizationUrl", "password: {tokenUrl"}, "",
		},
		"a port that is the default": {
			nil, []string{"https://api.example.com", "https://API.example.com:443/"}, "",
		},
		"a port that is another scheme's default": {
			nil, []string{"https://api.example.com", "https://api.example.com:80"},
			"breaking server-removed 0",
		},
		"an operation's own server": {
			[]string{"      operationId:", "      servers: [{url: 'https://eu.example.com'}]\n      operationId:"},
			[]string{"      servers: [{url: 'https://eu.example.com'}]\n", "", "https://api", "https://eu"}, "",
		},
		"a path's own server, below an operation's": {
			[]string{"    delete:\n", "    servers: [{url: 'https://eu.example.com'}]\n    delete:\n"},
			[]string{"      operationId:", "      servers: [{url: 'https://us.example.com'}]\n      operationId:"},
			"breaking server-removed 0",
		},
		"a relative server without a slash": {
			[]string{"https://api.example.com", "/v0"}, []string{"/v0", "v0"}, "",
		},
		"schemes that exchanged their names": {
			[]string{"{key: {type: http, scheme: bearer}}",
				"{key: {type: http, scheme: bearer}, other: {type: http, scheme: basic}}"},
			[]string{"scheme: bearer}, other: {type: http, scheme: basic}",
				"scheme: basic}, other: {type: http, scheme: bearer}",
				"[{key: []}]", "[{other: []}]"}, "",
		},
		"a server's variables": {
			nil, []string{`{url: "https://api.example.com"}`,
				`{url: "https://{at}.example.com", variables: {at: {default: eu, enum: [eu, api, api]}}}`},
			"additive server-added 0",
		},
		"a deprecated operation": {nil, []string{"      operationId:", "      deprecated: true\n      operationId:"},
			"additive endpoint-deprecated 0"},
		"a deprecated parameter": {nil, []string{"limit, in: query,", "limit, in: query, deprecated: true,"},
			"additive request-parameter-deprecated 0"},
		"a more specific media type": {
			nil,
			[]string{"application/json: {schema: {$ref: \"#/components/schemas/Error\"}}",
				"application/problem+json: {schema: {$ref: \"#/components/schemas/Error\"}}"},
			"breaking response-media-type-name-specialized 404",
		},
		"a media type's parameter": {
			nil,
			[]string{"application/json: {schema: {$ref: \"#/components/schemas/Error\"}}",
				"application/json; charset=utf-8: {schema: {$ref: \"#/components/schemas/Error\"}}"},
			"",
		},
		"a media type's schema": {
			nil,
			[]string{"{schema: {$ref: \"#/components/schemas/Error\"}}", "{}"},
			"breaking response-body-media-type-schema-removed 404",
		},
		"a scope": {
			[]string{"[{key: []}]", "[{key: [read]}]", "{type: http, scheme: bearer}",
				"{type: oauth2, flows: {implicit: {authorizationUrl: 'https://a', scopes: {read: r}}}}"},
			[]string{"[{key: [read]}]", "[{key: [read, write]}]"},
			"breaking api-security-scope-added 0",
		},
		"one server of two": {
			[]string{"servers: [", "servers: [{url: 'https://eu.example.com'}, "},
			[]string{"{url: 'https://eu.example.com'}, ", ""},
			"breaking server-removed 0",
		},
		"one server more": {
			nil,
			[]string{"servers: [", "servers: [{url: 'https://eu.example.com'}, "},
			"additive server-added 0",
		},
		"a server's variable": {
			nil,
			[]string{`{url: "https://api.example.com"}`,
				`{url: "https://{where}.example.com", variables: {where: {default: api}}}`},
			"",
		},
		"a server's port and case": {nil, []string{"https://api.example.com", "HTTPS://API.example.com:443/"}, ""},
		"a relative server":        {nil, []string{"https://api.example.com", "/"}, ""},
		"aliases and merge keys": {
			nil,
			[]string{"[id, kind]", "&list [id, kind]", "info: {", "x-base: &base {type: string}\ninfo: {",
				"kind: {type: string}", "kind: {<<: *base}"},
			"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			contract := edited(t, things, c.contract...)
			if _, got := compared(t, contract, contract); got != "" {
				t.Fatalf("compared with itself:\n%s", got)
			}
			if _, got := compared(t, contract, edited(t, contract, c.published...)); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}

func TestErrorsOfTheOperation(t *testing.T) {
	for name, c := range map[string]struct {
		edits []string
		want  string
	}{
		"a circle": {
			[]string{"    Error:\n      type: object", "    Error:\n      $ref: '#/components/schemas/Error'"},
			"in a circle",
		},
		"another document":     {[]string{"#/components/schemas/Error", "other.yaml#/Error"}, "another document"},
		"a schema of nonsense": {[]string{"kind: {type: string}", "kind: {type: string, minLength: long}"}, "minLength"},
		"no responses":         {[]string{"      responses:", "      answers:"}, "documents no response"},
		"a reference":          {[]string{"      responses:", "      $ref: a.yaml\n      answers:"}, `to "a.yaml" in`},
		"a parameter's place":  {[]string{"limit, in: query", "limit, in: the air"}, `in "the air"`},
		"two of the same shape": {
			[]string{"/v1/things/{id}:", "/v1/things/{a}: {delete: {responses: {}}}\n  /v1/things/{b}:", "deleteThing",
				"other"},
			"cannot tell which operation",
		},
		"the path itself": {
			[]string{"/v1/things/{id}:\n", "/v1/things/{id}: {$ref: '#/nowhere'}\n  /other:\n"},
			"leads nowhere",
		},
	} {
		t.Run(name, func(t *testing.T) {
			findings, _, err := parsed(
				t,
				edited(t, things, c.edits...),
				"published.yaml",
			).Compare(parsed(t, things, "contract.yaml"))
			if err == nil || len(findings) > 0 || !strings.Contains(err.Error(), c.want) ||
				strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v and %v, want one line with %q", findings, err, c.want)
			}
		})
	}
}

// TestTooLargeToInline compares an operation whose schemas refer to each other so often that they would not fit in a
// document one by one.
func TestTooLargeToInline(t *testing.T) {
	var b strings.Builder
	for i := range 30 {
		to := `{type: string}`
		if i < 29 {
			to = `{$ref: "#/components/schemas/L` + string(rune('A'+(i+1)%26)) + strings.Repeat("x", (i+1)/26) + `"}`
		}
		b.WriteString(
			"    L" + string(
				rune('A'+i%26),
			) + strings.Repeat(
				"x",
				i/26,
			) + ": {type: object, properties: {a: " + to + ", b: " + to + "}}\n",
		)
	}
	contract := edited(
		t,
		things,
		"    Error:\n",
		b.String()+"    Error:\n",
		"note: {type: string}",
		`note: {$ref: "#/components/schemas/LA"}`,
	)
	if _, got := compared(t, contract, contract); got != "" {
		t.Fatalf("compared with itself:\n%s", got)
	}
	published := edited(t, contract, "kind: {type: string}", "kind: {type: integer}")
	if _, got := compared(t, contract, published); got != "breaking response-property-type-changed 200 /kind" {
		t.Errorf("got:\n%s", got)
	}
}

func TestCompareConcurrently(t *testing.T) {
	contract, published := parsed(
		t,
		things,
		"contract.yaml",
	), parsed(
		t,
		edited(t, things, "kind: {type: string}", "kind: {type: [string, null]}"),
		"published.yaml",
	)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if findings, _, err := published.Compare(contract); err != nil || len(findings) != 1 ||
				findings[0].Severity != drift.Breaking {
				t.Errorf("got %v and %v", findings, err)
			}
		})
	}
	group.Wait()
}

// TestSides: a finding says in short what was and what is.
func TestSides(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edits   []string
		was, is string
	}{
		"an exclusive bound": {[]string{"minimum: 0, exclusive", "minimum: 1, exclusive"}, "0", "1"},
		"a bound":            {[]string{"minLength: 1", "minLength: 22"}, "1", "22"},
		"a parameter's requiredness": {[]string{"limit, in: query,", "limit, in: query, required: true,"}, "optional",
			"required"},
		"a required property": {[]string{"[id, kind]", "[id]"}, "required", "optional"},
		"a type": {[]string{"note: {type: string}", "note: {type: [integer, array]}", "3.0.3", "3.1.0"},
			"string", "integer | array"},
		"a default": {[]string{"default: soft", "default: hard"}, "soft", "hard"},
		"null": {[]string{"note: {type: string", "note: {nullable: true, type: string"}, "string",
			"string | null"},
		"an enum": {[]string{"[on, off, null]", "[on, off, odd, null]"}, "off | on", "odd | off | on"},
		"a property": {[]string{"note: {type: string}", "note: {type: string}\n        n: {items: {}}"},
			"", "array of any"},
		"a pattern": {
			[]string{"note: {type: string}", `note: {type: string, pattern: '\d<"'}`}, "", `\d<"`,
		},
		"a parameter": {
			[]string{"        - {name: limit, in: query, schema: {type: integer}}\n", ""}, "query limit, optional integer", "",
		},
		"a header": {
			[]string{"          headers: {X-Count: {schema: {type: integer}}}\n", ""}, "header X-Count, optional integer", "",
		},
		"a media type": {
			[]string{"            application/json:", "            text/csv: {}\n            application/json:"}, "", "text/csv",
		},
		"a scheme":     {[]string{"scheme: bearer", "scheme: basic"}, "http bearer", "http basic"},
		"an operation": {[]string{"    delete:", "    get:"}, "DELETE /v1/things/{id}", ""},
		"a deprecated property, of which nothing else changed": {
			[]string{"note: {type: string}", "note: {deprecated: true, type: string}"}, "", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			findings, got := compared(t, things, edited(t, things, c.edits...))
			if len(findings) != 1 || findings[0].Was != c.was || findings[0].Is != c.is {
				t.Errorf("was %q, is %q, want %q and %q, of:\n%s", findings[0].Was, findings[0].Is, c.was, c.is, got)
			}
		})
	}
}

// TestSidesOfDiscriminators: of a mapping with many values, the new and the lost ones are shown, or another property.
func TestSidesOfDiscriminators(t *testing.T) {
	t.Parallel()
	contract := edited(t, pets, response("{oneOf: [{$ref: \"#/components/schemas/Cat\"}, {$ref: "+
		"\"#/components/schemas/Dog\"}], discriminator: {propertyName: kind, mapping: {cat: Cat, hound: Dog, dog: Dog}}}")...)
	for edit, want := range map[string][2]string{
		"mapping: {kitten: Cat, cat: Cat, hound: Dog, ": {"", "kitten"},
		"mapping: {cat: Cat, ":                          {"hound", ""},
	} {
		findings, got := compared(t, contract, edited(t, contract, "mapping: {cat: Cat, hound: Dog, ", edit))
		if len(findings) != 1 || findings[0].Was != want[0] || findings[0].Is != want[1] {
			t.Errorf("got %+v, want %q, of:\n%s", findings, want, got)
		}
	}
	findings, _ := compared(t, contract, edited(t, contract, "propertyName: kind", "propertyName: lives"))
	if len(findings) != 1 || findings[0].Was != "kind" || findings[0].Is != "lives" {
		t.Errorf("got %+v", findings)
	}
}

// TestOneBrokenOperation: an operation that cannot be read does not hide the others.
func TestOneBrokenOperation(t *testing.T) {
	t.Parallel()
	contract := edited(t, things, "paths:\n", "paths:\n  /broken: {get: {responses: {'200': {$ref: '#/nowhere'}}}}\n")
	published := parsed(t, edited(t, things, "kind: {type: string}", "kind: {type: integer}"), "published.yaml")
	findings, _, err := published.Compare(parsed(t, contract, "contract.yaml"))
	if err == nil || !strings.Contains(err.Error(), "GET /broken in contract.yaml: it cannot be used") {
		t.Errorf("got the error %v", err)
	}
	if got := lines(findings); got != "breaking response-property-type-changed 200 /kind" {
		t.Errorf("got:\n%s", got)
	}
}

// TestSameShape: of operations whose paths have one shape, another one is not taken for the contract's.
func TestSameShape(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edits []string
		want  string
	}{
		"another name of the parameter": {[]string{"/things/{id}", "/things/{key}", "name: id", "name: key"}, ""},
		"a parameter with a list of values": {
			[]string{"/things/{id}", "/things/{key}",
				"name: id, in: path, required: true, schema: {type: string, minLength: 1}",
				"name: key, in: path, required: true, schema: {type: string, enum: [a]}"},
			"breaking api-path-removed-without-deprecation 0",
		},
		"a body that is required": {
			[]string{"/things/{id}", "/things/{key}", "name: id", "name: key", "      responses:\n",
				"      requestBody: {required: true, content: {text/plain: {}}}\n      responses:\n"},
			"breaking api-path-removed-without-deprecation 0",
		},
		"a body that is not": {
			[]string{"/things/{id}", "/things/{key}", "name: id", "name: key", "      responses:\n",
				"      requestBody: {content: {text/plain: {}}}\n      responses:\n"},
			"additive request-body-added-optional 0",
		},
	} {
		if _, got := compared(t, things, edited(t, things, c.edits...)); got != c.want {
			t.Errorf("%s: got:\n%s\nwant:\n%s", name, got, c.want)
		}
	}
}

// TestResponses lists what a document documents, by path, method and status.
func TestResponses(t *testing.T) {
	t.Parallel()
	d := parsed(t, edited(t, things, "        \"404\":",
		"        default: {description: odd}\n        4XX: {description: odd}\n"+
			"        x-more: 1\n        \"404\":", "paths:\n",
		"paths:\n  /z: {get: {responses: {'204': {description: none}}}}\n"+
			"  /a: {put: {responses: {'200': {description: ok}}}, get: {responses: {'200': {description: ok}}}}\n"),
		"contract.yaml")
	var got []string
	for _, r := range d.Responses() {
		got = append(got, r.Operation+" "+r.Status.String())
	}
	want := "GET /a 200, PUT /a 200, deleteThing 200, deleteThing 404, deleteThing 4XX, deleteThing default, GET /z 204"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %s", strings.Join(got, ", "))
	}
}

// TestDeprecatedSides: a deprecation has no sides, whatever else changed in what is deprecated.
func TestDeprecatedSides(t *testing.T) {
	t.Parallel()
	findings, got := compared(
		t,
		things,
		edited(t, things, "parts: {type: array", "parts: {deprecated: true, type: array",
			"properties: {n: {type: integer}}", "properties: {n: {type: integer}, m: {type: integer}}"),
	)
	for _, f := range findings {
		if f.Rule == "response-property-deprecated" && f.Was+f.Is == "" {
			return
		}
	}
	t.Errorf("got:\n%s\n%+v", got, findings)
}
