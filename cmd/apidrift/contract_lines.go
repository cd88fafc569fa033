package main

import (
	"bytes"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/input"
)

// maxSource is the maximum size of a file whose lines are shown, in bytes.
const maxSource = 64 << 20

// contractLines returns a function that renders a place in a contract: its line, and some of the lines below that
// belong to it. Each file is read once, when it is first needed.
func contractLines(contract string) func(drift.Place) []string {
	files := map[string][][]byte{}
	return func(p drift.Place) []string {
		name := contractPath(contract, p.File)
		lines, known := files[name]
		if !known {
			if data, err := input.Regular(name, maxSource); err == nil {
				lines = bytes.Split(data, []byte("\n"))
			}
			files[name] = lines
		}
		return linesAt(lines, p.Line, p.Column)
	}
}

// linesAt are a line and the lines below that are indented more, without the indentation of the first. If the column is
// in the middle of the line, as in {a: {type: string}}, they are the item that begins there.
func linesAt(all [][]byte, line, column int) (shown []string) {
	const most, longest = 24, 4000
	if line < 1 || line > len(all) {
		return nil
	}
	depth := 0
	for i, data := range all[line-1 : min(len(all), line-1+most)] {
		text := strings.TrimRight(string(data[:min(len(data), longest)]), " \t\r")
		indentation := len(text) - len(strings.TrimLeft(text, " \t"))
		switch {
		case i == 0 && column-1 > indentation:
			return []string{flowItem(text, column)}
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

// flowItem is the item of a flow collection that begins at a column of a line, in characters.
func flowItem(line string, column int) string {
	runes := []rune(line)
	if column > len(runes) {
		return ""
	}
	depth := 0
	for i, r := range runes[column-1:] {
		switch r {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if depth < 0 || depth == 0 && r == ',' {
			return string(runes[column-1 : column-1+i])
		}
	}
	return string(runes[column-1:])
}
