package openapi

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"go.yaml.in/yaml/v4"
)

// outline knows where the members of a document's objects begin and end, without parsing what is in them. An operation
// of a document of 10 MB is found in the time it takes to look at every line once.
type outline struct {
	mu      sync.Mutex // guards what is found out when it is asked for
	data    []byte
	root    part
	nodes   *nodeText           // of a document that only a YAML parser can outline
	anchors map[string][]string // of such a document: the path of tokens to each anchor
}

// part is one member of an object.
type part struct {
	key             string
	start, end      int // from its key to the next member; whole lines in YAML's block style
	value, valueEnd int

	members  []part
	outlined bool           // members are known
	index    map[string]int // of many members, by their keys
	node     *yaml.Node
	nodes    *nodeText // that node is in

	parsed    bool // below is known
	below     *yaml.Node
	belowText *nodeText // that below is in
}

// outlineDepth is how deep documents are outlined in one go: section, name and, of a path, the method.
const outlineDepth = 3

func newOutline(data []byte) (*outline, error) {
	o := &outline{data: data}
	switch trimmed := bytes.TrimSpace(data[markLength(data):]); {
	case len(trimmed) == 0:
		return nil, errors.New("it is empty")
	case trimmed[0] == '<':
		return nil, errors.New("it is HTML or XML, not an OpenAPI document in YAML or JSON")
	case trimmed[0] == '{' && jsonOutline(o):
		return o, nil
	case trimmed[0] != '{' && blockOutline(o):
		return o, nil
	}
	if err := nodeOutline(o); err != nil {
		message := withoutNames(strings.TrimPrefix(err.Error(), "yaml: "))
		return nil, errors.New(neither + text.Fold(message, text.MaxError))
	}
	return o, nil
}

// membersOf lists the members of the object that a part holds; nil for other values.
func (o *outline) membersOf(p *part) []part {
	o.mu.Lock()
	defer o.mu.Unlock()
	if p.outlined {
		return p.members
	}
	p.outlined = true
	value := bytes.TrimSpace(o.data[p.value:p.valueEnd])
	switch {
	case p.node != nil:
		p.members = p.nodes.members(p.node, p.valueEnd)
	case len(value) == 0:
	case value[0] == '{':
		if p.members = jsonMembers(o.data, p.value, p.valueEnd, 1); p.members == nil {
			p.members = flowMembers(o.data, p.value, p.valueEnd)
		}
	default:
		s := blockScanner{data: o.data, at: p.value, end: p.valueEnd}
		if line, ok := s.peek(); ok && line.isKey() {
			p.members = s.mapping(line.indent, 1)
		}
		if s.odd { // on one line, where the outline of the document did not look
			p.members = flowMembers(o.data, p.value, p.valueEnd)
		}
	}
	return p.members
}

func (o *outline) isOutlined(p *part) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return p.outlined
}

// member finds a member by its key. The last of several wins, as in most JSON parsers.
func (o *outline) member(p *part, key string) *part {
	members := o.membersOf(p)
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(members) > 16 && p.index == nil {
		p.index = make(map[string]int, len(members))
		for i, m := range members {
			p.index[m.key] = i
		}
	}
	if p.index != nil {
		if i, ok := p.index[key]; ok {
			return &members[i]
		}
		return nil
	}
	for i := range slices.Backward(members) {
		if members[i].key == key {
			return &members[i]
		}
	}
	return nil
}

// find is the part that a path of tokens leads to, and how many of them it took: fewer than all if the rest is not in
// members of objects.
func (o *outline) find(tokens ...string) (*part, int) {
	p := &o.root
	for i, token := range tokens {
		next := o.member(p, token)
		if next == nil {
			return p, i
		}
		p = next
	}
	return p, len(tokens)
}

// decode parses the value of a part.
func (o *outline) decode(p *part) (value any) {
	if p == nil {
		return nil
	}
	if p.node != nil {
		_ = p.node.Decode(&value) // a value that cannot be decoded is nil
		return value
	}
	_ = yaml.Unmarshal(o.data[p.value:p.valueEnd], &value)
	return value
}

func (o *outline) bytes(p *part) []byte { return o.data[p.value:p.valueEnd] }

// at is the pointer of what has its key at a byte of the document, or is an element of an array there.
func (o *outline) at(offset int) (Site, bool) {
	var site Site
	for p := &o.root; ; {
		members := o.membersOf(p) // in the order in which they stand
		i := sort.Search(len(members), func(i int) bool { return offset < members[i].end })
		if i == len(members) || offset < members[i].start {
			return site.below(o, p, offset)
		}
		p = &members[i]
		site = site.Child(p.key)
		if offset < p.value && !o.isOutlined(p) || offset == p.keyStart(o.data) {
			return site, true
		}
	}
}

func (p *part) keyStart(data []byte) int {
	return p.start + len(data[p.start:p.end]) - len(bytes.TrimLeft(data[p.start:p.end], " "))
}

// below looks for a byte in a value that is not an object.
func (s Site) below(o *outline, p *part, offset int) (Site, bool) {
	if p.node != nil {
		return p.nodes.search(p.node, s, offset)
	}
	if !p.parsed {
		p.parsed = true
		p.belowText, p.below = parseNodes(o.data, p.value, p.valueEnd)
	}
	if p.below == nil {
		return s, false
	}
	return p.belowText.search(p.below, s, offset)
}

func (t *nodeText) search(n *yaml.Node, at Site, offset int) (Site, bool) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			child := at.Child(n.Content[i].Value)
			if t.offset(n.Content[i]) == offset {
				return child, true
			}
			if found, ok := t.search(n.Content[i+1], child, offset); ok {
				return found, true
			}
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			child := at.Child(strconv.Itoa(i))
			if t.offset(item) == offset {
				return child, true
			}
			if found, ok := t.search(item, child, offset); ok {
				return found, true
			}
		}
	}
	return at, false
}

// nodeText is a text that was parsed into YAML nodes, and the byte of the document at which it begins.
type nodeText struct {
	data      []byte // of the document
	base      int
	positions *positions
}

func parseNodes(data []byte, from, to int) (*nodeText, *yaml.Node) {
	var document yaml.Node
	if yaml.Unmarshal(data[from:to], &document) != nil || len(document.Content) == 0 {
		return nil, nil
	}
	return &nodeText{data, from, newPositions(data[from:to], data[from:to], nil)}, document.Content[0]
}

// nodeOutline outlines what only a YAML parser can: anchors, merge keys, flow style at the top, tabs, complex keys.
func nodeOutline(o *outline) error {
	var document yaml.Node
	if err := yaml.Unmarshal(o.data, &document); err != nil {
		return err
	}
	if len(document.Content) == 0 {
		return errors.New("it has no content")
	}
	o.nodes = &nodeText{o.data, 0, newPositions(o.data, o.data, nil)}
	root := document.Content[0]
	o.root = part{end: len(o.data), value: o.nodes.offset(root), valueEnd: len(o.data), node: root, nodes: o.nodes}
	o.anchors = map[string][]string{}
	findAnchors(root, nil, o.anchors)
	return nil
}

func findAnchors(n *yaml.Node, path []string, found map[string][]string) {
	if n.Anchor != "" {
		found[n.Anchor] = slices.Clone(path)
	}
	for i, child := range n.Content {
		switch {
		case n.Kind == yaml.SequenceNode:
			findAnchors(child, path, found)
		case i%2 == 1:
			findAnchors(child, append(path, n.Content[i-1].Value), found)
		}
	}
}

func flowMembers(data []byte, from, to int) []part {
	nodes, root := parseNodes(data, from, to)
	if root == nil {
		return nil
	}
	return nodes.members(root, to)
}

func (t *nodeText) offset(n *yaml.Node) int {
	offset, ok := t.positions.offset(n.Line, n.Column)
	if !ok {
		return -1
	}
	return t.base + offset
}

// members are those of a mapping whose text ends at a byte.
func (t *nodeText) members(n *yaml.Node, end int) []part {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.MappingNode || t.offset(n) < 0 {
		return nil
	}
	isFlow := n.Style&yaml.FlowStyle != 0
	if isFlow {
		if closing, ok := flowEnd(t.data, t.offset(n)); ok {
			end = closing - 1
		}
	}
	var parts []part
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		start := t.offset(key)
		if line := bytes.LastIndexByte(t.data[:max(start, 0)], '\n') + 1; !isFlow && start >= 0 &&
			len(bytes.TrimSpace(t.data[line:start])) == 0 {
			start = line
		}
		if start < 0 || len(parts) > 0 && start <= parts[len(parts)-1].start {
			continue // of a merge, or of an alias
		}
		if len(parts) > 0 {
			parts[len(parts)-1].end, parts[len(parts)-1].valueEnd = start, start
		}
		p := part{key: key.Value, start: start, value: max(start, t.offset(value)), node: value, nodes: t}
		if value.Kind == yaml.AliasNode {
			p.node = value.Alias
		}
		parts = append(parts, p)
	}
	if len(parts) > 0 {
		last := &parts[len(parts)-1]
		last.end, last.valueEnd = max(end, last.start), max(end, last.value)
	}
	return parts
}

// flowEnd is the byte after the flow collection that begins at a byte. It is false if the collection does not end.
func flowEnd(data []byte, from int) (int, bool) {
	depth := 0
	for i := from; i < len(data); i++ {
		switch c := data[i]; c {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1, true
			}
		case '"', '\'':
			if !strings.ContainsRune("{[,: \n\t", rune(data[i-1])) {
				continue // in the middle of a plain scalar
			}
			end, ok := quotedEnd(data, i)
			if !ok {
				return 0, false
			}
			i = end - 1
		case '#':
			if data[i-1] == ' ' || data[i-1] == '\n' {
				if line := bytes.IndexByte(data[i:], '\n'); line >= 0 {
					i += line
				}
			}
		}
	}
	return 0, false
}

// quotedEnd is the byte after the quoted scalar that begins at a byte.
func quotedEnd(data []byte, from int) (int, bool) {
	quote := data[from]
	for i := from + 1; i < len(data); i++ {
		switch {
		case data[i] == '\\' && quote == '"':
			i++
		case data[i] == quote && quote == '\'' && i+1 < len(data) && data[i+1] == quote:
			i++
		case data[i] == quote:
			return i + 1, true
		}
	}
	return 0, false
}

// hasAnchor reports whether a text may have an anchor or an alias.
func hasAnchor(text []byte) bool { return bytes.ContainsAny(text, "&*") && anchorOrAlias.Match(text) }

var anchorOrAlias = regexp.MustCompile(`(?:^|[\s\[{,])[&*]\w`)
