// Package traffic reads HTTP exchanges from files.
//
// Start with [Files], which finds recordings, and [Read], which yields the exchanges of one. A recording is a cassette of go-vcr v4.
package traffic

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Files lists the recordings among paths: a file stands for itself, a folder for every .yaml and .yml file below it, in lexical
// order. Names that begin with a dot are passed over. A path that does not exist, and a folder without a recording, is an error.
func Files(paths ...string) ([]string, error) {
	var files []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("cannot read recordings: %w", err)
		}
		if !info.IsDir() {
			files = append(files, path)
			continue
		}
		found := len(files)
		err = filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return fmt.Errorf("cannot read recordings: %w", err)
			case name != path && strings.HasPrefix(entry.Name(), "."):
				if entry.IsDir() {
					return filepath.SkipDir
				}
			case !entry.IsDir() && slices.Contains([]string{".yaml", ".yml"}, strings.ToLower(filepath.Ext(name))):
				files = append(files, name)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(files) == found {
			return nil, fmt.Errorf("nothing to check: the folder %s has no recording (.yaml or .yml) in it", path)
		}
	}
	return files, nil
}

// Read yields the exchanges of a recording in their order. The first error ends it. A recording without an exchange is an error: it proves nothing.
func Read(name string) iter.Seq2[drift.Exchange, error] {
	return func(yield func(drift.Exchange, error) bool) {
		data, err := os.ReadFile(name)
		if err != nil {
			yield(drift.Exchange{}, fmt.Errorf("cannot read recordings: %w", err))
			return
		}
		exchanges, err := cassetteExchanges(data)
		if err == nil && len(exchanges) == 0 {
			err = errors.New("it has no interaction, so it proves nothing: record it again, or delete it")
		}
		if err != nil {
			yield(drift.Exchange{}, fmt.Errorf("%s: %w", name, err))
			return
		}
		for i, x := range exchanges {
			x.Source = drift.Source{File: name, Entry: i}
			if !yield(x, nil) {
				return
			}
		}
	}
}
