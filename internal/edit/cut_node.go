package edit

import (
	"bytes"
	"errors"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"
)

// maxExpanded bounds how many nodes aliases expand to.
const maxExpanded = 1_000_000

var errTooManyNodes = errors.New("its aliases expand to too much: write what they stand for")

// parse is the tree of a document in JSON or YAML. JSON is not read as YAML, which has no surrogate pairs.
func parse(data []byte) (*yaml.Node, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		d := jsontext.NewDecoder(bytes.NewReader(data), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
		if n, err := jsonNode(d); err == nil {
			return n, nil
		}
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, err
	}
	if len(document.Content) == 0 {
		return nil, errors.New("it is empty")
	}
	left := maxExpanded
	return expand(document.Content[0], false, &left)
}

// jsonNode reads the next value.
func jsonNode(d *jsontext.Decoder) (*yaml.Node, error) {
	token, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	kind := token.Kind()
	switch kind {
	case '"':
		return scalar(token.String()), nil
	case '0':
		tag := "!!int"
		if strings.ContainsAny(token.String(), ".eE") {
			tag = "!!float"
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: token.String()}, nil
	case 't', 'f':
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: token.String()}, nil
	case 'n':
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}, nil
	}
	n, end := object(), jsontext.Kind('}')
	if kind == '[' {
		n, end = list(), ']'
	}
	for d.PeekKind() != end {
		child, err := jsonNode(d)
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, child)
	}
	_, err = d.ReadToken()
	return n, err
}

// expand copies a tree with what its aliases and merge keys stand for. Of comments, it keeps those above a key, and
// those behind a scalar in block style.
func expand(n *yaml.Node, aliased bool, left *int) (*yaml.Node, error) {
	if n.Kind == yaml.AliasNode {
		n, aliased = n.Alias, true
	}
	if aliased {
		*left--
	}
	if *left < 0 {
		return nil, errTooManyNodes
	}
	made := &yaml.Node{Kind: n.Kind, Tag: n.Tag, Value: n.Value}
	if n.Tag == "!!null" {
		made.Value = "null" // where nothing is written, too
	}
	var merged []*yaml.Node
	for i, child := range n.Content {
		copied, err := expand(child, aliased, left)
		if err != nil {
			return nil, err
		}
		isKey := n.Kind == yaml.MappingNode && i%2 == 0
		switch {
		case isKey:
			copied.HeadComment = child.HeadComment
			if child.Kind == yaml.ScalarNode {
				copied.Tag, copied.Value = "!!str", child.Value // also of 200, a status
			}
		case n.Kind == yaml.MappingNode && n.Content[i-1].Tag == "!!merge":
			made.Content = made.Content[:len(made.Content)-1]
			merged = append(merged, copied)
			continue
		case child.Kind == yaml.ScalarNode && n.Style&yaml.FlowStyle == 0:
			copied.LineComment = child.LineComment
		}
		made.Content = append(made.Content, copied)
	}
	for _, m := range merged {
		merge(made, m)
	}
	return made, nil
}

// merge adds the members of a merged object, or of a list of them, that are not there yet.
func merge(into, from *yaml.Node) {
	if from.Kind == yaml.SequenceNode {
		for _, m := range from.Content {
			merge(into, m)
		}
		return
	}
	for key, value := range members(from) {
		if member(into, key.Value) == nil {
			into.Content = append(into.Content, key, value)
		}
	}
}

func scalar(value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}
}

func boolean(value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: value}
}

func list(items ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: items}
}

func object() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"} }

func isObject(n *yaml.Node) bool { return n != nil && n.Kind == yaml.MappingNode }

// members yields the keys and values of an object, and nothing for all else. Of several members of one name, it yields
// the last.
func members(n *yaml.Node) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		if !isObject(n) {
			return
		}
		last := make(map[string]int, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			last[n.Content[i].Value] = i
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if last[n.Content[i].Value] == i && !yield(n.Content[i], n.Content[i+1]) {
				return
			}
		}
	}
}

// items are the elements of a list, and nothing for all else.
func items(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// member is the value of a member; nil if there is none.
func member(n *yaml.Node, key string) *yaml.Node {
	if !isObject(n) {
		return nil
	}
	for i := len(n.Content) - 2; i >= 0; i -= 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// value is the text of a scalar; "" for all else.
func value(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// set changes a member, or adds it.
func set(n *yaml.Node, key string, to *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content[i+1] = to
			return
		}
	}
	n.Content = append(n.Content, scalar(key), to)
}

// addTo adds an element to the list that a member is.
func addTo(n *yaml.Node, key string, item *yaml.Node) {
	set(n, key, list(append(items(member(n, key)), item)...))
}

// remove removes a member, and returns its value; nil if there is none.
func remove(n *yaml.Node, key string) *yaml.Node {
	if !isObject(n) {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			removed := n.Content[i+1]
			n.Content = append(n.Content[:i:i], n.Content[i+2:]...)
			return removed
		}
	}
	return nil
}

// clone copies a tree.
func clone(n *yaml.Node) *yaml.Node {
	made := *n
	made.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		made.Content[i] = clone(child)
	}
	return &made
}
