package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"
)

// TestProposeGenerated proves proposals for contracts and traffic that are made up, in every style of writing:
// APIDRIFT_SEEDS says how many.
func TestProposeGenerated(t *testing.T) {
	t.Parallel()
	n := 24
	if more, err := strconv.Atoi(os.Getenv("APIDRIFT_SEEDS")); err == nil {
		n = more
	}
	for seed := range n {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			proveGenerated(t, uint64(seed))
		})
	}
}

func proveGenerated(t *testing.T, seed uint64) {
	g := &generator{rand.New(rand.NewPCG(seed, seed))}
	document := g.contract(g.schema(3))
	name := "openapi.yaml"
	text := g.written(t, document)
	if text[0] == '{' {
		name = "openapi.json"
	}
	archive := &txtar.Archive{
		Comment: []byte("$ -c " + name + g.flags() + " answers.ndjson"),
		Files:   []txtar.File{{Name: name, Data: text}, {Name: "answers.txt", Data: []byte(g.answers())}},
	}
	if g.IntN(2) == 0 {
		archive.Comment = append(archive.Comment, " --upstream published.yaml"...)
		published := g.contract(g.schema(3))
		archive.Files = append(archive.Files, txtar.File{Name: "published.yaml", Data: g.written(t, published)})
	}
	if testing.Verbose() {
		t.Logf("%s", txtar.Format(archive))
	}
	c := newProposeCase(t, archive)
	if status, _, said := c.run("check", "-c", name, "answers.ndjson"); status == exitUnknown {
		t.Skip(said)
	}
	patch, said := c.propose()
	if patch != "" {
		c.prove(patch, said)
	}
}

// generator makes contracts and traffic up.
type generator struct{ *rand.Rand }

type object = map[string]any

func (g *generator) flags() string {
	flags := []string{"", " --all", " --all --requests"}
	return flags[g.IntN(len(flags))]
}

func (g *generator) contract(schema any) object {
	version := []string{"3.0.3", "3.1.0"}[g.IntN(2)]
	components := object{}
	if g.IntN(2) == 0 {
		components["Thing"] = schema
		schema = object{"$ref": "#/components/schemas/Thing"}
	}
	components["Error"] = object{"type": "object", "required": []any{"error"},
		"properties": object{"error": object{"type": "string"}}}
	get := object{
		"operationId": "getThing",
		"parameters":  []any{object{"name": "id", "in": "path", "required": true, "schema": object{"type": "string"}}},
		"responses": object{
			"200": object{"description": "a thing", "content": object{"application/json": object{"schema": schema}}},
			"404": object{"description": "none", "content": object{"application/json": object{
				"schema": object{"$ref": "#/components/schemas/Error"}}}},
		},
	}
	return g.dialect(version, object{
		"openapi": version, "info": object{"title": "things", "version": "1"},
		"paths": object{"/things/{id}": object{"get": get}}, "components": object{"schemas": components},
	})
}

// dialect writes null as the version does.
func (g *generator) dialect(version string, document object) object {
	if version[:3] == "3.0" {
		return document
	}
	var rewrite func(v any) any
	rewrite = func(v any) any {
		switch v := v.(type) {
		case object:
			for k := range v {
				v[k] = rewrite(v[k])
			}
			if v["nullable"] == true {
				delete(v, "nullable")
				if kind, ok := v["type"].(string); ok {
					v["type"] = []any{kind, "null"}
				}
			}
		case []any:
			for i := range v {
				v[i] = rewrite(v[i])
			}
		}
		return v
	}
	return rewrite(document).(object)
}

var propertyNames = []string{"id", "name", "state", "count", "items", "owner", "created", "on", "a/b", "x y", "ünit"}

func (g *generator) schema(depth int) any {
	s := object{}
	switch kind := g.IntN(8); {
	case kind == 0 || depth == 0 && kind > 3:
		s["type"] = "string"
		g.sometimes(s, "maxLength", g.IntN(6))
		g.sometimes(s, "format", []string{"date-time", "uuid", "custom"}[g.IntN(3)])
		g.sometimes(s, "pattern", "^[a-z]+$")
	case kind == 1:
		s["type"] = []string{"integer", "number"}[g.IntN(2)]
		g.sometimes(s, "maximum", g.IntN(20))
		g.sometimes(s, "minimum", g.IntN(5))
	case kind == 2:
		s["type"] = "boolean"
	case kind == 3:
		s["type"], s["enum"] = "string", []any{"on", "off", "a b"}[:1+g.IntN(3)]
	case kind == 4:
		s["type"], s["items"] = "array", g.schema(depth-1)
		g.sometimes(s, "maxItems", g.IntN(3))
		g.sometimes(s, "uniqueItems", true)
	case kind == 5 && depth < 3:
		return object{[]string{"oneOf", "anyOf", "allOf"}[g.IntN(3)]: []any{g.schema(depth - 1), g.schema(0)}}
	default:
		properties := object{}
		var required []any
		for range 1 + g.IntN(4) {
			name := propertyNames[g.IntN(len(propertyNames))]
			properties[name] = g.schema(depth - 1)
			if g.IntN(2) == 0 && !slices.Contains(required, any(name)) {
				required = append(required, name)
			}
		}
		s["type"], s["properties"] = "object", properties
		if required != nil {
			s["required"] = required
		}
		g.sometimes(s, "additionalProperties", []any{false, object{"type": "integer"}}[g.IntN(2)])
	}
	g.sometimes(s, "nullable", true)
	g.sometimes(s, "description", []string{"What it is.", "Lines:\n\n# no comment\nmore\n", "a: b"}[g.IntN(3)])
	return s
}

func (g *generator) sometimes(s object, key string, value any) {
	if g.IntN(3) == 0 {
		s[key] = value
	}
}

// written writes a document in one of many styles.
func (g *generator) written(t *testing.T, document object) []byte {
	t.Helper()
	switch g.IntN(5) {
	case 0:
		data, err := json.MarshalIndent(document, "", []string{"  ", "    ", "\t"}[g.IntN(3)])
		if err != nil {
			t.Fatal(err)
		}
		return data
	case 1:
		data, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var node yaml.Node
	if err := node.Encode(document); err != nil {
		t.Fatal(err)
	}
	g.decorate(&node, false)
	data, err := yaml.Dump(&node, yaml.WithIndent(2+2*g.IntN(2)), yaml.WithCompactSeqIndent(g.IntN(2) == 0),
		yaml.WithLineWidth(60+60*g.IntN(2)))
	if err != nil {
		t.Fatal(err)
	}
	if g.IntN(3) == 0 {
		data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
	}
	if g.IntN(3) == 0 {
		data = bytes.TrimRight(data, "\r\n")
	}
	return data
}

// decorate gives nodes comments, quotes and braces.
func (g *generator) decorate(n *yaml.Node, inFlow bool) {
	defer func() {
		for _, child := range n.Content {
			g.decorate(child, inFlow)
		}
	}()
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag == "!!str" && !strings.Contains(n.Value, "\n") && g.IntN(4) == 0:
		n.Style = []yaml.Style{yaml.SingleQuotedStyle, yaml.DoubleQuotedStyle}[g.IntN(2)]
	case (n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode) && len(n.Content) < 5 && g.IntN(3) == 0:
		n.Style, inFlow = yaml.FlowStyle, true
	}
	if g.IntN(8) == 0 && !inFlow && n.Kind == yaml.ScalarNode {
		n.LineComment = "# The documentation."
	}
}

// answers are exchanges with values that may or may not be what the contract has.
func (g *generator) answers() string {
	var b strings.Builder
	for range 4 + g.IntN(5) {
		data, _ := json.Marshal(g.value(4))
		status := []int{200, 200, 200, 200, 404, 429}[g.IntN(6)]
		mediaType := []string{"application/json", "application/json", "application/json", "application/x+json"}[g.IntN(4)]
		fmt.Fprintf(&b, "%d GET /things/1%s %d %s %s\n", 1+g.IntN(5), []string{"", "", "?page=1"}[g.IntN(3)], status,
			mediaType, data)
	}
	return b.String()
}

var someTexts = []string{
	"", "on", "2026-01-02T03:04:05Z", "long text of words", "x", "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
}

func (g *generator) value(depth int) any {
	switch kind := g.IntN(12); {
	case kind == 0:
		return nil
	case kind == 1:
		return g.IntN(2) == 0
	case kind == 2:
		return g.IntN(100) - 20
	case kind == 3:
		return float64(g.IntN(1000)) / 8
	case kind == 4 || depth == 0:
		return someTexts[g.IntN(len(someTexts))]
	case kind == 5:
		list := []any{}
		for range g.IntN(4) {
			list = append(list, g.value(depth-1))
		}
		return list
	}
	members := object{}
	for range g.IntN(6) {
		members[propertyNames[g.IntN(len(propertyNames))]] = g.value(depth - 1)
	}
	return members
}
