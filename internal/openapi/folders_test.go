package openapi

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestFolders: what is read is a regular file whose real place is in a folder that is allowed.
func TestFolders(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	for _, name := range []string{"in/a", "in/sub/b", "out/c", "in-between/d"} {
		name = filepath.Join(base, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{
		"in/up": "..", "in/c": "../out/c", "in/own": "sub/b", "out/back": "../in", "in/gone": "nowhere", "alias": "in",
	} {
		if err := os.Symlink(filepath.FromSlash(target), filepath.Join(base, filepath.FromSlash(link))); err != nil {
			t.Skip("there are no links: ", err)
		}
	}
	const fine, outside = "", "is outside the document's folder"
	missing := "no such file"
	if runtime.GOOS == "windows" {
		missing = "cannot find"
	}
	for _, test := range []struct{ document, allowed, location, want string }{
		{"in/openapi.yaml", "", "in/a", fine},
		{"in/openapi.yaml", "", "in/sub/../sub/b", fine},
		{"in/openapi.yaml", "", "in/own", fine},
		{"in/openapi.yaml", "", "out/back/a", fine},
		{"alias/openapi.yaml", "", "alias/a", fine},
		{"alias/openapi.yaml", "", "in/a", fine},
		{"in/openapi.yaml", "", "out/c", outside},
		{"in/openapi.yaml", "", "in/../out/c", outside},
		{"in/openapi.yaml", "", "in/c", outside},
		{"in/openapi.yaml", "", "in/up/out/c", outside},
		{"in/openapi.yaml", "", "in-between/d", outside},
		{"in/openapi.yaml", "", "out/gone", outside},
		{"in/openapi.yaml", "", "in/up/out/gone", outside},
		{"in/sub/openapi.yaml", "", "in/a", outside},
		{"in/openapi.yaml", "out", "out/c", fine},
		{"in/openapi.yaml", "out", "in/c", fine},
		{"in/openapi.yaml", "out", "in-between/d", outside},
		{"in/openapi.yaml", "in", "in/nothing", missing},
		{"alias/openapi.yaml", "", "alias/nothing", missing},
		{"in/openapi.yaml", "", "in/gone", missing},
		{"in/openapi.yaml", "", "in/sub", "is a folder"},
	} {
		var allowed []string
		if test.allowed != "" {
			allowed = []string{filepath.Join(base, test.allowed)}
		}
		all, err := newFolders(filepath.Join(base, test.document), allowed)
		if err != nil {
			t.Fatal(err)
		}
		_, err = all.read(filepath.ToSlash(base) + "/" + test.location)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: got %v", test, err)
		}
	}
	if _, err := newFolders(filepath.Join(base, "a"), []string{filepath.Join(base, "gone")}); err == nil {
		t.Errorf("a folder that does not exist: got %v", err)
	}
}
