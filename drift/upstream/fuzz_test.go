package upstream

import (
	"strings"
	"testing"
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

// mutations are what FuzzMutated does to a document, once for each byte of its input.
var mutations = []string{
	"type: string", "type: integer", "type: object", "type: array", "nullable: true", "required: true", "oneOf:",
	"anyOf:", "allOf:", "enum:",
	"schemas/Cat", "schemas/Dog", "schemas/Pet", "schemas/Thing", "schemas/Error", "kind", "lives", "properties:",
	"items:", "application/json",
	"\"200\"", "\"404\"", "default: x", "minLength: 1", "format: date", "in: query", "in: header",
	"additionalProperties: false", "not:", "discriminator:",
}

// little is a contract that is compared ten times as fast as the others.
const little = `openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /things/{kind}:
    get:
      parameters: [{name: kind, in: query, schema: {type: string, default: x}}]
      responses:
        "200":
          description: d
          content:
            application/json:
              schema:
                oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
                discriminator: {propertyName: kind}
components:
  schemas:
    Cat: {type: object, required: [kind], properties: {kind: {type: string, minLength: 1}, lives: {type: integer}}}
    Dog:
      allOf: [{$ref: "#/components/schemas/Cat"}, {not: {type: array}}]
      additionalProperties: false
      nullable: true
`

// FuzzMutated compares a contract with mutations of itself: without a panic, with each finding in its place and told
// once; for some of them, in the same way twice, and a mutation with itself without findings.
func FuzzMutated(f *testing.F) {
	f.Add(true, []byte{0, 1})
	f.Add(false, []byte{6, 7, 10, 11, 1, 3})
	f.Add(false, []byte{12, 10, 15, 16, 0, 2, 200, 3})
	contracts := map[string]*Document{
		things: parsed(f, things, "contract.yaml"), pets: parsed(f, pets, "contract.yaml"),
		little: parsed(f, little, "contract.yaml"),
	}
	f.Fuzz(func(t *testing.T, isThings bool, steps []byte) {
		document := pets
		switch {
		case len(steps)%8 > 0:
			document = little
		case isThings:
			document = things
		}
		mutated := document
		for i := 0; i+1 < len(steps) && i < 12; i += 2 {
			before, after := mutations[int(steps[i])%len(mutations)], mutations[int(steps[i+1])%len(mutations)]
			at := strings.Count(mutated, before)
			if at == 0 {
				continue
			}
			parts := strings.SplitN(mutated, before, int(steps[i]/32)%at+2)
			mutated = strings.Join(parts[:len(parts)-1], before) + after + parts[len(parts)-1]
		}
		contract, isThorough := contracts[document], len(steps) > 0 && steps[len(steps)-1]%8 == 0
		published, err := Parse([]byte(mutated), "published.yaml")
		if err != nil {
			return
		}
		findings, _, err := published.Compare(contract)
		if isThorough {
			again, _, _ := published.Compare(contract)
			if lines(findings) != lines(again) {
				t.Errorf("got\n%s\nand then\n%s", lines(findings), lines(again))
			}
		}
		seen := map[string]bool{}
		for _, finding := range findings {
			if finding.Line == 0 || finding.Place.Line == 0 || seen[finding.String()] ||
				strings.Contains(finding.Message, "%!") ||
				strings.Contains(finding.Message, "subschema #") {
				t.Errorf("got %v at %v", finding, finding.Place)
			}
			seen[finding.String()] = true
		}
		if err == nil && isThorough {
			if itself, _, _ := published.Compare(published); len(itself) > 0 { // an operation may be broken
				t.Errorf("compared with itself: %v", itself)
			}
		}
	})
}
