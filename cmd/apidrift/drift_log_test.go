package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDriftLog keeps what docs/drift-log.md shows equal to what the program prints.
func TestDriftLog(t *testing.T) {
	folder := t.TempDir()
	for name, from := range map[string]string{"openapi.yaml": "../../openapi.yaml", "published.yaml": "testdata/array-form.yaml"} {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile("../../docs/drift-log.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(strings.ReplaceAll(string(data), "\r\n", "\n"), "```text\n")
	want, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the log shows no text")
	}
	t.Chdir(folder)
	var stdout, stderr bytes.Buffer
	if status := Run(t.Context(), []string{"diff", "published.yaml"}, strings.NewReader(""), &stdout, &stderr); status != exitDrift || stderr.Len() > 0 {
		t.Errorf("status %d, %s", status, stderr.String())
	}
	if got := stdout.String(); got != want {
		t.Errorf("docs/drift-log.md has:\n%s\nand the program prints:\n%s", want, got)
	}
}
