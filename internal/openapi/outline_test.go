package openapi

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// outlines are documents whose quick outline is compared with a YAML parser's.
var outlines = map[string]string{
	"block style": "openapi: 3.0.3 # a comment\n\n# more\ninfo:\n  title: t\npaths:\n  /a:\n    get:\n " +
		"     description: |\n        x: y\n       \n        z\n      responses: {}\n    post:\n      tags:\n      - a\n" +
		"  '/b':\n    parameters: [{a: 1}]\n    get: {responses: {\n        a: b}}\n  \"/c\\u0041\": {get: {}}\n",
	"a document's start": "---\nopenapi: 3.0.3\npaths:\n  /a: {get: {}}\n",
	"quoted over lines":  "a: \"one: \n  two: three\"\nb:\n  c: 'it''s\n\n   fine'\n  d: 1\n",
	"plain over lines":   "a: one\n  two three\nb:\n  c: x\n    - y\n  d: \"z\"\n",
	"block scalars": "a:\n  b: >-\n    x: y\n  c: |2\n      two\n  d:\n    - |\n     e: f\n    - g: |\n " +
		"       h\n      i: j\nk: l\n",
	"lists without indent": "a:\n- b: c\n  d: e\n- f\ng:\n- - h\n  - i\nj: k\n",
	"flow inside":          "a:\n  b: {c: [1, \"}\", '{'], # ]\n    d: e}\n  f: [\n   g]\nh: i\n",
	"CR LF":                "a:\r\n  b: c\r\n  d:\r\n    e: f\r\ng: h\r\n",
	"keys of many kinds":   "200:\n  a b: c\n  'd:e': f\n  g:h: i\n  \"j\" : k\nl: m\n",
	"anchors":              "a: &x {b: c}\nd:\n  e: *x\n  f:\n    <<: *x\ng: h\n",
	"tags": "a: !!str b\nc:\n  d: !!binary |-\n    e: f\n  g: !!map {h: i}\nj:\n  - !!str 'k\n    l: m'\n" +
		"n: !!map\n  o: p\n",
	"flow at the top": "{a: {b: c, \"d\": [1, 2]}, e: f}",
	"JSON": "{\n \"a\": {\"b\": {\"c\": {\"d\": 1}}, \"e\": [1, {\"f\": 2}]},\n\"g\" : " +
		"\"\\u0068\" , \"i/~\":null}",
	"no line end":              "a: b\nc:\n  d: e",
	"a comment that looks big": "a: b # {\nc: d # 'x\n#e: {\nf: 'g # h'\n",
}

func TestOutlines(t *testing.T) {
	t.Parallel()
	for name, document := range outlines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sameOutlines(t, []byte(document))
		})
	}
}

// TestOutlinesOfRealDocuments outlines what vendors publish, if it is there.
func TestOutlinesOfRealDocuments(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("APIDRIFT_DATA")
	if folder == "" {
		t.Skip("set APIDRIFT_DATA to a folder with documents of vendors")
	}
	names, err := filepath.Glob(filepath.Join(folder, "histories/*a*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(names, filepath.Join(folder, "linode/openapi-2024-10.yaml")) {
		data, err := os.ReadFile(name)
		if err != nil || len(data) > 400_000 && strings.HasSuffix(name, ".json") {
			continue
		}
		if o, _ := newOutline(data); o.nodes != nil {
			t.Errorf("%s takes a YAML parser", name)
		}
		sameOutlines(t, data)
	}
}

// sameOutlines compares the members of a document, and where they begin, with what a YAML parser says.
func sameOutlines(t *testing.T, data []byte) {
	t.Helper()
	quick, err := newOutline(data)
	if err != nil {
		t.Fatal(err)
	}
	parsed := &outline{data: data}
	if err := nodeOutline(parsed); err != nil {
		t.Fatal(err)
	}
	var compare func(a, b *part, path string, depth int)
	compare = func(a, b *part, path string, depth int) {
		x, y := keysOf(quick.membersOf(a)), keysOf(parsed.membersOf(b))
		if !slices.Equal(x, y) {
			t.Errorf("%s has %.200q, want %.200q", path, x, y)
			return
		}
		for i := range x {
			p, q := &a.members[i], &b.members[i]
			if p.start != q.start || p.keyStart(data) != q.keyStart(data) {
				t.Errorf("%s/%s begins at %d, want %d", path, x[i], p.start, q.start)
			}
			if depth > 0 {
				compare(p, q, path+"/"+x[i], depth-1)
			}
		}
	}
	compare(&quick.root, &parsed.root, "", 5)
}

func keysOf(parts []part) []string {
	keys := make([]string, len(parts))
	for i, p := range parts {
		keys[i] = p.key
	}
	return keys
}

// FuzzOutline looks for documents in block style or JSON whose outline differs from a YAML parser's.
func FuzzOutline(f *testing.F) {
	for _, document := range outlines {
		f.Add([]byte(document))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		parsed := &outline{data: data}
		quick, err := newOutline(data)
		if err != nil || quick.nodes != nil || nodeOutline(parsed) != nil {
			return
		}
		x, y := keysOf(quick.membersOf(&quick.root)), keysOf(parsed.membersOf(&parsed.root))
		if !slices.Equal(x, y) {
			t.Errorf("got %q, want %q", x, y)
		}
	})
}

// TestOddMembers: what the outline of a document passes over is no key.
func TestOddMembers(t *testing.T) {
	t.Parallel()
	for _, paths := range []string{": !", "a: !", "a: &b", "a: b: *c"} {
		if _, err := OpenBytes([]byte("openapi: 3.0.3\npaths: "+paths), "odd.yaml"); err == nil {
			t.Errorf("%s: it has no operation", paths)
		}
	}
}
