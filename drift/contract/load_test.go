package contract_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

func TestLoadErrors(t *testing.T) {
	head := "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"
	for name, c := range map[string]struct{ document, want string }{
		"empty":        {"", "it is empty"},
		"HTML":         {"<!doctype html><html>\n<body>", "contract"},
		"Swagger 2":    {"swagger: '2.0'\ninfo: {title: t, version: '1'}\npaths: {}\n", "OpenAPI 3"},
		"no paths":     {head + "paths: {}\n", "no operation"},
		"no responses": {head + "paths: {/a: {get: {}}}\n", "GET /a: it documents no response"},
		"an operation elsewhere": {head + "paths: {/a: {get: {$ref: a.yaml}}}\n",
			`GET /a: bundle the document first: OpenAPI does not allow a reference in place of an operation, such as the one ` +
				`to "a.yaml"`},
		"no slash": {head + "paths: {a: {get: {responses: {'200': {description: d}}}}}\n", `"a"`},
		"broken reference": {
			head + "paths: {/a: {get: {responses: {'200': {$ref: '#/components/responses/Gone'}}}}}\n", "Gone",
		},
		"another document": {head + "paths: {/a: {get: {responses: {'200': {$ref: 'other.yaml#/x'}}}}}\n", "other.yaml"},
		"bad schema": {
			head + "paths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: " +
				"strnig}}}}}}}}\n",
			"strnig",
		},
		"bad media type": {
			head + "paths: {/a: {get: {responses: {'200': {description: d, content: {json: {}}}}}}}\n",
			`invalid media type "json"`,
		},
		"bad status": {head + "paths: {/a: {get: {responses: {ok: {description: d}}}}}\n", `response "ok"`},
		"bad YAML":   {head + "paths: {\n\t/a\n", "contract"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := contract.Load([]byte(c.document))
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with %q", err, c.want)
			}
		})
	}
}

func TestLoadFile(t *testing.T) {
	folder := t.TempDir()
	write := func(name, data string) string {
		name = filepath.Join(folder, name)
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	root := write(
		"root.yaml",
		`{openapi: 3.0.3, info: {title: t, version: "1"}, paths: {/a: {get: {operationId: a, responses: {"200": `+
			`{$ref: "parts.yaml#/ok"}}}}}}`,
	)
	if _, err := contract.LoadFile(root); err == nil {
		t.Error("a reference to a file that does not exist is no error")
	}
	write("parts.yaml", `{ok: {description: d, content: {application/json: {schema: {type: integer}}}}}`)
	c, err := contract.LoadFile(root)
	if err != nil {
		t.Fatal(err)
	}
	place := drift.Place{File: "parts.yaml", Pointer: "/ok", Line: 1, Column: 2}
	if got, want := c.Responses(), []drift.Response{{Operation: "a", Status: 200, Place: place}}; !slices.Equal(
		got,
		want,
	) {
		t.Errorf("got %v, want %v", got, want)
	}
	remote := write(
		"remote.yaml",
		`{openapi: 3.0.3, info: {title: t, version: "1"}, paths: {/a: {get: {responses: {"200": {$ref: `+
			`"https://example.com/parts.yaml#/ok"}}}}}}`,
	)
	if _, err := contract.LoadFile(remote); err == nil || !strings.Contains(err.Error(), "nothing is fetched") {
		t.Errorf("a reference to the network gives %v", err)
	}
	if _, err := contract.LoadFile(filepath.Join(folder, "gone.yaml")); !os.IsNotExist(unwrapAll(err)) {
		t.Errorf("a missing file gives %v", err)
	}
}

func unwrapAll(err error) error {
	for {
		inner, ok := err.(interface{ Unwrap() error })
		if !ok || inner.Unwrap() == nil || os.IsNotExist(err) {
			return err
		}
		err = inner.Unwrap()
	}
}

// TestLoadIsLenientWithRequests: what of a request cannot be compiled is a note, and not judged. The rest is.
func TestLoadIsLenientWithRequests(t *testing.T) {
	t.Parallel()
	const broken = `{type: strnig}`
	for name, c := range map[string]struct {
		parameters, body string
		notes            int
	}{
		"the control":                       {`{name: q, in: query, schema: {type: integer}}`, bodyOf, 0},
		"a parameter's schema":              {`{name: q, in: query, schema: ` + broken + `}`, bodyOf, 1},
		"a parameter's content":             {`{name: q, in: query, content: {json: {schema: ` + broken + `}}}`, bodyOf, 0},
		"a body's schema":                   {``, `{content: {application/json: {schema: ` + broken + `}}}`, 1},
		"a body's media type":               {``, `{required: true, content: {json: {}}}`, 1},
		"one with a parameter that is none": {`{name: q, in: query}`, `{content: {"application/json;simple": {}}}`, 0},
	} {
		judge := requestContract(t, "3.0.3", c.parameters, c.body)
		notes := judge.Notes()
		if len(notes) != c.notes ||
			c.notes > 0 && (notes[0].Place.Line == 0 || !strings.Contains(notes[0].Message, "is not judged: ")) {
			t.Errorf("%s: got the notes %v", name, notes)
		}
		x := sent("/things/1")
		if c.parameters != "" {
			x.URL += "?q=a"
		}
		if c.notes > 0 {
			if found := judge.Check(x).Findings; len(found) > 0 {
				t.Errorf("%s: got %v", name, found)
			}
		}
	}
}

// TestNotesOnce has a component that requests and responses share: what is noted of it is noted once.
func TestNotesOnce(t *testing.T) {
	t.Parallel()
	judge, err := contract.Load([]byte(`openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /things:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses:
        "200": {description: it, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
components:
  schemas:
    Thing: {allOf: [{properties: {a: {}}, additionalProperties: false}, {properties: {b: {}}}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	if notes := judge.Notes(); len(notes) != 1 {
		t.Errorf("got the notes %v", notes)
	}
}
