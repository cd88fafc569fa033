package house_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var link = regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)

// dead lists the links of a Markdown file that lead to no file of the module. Links to other sites are not followed.
func dead(name, text string) (links []string) {
	for _, match := range link.FindAllStringSubmatch(text, -1) {
		if strings.Contains(match[1], "://") {
			continue
		}
		target := path.Join(path.Dir(name), match[1])
		if _, err := os.Stat(filepath.Join("../..", target)); err != nil {
			links = append(links, name+" links to "+target+", which is not there")
		}
	}
	return links
}

func TestLinks(t *testing.T) {
	t.Parallel()
	read := 0
	err := fs.WalkDir(os.DirFS("../.."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".md" {
			return err
		}
		text, err := os.ReadFile(filepath.Join("../..", name))
		read++
		for _, line := range dead(name, string(text)) {
			t.Error(line)
		}
		return err
	})
	if err != nil || read < 5 {
		t.Errorf("%d files were read, %v", read, err)
	}

	// The control.
	const text = "[a](design.md) [b](gone.md#x) [c](../go.mod#y) [d](../gone/) [e](https://example.invalid/gone) `[f]`"
	if got := dead("docs/a.md", text); len(got) != 2 {
		t.Errorf("dead links: %q", got)
	}
}
