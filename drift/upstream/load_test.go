package upstream

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// TestRelativeServer resolves the server's URL against the one that the document was fetched from.
func TestRelativeServer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(strings.Replace(things, "https://api.example.com", "/", 1)))
	}))
	defer server.Close()
	published, err := Load(t.Context(), server.URL+"/spec/openapi.yaml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	findings, _, err := published.Compare(parsed(t, things, "contract.yaml"))
	if err != nil || len(findings) != 1 || findings[0].Rule != drift.ServerRemoved {
		t.Errorf("got %v, %v", findings, err)
	}
}

func TestFilesThatReferToFiles(t *testing.T) {
	folder := t.TempDir()
	for name, data := range map[string]string{
		"openapi.yaml": strings.Replace(things, `"#/components/schemas/Error"`, `"errors.yaml#/Error"`, 1),
		"errors.yaml": "Error: {type: object, required: [error], properties: {error: {type: string}, details: {type: " +
			"string}}}\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	contract, err := Load(t.Context(), filepath.Join(folder, "openapi.yaml"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if findings, _, err := parsed(t, things, "published.yaml").Compare(contract); err != nil || len(findings) > 0 {
		t.Errorf("got %v, %v", findings, err)
	}
}
