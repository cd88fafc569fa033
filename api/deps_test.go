package api_test

import (
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
	const format = `{{with .Module}}{{if not .Main}}{{.Path}}{{"\n"}}` +
		`{{if eq .Path "` + module + `"}}{{$.ImportPath}}{{"\n"}}{{end}}{{end}}{{end}}`
	folder := otherModule(
		t,
		map[string]string{"main.go": "package main\n\nimport _ \"" + imported + "\"\n\nfunc main() {}\n"},
	)
	linked = strings.Fields(goTool(t, folder, "list", "-deps", "-f", format, "."))
	slices.Sort(linked)
	return slices.Compact(linked)
}
