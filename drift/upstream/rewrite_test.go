package upstream

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// dataFolder has real documents of vendors, which are not part of the repository.
const dataFolder = "APIDRIFT_DATA"

// everyFragment makes TestRewritings compare every operation by itself instead of a sample.
const everyFragment = "APIDRIFT_EVERY_FRAGMENT"

// realDocuments are the documents of the data folder and the repository's own.
func realDocuments(t testing.TB) []string {
	t.Helper()
	documents := []string{
		"../../openapi.yaml",
		"testdata/things.yaml",
		"../../cmd/apidrift/testdata/contract/array-form.yaml",
	}
	folder := os.Getenv(dataFolder)
	if folder == "" {
		t.Logf("set %s to a folder with documents of vendors to compare those as well", dataFolder)
		return documents
	}
	for _, pattern := range []string{"*/*.json", "*/*.yaml"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, found...)
	}
	return documents
}

// rewritings say the same in other words.
var rewritings = []struct {
	name string
	of   func(root *yaml.Node) // rewrites the document
	text func(root *yaml.Node) []byte
}{
	{"as YAML", func(*yaml.Node) {}, asYAML},
	{"as JSON", func(*yaml.Node) {}, asJSON},
	{"as minified JSON in another order", func(n *yaml.Node) { eachMapping(n, reversed) }, asMinifiedJSON},
	{"with what is in lists in another order", func(n *yaml.Node) { eachMapping(n, reversedLists) }, asYAML},
	{"inlined", func(n *yaml.Node) { inlineReferences(n) }, asJSON},
	{"shared", func(n *yaml.Node) { shareSchemas(n) }, asJSON},
	{"in OpenAPI 3.1, with lists of types", func(n *yaml.Node) { transcribe(n, typeList) }, asJSON},
	{"in OpenAPI 3.1, with anyOf", func(n *yaml.Node) { transcribe(n, anyOfNull) }, asYAML},
	{
		"in OpenAPI 3.1, with types beside references",
		func(n *yaml.Node) { transcribe(n, typeList); typesBesideReferences(n) },
		asJSON,
	},
}

// TestRewritings compares real documents with themselves in other words, whole and in fragments: there is nothing to
// find.
func TestRewritings(t *testing.T) {
	everything := os.Getenv(everyFragment) != ""
	for d, name := range realDocuments(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Parse(data, name); err != nil {
				t.Skip(err)
			}
			for i, r := range rewritings {
				if (d+i)%len(rewritings) >= 3 && !everything && len(data) > 20_000 {
					continue // a sample of three for each document
				}
				root := nodesOf(t, data)
				r.of(root)
				published := parsed(t, string(r.text(root)), "published")
				if len(data) < 1<<20 || everything {
					expectNothing(t, r.name, parsed(t, string(data), "contract"), published)
				}
				for _, fragment := range fragments(t, data, i) {
					expectNothing(t, r.name+", a fragment", fragment, published)
				}
			}
		})
	}
}

func expectNothing(t *testing.T, name string, contract, published *Document) {
	t.Helper()
	findings, _, err := published.Compare(contract)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	for i, f := range findings {
		if i == 5 {
			t.Errorf("%s: … %d findings", name, len(findings))
			break
		}
		t.Errorf("%s: %s (%s, %s; was %q, is %q)", name, f, f.Place.Pointer, f.Pointer, f.Was, f.Is)
	}
}

// fragments are documents with a few of the operations of another one: all of it in turn, or a sample that depends on a
// number.
func fragments(t *testing.T, data []byte, seed int) (all []*Document) {
	t.Helper()
	whole := parsed(t, string(data), "contract")
	count := len(whole.operations)
	picked := []int{(seed * 7) % count, (seed*31 + count/2) % count}
	if os.Getenv(everyFragment) != "" {
		picked = picked[:0]
		for i := range count {
			picked = append(picked, i)
		}
	}
	for _, i := range picked {
		all = append(all, &Document{file: whole.file, operations: whole.operations[i : i+1]})
	}
	return all
}

func nodesOf(t testing.TB, data []byte) *yaml.Node {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	return document.Content[0]
}

func asYAML(n *yaml.Node) []byte {
	eachMapping(n, func(n *yaml.Node) { n.Style = 0 })
	data, err := yaml.Marshal(n)
	if err != nil {
		panic(err)
	}
	return data
}

func asJSON(n *yaml.Node) []byte {
	var b bytes.Buffer
	writeJSON(&b, n, "\n")
	return b.Bytes()
}

func asMinifiedJSON(n *yaml.Node) []byte {
	var b bytes.Buffer
	writeJSON(&b, n, "")
	return b.Bytes()
}

func writeJSON(b *bytes.Buffer, n *yaml.Node, newline string) {
	deeper := newline
	if newline != "" {
		deeper += "  "
	}
	switch n.Kind {
	case yaml.AliasNode:
		writeJSON(b, n.Alias, newline)
	case yaml.MappingNode:
		b.WriteByte('{')
		for i := 0; i+1 < len(n.Content); i += 2 {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(deeper + quoted(n.Content[i].Value) + ":")
			writeJSON(b, n.Content[i+1], deeper)
		}
		b.WriteString(newline + "}")
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, item := range n.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(deeper)
			writeJSON(b, item, deeper)
		}
		b.WriteString(newline + "]")
	default:
		var value any
		switch n.ShortTag() {
		case "!!null":
			b.WriteString("null")
		case "!!bool", "!!int", "!!float":
			if n.Decode(&value) == nil {
				b.WriteString(strings.ToLower(valueText(value)))
				return
			}
			fallthrough
		default:
			b.WriteString(quoted(n.Value))
		}
	}
}

func quoted(s string) string { return valueText(s) }

func valueText(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func eachMapping(n *yaml.Node, f func(*yaml.Node)) {
	for _, child := range n.Content {
		eachMapping(child, f)
	}
	if n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode {
		f(n)
	}
}

func reversed(n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		return
	}
	var content []*yaml.Node
	for i := len(n.Content) - 2; i >= 0; i -= 2 {
		content = append(content, n.Content[i], n.Content[i+1])
	}
	n.Content = content
}

func reversedLists(n *yaml.Node) {
	for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
		if slices.Contains([]string{"required", "enum", "allOf", "parameters", "anyOf", "oneOf"}, n.Content[i].Value) &&
			n.Content[i+1].Kind == yaml.SequenceNode {
			slices.Reverse(n.Content[i+1].Content)
		}
	}
}

func memberOf(n *yaml.Node, names ...string) *yaml.Node {
	for _, name := range names {
		if n == nil || n.Kind != yaml.MappingNode {
			return nil
		}
		var found *yaml.Node
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				found = n.Content[i+1]
			}
		}
		n = found
	}
	return n
}

func referenceOf(n *yaml.Node) string {
	if ref := memberOf(n, "$ref"); ref != nil && ref.Kind == yaml.ScalarNode {
		return ref.Value
	}
	return ""
}

func targetOf(root *yaml.Node, ref string) *yaml.Node {
	if !strings.HasPrefix(ref, "#/components/") {
		return nil
	}
	tokens := strings.Split(strings.TrimPrefix(ref, "#/"), "/")
	for i := range tokens {
		tokens[i] = strings.ReplaceAll(strings.ReplaceAll(tokens[i], "~1", "/"), "~0", "~")
	}
	return memberOf(root, tokens...)
}

// inlineReferences puts what is referred to in the place of the references in the paths, one level deep. Branches of
// unions keep their names, and so do schemas with a discriminator: others extend them by name.
func inlineReferences(root *yaml.Node) {
	var inline func(n *yaml.Node)
	inline = func(n *yaml.Node) {
		for i, child := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 1 &&
				slices.Contains([]string{"oneOf", "anyOf", "properties", "mapping"}, n.Content[i-1].Value) {
				continue
			}
			target := targetOf(root, referenceOf(child))
			if target != nil && len(child.Content) == 2 && memberOf(target, "discriminator") == nil {
				n.Content[i] = target
			} else {
				inline(child)
			}
		}
	}
	inline(memberOf(root, "paths"))
}

// shareSchemas makes components of the schemas of all properties that are objects.
func shareSchemas(root *yaml.Node) {
	schemas := memberOf(root, "components", "schemas")
	if schemas == nil {
		return
	}
	var added []*yaml.Node
	for i := 1; i < len(schemas.Content); i += 2 {
		properties := memberOf(schemas.Content[i], "properties")
		for j := 1; properties != nil && j < len(properties.Content); j += 2 {
			p := properties.Content[j]
			if p.Kind != yaml.MappingNode || referenceOf(p) != "" {
				continue
			}
			name := "Shared" + strconv.Itoa(len(added))
			added = append(added, textNode(name), p)
			properties.Content[j] = mappingNode("$ref", textNode("#/components/schemas/"+name))
		}
	}
	schemas.Content = append(schemas.Content, added...)
}

func textNode(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }

func mappingNode(key string, value *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{textNode(key), value}}
}

func listNode(items ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: items}
}

// transcribe rewrites a document of OpenAPI 3.0 in 3.1, with null in a form.
func transcribe(root *yaml.Node, null func(schema *yaml.Node)) {
	version := memberOf(root, "openapi")
	if !strings.HasPrefix(version.Value, "3.0") {
		return
	}
	version.Value = "3.1.0"
	eachMapping(root, func(n *yaml.Node) {
		if n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			switch {
			case (key.Value == "exclusiveMinimum" || key.Value == "exclusiveMaximum") && value.ShortTag() == "!!bool":
				bound := strings.ToLower(key.Value[len("exclusive"):])
				if value.Value == "true" && memberOf(n, bound) != nil {
					n.Content[i+1] = memberOf(n, bound)
					without(n, bound)
				} else {
					without(n, key.Value)
				}
				return
			case key.Value == "nullable" && value.ShortTag() == "!!bool":
				without(n, "nullable")
				if value.Value == "true" {
					null(n)
				}
				return
			}
		}
	})
}

func without(n *yaml.Node, key string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content = slices.Delete(n.Content, i, i+2)
			return
		}
	}
}

func typeList(schema *yaml.Node) {
	for i := 0; i+1 < len(schema.Content); i += 2 {
		if schema.Content[i].Value == "type" && schema.Content[i+1].Kind == yaml.ScalarNode {
			schema.Content[i+1] = listNode(schema.Content[i+1], textNode("null"))
			return
		}
	}
	anyOfNull(schema)
}

func anyOfNull(schema *yaml.Node) {
	if len(schema.Content) == 0 {
		return // allows null already
	}
	inner := *schema
	*schema = *mappingNode("anyOf", listNode(&inner, mappingNode("type", textNode("null"))))
}

// typesBesideReferences writes the type of what is referred to beside the reference as well.
func typesBesideReferences(root *yaml.Node) {
	if !strings.HasPrefix(memberOf(root, "openapi").Value, "3.1") {
		return
	}
	eachMapping(root, func(n *yaml.Node) {
		ref := referenceOf(n)
		if !strings.HasPrefix(ref, "#/components/schemas/") {
			return
		}
		if kind := memberOf(targetOf(root, ref), "type"); kind != nil {
			n.Content = append(n.Content, textNode("type"), kind)
		}
	})
}
