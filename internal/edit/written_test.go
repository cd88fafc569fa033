package edit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

const oddYAML = "\ufeffa: &x {b: 1, c: [x, 'y''z', \"q\\\"\"]} # one\r\n" +
	"d:\r\n- e: |\r\n    literal\r\n    # no comment\r\n\r\n  f: plain text\r\n    goes on # ends here\r\n\r\n" +
	"# comment\r\n- g:\r\n- - h\r\n  - 'i\r\n\r\n    j'\r\n? k\r\n: l\r\nm: *x\r\nn: !!str 5\r\no: {}\r\np: []\r\n" +
	"\"q\\\"k\": >-\r\n  folded\r\nr: [a, # comment ]\r\n  b: c, ]\r\ns: ünï # ü\r\nt: last"

// TestWritten reads odd YAML: where a scalar is written, it says what the parser says.
func TestWritten(t *testing.T) {
	t.Parallel()
	documents := map[string][]byte{"odd": []byte(oddYAML)}
	for _, pattern := range []string{"../../openapi.yaml", "../../cmd/apidrift/testdata/contract/*.yaml"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			documents[name] = data
		}
	}
	for name, data := range documents {
		root, err := readYAML(data)
		if err != nil {
			t.Fatal(name, err)
		}
		scalars := 0
		root.each(func(w *written) {
			if w.form != scalarForm || w.start == w.end {
				return
			}
			scalars++
			text := string(data[w.start:w.end])
			if w.quote == '|' || w.quote == '>' { // whose indentation is that of what is around it
				words := strings.Fields(w.text)
				if !strings.HasSuffix(text, words[len(words)-1]) {
					t.Errorf("%s: %q is written as %q", name, w.text, text)
				}
				return
			}
			var got yaml.Node
			if err := yaml.Unmarshal([]byte(text), &got); err != nil || got.Content[0].Value != w.text {
				t.Errorf("%s: %q is written as %q: %v", name, w.text, text, err)
			}
		})
		if scalars < 10 {
			t.Errorf("%s has %d scalars", name, scalars)
		}
	}
}

// TestJSONIsYAML reads JSON with both readers.
func TestJSONIsYAML(t *testing.T) {
	t.Parallel()
	data := []byte("{\"a\": [1, {\"b\\u00e9\": null}, \"x\\\"y\", true], \"c\": {}, \"d\": -1.5e3}")
	if !isJSON(data) || isJSON([]byte("{a: 1}")) {
		t.Error("JSON is not told apart")
	}
	fromYAML, err := readYAML(data)
	if err != nil {
		t.Fatal(err)
	}
	var ranges [2][][2]int
	for i, root := range []*written{readJSON(data), fromYAML} {
		root.each(func(w *written) { ranges[i] = append(ranges[i], [2]int{w.start, w.end}) })
	}
	for i := range ranges[0] {
		if ranges[0][i] != ranges[1][i] {
			t.Errorf("%v and %v", ranges[0][i], ranges[1][i])
		}
	}
}
