package contract_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestGeneratedCodeIsFresh generates the client again, with the generator that go.mod pins, and compares the bytes.
func TestGeneratedCodeIsFresh(t *testing.T) {
	t.Parallel()
	const file = "api/openapi/openapi.gen.go"
	committed, contract := read(t, "../"+file), read(t, "../openapi.yaml")
	read(t, "../go.mod") // Has the generator's version. Reading it makes go test run again when it changes.
	if got := generate(t, contract); !bytes.Equal(got, committed) {
		t.Errorf("%s is not what openapi.yaml generates: run go generate ./... and commit the result", file)
	}

	// The control: a contract with one more property generates something else.
	property := []byte("        provider: #")
	changed := bytes.Replace(contract, property, slices.Concat([]byte("        extra: {type: string}\n"), property), 1)
	if bytes.Equal(generate(t, changed), committed) {
		t.Error("a changed contract generates the same code: this test cannot fail")
	}
}

var outputLine = regexp.MustCompile(`(?m)^output:.*\n`)

// generate runs the generator on a contract with the settings of oapi-codegen.yaml, and returns what it would write.
func generate(t *testing.T, contract []byte) []byte {
	t.Helper()
	settings := read(t, "../oapi-codegen.yaml")
	if len(outputLine.FindAll(settings, -1)) != 1 {
		t.Fatal("oapi-codegen.yaml must have exactly one output line")
	}
	folder := t.TempDir()
	write := func(name string, data []byte) string {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	// Without an output line, the generator prints. With one, it ignores every flag that says otherwise.
	command := exec.Command("go", "tool", "oapi-codegen",
		"-config", write("oapi-codegen.yaml", outputLine.ReplaceAll(settings, nil)), write("openapi.yaml", contract))
	command.Dir = ".."
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", command, err, &stderr)
	}
	return out
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
