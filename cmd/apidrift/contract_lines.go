package main

import (
	"bytes"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/input"
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
			if data, err := input.Regular(name, maxSource); err == nil {
				lines = bytes.Split(data, []byte("\n"))
			}
			files[name] = lines
		}
		return linesAt(lines, p.Line, p.Column)
	}
}

// linesAt are a line and those below it that are indented more, without the indentation of the first. Where something
// stands before the column, as in {a: {type: string}}, they are the rest of the line, up to where what begins there
// ends.
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

// flowItem is the part of a line from a column, in characters, to the end of the item of a list or mapping in braces
// that begins there.
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
