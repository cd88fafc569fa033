package report

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// origins counts exchanges by the name of the folder that their file is in.
type origins map[string]int

func (o origins) add(source drift.Source) {
	switch source.File {
	case "":
	case "-":
		o["standard input"]++
	default:
		folder := filepath.Base(filepath.Dir(source.File))
		if folder == "." {
			folder = "this folder"
		}
		o[folder]++
	}
}

// String lists the folders with their counts, in lexical order: "documented 2, recorded 7".
func (o origins) String() string {
	if len(o) == 0 {
		return "-"
	}
	var parts []string
	for _, folder := range slices.Sorted(maps.Keys(o)) {
		parts = append(parts, fmt.Sprintf("%s %d", folder, o[folder]))
	}
	return strings.Join(parts, ", ")
}
