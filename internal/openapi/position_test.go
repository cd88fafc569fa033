package openapi

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestPositions finds every scalar of a document where an editor shows it.
func TestPositions(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		"lines":           "a: b\nc:\n  d: e\n",
		"CR LF":           "a: b\r\nc:\r\n  d: e\r\n",
		"a lone CR":       "a: b\rc: d\ne: f\n",
		"U+2028":          "a: \"x\u2028 y\"\nc: 'd\u2029 e'\nf: g\n",
		"U+0085":          "a: \"x\u0085 y\"\nc: d\n",
		"tabs":            "a:\tb\nc: {\td:\te}\n",
		"flow style":      "{a: {b: [c, d,\n e], f: g}}",
		"an alias":        "a: &x b\nc: *x\nd: e\n",
		"tags":            "a: !!str b\nc: !!map {d: e}\n",
		"a BOM":           "\ufeffa: b\nc: d\n",
		"wide characters": "a: \"日本😀é\"\nb: {c: \"日本\", d: e}\n",
		"a long line":     "a: {b: \"" + strings.Repeat("日本 ", 3000) + "\", c: d}\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var root yaml.Node
			if err := yaml.Unmarshal([]byte(document), &root); err != nil {
				t.Fatal(err)
			}
			p := newPositions([]byte(document), []byte(document), nil)
			lines := strings.Split(strings.TrimPrefix(document, "\ufeff"), "\n")
			var check func(n *yaml.Node)
			check = func(n *yaml.Node) {
				for _, child := range n.Content {
					check(child)
				}
				if n.Kind != yaml.ScalarNode {
					return
				}
				offset, ok := p.offset(n.Line, n.Column)
				if !ok {
					t.Fatalf("%q has no byte", n.Value)
				}
				line, column := p.editor(offset)
				shown := string([]rune(lines[line-1])[column-1:])
				first := n.Value[:min(1, len(n.Value))]
				if n.Value > "z" {
					first = n.Value
				}
				for _, prefix := range []string{`"`, "'", "!!str ", "&x "} {
					shown = strings.TrimPrefix(shown, prefix)
				}
				if !strings.HasPrefix(shown, first) {
					t.Errorf("%.20q is at %d:%d, where %.20q stands", n.Value, line, column, shown)
				}
			}
			check(&root)
		})
	}
}

// TestUnknownPositions: a position that the text does not have is unknown.
func TestUnknownPositions(t *testing.T) {
	t.Parallel()
	p := newPositions([]byte("a: b\nc: d\n"), []byte("a: b\nc: d\n"), nil)
	for _, at := range [][2]int{{0, 0}, {-1, 1}, {1, 0}, {1, 9}, {9, 1}} {
		if offset, ok := p.offset(at[0], at[1]); ok {
			t.Errorf("%v is byte %d", at, offset)
		}
	}
}

// TestCutPositions: what is left of a document keeps its places in it.
func TestCutPositions(t *testing.T) {
	t.Parallel()
	for _, document := range []string{
		"openapi: 3.0.3\npaths:\n  /gone:\n    get: {}\n  /a:\n    post: {}\n    get:\n      operationId: here\nx-more: 1\n",
		`{"openapi": "3.0.3", "x": 1, "paths": {"/gone": {"get": {}}, "/a": {"post": {}, "get": {"operationId": ` +
			`"here"}, "put": {}}}}`,
		"{openapi: 3.0.3, paths: {/gone: {get: {}}, /a: {post: {}, get: {operationId: here}, put: {}}}}",
		"x: &one {a: 1}\nopenapi: 3.0.3\npaths:\n  /gone:\n    get: {}\n  /a:\n    get:\n      operationId: here\n " +
			"     x-one: *one\n",
	} {
		f, err := OpenBytes([]byte(document), "test")
		if err != nil {
			t.Fatal(err)
		}
		operations, _ := f.Operations()
		for _, op := range operations {
			if op.Template != "/a" || op.Method != "get" {
				continue
			}
			d, err := f.Load([]Operation{op})
			if err != nil {
				t.Fatal(err)
			}
			item := d.Paths.Value("/a")
			if d.Paths.Len() != 1 || item.Post != nil || item.Put != nil || item.Get.OperationID != "here" {
				t.Errorf("got %+v of %q", item, document)
			}
			field, _ := item.Get.Origin.Fields.Lookup("operationId")
			place := d.At(field)
			lines := strings.Split(document, "\n")
			if shown := strings.TrimLeft(lines[place.Line-1][place.Column-1:], `"`); !strings.HasPrefix(
				shown,
				"operationId",
			) ||
				place.Pointer != "/paths/~1a/get/operationId" {
				t.Errorf("operationId is at %+v, where %q stands", place, shown)
			}
		}
	}
}
