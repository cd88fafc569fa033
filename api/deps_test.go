package api_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestLinkedModules checks what a program in another module links if it imports this package and nothing else.
func TestLinkedModules(t *testing.T) {
	t.Parallel()
	const module = "github.com/seed-97812ecd/supermemory-go"
	got := linked(t, module+"/api")
	want := []string{
		"github.com/apapsch/go-jsonmerge/v2", // of runtime
		"github.com/google/uuid",             // of runtime
		"github.com/hashicorp/go-cleanhttp",  // of go-retryablehttp
		"github.com/hashicorp/go-retryablehttp",
		"github.com/oapi-codegen/runtime",
		module,
		module + "/api",
		module + "/api/openapi",
	}
	if !slices.Equal(got, want) {
		t.Errorf("links\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	// The control: a library that this module uses elsewhere would be in the list.
	const library = "github.com/getkin/kin-openapi"
	if got := linked(t, library+"/openapi3"); !slices.Contains(got, library) {
		t.Errorf("%s seems to link only\n%s", library, strings.Join(got, "\n"))
	}
}

// linked lists the modules, and this module's packages, that a program links if it imports one package.
func linked(t *testing.T, imported string) (linked []string) {
	t.Helper()
	const module = "github.com/seed-97812ecd/supermemory-go"
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	// The other module requires what this one does, in the same versions, so that nothing needs to be resolved.
	own := strings.Replace(string(read("go.mod")), "module "+module, "module example.com/program", 1)
	folder := t.TempDir()
	for name, data := range map[string]string{
		"go.mod":  own + "\nrequire " + module + " v0.0.0\n\nreplace " + module + " => " + root + "\n",
		"go.sum":  string(read("go.sum")),
		"main.go": "package main\n\nimport _ \"" + imported + "\"\n\nfunc main() {}\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const format = `{{with .Module}}{{if not .Main}}{{.Path}}{{"\n"}}` +
		`{{if eq .Path "` + module + `"}}{{$.ImportPath}}{{"\n"}}{{end}}{{end}}{{end}}`
	command := exec.Command("go", "list", "-deps", "-f", format, ".")
	command.Dir = folder
	command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", command, err, &stderr)
	}
	linked = strings.Fields(string(out))
	slices.Sort(linked)
	return slices.Compact(linked)
}
