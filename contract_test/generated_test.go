package contract_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestGeneratedCodeIsFresh generates the client again, with the generator that go.mod pins, and compares the bytes.
func TestGeneratedCodeIsFresh(t *testing.T) {
	t.Parallel()
	committed := read(t, "../api/client.gen.go")
	read(t, "../go.mod") // the generator's version: read here, like the inputs below, so that go test sees a cached result go stale
	if got := generate(t, read(t, "../openapi.yaml")); !bytes.Equal(got, committed) {
		t.Error("api/client.gen.go is not what openapi.yaml generates: run go generate ./... and commit the result")
	}

	// The control: a contract with one more property generates something else.
	changed := bytes.Replace(read(t, "../openapi.yaml"), []byte("        provider: #"), []byte("        extra: {type: string}\n        provider: #"), 1)
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
		t.Fatal("oapi-codegen.yaml has not one output line")
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
