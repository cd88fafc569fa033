package schema

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

// suiteVariable names the environment variable with the folder of the official JSON Schema Test Suite.
const suiteVariable = "APIDRIFT_JSON_SCHEMA_SUITE"

type suiteGroup struct {
	Description string
	Schema      json.RawMessage
	Tests       []struct {
		Description string
		Data        json.RawMessage
		Valid       bool
	}
}

// suiteDraft is one draft of the suite, and the version of OpenAPI that can hold it.
type suiteDraft struct {
	folder, version string
	suiteList
}

// suiteFiles are the patterns of the files of a draft that are run.
var suiteFiles = []string{"*.json", "optional/*.json", "optional/format/*.json"}

func TestOfficialSuite(t *testing.T) {
	root := os.Getenv(suiteVariable)
	if root == "" {
		const suite = "https://github.com/json-schema-org/JSON-Schema-Test-Suite"
		t.Skipf("set %s to a checkout of %s to run it", suiteVariable, suite)
	}
	lists := readSuiteLists(t)
	for _, draft := range suiteDrafts {
		draft.suiteList = lists[draft.folder]
		t.Run(draft.folder, func(t *testing.T) {
			t.Parallel()
			draft.run(t, filepath.Join(root, "tests", draft.folder))
		})
	}
}

func (d *suiteDraft) run(t *testing.T, folder string) {
	right, refused, aside := 0, 0, 0
	used := map[string]bool{}
	for _, pattern := range suiteFiles {
		files, _ := filepath.Glob(filepath.Join(folder, filepath.FromSlash(pattern)))
		if len(files) == 0 {
			t.Errorf("no file matches %s", pattern)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var groups []suiteGroup
			if err := json.Unmarshal(data, &groups); err != nil {
				t.Fatal(err)
			}
			relative, _ := filepath.Rel(folder, file)
			name := strings.TrimSuffix(filepath.ToSlash(relative), ".json")
			for _, group := range groups {
				key := name + "/" + group.Description
				if listed(d.aside, used, name) || listed(d.aside, used, key) {
					aside += len(group.Tests)
					continue
				}
				p, err := group.program(d.version)
				if reason, expected := d.refused[key]; expected || err != nil {
					used[key] = true
					if err == nil || !expected {
						t.Errorf("%s: error %v, listed as refused: %q", key, err, reason)
					}
					refused += len(group.Tests)
					continue
				}
				for _, test := range group.Tests {
					testKey := key + "/" + test.Description
					if listed(d.aside, used, testKey) {
						aside++
						continue
					}
					valid, said := conforms(p, test.Data)
					if valid != test.Valid {
						t.Errorf("%s: valid %v\n%s\n%s\n%s", testKey, valid, group.Schema, test.Data, said)
						continue
					}
					right++
				}
			}
		}
	}
	for _, table := range []map[string]string{d.aside, d.refused} {
		for key := range table {
			if !used[key] {
				t.Errorf("listed, but not in the suite: %s", key)
			}
		}
	}
	t.Logf("%s under OpenAPI %s: %d right, %d refused, %d set aside", d.folder, d.version, right, refused, aside)
}

func listed(table map[string]string, used map[string]bool, key string) bool {
	_, ok := table[key]
	used[key] = used[key] || ok
	return ok
}

// program compiles a group's schema exactly, as a component of a document. Its definitions become components:
// kin-openapi finds none beside a $ref.
func (g *suiteGroup) program(version string) (*Program, error) {
	decoder := json.NewDecoder(bytes.NewReader(g.Schema))
	decoder.UseNumber()
	var schema any
	if err := decoder.Decode(&schema); err != nil {
		return nil, err
	}
	components := map[string]any{"S": rewriteReferences(schema)}
	if object, ok := schema.(map[string]any); ok {
		for _, keyword := range []string{"$defs", "definitions"} {
			definitions, _ := object[keyword].(map[string]any)
			for name, definition := range definitions {
				components[name] = definition
			}
			delete(object, keyword)
		}
	}
	response := map[string]any{"description": "S", "content": map[string]any{"application/json": map[string]any{
		"schema": map[string]any{"$ref": "#/components/schemas/S"}}}}
	get := map[string]any{"responses": map[string]any{"200": response}}
	data, err := json.Marshal(map[string]any{
		"openapi": version, "info": map[string]any{"title": "suite", "version": "1"},
		"paths":      map[string]any{"/s": map[string]any{"get": get}},
		"components": map[string]any{"schemas": components}})
	if err != nil {
		return nil, err
	}
	doc, err := openapi.Parse(data)
	if err != nil {
		return nil, err
	}
	c := NewCompiler(doc, Response)
	c.lenient = 0
	return c.Compile(doc.Root().Child("components", "schemas", "S"), doc.Components.Schemas["S"])
}

// rewriteReferences makes references to a schema's own root, and to its definitions, lead to components. It changes
// the schema.
func rewriteReferences(schema any) any {
	switch schema := schema.(type) {
	case []any:
		for _, item := range schema {
			rewriteReferences(item)
		}
	case map[string]any:
		for name, value := range schema {
			if ref, ok := value.(string); ok && name == "$ref" && strings.HasPrefix(ref, "#") {
				schema[name] = rewritten(ref)
			} else if name != "enum" && name != "const" && name != "default" {
				rewriteReferences(value)
			}
		}
	}
	return schema
}

func rewritten(ref string) string {
	for _, definitions := range []string{"#/$defs/", "#/definitions/"} {
		if name, ok := strings.CutPrefix(ref, definitions); ok {
			return "#/components/schemas/" + name
		}
	}
	if ref == "#" || strings.HasPrefix(ref, "#/") {
		return "#/components/schemas/S" + ref[1:]
	}
	return ref
}

// conforms tells whether a body has no deviation but additive ones.
func conforms(p *Program, body []byte) (valid bool, said string) {
	valid = true
	p.Judge(body, func(d Deviation) {
		said += d.Rule + " " + d.Pointer + " " + d.Message + "\n"
		valid = valid && d.Rule == "property-undeclared"
	})
	return valid, said
}
