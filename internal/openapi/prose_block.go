package openapi

import (
	"bytes"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// blockProse removes prose from a value in YAML's block style, line by line.
type blockProse struct {
	*cutter
	blockScanner
	open []openMapping // around the line
}

// openMapping is a mapping of which not all lines have been seen.
type openMapping struct {
	column  int    // of its keys
	name    string // of the member that it is the value of; "" for an item of a list
	last    string // its last key
	isKept  bool   // a member of it is
	removed int    // how many removals there were before it
}

// blockKey is a line with a key.
type blockKey struct {
	blockLine
	name       string
	at, value  int // bytes
	column     int
	isItem     bool // it is the first of an item of a list
	isProse    bool
	isDeferred bool // its value begins on a line of its own
}

func (w *blockProse) run(name string) {
	if w.at > 0 && w.data[w.at-1] != '\n' {
		return // a value in flow style, or a scalar
	}
	w.open = []openMapping{{column: -1, last: name, isKept: true}}
	for {
		line, ok := w.peek()
		if !ok {
			break
		}
		k, ok := w.keyOf(line)
		if !ok {
			w.skip(line)
			continue
		}
		w.enter(k)
		in := &w.open[len(w.open)-1]
		k.isProse = in.hasProse(k)
		switch {
		case k.isProse && k.isItem:
			w.removeFirst(k)
		case k.isProse:
			w.skipValue(k)
			w.removed = append(w.removed, [2]int{line.start, w.at})
		case slices.Contains(opaqueMembers, k.name) && !slices.Contains(namedMembers, in.name):
			in.isKept = true
			w.skipValue(k)
		default:
			if in.isKept, in.last = true, k.name; slices.Contains(namedMembers, in.name) {
				in.last = "" // a name, not a keyword
			}
			w.skip(line)
		}
	}
	w.leave(-1)
}

// keyOf is the key of a line, after the dashes of lists.
func (w *blockProse) keyOf(line blockLine) (k blockKey, ok bool) {
	k = blockKey{blockLine: line, at: line.text}
	for k.at < line.end && w.data[k.at] == '-' && (k.at+1 == line.end || w.data[k.at+1] == ' ') {
		k.isItem = true
		for k.at++; k.at < line.end && w.data[k.at] == ' '; {
			k.at++
		}
	}
	k.column = k.at - line.start
	k.name, k.value, ok = line.key(k.at)
	k.isDeferred = k.value >= line.end || w.data[k.value] == '#' || w.data[k.value] == '\r'
	return k, ok
}

// enter closes the mappings that do not have a key, and opens the one that does.
func (w *blockProse) enter(k blockKey) {
	column := k.column
	if k.isItem {
		column-- // of another mapping than the lines before
	}
	w.leave(column)
	if around := w.open[len(w.open)-1]; around.column < k.column {
		in := openMapping{column: k.column, name: around.last, removed: len(w.removed)}
		if k.isItem {
			in.name = ""
		}
		w.open = append(w.open, in)
	}
}

// leave closes the mappings whose keys stand to the right of a column. A mapping keeps its first member if it would
// lose all: without one it would be null.
func (w *blockProse) leave(column int) {
	for last := len(w.open) - 1; w.open[last].column > column && last > 0; last-- {
		if closed := w.open[last]; !closed.isKept && len(w.removed) > closed.removed {
			w.removed = slices.Delete(w.removed, closed.removed, closed.removed+1)
		}
		w.open = w.open[:last]
	}
}

func (m openMapping) hasProse(k blockKey) bool {
	kind := jsontext.Kind('"')
	if k.isDeferred || bytes.IndexByte([]byte("{["), k.data[k.value]) >= 0 {
		kind = '{'
	}
	return !slices.Contains(namedMembers, m.name) && isProse(k.name, kind)
}

// skipValue passes over a key and its value: lines that are indented more, and a list at the indentation of the key.
func (w *blockProse) skipValue(k blockKey) {
	w.skip(k.blockLine)
	for {
		line, ok := w.peek()
		if !ok || line.indent < k.column || line.indent == k.column && !(k.isDeferred && line.isItem()) {
			return
		}
		w.skip(line)
	}
}

// removeFirst removes the first members of an item of a list, up to one that is kept, which moves to the dash.
func (w *blockProse) removeFirst(k blockKey) {
	in := &w.open[len(w.open)-1]
	for next := k; ; {
		w.skipValue(next)
		line, ok := w.peek()
		if ok {
			next, ok = w.keyOf(line)
		}
		if !ok || next.isItem || next.column != k.column {
			in.isKept = true // the item has nothing else
			return
		}
		if next.isProse = in.hasProse(next); !next.isProse {
			w.removed = append(w.removed, [2]int{k.at, next.at})
			return
		}
	}
}
