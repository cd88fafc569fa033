package openapi

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

const head = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n" +
	"  /a: {get: {responses: {'200': {description: d}}}}\n"

// repeated is a text for each of n numbers.
func repeated(n int, format string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(format, "NEXT", fmt.Sprint(i+1)), "N", fmt.Sprint(i)))
	}
	return b.String()
}

// inJSON is a document in JSON.
func inJSON(document string) string {
	var value any
	if err := yaml.Unmarshal([]byte(document), &value); err != nil {
		panic(err)
	}
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// TestLimits has documents that would take time or memory out of proportion to their size, and their harmless likes.
func TestLimits(t *testing.T) {
	t.Parallel()
	laughs := func(levels int) string {
		return head + "x-0: &a0 [lol, lol, lol, lol]\n" +
			repeated(levels, "x-NEXT: &aNEXT [*aN, *aN, *aN, *aN, *aN, *aN]\n")
	}
	chain := func(n int) string {
		return head + "components:\n  schemas:\n" +
			repeated(n, "    AN: {properties: {a: {$ref: '#/components/schemas/ANEXT/properties/a'}}}\n") +
			fmt.Sprintf("    A%d: {properties: {a: {type: string}}}\n", n)
	}
	for name, c := range map[string]struct{ document, want string }{
		"some aliases":          {laughs(2), ""},
		"a billion laughs":      {laughs(12), "its aliases stand for "},
		"an alias of itself":    {head + "x-a: &a [*a]\n", "contains itself"},
		"many members":          {head + "x-a:\n" + repeated(5000, "  aN: 1\n"), ""},
		"too many members":      {head + "x-a:\n" + repeated(maxMembers+1, "  aN: 1\n"), "line 6: an object has more than"},
		"too many in braces":    {head + "x-a: {" + repeated(maxMembers+1, "aN: 1, ") + "}\n", "line 5: an object has more"},
		"many names twice":      {head + "x-a:\n" + repeated(5000, "  a: 1\n"), "line 107: more than 100 names"},
		"many lists of objects": {head + "x-a:\n" + repeated(5000, "  - a: 1\n    b: 2\n"), ""},
		"text that looks so":    {head + "x-a: |\n" + repeated(30000, "  a: 1\n"), ""},
		"too many in JSON": {
			`{"openapi": "3.0.3", "x-a": {` + strings.TrimSuffix(repeated(maxMembers+1, "\n\"aN\": 1,"), ",") + "}}",
			"an object has more than",
		},
		"many names twice in JSON": {
			`{"openapi": "3.0.3", "x-a": {` + strings.TrimSuffix(repeated(5000, "\n\"a\": 1,"), ",") + "}}",
			"more than 100 names",
		},
		"references to parts": {chain(300), ""},
		"a chain of them":     {chain(maxChain + 1), "A0/properties/a leads through more"},
		"a chain in JSON":     {inJSON(chain(maxChain + 1)), "A0/properties/a leads through more"},
		"a long path": {
			head + "  " + strings.Repeat("/a", maxSegments+1) + ": {get: {responses: {'200': {description: d}}}}\n",
			"has more than 100 segments",
		},
		"many servers": {
			"servers: [" + repeated(500, "{url: /N}, ") + "]\n" + head +
				repeated(500, "  /bN: {get: {responses: {'200': {description: d}}}}\n"), "servers together",
		},
		"deep flow": {head + "x-a: " + strings.Repeat("[", 20000) + "\n", "max depth"},
	} {
		_, err := Parse([]byte(c.document))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// TestMayHaveMany: JSON on one line is looked at like YAML.
func TestMayHaveMany(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{"a": {` + strings.Repeat(`"b": 1, `, 20) + `"c": "}"}}`:    true,
		`{"a": [` + strings.Repeat(`{"b": ",,,,"}, `, 9) + `{}]}`:    false,
		"a:\n" + strings.Repeat("  b: 1\n", 20):                      true,
		"a:\n" + strings.Repeat("  b:\n    c: 1\n    d: 2\n", 9):     false,
		"a:\n" + strings.Repeat("  - b: 1\n    c: 2\n", 20):          false,
		"a:\n" + strings.Repeat("# b: 1\n", 20) + "\n\n":             false,
		"a: " + strings.Repeat("[", 300) + strings.Repeat("b: ", 20): true,
	} {
		if got := mayHaveMany([]byte(text), 10); got != want {
			t.Errorf("%.60q: got %v", text, got)
		}
	}
}

// TestMemory: what loading allocates stays in proportion to the document, however it is written. It runs alone, since
// what other tests allocate would count.
func TestMemory(t *testing.T) {
	const most = 140 // bytes for each byte of the document, over the whole time
	document := head + repeated(1000, "  /bN/{id}:\n    get:\n      operationId: getN\n      parameters:\n"+
		"        - {name: id, in: path, required: true, schema: {type: string}}\n      responses:\n"+
		"        '200':\n          description: d\n          content:\n            application/json:\n"+
		"              schema: {type: object, required: [id], properties: {id: {type: string, description: the id}}}\n")
	for name, text := range map[string]string{"YAML": document, "JSON": inJSON(document)} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Parse([]byte(text)); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		factor := (after.TotalAlloc - before.TotalAlloc) / uint64(len(text))
		t.Logf("%s: %d times %d bytes", name, factor, len(text))
		if factor > most {
			t.Errorf("%s: allocated %d times the size, want at most %d", name, factor, most)
		}
	}
}
