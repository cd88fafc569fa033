package openapi

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"go.yaml.in/yaml/v4"
)

// Limits of a file. Each keeps what a library does from growing faster than the file.
const (
	maxMembers  = 20_000 // of an object: the YAML library compares each name with every other
	maxTwice    = 100    // names of an object that stand twice
	manyMembers = 2_000  // from which on an object is looked at
	manyRefs    = 200    // to parts of components, from which on they are looked at
	freeNodes   = 30_000 // that aliases may stand for in every document,
	maxExpanded = 3      // and how many times those that are written
)

// checkLimits refuses what would take time or memory out of proportion to the size of the file, before it is loaded:
// references to references, aliases of aliases, objects of very many members, and duplicate names.
func checkLimits(data []byte) error {
	if err := checkChains(data); err != nil {
		return err
	}
	hasDeepRefs := len(deepRef.FindAllIndex(data, manyRefs)) == manyRefs
	if !hasDeepRefs && !hasAliases(data) && !mayHaveMany(data, manyMembers) {
		return nil
	}
	w := walker{hasDeepRefs: hasDeepRefs, sizes: map[*yaml.Node]int{}, next: map[string]string{}}
	size := 0
	if !w.checkJSON(data) {
		var document yaml.Node
		if yaml.Unmarshal(data, &document) != nil || len(document.Content) == 0 {
			return nil // the loader says why
		}
		size = w.walk(document.Content[0], Site{})
	}
	switch {
	case w.err != nil:
		return w.err
	case size > maxExpanded*w.written+freeNodes:
		return fmt.Errorf("its aliases stand for %d times what is written: write out what is meant", size/w.written)
	}
	return followChains(w.next)
}

// walker looks at every node of a document once.
type walker struct {
	hasDeepRefs bool // next is wanted

	err     error
	written int                // nodes
	sizes   map[*yaml.Node]int // of what aliases refer to; -1 while it is walked
	next    map[string]string  // of each part that is a reference, the one that it names
}

const hugeSize = 1 << 29

// walk returns how many nodes one stands for.
func (w *walker) walk(n *yaml.Node, at Site) (size int) {
	w.written++
	if n.Kind == yaml.AliasNode {
		return max(0, w.sizes[n.Alias]) // an alias of what it stands in is an error of the loader's
	}
	if n.Anchor != "" {
		w.sizes[n] = -1
		defer func() { w.sizes[n] = size }()
	}
	size = 1
	if n.Kind == yaml.MappingNode {
		w.members(n, at)
	}
	for i, child := range n.Content {
		below := at
		if w.hasDeepRefs && n.Kind == yaml.MappingNode && i%2 == 1 {
			below = at.Child(n.Content[i-1].Value)
		}
		if w.err != nil {
			return size
		}
		size = min(size+w.walk(child, below), hugeSize)
	}
	return size
}

// members looks at the names in a mapping.
func (w *walker) members(n *yaml.Node, at Site) {
	if len(n.Content)/2 > maxMembers {
		w.err = tooManyMembers(n.Line)
		return
	}
	names, twice := make(map[string]bool, len(n.Content)/2), 0
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if names[key.Value] && key.Value != "<<" {
			if twice++; twice > maxTwice {
				w.err = fmt.Errorf("line %d: more than %d names of one object stand there twice", key.Line, maxTwice)
				return
			}
		}
		names[key.Value] = true
		if target, ok := strings.CutPrefix(value.Value, "#"); ok && w.hasDeepRefs && key.Value == "$ref" {
			w.next[at.pointer] = target
		}
	}
}

func tooManyMembers(line int) error {
	return fmt.Errorf("line %d: an object has more than %d members", line, maxMembers)
}

// hasAliases reports whether a text may have anchors and aliases to them.
func hasAliases(data []byte) bool {
	for at := 0; ; at++ {
		next := bytes.IndexByte(data[at:], '&')
		if next < 0 {
			return false
		}
		at += next
		if at > 0 && bytes.IndexByte([]byte(" \t\r\n[{,:"), data[at-1]) < 0 {
			continue
		}
		if name := anchorName.Find(data[at+1:]); len(name) > 0 && aliased(data, string(name)) {
			return true
		}
	}
}

var anchorName = regexp.MustCompile(`^[^\s\[\]{},]+`)

// deepRef is a reference to a part of a component, or to something else in the document.
var deepRef = regexp.MustCompile(`\$ref['"]?\s*:\s*['"]?#/(?:components/\w+/[^/'"\s]+/|[^c])`)

// mayHaveMany reports whether an object in a text may have more members than some. It counts colons, and so may take
// text for names.
func mayHaveMany(data []byte, most int) bool {
	if bytes.Count(data, []byte(":")) <= most {
		return false
	}
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return mayHaveManyInBraces(data, most)
	}
	const deepest = 256
	var counts [deepest + 1]int // colons at each indentation since the last line with less of it
	last := 0
	for line := range bytes.Lines(data) {
		colons := bytes.Count(line, []byte(":"))
		indent := len(line) - len(bytes.TrimLeft(line, " "))
		if rest := bytes.TrimSpace(line[indent:]); len(rest) == 0 || rest[0] == '#' {
			continue
		}
		for indent < len(line) && line[indent] == '-' { // an item of a list has names of its own
			indent += 1 + len(line[indent+1:]) - len(bytes.TrimLeft(line[indent+1:], " "))
			last = max(last, min(indent, deepest))
			counts[min(indent, deepest)] = 0
		}
		indent = min(indent, deepest)
		for ; last > indent; last-- {
			counts[last] = 0
		}
		last = indent
		if counts[indent] += colons; counts[indent] > most {
			return true
		}
	}
	return false
}

func mayHaveManyInBraces(data []byte, most int) bool {
	var commas []int // of the objects and arrays around
	inText := false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '{' || c == '[':
			commas = append(commas, 0)
		case (c == '}' || c == ']') && len(commas) > 0:
			commas = commas[:len(commas)-1]
		case c == ',' && len(commas) > 0:
			if commas[len(commas)-1]++; commas[len(commas)-1] >= most {
				return true
			}
		}
	}
	return false
}

// maxSegments bounds the segments of a path template.
const maxSegments = 100

// maxBases bounds the URLs that the servers of all operations stand for.
const maxBases = 200_000

// checkPaths refuses what would make the tables of requests much larger than the document.
func (d *Document) checkPaths() error {
	if d.Paths == nil {
		return nil
	}
	bases := 0
	all := len(d.Servers)
	for template, item := range d.Paths.Map() {
		if strings.Count(template, "/") > maxSegments {
			return fmt.Errorf("the path %s has more than %d segments", text.Quote(template, text.MaxName), maxSegments)
		}
		if item == nil {
			continue
		}
		for _, op := range item.Operations() {
			bases += all + len(item.Servers)
			if op.Servers != nil {
				bases += len(*op.Servers)
			}
		}
	}
	if bases > maxBases {
		return fmt.Errorf("its operations have %d servers together, and at most %d are looked at", bases, maxBases)
	}
	return nil
}
