package contract_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift/contract"
)

// TestLoadFileFromAnyFolder loads a contract in two files from folders, and under names, that mean something else in a
// URL. It does not run in parallel, because it changes the current folder.
func TestLoadFileFromAnyFolder(t *testing.T) {
	const names = "plain|with space|Über·größe|50% off|100%25|a#b|a?b|a;b&c=d|+|[x]|~|..x|%|%zz"
	root := t.TempDir()
	for folder := range strings.SplitSeq(names, "|") {
		folder = filepath.Join(root, folder)
		if err := os.MkdirAll(filepath.Join(folder, "parts"), 0o700); err != nil {
			t.Fatal(err)
		}
		write := func(name, text string) {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Skip("no such names here:", err)
			}
		}
		write("parts/common.yaml", "components: {schemas: {Thing: {type: object, required: [id], "+
			"properties: {id: {$ref: \"#/components/schemas/ID\"}}}, ID: {type: string}}}\n")
		for _, version := range []string{"3.0.3", "3.1.0"} {
			for name := range strings.SplitSeq(names, "|") {
				name += ".yaml"
				write(name, "openapi: "+version+`
info: {title: t, version: "1"}
paths:
  /things/{id}:
    get:
      operationId: getThing
      responses:
        "200":
          description: d
          content: {application/json: {schema: {$ref: "parts/common.yaml#/components/schemas/Thing"}}}
`)
				t.Chdir(folder)
				for _, path := range []string{name, "./" + name, filepath.Join(folder, name), filepath.Join("..",
					filepath.Base(folder), name)} {
					c, err := contract.LoadFile(path)
					if err != nil {
						t.Errorf("%s in %s: %v", path, folder, err)
						continue
					}
					found := c.Check(get(200, appJSON, `{}`)).Findings
					if len(found) != 1 || found[0].Rule != "property-missing" || found[0].Place.File != "parts/common.yaml" {
						t.Errorf("%s in %s: got %v", path, folder, found)
					}
				}
			}
		}
	}
}
