package main

import (
	"os"
	"testing"
)

// updating reports whether this run rewrites the texts that tests compare with: UPDATE=1 go test ./...
func updating() bool { return os.Getenv("UPDATE") != "" }

// compareFile compares a text with a file, or writes the file.
func compareFile(t *testing.T, name, got string) {
	t.Helper()
	if updating() {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := readText(t, name); got != want {
		t.Errorf("%s has\n%s\nwant\n%s\nIf that is meant, run UPDATE=1 go test ./cmd/apidrift", name, want, got)
	}
}
