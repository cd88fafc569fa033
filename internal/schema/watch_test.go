package schema

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

const watchedSchemas = `S: {type: object, required: [id], properties: {
  id: {type: string}, n: {type: string, nullable: true}, one: {oneOf: [{$ref: A}, {$ref: B}]},
  more: {type: array, items: {type: integer}}}}
A: {type: object, required: [a], properties: {a: {type: integer}}}
B: {type: object, required: [b], properties: {b: {type: integer}}}`

// watched compiles the component S with a watch on some schemas, and lists what is seen of a body.
func watched(t *testing.T, body string, chosen func(drift.Place) bool) []string {
	t.Helper()
	components := shortReference.ReplaceAllString(watchedSchemas, "$$ref: '#/components/schemas/$1'")
	doc, err := openapi.Parse(
		[]byte("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n schemas:\n  " +
			strings.ReplaceAll(components, "\n", "\n  ") + "\n"),
	)
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	c := NewCompiler(doc, Response)
	c.Watch(&Watch{Chosen: chosen, Saw: func(s Sighting) {
		place := strings.TrimPrefix(s.Schema.Pointer, "/components/schemas/")
		seen = append(seen, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", place, s.Keyword, s.Name, s.Value)))
	}})
	p, err := c.Compile(doc.Root().Child("components", "schemas", "S"), doc.Components.Schemas["S"])
	if err != nil {
		t.Fatal(err)
	}
	p.Judge([]byte(body), func(Deviation) {})
	slices.Sort(seen)
	return seen
}

func TestWatch(t *testing.T) {
	t.Parallel()
	any := func(drift.Place) bool { return true }
	for body, want := range map[string]string{
		`{"id":"x","n":null}`: "S; S/properties/id; S/properties/n",
		`{"id":null}`:         "S; S/properties/id type  null",
		`{}`:                  "S; S required id",
		`{"u":{"a": [1]}}`:    `S; S required id; S undeclared u {"a": [1]}`,
		`{"more":[1,"a"]}`: "S; S required id; S/properties/more; S/properties/more/items; " +
			`S/properties/more/items type  "a"`,
		// A turned out not to apply.
		`{"one":{"b":1}}`: "B; B/properties/b; S; S required id; S/properties/one",
		`{"one":{"b":1,"a":"\u00e9"}}`: `B; B undeclared a "\u00e9"; B/properties/b; S; S required id; ` +
			"S/properties/one",
	} {
		if got := strings.Join(watched(t, body, any), "; "); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", body, got, want)
		}
	}
	none := func(drift.Place) bool { return false }
	if got := watched(t, `{"id":null}`, none); got != nil { // the control
		t.Errorf("without a choice it saw %q", got)
	}
}

// TestWatchChangesNothing judges values by schemas that are made up, with a watch on all of them and without.
func TestWatchChangesNothing(t *testing.T) {
	t.Parallel()
	deviations := 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 7))
		data := make([]byte, 400)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		version := []string{"3.0.3", "3.1.0"}[seed%2]
		g := &generator{data: data, later: version == "3.1.0"}
		schemas := map[string]any{"S": g.schema(3), "A": g.schema(2), "B": g.schema(1)}
		text, err := json.Marshal(g.value(3))
		if err != nil {
			continue
		}
		document, err := json.Marshal(map[string]any{
			"openapi": version, "info": map[string]any{"title": "t", "version": "1"}, "paths": map[string]any{},
			"components": map[string]any{"schemas": schemas},
		})
		if err != nil {
			t.Fatal(err)
		}
		var said [2]string
		for i, watch := range []*Watch{nil, {Chosen: func(drift.Place) bool { return true }, Saw: func(Sighting) {}}} {
			doc, err := openapi.Parse(document)
			if err != nil {
				break
			}
			c := NewCompiler(doc, Response)
			c.Watch(watch)
			p, err := c.Compile(doc.Root().Child("components", "schemas", "S"), doc.Components.Schemas["S"])
			if err != nil {
				break
			}
			said[i] = judged(p, string(text))
		}
		deviations += strings.Count(said[0], "\n")
		if said[0] != said[1] {
			t.Errorf("%s\n%s\nwithout a watch\n%s\nwith one\n%s", document, text, said[0], said[1])
		}
	}
	if deviations < 200 {
		t.Errorf("only %d deviations were compared", deviations)
	}
}
