package upstream

import (
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// FuzzParse looks for documents that make reading or comparing panic, hang, or fail with more than one line.
func FuzzParse(f *testing.F) {
	f.Add([]byte(things))
	f.Add([]byte(pets))
	f.Add([]byte(strings.Replace(things, "3.0.3", "3.1.0", 1)))
	f.Add([]byte(`{"openapi":"3.1.0","paths":{"/v1/things/{id}":{"delete":{"responses":{"200":{"$ref":"#/paths"}}}}}}`))
	f.Add(
		[]byte(
			"openapi: 3.0.3\npaths: {/v1/things/{x}: {delete: {responses: {default: {$ref: '#/a'}}}}}\na: {$ref: '#/b'}\n" +
				"b: {$ref: '#/a'}\n",
		),
	)
	f.Add([]byte("a: &a [*a]\nopenapi: 3.0.0\npaths: {x: {get: *a}}\n"))
	f.Add([]byte("swagger: '2.0'\n"))
	f.Add([]byte("<html>"))
	contract, published := parsed(f, things, "contract.yaml"), parsed(f, things, "published.yaml")
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4<<10 {
			t.Skip() // a long document takes long, and shows nothing that a short one does not
		}
		d, err := Parse(data, "fuzzed")
		if err == nil {
			_, _, err = d.Compare(contract)
		}
		if err != nil && (err.Error() == "" || strings.ContainsAny(err.Error(), "\r\n") && len(d.operations) < 2) {
			t.Errorf("an error of more than one line: %q", err)
		}
		if d != nil {
			_, _, _ = published.Compare(d)
		}
	})
}

// mutations are what FuzzMutated writes into a document in place of one another.
var mutations = []string{
	"type: string", "type: integer", "type: object", "type: array", "nullable: true", "required: true", "oneOf:",
	"anyOf:", "allOf:", "enum:",
	"schemas/Cat", "schemas/Dog", "kind", "lives", "properties:", "items:", "application/json",
	"\"200\"", "\"404\"", "default: x", "minLength: 1", "format: date", "in: query", "in: header",
	"additionalProperties: false", "not:", "discriminator:", "[kind]", "[key: []]",
}

// little are contracts that are compared fast: each is one operation, and has a few things that can change.
var little = []string{
	responding(`oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}], `+
		"discriminator: {propertyName: kind}") + `
components:
  schemas:
    Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
    Dog: {type: object, properties: {kind: {type: string, nullable: true}}}
`,
	responding(
		"type: object, required: [kind], properties: {kind: {type: string, enum: [a]}}, additionalProperties: false",
	),
	responding("type: array, items: {type: string, format: date, nullable: true}"),
	responding(`allOf: [{$ref: "#/components/schemas/Cat"}, {not: {type: array}}]`) + `
components: {schemas: {Cat: {properties: {lives: {anyOf: [{type: integer}, {type: string}]}}}}}
`,
	`openapi: 3.0.3
security: [key: []]
paths:
  /a:
    post:
      requestBody:
        content: {application/json: {schema: {type: object, required: [kind], properties: {kind: {minLength: 1}}}}}
      responses: {"200": {description: d}, "404": {description: d}}
components: {securitySchemes: {key: {type: http, scheme: bearer}}}
`,
	`openapi: 3.0.3
paths:
  /a:
    get:
      parameters:
        - {name: kind, in: query, schema: {type: string, default: x}}
        - {name: lives, in: header, required: true, schema: {type: integer}}
      responses: {"200": {headers: {kind: {required: true, schema: {type: integer}}}}}
`,
}

// responding is a document of one response, whose body has a schema.
func responding(schema string) string {
	return `openapi: 3.0.3
paths:
  /a:
    get:
      responses:
        "200": {content: {application/json: {schema: {` + schema + "}}}}\n"
}

// mutated replaces words of a document: of each two steps, the first chooses one that is there, the second another.
func mutated(document string, steps []byte) string {
	for ; len(steps) > 1; steps = steps[2:] {
		var there []string
		for _, m := range mutations {
			if strings.Contains(document, m) {
				there = append(there, m)
			}
		}
		before, after := there[int(steps[0])%len(there)], mutations[int(steps[1])%len(mutations)]
		n := int(steps[0]/32)%strings.Count(document, before) + 1
		parts := strings.SplitN(document, before, n+1)
		document = strings.Join(parts[:n], before) + after + parts[n]
	}
	return document
}

// tightened are the rules about changes whose opposite makes no difference to a client.
var tightened = regexp.MustCompile(
	`^request-.*-(became-required|became-not-nullable|became-enum|enum-value-removed|set)$|` +
		`^response-header-became-optional$`,
)

// isOverlooked reports whether a change has no findings, but its opposite has.
func isOverlooked(findings, opposite []drift.Finding) bool {
	return len(findings) == 0 && slices.ContainsFunc(opposite, func(f drift.Finding) bool {
		return !tightened.MatchString(f.Rule)
	})
}

// FuzzMutated compares a contract with mutations of itself: without a panic, with each finding in its place and told
// once; for some of them, in the same way twice, a mutation with itself without findings, and in the other direction
// with findings if there are some in this one.
func FuzzMutated(f *testing.F) {
	defer debug.SetGCPercent(debug.SetGCPercent(300)) // as the command does
	contracts := make([]*Document, len(little))
	for i, document := range little {
		contracts[i] = parsed(f, document, "contract.yaml")
		f.Add(byte(i), []byte{0, 1})
		f.Add(byte(i), []byte{0, 1, 2, 3, 4, 5})
		f.Add(byte(240+i), []byte{7, 3, 1, 7, 6, 17}) // thorough
	}
	f.Fuzz(func(t *testing.T, number byte, steps []byte) {
		document, contract := little[int(number)%len(little)], contracts[int(number)%len(little)]
		changed := mutated(document, steps[:min(len(steps), 8)])
		published, err := Parse([]byte(changed), "published.yaml")
		if err != nil {
			return
		}
		findings, _, err := published.Compare(contract)
		seen := map[string]bool{}
		for _, finding := range findings {
			if finding.Line == 0 || finding.Place.Line == 0 || seen[finding.String()] ||
				strings.Contains(finding.Message, "%!") || strings.Contains(finding.Message, "subschema #") {
				t.Errorf("got %v at %v of\n%s", finding, finding.Place, changed)
			}
			seen[finding.String()] = true
		}
		if number < 224 {
			return
		}
		if again, _, _ := published.Compare(contract); lines(findings) != lines(again) {
			t.Errorf("got\n%s\nand then\n%s", lines(findings), lines(again))
		}
		if err != nil {
			return // an operation may be broken
		}
		if itself, _, _ := published.Compare(published); len(itself) > 0 {
			t.Errorf("compared with itself: %v", itself)
		}
		if back, _, err := contract.Compare(published); err == nil &&
			(isOverlooked(findings, back) || isOverlooked(back, findings)) {
			t.Errorf("there\n%s\nand back\n%s\n%s", lines(findings), lines(back), changed)
		}
	})
}
