package schema

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

// programOf compiles the component S of a document whose components are given in YAML, indented by two.
func programOf(t testing.TB, version, components string) (*Program, *Compiler) {
	t.Helper()
	p, c, err := compileOf(version, components, allLeniencies)
	if err != nil {
		t.Fatalf("%v\n%s", err, components)
	}
	return p, c
}

func compileOf(version, components string, lenient leniency) (*Program, *Compiler, error) {
	doc, err := openapi.Parse([]byte("openapi: " + version + "\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n schemas:\n" +
		"  " + strings.ReplaceAll(strings.TrimSpace(components), "\n", "\n  ") + "\n"))
	if err != nil {
		return nil, nil, err
	}
	c := NewCompiler(doc, Response)
	c.lenient = lenient
	p, err := c.Compile(doc.Root().Child("components", "schemas", "S"), doc.Components.Schemas["S"])
	return p, c, err
}

// judged lists the deviations of a body, one a line: rule, pointer, place.
func judged(p *Program, body string) string {
	var b strings.Builder
	p.Judge([]byte(body), func(d Deviation) {
		fmt.Fprintf(&b, "%s %s %s:%d %s\n", d.Rule, d.Pointer, d.Place.Pointer, d.Place.Line, d.Message)
	})
	return b.String()
}

func TestSmoke(t *testing.T) {
	p, _ := programOf(t, "3.0.3", `
S:
  type: object
  required: [id]
  properties:
    id: {type: string}
    n: {type: integer, maximum: 9223372036854775807}
    u: {anyOf: [{type: object, required: [k], properties: {k: {enum: [a]}}}, {type: object, properties: {k: {enum: [b]}, x: {type: integer}}}]}
    l: {type: array, items: {type: object, properties: {a: {nullable: true, type: string}}}}
`)
	for _, body := range []string{`{"id":"1"}`, `{}`, `{"id":null,"z":1}`, `{"id":"1","n":9223372036854775808}`, `{"id":"1","n":9223372036854775807}`,
		`{"id":"1","u":{"k":"b","x":"y","q":1}}`, `{"id":"1","u":{"k":"c"}}`, `{"id":"1","l":[{"a":null},{"b":2},{"a":3}]}`} {
		t.Logf("%s\n%s", body, judged(p, body))
	}
}
