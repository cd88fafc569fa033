package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDriftLog compares what docs/drift-log.md shows with what the command prints. With UPDATE=1 in the environment, it
// rewrites the former.
func TestDriftLog(t *testing.T) {
	const name = "../../docs/drift-log.md"
	log := readText(t, name)
	before, rest, _ := strings.Cut(log, "```text\n")
	_, after, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the log shows no text")
	}
	folder := t.TempDir()
	for name, from := range map[string]string{"openapi.yaml": "openapi.yaml", "published.yaml": "array-form.yaml"} {
		data := readText(t, filepath.Join("testdata/contract", from))
		if err := os.WriteFile(filepath.Join(folder, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder) // the text has file names without folders
	status, stdout, stderr := runHere(t, "diff", "published.yaml")
	if status != exitDrift || stderr != "" {
		t.Errorf("status %d, %s", status, stderr)
	}
	compareFile(t, file, before+"```text\n"+stdout+"```"+after)
}

// TestRules compares docs/rules.md with what apidrift rules prints.
func TestRules(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := runHere(t, "rules")
	if status != exitOK || stderr != "" {
		t.Errorf("status %d, %s", status, stderr)
	}
	compareFile(t, "../../docs/rules.md", stdout)
}

// TestReadmeCommand runs the README's first command. It compares no text, since the contract may change.
func TestReadmeCommand(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := runHere(t, "check", "--contract", "../../openapi.yaml", "../../contract_test/testdata")
	if status != exitOK || stderr != "" || !strings.Contains(stdout, ": 0 breaking facts in ") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}
