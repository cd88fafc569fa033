package edit

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
	"go.yaml.in/yaml/v4"
)

// generator makes code of contracts as go generate does, and compiles it in memory.
type generator struct {
	mu      sync.Mutex // the generator's state is global
	options codegen.Configuration
	files   *token.FileSet
	gc      types.Importer
}

// newGenerator reads the settings of the module's own generation.
func newGenerator(t *testing.T) *generator {
	t.Helper()
	settings, err := os.ReadFile("../../oapi-codegen.yaml")
	if err != nil {
		t.Fatal(err)
	}
	g := &generator{files: token.NewFileSet()}
	if err := yaml.Unmarshal(settings, &g.options); err != nil {
		t.Fatal(err)
	}
	exports := exportsOf(
		t,
		"github.com/oapi-codegen/runtime",
		"github.com/oapi-codegen/runtime/types",
		"go.yaml.in/yaml/v3",
		"encoding/xml",
		"net/http",
	)
	g.gc = importer.ForCompiler(g.files, "gc", func(path string) (io.ReadCloser, error) {
		name, ok := exports[path]
		if !ok {
			return nil, fmt.Errorf("no export data for %s", path)
		}
		return os.Open(name)
	})
	return g
}

// exportsOf are the files with the compiled form of packages and all that they import.
func exportsOf(t *testing.T, packages ...string) map[string]string {
	t.Helper()
	arguments := append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}, packages...)
	out, err := exec.CommandContext(t.Context(), "go", arguments...).Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		exports[path] = file
	}
	return exports
}

// check reports why no code that compiles can be made of a contract.
func (g *generator) check(contract []byte) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	doc, err := openapi3.NewLoader().LoadFromData(contract)
	if err != nil {
		return err
	}
	code, err := codegen.Generate(doc, g.options)
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(g.files, "openapi.gen.go", code, 0)
	if err != nil {
		return err
	}
	_, err = (&types.Config{Importer: g.gc}).Check("openapi", g.files, []*ast.File{file}, nil)
	return err
}

// TestGenerator: the check of generated code notices what does not compile.
func TestGenerator(t *testing.T) {
	t.Parallel()
	g := newGenerator(t)
	contract, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := g.check(contract); err != nil {
		t.Error(err)
	}
	// Two properties that are one field in Go.
	broken := strings.Replace(
		string(contract),
		"        provider: #",
		"        Id: {type: string}\n        provider: #",
		1,
	)
	if err := g.check([]byte(broken)); err == nil {
		t.Error("a type with two fields of one name compiles")
	}
}
