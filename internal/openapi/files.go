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
