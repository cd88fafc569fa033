package report

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// readSARIF reads a log, refusing members that SARIF does not have, and validates it with the schema of SARIF 2.1.0.
func readSARIF(t *testing.T, data []byte) (*sarif.Report, error) {
	t.Helper()
	var log sarif.Report
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&log); err != nil {
		return nil, err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return &log, sarifSchema().Validate(value)
}

// sarifSchema is the schema of OASIS (errata 01), which the library has in a constant of its source.
var sarifSchema = sync.OnceValue(func() *jsonschema.Schema {
	file, _ := runtime.FuncForPC(reflect.ValueOf((*sarif.Report).Validate).Pointer()).FileLine(0)
	source, err := parser.ParseFile(token.NewFileSet(), filepath.Join(filepath.Dir(file), "schema.go"), nil, 0)
	if err != nil {
		panic(err)
	}
	var text string
	ast.Inspect(source, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok {
			text, err = strconv.Unquote(literal.Value)
		}
		return true
	})
	schema, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		panic(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", schema); err != nil {
		panic(err)
	}
	return c.MustCompile("sarif.json")
})

func TestSARIFIsValid(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]*Report{
		"everything": everything(t), "clean": reportOf(t, "clean"), "hostile": hostile(t, oddMessage),
	} {
		log, err := readSARIF(t, written(t, SARIF, r))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		run := log.Runs[0]
		if len(run.Results) != len(r.Facts())+len(r.AcceptedFacts()) {
			t.Errorf("%s: %d results for %d facts and %d accepted ones", name, len(run.Results), len(r.Facts()),
				len(r.AcceptedFacts()))
		}
		suppressed := 0
		for _, result := range run.Results {
			if got := *run.Tool.Driver.Rules[result.RuleIndex].ID; got != *result.RuleID {
				t.Errorf("%s: the result of %s has the index of %s", name, *result.RuleID, got)
			}
			suppressed += len(result.Suppressions)
		}
		if suppressed != len(r.AcceptedFacts()) {
			t.Errorf("%s: %d suppressions for %d accepted facts", name, suppressed, len(r.AcceptedFacts()))
		}
	}

	valid := string(written(t, SARIF, everything(t)))
	for _, empty := range []string{": []", ": {}", ": -1", `: ""`, ": null"} {
		if strings.Contains(valid, empty) {
			t.Errorf("a member is empty: %q", empty)
		}
	}
	if clean := string(written(t, SARIF, reportOf(t, "clean"))); !strings.Contains(clean, `"results": []`) {
		t.Errorf("no results are not the same as none that are known:\n%s", clean)
	}
	for _, broken := range []string{
		strings.Replace(valid, `"level": "error"`, `"level": "fatal"`, 1),
		strings.Replace(valid, `"startLine": 20`, `"startLine": 0`, 1),
		strings.Replace(valid, `"ruleIndex": 0`, `"ruleIndex": -2`, 1),
		strings.Replace(valid, `"kind": "external"`, `"kind": "known"`, 1),
		strings.Replace(valid, `"version": "2.1.0"`, `"version": "2.0.0"`, 1),
		strings.Replace(valid, `"runs"`, `"run"`, 1),
	} {
		if broken == valid {
			t.Fatal("the control changes nothing")
		}
		if _, err := readSARIF(t, []byte(broken)); err == nil {
			t.Error("a broken log is taken for valid")
		}
	}
}

func TestSARIFPlaces(t *testing.T) {
	absolute := "/elsewhere/a%20b.yaml"
	if runtime.GOOS == "windows" {
		absolute = "C:" + absolute
	}
	for file, want := range map[string]string{
		"./recordings/a b.yaml": "recordings/a%20b.yaml",
		"a:b,c#d?é.yaml":        "./a:b,c%23d%3F%C3%A9.yaml",
		"\xff\x1b.yaml":         "%FF%1B.yaml",
		"../elsewhere/a.yaml":   "../elsewhere/a.yaml",
		absolute:                "file:///" + strings.TrimPrefix(strings.ReplaceAll(absolute, "%", "%25"), "/"),
	} {
		if got, ok := fileURI(file); !ok || got != want {
			t.Errorf("the URI of %q is %q, want %q", file, got, want)
		}
	}
	if uri, ok := fileURI("-"); ok {
		t.Errorf("standard input has the URI %q", uri)
	}
	inside, _ := fileURI(t.TempDir())
	t.Chdir(t.TempDir())
	if got, _ := fileURI("a.yaml"); got != "a.yaml" || !strings.HasPrefix(inside, "file:///") {
		t.Errorf("got %q and %q", got, inside)
	}
}

// TestFactsKeepTheirIDs: an ID stays the same when the recording grows, a line moves or a message changes.
func TestFactsKeepTheirIDs(t *testing.T) {
	t.Parallel()
	id := func(f drift.Finding) string { return idOf(keyOf(&f, nil)) }
	f := drift.Finding{Rule: "value-type", Operation: "getThing", Status: 200, Pointer: "/a", Message: "m",
		Source: drift.Source{File: "a", Entry: 1, Line: 2}, Place: drift.Place{Pointer: "/p", Line: 1}}
	moved := f
	moved.Source, moved.Message = drift.Source{File: "b", Entry: 3, Line: 4}, "n"
	moved.Place.Line, moved.Operation, moved.Status, moved.Pointer = 9, "getThings", 201, "/b/0"
	if id(f) != id(moved) {
		t.Error("another source, line, operation, status or pointer gives another ID")
	}
	unknown := f
	unknown.Place = drift.Place{}
	for _, change := range []func(*drift.Finding){
		func(f *drift.Finding) { f.Rule = "value-null" },
		func(f *drift.Finding) { f.Place.File = "other.yaml" },
		func(f *drift.Finding) { f.Place.Pointer = "/q" },
		func(f *drift.Finding) { f.Key = "page" },
	} {
		other := f
		if change(&other); id(f) == id(other) {
			t.Errorf("%+v has the same ID", other)
		}
	}
	for _, change := range []func(*drift.Finding){
		func(f *drift.Finding) { f.Operation = "getThings" },
		func(f *drift.Finding) { f.Status = drift.StatusRange(2) },
		func(f *drift.Finding) { f.Status = 0 },
		func(f *drift.Finding) { f.Pointer = "/b" },
	} {
		other := unknown
		if change(&other); id(unknown) == id(other) {
			t.Errorf("%+v has the same ID", other)
		}
	}
	const published = "13b7e587689bbd15" // a code-scanning service remembers it
	if got := id(f); got != published {
		t.Errorf("the ID changed to %s", got)
	}
}
