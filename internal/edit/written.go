package edit

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// written is a value of a document, and the bytes in which it is written.
type written struct {
	form       form
	start, end int
	flow       bool   // an object or array in braces or brackets
	text       string // of a scalar: what it says
	tag        string // of a scalar: its type as YAML names it, such as "!!str"
	quote      byte   // of a scalar: its first byte if that is one of " ' | >, otherwise 0
	anchored   bool   // it has a YAML anchor: others may share it
	entries    []entry
	elements   []*written
}

type form int

const (
	scalarForm form = iota
	objectForm
	arrayForm
	aliasForm
)

// entry is a member of an object.
type entry struct {
	name   string
	start  int // of its key
	behind int // the byte behind the colon
	value  *written
}

var (
	errNotThere = errors.New("the contract does not write it out there")
	errShared   = errors.New("it stands behind a YAML anchor, alias or merge key, and others share it")
)

// field is an object's member; nil if there is none.
func (w *written) field(name string) *written {
	if w == nil {
		return nil
	}
	if i := w.index(name); i >= 0 {
		return w.entries[i].value
	}
	return nil
}

// index is the position of an object's member; -1 if there is none. The last of several wins, as in most parsers.
func (w *written) index(name string) int {
	if w == nil {
		return -1
	}
	for i := range slices.Backward(w.entries) {
		if w.entries[i].name == name {
			return i
		}
	}
	return -1
}

// says is what a scalar member says; "" if there is none.
func (w *written) says(name string) string {
	if f := w.field(name); f != nil && f.form == scalarForm {
		return f.text
	}
	return ""
}

// at follows an RFC 6901 pointer. Around, if it is not nil, is the value that the last one stands in.
func (w *written) at(pointer string) (found, around *written, err error) {
	found = w
	for token := range tokens(pointer) {
		if found.form == aliasForm || found.anchored && found != w {
			return nil, nil, errShared
		}
		around = found
		if found = found.child(token); found == nil {
			if around.index("<<") >= 0 {
				return nil, nil, errShared
			}
			return nil, around, fmt.Errorf("%s: %w", text.Line("#"+pointer, text.MaxName), errNotThere)
		}
	}
	if found.form == aliasForm || found.anchored {
		return nil, nil, errShared
	}
	return found, around, nil
}

func (w *written) child(token string) *written {
	switch w.form {
	case objectForm:
		return w.field(token)
	case arrayForm:
		if i, err := strconv.Atoi(token); err == nil && 0 <= i && i < len(w.elements) {
			return w.elements[i]
		}
	}
	return nil
}

// tokens are the tokens of a pointer, without escapes.
func tokens(pointer string) func(func(string) bool) {
	return func(yield func(string) bool) {
		if pointer == "" {
			return
		}
		for token := range strings.SplitSeq(pointer[1:], "/") {
			if !yield(strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")) {
				return
			}
		}
	}
}

// lineStart is the byte at which the line of another one begins.
func lineStart(data []byte, at int) int { return bytes.LastIndexByte(data[:at], '\n') + 1 }

// lineEnd is the byte behind the line of another one, its line end included.
func lineEnd(data []byte, at int) int {
	if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(data)
}

// isFirstOnLine reports whether only white space stands before a byte on its line.
func isFirstOnLine(data []byte, at int) bool {
	return len(bytes.TrimLeft(data[lineStart(data, at):at], " \t")) == 0
}

// closing is the byte of the bracket that ends a flow collection whose last element ends at a byte.
func closing(data []byte, at int) int {
	for at < len(data) {
		switch c := data[at]; {
		case c == '}' || c == ']':
			return at
		case c == '#' && at > 0 && (data[at-1] == ' ' || data[at-1] == '\n' || data[at-1] == '\t'):
			at = lineEnd(data, at)
			continue
		}
		at++
	}
	return at
}

// quotedEnd is the byte behind a quoted scalar.
func quotedEnd(data []byte, from int) int {
	quote := data[from]
	for i := from + 1; i < len(data); i++ {
		switch {
		case data[i] == '\\' && quote == '"':
			i++
		case data[i] == quote && quote == '\'' && i+1 < len(data) && data[i+1] == quote:
			i++
		case data[i] == quote:
			return i + 1
		}
	}
	return len(data)
}
