package schema

import (
	"fmt"
	"regexp"
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

// shortReference is a reference to a component that names only the component.
var shortReference = regexp.MustCompile(`\$ref: (\w+)`)

func compileOf(version, components string, lenient leniency) (*Program, *Compiler, error) {
	components = shortReference.ReplaceAllString(strings.TrimSpace(components), "$$ref: '#/components/schemas/$1'")
	doc, err := openapi.Parse([]byte("openapi: " + version + "\n" +
		"info: {title: t, version: '1'}\npaths: {}\ncomponents:\n schemas:\n" +
		"  " + strings.ReplaceAll(components, "\n", "\n  ") + "\n"))
	if err != nil {
		return nil, nil, err
	}
	c := NewCompiler(doc, Response)
	c.lenient = lenient
	p, err := c.Compile(doc.Root().Child("components", "schemas", "S"), doc.Components.Schemas["S"])
	return p, c, err
}

// judged lists the deviations of a body, one a line: rule, pointer, place among the components, message.
func judged(p *Program, body string) string {
	var b strings.Builder
	p.Judge([]byte(body), func(d Deviation) {
		place := strings.TrimPrefix(d.Place.Pointer, "/components/schemas/")
		fmt.Fprintf(&b, "%s %s %s:%d %s\n", d.Rule, d.Pointer, place, d.Place.Line, d.Message)
	})
	return b.String()
}
