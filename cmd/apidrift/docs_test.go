package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDriftLog compares what docs/drift-log.md shows with what the commands print. With UPDATE=1 in the environment, it
// rewrites the former.
func TestDriftLog(t *testing.T) {
	const name = "../../docs/drift-log.md"
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
	t.Setenv("SOURCE_DATE_EPOCH", "1795478400")
	status, said, stderr := runHere(t, "diff", "published.yaml")
	if status != exitDrift || stderr != "" {
		t.Errorf("status %d, %s", status, stderr)
	}
	status, patch, stderr := runHere(t, "propose", "--upstream", "published.yaml")
	if status != exitOK || strings.Contains(stderr, "no edit") {
		t.Errorf("status %d, %s", status, stderr)
	}
	log := readText(t, file)
	for _, shown := range []struct{ language, text string }{{"text", said}, {"diff", patch}} {
		fence := "```" + shown.language + "\n"
		before, rest, _ := strings.Cut(log, fence)
		_, after, ok := strings.Cut(rest, "```")
		if !ok {
			t.Fatalf("the log shows no %s", shown.language)
		}
		log = before + fence + shown.text + "```" + after
	}
	compareFile(t, file, log)
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
