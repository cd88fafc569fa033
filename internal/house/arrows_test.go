// Package house_test holds the layout of the module: who may import whom (this file), and how long lines and functions
// may be (size_test.go). docs/design.md says why.
package house_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const (
	module = "github.com/seed-97812ecd/supermemory-go"
	kin    = "github.com/getkin/kin-openapi"
)

// floors are the packages of the checking half. One imports only what stands on a floor below its own.
var floors = [][]string{
	{"internal/input", "internal/syntax", "internal/text"},
	{"drift", "internal/coding"},
	{"internal/capture", "internal/normal", "internal/openapi", "internal/parameter", "internal/redact"},
	{"internal/schema"},
	{"internal/edit"},
	{"drift/contract", "drift/recording", "drift/report", "drift/upstream"},
	{"internal/proxy"},
	{"cmd/apidrift"},
}

// beside are the packages outside the checking half, and what of the module each may import, directly or not. Test
// files count for contract_test, which has nothing else.
var beside = map[string][]string{
	".":                        nil,
	"api":                      {"api/openapi"},
	"api/apitest":              {"api", "api/openapi"},
	"api/internal/exampletest": nil,
	"api/openapi":              nil,
	"contract_test": {
		".", "api", "api/apitest", "api/openapi", "drift", "drift/contract", "drift/recording", "drift/report",
		"internal/harness",
	},
	"docs/tutorial":    nil,
	"internal/harness": nil,
	"internal/house":   nil,
	"internal/mutate":  nil,
	"internal/nightly": nil,
}

// never are packages that must not be linked, directly or not, by path or by the beginning of one.
var never = map[string][]string{
	"drift/recording": {kin},
	"drift/report":    {kin, module + "/drift/contract"},
	"internal/redact": {kin},
	"internal/text":   {kin},
	"internal/coding": {kin},
}

// onlyStandard are packages that link the standard library and these packages of the module, and nothing else.
var onlyStandard = map[string][]string{
	"drift":            {"internal/text"},
	"internal/input":   nil,
	"internal/syntax":  nil,
	"internal/text":    nil,
	"internal/mutate":  nil,
	"internal/nightly": nil,
}

// listed is what go list says of a package.
type listed struct {
	ImportPath    string
	Standard      bool
	Imports, Deps []string
	TestImports   []string
	XTestImports  []string
}

func list(t *testing.T) map[string]listed {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-deps",
		"-json=ImportPath,Standard,Imports,Deps,TestImports,XTestImports", module+"/...")
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %v", command, err)
	}
	all := map[string]listed{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
	}
}

// short is a path below the module: "drift/contract", "." for its root. It is false for others.
func short(path string) (string, bool) {
	if path == module {
		return ".", true
	}
	return strings.CutPrefix(path, module+"/")
}

func long(path string) string {
	if path == "." {
		return module
	}
	return module + "/" + path
}

func floorOf(name string) int {
	return slices.IndexFunc(floors, func(floor []string) bool { return slices.Contains(floor, name) })
}

// broken lists the arrows that the packages break.
func broken(all map[string]listed) (lines []string) {
	for _, path := range slices.Sorted(maps.Keys(all)) {
		name, ours := short(path)
		if !ours {
			continue
		}
		p, floor := all[path], floorOf(name)
		allowed, isBeside := beside[name]
		switch {
		case isBeside:
			for _, dep := range slices.Concat(p.Deps, p.TestImports, p.XTestImports) {
				tested := slices.Contains(p.Deps, dep) || name == "contract_test"
				if to, ok := short(dep); ok && tested && !slices.Contains(allowed, to) {
					lines = append(lines, name+" must not link "+to)
				}
			}
		case floor >= 0:
			for _, dep := range p.Imports {
				if to, ok := short(dep); ok && (floorOf(to) < 0 || floorOf(to) >= floor) {
					lines = append(lines, name+" must not import "+to)
				}
			}
		default:
			lines = append(lines, name+" has no place in internal/house/arrows_test.go: say on which floor it stands")
		}
		for _, dep := range p.Deps {
			for _, banned := range never[name] {
				if dep == banned || strings.HasPrefix(dep, banned+"/") {
					lines = append(lines, name+" must not link "+dep)
				}
			}
			to, _ := short(dep)
			if may, ok := onlyStandard[name]; ok && !all[dep].Standard && !slices.Contains(may, to) {
				lines = append(lines, name+" must not link "+dep)
			}
		}
	}
	return lines
}

// TestArrows compares what the packages import with the floors of the house.
func TestArrows(t *testing.T) {
	t.Parallel()
	all := list(t)
	for _, name := range []string{".", "api", "drift", "drift/contract", "drift/report", "internal/text", "cmd/apidrift"} {
		if _, ok := all[long(name)]; !ok {
			t.Errorf("go list does not know %s", name)
		}
	}
	for _, line := range broken(all) {
		t.Error(line)
	}

	// The control: each of these imports is found.
	for _, c := range []struct{ from, to, want string }{
		{"internal/text", "drift", "internal/text must not import drift"},
		{"drift", "internal/coding", "drift must not import internal/coding"},
		{"drift", "../golang.org/x/text/width", "drift must not link golang.org/x/text/width"},
		{"internal/openapi", "drift/contract", "internal/openapi must not import drift/contract"},
		{"internal/openapi", "internal/redact", "internal/openapi must not import internal/redact"},
		{"internal/openapi", "internal/schema", "internal/openapi must not import internal/schema"},
		{"internal/capture", "drift/recording", "internal/capture must not import drift/recording"},
		{"internal/redact", "../" + kin + "/openapi3", "internal/redact must not link " + kin + "/openapi3"},
		{"drift/contract", "drift/upstream", "drift/contract must not import drift/upstream"},
		{"drift/recording", "internal/openapi", "drift/recording must not link " + kin + "/openapi3"},
		{"drift/report", "internal/openapi", "drift/report must not link " + kin + "/openapi3"},
		{"drift/report", "drift/contract", "drift/report must not link " + module + "/drift/contract"},
		{"drift/upstream", "internal/proxy", "drift/upstream must not import internal/proxy"},
		{"internal/proxy", "cmd/apidrift", "internal/proxy must not import cmd/apidrift"},
		{"cmd/apidrift", "api", "cmd/apidrift must not import api"},
		{"api", "internal/text", "api must not link internal/text"},
		{"api/apitest", "drift", "api/apitest must not link drift"},
		{"contract_test", "drift/upstream", "contract_test must not link drift/upstream"},
		{".", "api", ". must not link api"},
		{"internal/new", "drift", "internal/new has no place"},
	} {
		changed := maps.Clone(all)
		from, to := long(c.from), long(c.to)
		if outside, ok := strings.CutPrefix(c.to, "../"); ok {
			to = outside
		}
		p := changed[from]
		p.ImportPath = from
		p.Imports = append(slices.Clone(p.Imports), to)
		p.Deps = append(slices.Concat(p.Deps, all[to].Deps), to)
		changed[from] = p
		found := slices.ContainsFunc(broken(changed), func(line string) bool { return strings.HasPrefix(line, c.want) })
		if !found {
			t.Errorf("when %s imports %s, it is not said: %s", c.from, c.to, fmt.Sprint(broken(changed)))
		}
	}
}
