package contract_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// identified is a document with one response and components, each on a line of its own.
func identified(schema string, components ...string) []byte {
	return []byte(`openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /things:
    parameters: [{$ref: '#/components/parameters/Q'}]
    get:
      responses:
        "200": {description: d, content: {application/json: {schema: ` + schema + `}}}
components:
  parameters: {Q: {name: q, in: query}}
  schemas:
    ` + strings.Join(components, "\n    ") + "\n")
}

// TestIdentifiers refers to schemas by names that only JSON Schema knows. Places are those of the document.
func TestIdentifiers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ schema, a string }{
		"$anchor":           {`{$ref: '#here'}`, `{$anchor: here, type: string}`},
		"$anchor, quoted":   {`{"$ref": "#here"}`, `{"$anchor": "here", type: string}`},
		"with a text":       {`{$ref: '#here', description: it}`, `{$anchor: here, type: string}`},
		"$dynamicAnchor":    {`{$ref: '#here'}`, `{$dynamicAnchor: here, type: string}`},
		"$dynamicRef":       {`{$dynamicRef: '#here'}`, `{$dynamicAnchor: here, type: string}`},
		"to a pointer":      {`{$dynamicRef: '#/components/schemas/A'}`, `{type: string}`},
		"$id":               {`{$ref: 'http://example.com/a'}`, `{$id: 'http://example.com/a', type: string}`},
		"$id, fragment":     {`{$ref: 'urn:a#/properties/x'}`, `{properties: {x: {type: string}}, $id: 'urn:a'}`},
		"an example":        {`{$ref: '#here'}`, `{$anchor: here, type: string, example: {$anchor: here, $ref: '#no'}}`},
		"a property's name": {`{$ref: '#here'}`, `{$anchor: here, type: string, properties: {$anchor: {}, enum: {}}}`},
		"below an $id":      {`{$ref: '#here'}`, `{$anchor: here, type: string, not: {$id: b, $anchor: here}}`},
		"the control":       {`{$ref: '#/components/schemas/A'}`, `{type: string}`},
	} {
		judge, err := contract.Load(identified(c.schema, "A: "+c.a))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		x := drift.Exchange{Method: "GET", URL: "https://a/things", Status: 200, Body: []byte(`1`)}
		x.Header = map[string][]string{"Content-Type": {"application/json"}}
		found := judge.Check(x).Findings
		if len(found) != 1 || found[0].Rule != drift.ValueType || found[0].Place.Line != 12 {
			t.Errorf("%s: %+v", name, found)
			continue
		}
		column := strings.Index("    A: "+c.a, "type:") + 1
		if at := found[0].Place; at.Column != column || !strings.HasPrefix(at.Pointer, "/components/schemas/A") {
			t.Errorf("%s: the place is %+v, want column %d", name, at, column)
		}
	}
}

// TestPlacesBesideIdentifiers has a place behind a reference that was written anew, on the same line.
func TestPlacesBesideIdentifiers(t *testing.T) {
	t.Parallel()
	const schema = `{properties: {x: {$ref: "#here"}}, required: [y], allOf: [{$ref: "#here", type: string}]}`
	judge, err := contract.Load(identified(schema, "A: {$anchor: here}"))
	if err != nil {
		t.Fatal(err)
	}
	x := drift.Exchange{Method: "GET", URL: "https://a/things", Status: 200, Body: []byte(`{}`)}
	x.Header = map[string][]string{"Content-Type": {"application/json"}}
	line := strings.Split(string(identified(schema, "A: {}")), "\n")[7]
	want := []int{strings.Index(line, "y]") + 1, strings.Index(line, "type: string") + 1}
	found := judge.Check(x).Findings
	if len(found) != 2 || found[0].Place.Column != want[0] || found[1].Place.Column != want[1] ||
		found[0].Place.Line != 8 || found[1].Place.Line != 8 {
		t.Errorf("got %+v, want columns %v", found, want)
	}
}

// TestLostReferences says of a reference that leads nowhere where it stands, and what to write.
func TestLostReferences(t *testing.T) {
	t.Parallel()
	const here = "GET /things: #/paths/~1things/get/responses/200/content/application~1json/schema, line 8: "
	for schema, want := range map[string]string{
		`{$ref: '#/components/schemas/No'}`: here + `$ref "#/components/schemas/No" leads nowhere: write the pointer`,
		`{$ref: '#no'}`:                     here + `$ref "#no" names an $anchor that the document does not have: write`,
		`{$ref: 'http://a/b'}`:              here + `$ref "http://a/b" refers to a network, and nothing is fetched`,
		`{$ref: 'no.yaml'}`:                 here + `$ref "no.yaml" leads to a document that cannot be read: save it`,
		`{$ref: 'no.yaml#a'}`:               here + `$ref "no.yaml#a" refers to an $anchor of another document: write`,
		`{$ref: '#/components/schemas/B'}`: `GET /things: #/components/schemas/B/properties/x, line 13: ` +
			`$ref "#/components/schemas/No" leads nowhere: write the pointer`,
		`{$ref: '#b'}`: `GET /things: #/components/schemas/B/properties/x, line 13: ` +
			`$ref "#/components/schemas/No" leads nowhere: write the pointer`,
		`{$ref: '#/components/schemas/C'}`: `GET /things: #/components/schemas/C/items, line 14: ` +
			`$ref "#/$defs/D" is meant relative to the $id around it: write "#/components/schemas/C/$defs/D", and leave $id`,
		`{$ref: '#a', $dynamicRef: '#b'}`: "#/paths/~1things/get/responses/200/content/application~1json/schema, line 8: " +
			"$dynamicRef cannot be judged: write $ref with the schema that is meant",
	} {
		document := identified(
			schema,
			"A: {$anchor: a}",
			"B: {properties: {x: {$ref: '#/components/schemas/No'}}, $anchor: b}",
			"C: {$id: 'http://a/c', items: {$ref: '#/$defs/D'}, $defs: {D: {type: string}}}",
		)
		_, err := contract.Load(document)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", schema, err)
		}
		name := filepath.Join(t.TempDir(), "openapi.yaml")
		if err := os.WriteFile(name, document, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err = contract.LoadFile(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s, from a file: %v", schema, err)
		}
	}
}

// TestLostReferencesOfOthers: a reference that no response needs does not keep a contract from being used.
func TestLostReferencesOfOthers(t *testing.T) {
	t.Parallel()
	const get = "    get:\n"
	body := func(name string) string {
		return "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/" + name + "'}}}}\n"
	}
	for name, c := range map[string]struct {
		operation string
		notes     int
	}{
		"a request's schema":    {body("Z"), 1},
		"what it refers to":     {body("B"), 1},
		"a parameter":           {"      parameters: [{name: r, in: query, schema: {$ref: '#no'}}]\n", 1},
		"a reference for one":   {"      parameters: [{$ref: '#/components/parameters/No'}]\n", 1},
		"a component of nobody": {"", 0},
		"what may be named by a discriminator": {
			"      requestBody: {content: {application/json: {schema: {discriminator: {propertyName: k}}}}}\n", 1},
	} {
		document := strings.Replace(string(identified("{$ref: '#a'}", "A: {$anchor: a, type: string}",
			"B: {items: {$ref: '#/components/schemas/No'}}")), get, get+c.operation, 1)
		judge, err := contract.Load([]byte(document))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var lost []drift.Note
		for _, note := range judge.Notes() {
			if strings.Contains(note.Message, "leads nowhere: what it means is not judged") {
				lost = append(lost, note)
			}
		}
		if len(lost) != c.notes || c.notes > 0 && lost[0].Place.Line == 0 {
			t.Errorf("%s: %v", name, judge.Notes())
		}
		x := drift.Exchange{Method: "GET", URL: "https://a/things", Status: 200, Body: []byte(`1`)}
		x.Header = map[string][]string{"Content-Type": {"application/json"}}
		if found := fmt.Sprint(judge.Check(x).Findings); !strings.Contains(found, "expected a string") {
			t.Errorf("%s: %s", name, found)
		}
	}
}

func TestDialects(t *testing.T) {
	t.Parallel()
	for dialect, notes := range map[string]int{
		"https://json-schema.org/draft/2020-12/schema":       0,
		"https://spec.openapis.org/oas/3.1/dialect/base":     0,
		"http://json-schema.org/draft-07/schema#":            1,
		"https://json-schema.org/draft/2019-09/schema":       1,
		"https://example.com/a-dialect-that-nobody-knows-of": 1,
	} {
		of := fmt.Sprintf("jsonSchemaDialect: %q\npaths:", dialect)
		for place, document := range map[string][]byte{
			"/components/schemas/A": identified("{$ref: '#/components/schemas/A'}", fmt.Sprintf("A: {$schema: %q}", dialect)),
			"/jsonSchemaDialect":    []byte(strings.Replace(string(identified("{}", "A: {}")), "paths:", of, 1)),
		} {
			judge, err := contract.Load(document)
			if err != nil {
				t.Fatal(err)
			}
			found := judge.Notes()
			if len(found) != notes || notes > 0 && (found[0].Place.Pointer != place || found[0].Place.Line == 0) {
				t.Errorf("%s of %s: %v", dialect, place, found)
			}
		}
	}
}
