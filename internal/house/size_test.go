package house_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	maxColumns = 120 // of a line, a tab counted as one
	maxLines   = 60  // of a function, from its first line to its last; test files are exempt
)

// oversized lists what is too large in a Go file. Generated files may be of any size.
func oversized(name string, source []byte) (lines []string) {
	if strings.HasSuffix(name, ".gen.go") {
		return nil
	}
	files := token.NewFileSet()
	at := func(p token.Pos) string { return files.Position(p).String() }
	parsed, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return []string{err.Error()}
	}
	number := 0
	for line := range strings.Lines(string(source)) {
		number++
		if n := utf8.RuneCountInString(strings.TrimRight(line, "\r\n")); n > maxColumns {
			lines = append(lines, at(files.File(parsed.Pos()).LineStart(number))+": the line has "+strconv.Itoa(n)+" columns")
		}
	}
	if strings.HasSuffix(name, "_test.go") {
		return lines
	}
	for _, d := range parsed.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if n := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1; n > maxLines {
			lines = append(lines, at(f.Pos())+": "+f.Name.Name+" has "+strconv.Itoa(n)+" lines")
		}
	}
	return lines
}

// TestSizes holds every Go file of the module to the sizes above.
func TestSizes(t *testing.T) {
	t.Parallel()
	read := 0
	err := fs.WalkDir(os.DirFS("../.."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata") {
			return fs.SkipDir
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		source, err := os.ReadFile(filepath.Join("../..", name))
		read++
		for _, line := range oversized(name, source) {
			t.Errorf("%s; at most %d columns and %d lines", line, maxColumns, maxLines)
		}
		return err
	})
	if err != nil || read < 100 {
		t.Errorf("%d files were read, %v", read, err)
	}
}

// TestSizesAreFound is the control of [TestSizes].
func TestSizesAreFound(t *testing.T) {
	t.Parallel()
	function := func(lines int) string { return "func f() {\n" + strings.Repeat("\tg()\n", lines-2) + "}\n" }
	for _, c := range []struct {
		name, source string
		want         int
	}{
		{"a.go", "package p\n\n// " + strings.Repeat("é", maxColumns-3) + "\n" + function(maxLines), 0},
		{"a.go", "package p\n\n// " + strings.Repeat("é", maxColumns-2) + "\n" + function(maxLines+1), 2},
		{"a_test.go", "package p\n\n// " + strings.Repeat("é", maxColumns-2) + "\n" + function(maxLines+1), 1},
		{"a.gen.go", "package p\n\n// " + strings.Repeat("é", maxColumns-2) + "\n" + function(maxLines+1), 0},
		{"a.go", "not Go", 1},
	} {
		if got := oversized(c.name, []byte(c.source)); len(got) != c.want {
			t.Errorf("%s: %d are too large, want %d: %q", c.name, len(got), c.want, got)
		}
	}
}
