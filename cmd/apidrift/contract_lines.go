package main

import (
	"bytes"
	"os"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// maxSource is the greatest size of a file of which lines are shown.
const maxSource = 64 << 20

// contractLines returns a function that renders the lines of a place in a contract: the line itself, and those below it
// that belong to it, up to a few. It reads each file once, when it is first asked about it.
func contractLines(contract string) func(drift.Place) []string {
	files := map[string][][]byte{}
	return func(p drift.Place) []string {
		name := contractPath(contract, p.File)
		lines, known := files[name]
		if !known {
			if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() && info.Size() <= maxSource {
				if data, err := os.ReadFile(name); err == nil {
					lines = bytes.Split(data, []byte("\n"))
				}
			}
			files[name] = lines
		}
		return linesAt(lines, p.Line)
	}
}

// linesAt are a line and those below it that are indented more, without the indentation of the first.
func linesAt(all [][]byte, line int) (shown []string) {
	const most, longest = 24, 400
	if line < 1 || line > len(all) {
		return nil
	}
	depth := 0
	for i, data := range all[line-1 : min(len(all), line-1+most)] {
		text := strings.TrimRight(string(data[:min(len(data), longest)]), " \t\r")
		indentation := len(text) - len(strings.TrimLeft(text, " \t"))
		switch {
		case i == 0:
			depth = indentation
		case text == "":
			continue
		case indentation <= depth:
			return shown
		}
		shown = append(shown, text[min(depth, len(text)):])
	}
	return shown
}
