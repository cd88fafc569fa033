package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestProposeLinode proves the proposals for a real document, with many flaws, and recordings of a real server.
func TestProposeLinode(t *testing.T) {
	t.Parallel()
	data := os.Getenv("APIDRIFT_DATA")
	if data == "" {
		data = "../../../shared/data"
	}
	folder, err := filepath.Abs(filepath.Join(data, "linode"))
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile(filepath.Join(folder, "openapi-2024-10.yaml"))
	if err != nil {
		t.Skip("the recordings are not here: set APIDRIFT_DATA to the folder that has linode/")
	}
	if testing.Short() {
		t.Skip("it takes a minute")
	}
	recordings := filepath.Join(folder, "cassettes")
	c := &proposeCase{TB: t, folder: t.TempDir(), contract: "openapi.yaml"}
	c.args = []string{"-c", "openapi.yaml", "--all", "--requests", recordings}
	c.write("openapi.yaml", document)
	patch, said := c.propose()
	if n := strings.Count(said, "edit     "); n < 350 {
		t.Errorf("%d edits", n)
	}
	c.prove(patch, said)
}
