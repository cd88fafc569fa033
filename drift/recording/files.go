package recording

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// extensions are those of the files that a folder stands for.
var extensions = []string{".yaml", ".yml", ".json", ".ndjson", ".jsonl", ".har"}

// Files lists the recordings that paths name, in their order. A file stands for itself, whatever its name, and "-" for
// standard input. A folder stands for every .yaml, .yml, .json, .ndjson, .jsonl and .har file below it, in lexical
// order. Files skips names that begin with a dot, and does not follow symbolic links to folders. A file that is named
// twice, by whatever path or link, is listed once, under its first name. A path that does not exist is an error, and so
// is a folder without a recording. Names of files below a folder have slashes on every system.
func Files(paths ...string) ([]string, error) {
	var all fileSet
	for _, path := range paths {
		if path == standardInput {
			all.add(path)
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("cannot read recordings: %w", err)
		}
		if !info.IsDir() {
			all.add(path)
			continue
		}
		found, err := filesBelow(path)
		if err != nil {
			return nil, fmt.Errorf("cannot read recordings: %w", err)
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("nothing to check: the folder %s has no recording (%s) in it",
				path, strings.Join(extensions, ", "))
		}
		for _, file := range found {
			all.add(file)
		}
	}
	return all.names, nil
}

// fileSet is the names of files, in the order in which they were added.
type fileSet struct {
	names  []string
	byName map[string]bool
	byTime map[time.Time][]fs.FileInfo // of the last change: files that are the same have the same
}

// add adds a file unless it is there already.
func (s *fileSet) add(name string) {
	if s.byName == nil {
		s.byName, s.byTime = map[string]bool{}, map[time.Time][]fs.FileInfo{}
	}
	if s.byName[name] {
		return
	}
	s.byName[name] = true
	if info, err := os.Stat(name); err == nil && name != standardInput {
		changed := info.ModTime()
		if slices.ContainsFunc(s.byTime[changed], func(other fs.FileInfo) bool { return os.SameFile(info, other) }) {
			return
		}
		s.byTime[changed] = append(s.byTime[changed], info)
	}
	s.names = append(s.names, name)
}

func filesBelow(folder string) (files []string, err error) {
	root := folder
	if target, err := filepath.EvalSymlinks(folder); err == nil { // WalkDir does not enter a root that is a link
		root = target
	}
	err = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != root && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return filepath.SkipDir
			}
		case slices.Contains(extensions, strings.ToLower(filepath.Ext(name))) && isReadable(name, entry):
			below, err := filepath.Rel(root, name)
			if err != nil {
				return err
			}
			files = append(files, filepath.ToSlash(filepath.Join(folder, below)))
		}
		return nil
	})
	return files, err
}

// isReadable reports whether an entry is a regular file or a link to one. It is also true for a link whose target does
// not exist, so that reading it reports the error.
func isReadable(name string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return entry.Type().IsRegular()
	}
	info, err := os.Stat(name)
	return err != nil || info.Mode().IsRegular()
}
