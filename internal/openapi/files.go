package openapi

import (
	"maps"
	"path/filepath"
	"slices"
)

// Files lists the files that were read, sorted, under the names by which they were opened.
func (d *Document) Files() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(d.sources)) {
		names = append(names, filepath.FromSlash(name))
	}
	return names
}

// Files lists the files that were read so far, the document's own included, under the names by which they were opened.
func (f *File) Files() (names []string) {
	if f.others == nil {
		return nil // it was not read from a file
	}
	names = append(names, filepath.FromSlash(f.location))
	for _, location := range slices.Sorted(maps.Keys(f.others.files)) {
		names = append(names, filepath.FromSlash(location))
	}
	return names
}
