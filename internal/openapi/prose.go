package openapi

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Members that a comparison ignores, and that make up most of a published document.
var (
	proseTexts  = []string{"description", "summary", "title"} // if they are strings
	proseValues = []string{"example", "examples", "externalDocs"}

	// namedMembers are keys of objects in which the vendor chose the keys.
	namedMembers = []string{
		"properties", "patternProperties", "dependentSchemas", "dependentRequired", "$defs", "definitions", "mapping",
		"schemas",
		"responses", "parameters", "requestBodies", "headers", "securitySchemes", "links", "callbacks", "pathItems", "paths",
		"content", "encoding", "variables", "scopes",
	}
	// opaqueMembers are keys of values that are compared as they are.
	opaqueMembers = []string{"default", "enum", "const", "security"}
)

// prose removes descriptions, examples and extensions from a part that is kept, for which a token or a line costs a
// tenth of what it costs the parser. Of YAML that only a parser can outline it removes nothing.
func (c *cutter) prose(p *part) {
	switch before := len(c.removed); {
	case p.node != nil:
	case !c.isJSON(p):
		w := blockProse{cutter: c, blockScanner: blockScanner{data: c.data, at: p.value, end: p.valueEnd}}
		w.run(p.key)
	default:
		w := proseWalker{newJSONOutliner(c.data, p.value, p.valueEnd), c}
		if w.value(p.key) != nil {
			c.removed = c.removed[:before]
		}
	}
}

type proseWalker struct {
	jsonOutliner
	*cutter
}

// value walks the value of a member. The key is "" for an element of an array, and for a name that the vendor chose.
func (w proseWalker) value(key string) error {
	switch kind := w.PeekKind(); {
	case kind == '{' && !slices.Contains(opaqueMembers, key):
		return w.object(key)
	case kind == '[' && !slices.Contains(opaqueMembers, key):
		_, err := w.ReadToken()
		for err == nil && w.PeekKind() != ']' {
			err = w.value("")
		}
		if err == nil {
			_, err = w.ReadToken()
		}
		return err
	}
	return w.SkipValue()
}

func (w proseWalker) object(key string) error {
	if _, err := w.ReadToken(); err != nil {
		return err
	}
	hasNames := slices.Contains(namedMembers, key)
	keptEnd, removedFrom := w.offset(), -1 // of the last member that is kept, and of those after it
	for w.PeekKind() != '}' {
		quoted, err := w.ReadValue()
		if err != nil {
			return err
		}
		name, start := strings.Trim(string(quoted), `"`), w.offset()-len(quoted)
		if !hasNames && isProse(name, w.PeekKind()) {
			if err := w.SkipValue(); err != nil {
				return err
			}
			if removedFrom < 0 {
				removedFrom = start
			}
			continue
		}
		if removedFrom >= 0 {
			w.removed = append(w.removed, [2]int{removedFrom, start})
			removedFrom = -1
		}
		if hasNames {
			name = ""
		}
		if err := w.value(name); err != nil {
			return err
		}
		keptEnd = w.offset()
	}
	_, err := w.ReadToken()
	if removedFrom >= 0 {
		w.removed = append(w.removed, [2]int{keptEnd, w.offset() - 1}) // with the comma before them
	}
	return err
}

func isProse(name string, kind jsontext.Kind) bool {
	return kind == '"' && slices.Contains(proseTexts, name) || slices.Contains(proseValues, name) ||
		strings.HasPrefix(name, "x-") && !IsRead(name)
}
