package recording_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift/recording"
)

func TestFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{
		"a/1.yaml", "a/2.YML", "a/3.json", "a/4.har", "a/5.txt", "a/.6.yaml", "a/.hidden/7.yaml", "a/b/8.har",
		"a/b.yaml", "other/9.yaml",
		"noext", ".dot.har", "none/readme.md",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("empty", 0o700); err != nil {
		t.Fatal(err)
	}
	below := []string{"1.yaml", "2.YML", "3.json", "4.har", "b/8.har", "b.yaml"}
	links := runtime.GOOS != "windows" // where making one is a privilege
	if links {
		symlink(t, "../other", "a/linked")
		symlink(t, "../other/9.yaml", "a/9.yaml")
		symlink(t, "nowhere", "a/c.yaml") // reading it says what is wrong
		symlink(t, "a", "root")
		symlink(t, "1.yaml", "a/again.yaml") // the same file
		if err := os.Link("noext", "hard"); err != nil {
			t.Fatal(err)
		}
		below = []string{"1.yaml", "2.YML", "3.json", "4.har", "9.yaml", "b/8.har", "b.yaml", "c.yaml"}
	}
	in := func(folder string) (files []string) {
		for _, name := range below {
			files = append(files, filepath.Join(folder, name))
		}
		return files
	}

	for paths, want := range map[string][]string{
		"a":                                     in("a"),
		"./a/":                                  in("a"),
		"root":                                  in("root"),
		"noext":                                 {"noext"},
		".dot.har":                              {".dot.har"},
		"a/5.txt":                               {"a/5.txt"},
		"-":                                     {"-"},
		"other - a/b":                           {"other/9.yaml", "-", "a/b/8.har"},
		"a/.hidden":                             {"a/.hidden/7.yaml"},
		"- -":                                   {"-"},
		"a a":                                   in("a"),
		"root a/b":                              in("root"),
		"a/b/8.har ./a/b a/b/../b/8.har root/b": {"a/b/8.har"},
		"a/again.yaml a/1.yaml":                 {"a/again.yaml"},
		"noext hard":                            {"noext"},
		"a/c.yaml a/b":                          nil,
	} {
		if !links &&
			(strings.Contains(paths, "root") || strings.Contains(paths, "again") || strings.Contains(paths, "hard")) {
			continue
		}
		got, err := recording.Files(strings.Fields(paths)...)
		if want == nil && err != nil {
			continue // a link to nowhere that is named
		}
		for _, files := range [][]string{got, want} {
			for i, file := range files {
				files[i] = filepath.ToSlash(file)
			}
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %q, %v, want %q", paths, got, err, want)
		}
	}
	for path, want := range map[string]string{
		"gone":  "cannot read recordings: ",
		"empty": "nothing to check: the folder empty has no recording",
		"none":  "nothing to check: the folder none has no recording",
	} {
		if got, err := recording.Files("noext", path); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %q, %v, want %s", path, got, err, want)
		}
	}
	if _, err := recording.Files("gone"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing path gives %v", err)
	}
}

func symlink(t *testing.T, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil {
		t.Skip("no symbolic links here:", err)
	}
}
