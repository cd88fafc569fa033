package edit

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

// FuzzCut: whatever a document is, cutting and transcribing ends, and what is written reads as it was meant.
func FuzzCut(f *testing.F) {
	scripts, err := filepath.Glob("../../cmd/apidrift/testdata/script/init*.txtar")
	if err != nil || len(scripts) == 0 {
		f.Fatal("no seeds: ", err)
	}
	for _, script := range scripts {
		archive, err := txtar.ParseFile(script)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Data)
		}
	}
	contract, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(contract)
	f.Add([]byte("openapi: 3.1.0\npaths:\n  : get: {}"))
	f.Add([]byte("openapi: 3.1.0\npaths:\n /a:\n  get:\n   example:\n   -"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := openapi.OpenBytes(data, "document.yaml")
		if err != nil {
			return
		}
		c, err := NewCutter(file)
		if err != nil {
			return
		}
		operations, _ := file.Operations()
		for i := range operations {
			fragment, err := c.Cut(operations[i : i+1])
			if err != nil {
				continue
			}
			checkWritten(t, fragment)
			fragment.Transcribe()
			checkWritten(t, fragment)
		}
	})
}

func checkWritten(t *testing.T, fragment *Fragment) {
	t.Helper()
	text, err := fragment.YAML("A fragment.")
	if err != nil {
		t.Fatal(err)
	}
	again, err := parse(text)
	if err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	if at, same := sameValues(fragment.root, again, ""); !same {
		t.Errorf("another value at %s:\n%s", at, text)
	}
}
