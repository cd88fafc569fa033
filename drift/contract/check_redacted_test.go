package contract_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

const redactedContract = `openapi: 3.0.3
info: {title: things, version: "1"}
servers: [{url: "https://h/v3"}]
paths:
  /things/{id}:
    get:
      operationId: getThing
      parameters:
        - {name: id, in: path, required: true, schema: {type: string, pattern: "^a"}}
        - {name: X-Mode, in: header, required: true, schema: {type: string, enum: [slow-mode]}}
        - {name: tab, in: cookie, schema: {type: string}}
        - {name: page, in: query, schema: {type: string}}
      responses:
        "200":
          description: a thing
          headers:
            X-Total: {required: true, schema: {type: integer}}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Thing"}
components:
  schemas:
    Thing:
      type: object
      required: [name]
      properties:
        name: {type: integer}
        child: {$ref: "#/components/schemas/Thing"}
        kind: {type: string, enum: [connection-kind]}
`

// TestCheckRedacted drops what is about replaced values, with a note for each, and nothing else.
func TestCheckRedacted(t *testing.T) {
	t.Parallel()
	c, err := contract.Load([]byte(redactedContract))
	if err != nil {
		t.Fatal(err)
	}
	x := drift.Exchange{
		Method: "GET", URL: "/v3/things/a?page=1", Status: 200, Header: http.Header{"Content-Type": {"application/json"}},
		Body: []byte(`{"name":"x","names":1,"child":{"name":"y","child":{"name":"z"}}}`),
	}
	for redacted, want := range map[string]string{
		"-":                   "header-missing  /name /child/name /child/child/name /names",
		"/name":               "header-missing  /child/name /child/child/name /names",
		"/child":              "header-missing  /name /names",
		"/child/child /names": "header-missing  /name /child/name",
		"/nam":                "header-missing  /name /child/name /child/child/name /names",
		"":                    "header-missing ",
	} {
		x.Redacted = strings.Split(redacted, " ")
		if redacted == "-" {
			x.Redacted = nil
		}
		result := c.Check(x)
		got := []string{"header-missing"}
		for _, f := range result.Findings {
			if f.Rule != drift.HeaderMissing || f.Pointer != "" {
				got = append(got, f.Pointer)
			} else {
				got = append(got, "")
			}
		}
		wanted := strings.Split(want, " ")
		slices.Sort(got)
		slices.Sort(wanted)
		if !slices.Equal(got, wanted) || len(result.Notes) != len(x.Redacted) {
			t.Errorf("%q: findings at %q, want %q; notes %v", redacted, got, wanted, result.Notes)
		}
	}
	x.Redacted, x.URL = nil, "/v3/things/b"
	x.Request = &drift.Request{Header: http.Header{}, BodyUnknown: true, Dropped: []string{"ID", "x-mode", "X-Total"}}
	for _, f := range c.Check(x).Findings {
		if f.Pointer == "" {
			t.Errorf("about something that was dropped: %v", f)
		}
	}
	x.Request.Dropped = nil // The control.
	n := 0
	for _, f := range c.Check(x).Findings {
		if f.Pointer == "" {
			n++
		}
	}
	if n != 3 {
		t.Errorf("%v", c.Check(x).Findings)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	c, err := contract.Load([]byte(redactedContract))
	if err != nil {
		t.Fatal(err)
	}
	words := c.Words()
	for _, word := range strings.Fields(
		"things v3 name child kind connection-kind slow-mode X-Mode X-Total tab application/json") {
		if !slices.Contains(words, word) {
			t.Errorf("%q is not among %q", word, words)
		}
	}
	for _, word := range []string{"", "getThing", "a thing", "^a"} {
		if slices.Contains(words, word) {
			t.Errorf("%q is among %q", word, words)
		}
	}
	for in, want := range map[string]string{"query": "page", "header": "X-Mode", "cookie": "tab", "path": "id"} {
		if got := c.Parameters(in); len(got) != 1 || got[0] != want {
			t.Errorf("in %s: %q", in, got)
		}
	}
}
