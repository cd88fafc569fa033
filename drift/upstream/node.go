package upstream

import (
	"cmp"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// resolveAlias follows a document node to its content and an alias to what it stands for. It is nil for nothing.
func resolveAlias(n *yaml.Node) *yaml.Node {
	for range 100 {
		switch {
		case n == nil:
			return nil
		case n.Kind == yaml.DocumentNode && len(n.Content) > 0:
			n = n.Content[0]
		case n.Kind == yaml.AliasNode:
			n = n.Alias
		default:
			return n
		}
	}
	return nil
}

// entry is one member of a mapping.
type entry struct{ key, value *yaml.Node }

// entries are the members of a mapping, those of merge keys (YAML 1.1, "<<") included. The last of several members
// with one name wins, as in most JSON parsers.
func entries(n *yaml.Node) []entry {
	n = resolveAlias(n)
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	return appendEntries(nil, n, 0)
}

func appendEntries(all []entry, n *yaml.Node, depth int) []entry {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], resolveAlias(n.Content[i+1])
		if key.Kind == yaml.AliasNode {
			key = resolveAlias(key)
		}
		if key == nil || key.Kind != yaml.ScalarNode || value == nil {
			continue
		}
		if key.Tag == "!!merge" && depth < 10 {
			merged := []*yaml.Node{value}
			if value.Kind == yaml.SequenceNode {
				merged = value.Content
			}
			for _, m := range merged {
				if m = resolveAlias(m); m != nil && m.Kind == yaml.MappingNode {
					for _, e := range appendEntries(nil, m, depth+1) {
						if !slices.ContainsFunc(all, func(a entry) bool { return a.key.Value == e.key.Value }) {
							all = append(all, e)
						}
					}
				}
			}
			continue
		}
		all = append(all, entry{key, value})
	}
	return all
}

// memberEntry finds a member by its name; its value is nil if there is none.
func memberEntry(n *yaml.Node, name string) (found entry) {
	n = resolveAlias(n)
	if n == nil || n.Kind != yaml.MappingNode {
		return found
	}
	merges := false
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; key.Value == name {
			found = entry{key, resolveAlias(n.Content[i+1])}
		} else if key.Tag == "!!merge" {
			merges = true
		}
	}
	if found.value == nil && merges {
		for _, e := range entries(n) {
			if e.key.Value == name {
				found = e
			}
		}
	}
	return found
}

func member(n *yaml.Node, name string) *yaml.Node { return memberEntry(n, name).value }

// items are the elements of a sequence.
func items(n *yaml.Node) []*yaml.Node {
	n = resolveAlias(n)
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	all := make([]*yaml.Node, 0, len(n.Content))
	for _, item := range n.Content {
		if item = resolveAlias(item); item != nil {
			all = append(all, item)
		}
	}
	return all
}

// text is the value of a scalar, and "" for all else.
func text(n *yaml.Node) string {
	if n = resolveAlias(n); n != nil && n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
		return n.Value
	}
	return ""
}

// isTrue reports whether a scalar is true. Vendors write the string "true", too.
func isTrue(n *yaml.Node) bool { return text(n) == "true" || text(n) == "True" || text(n) == "TRUE" }

func isFalse(n *yaml.Node) bool { return n != nil && !isTrue(n) && n.Kind == yaml.ScalarNode }

// The nodes of the form that is compared keep the positions of those that they were made from; at is one of these.

func mapping(at *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: at.Line, Column: at.Column}
}

func sequence(at *yaml.Node, items ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: at.Line, Column: at.Column, Content: items}
}

func stringNode(at *yaml.Node, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value, Line: at.Line, Column: at.Column}
}

func trueNode(at *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true", Line: at.Line, Column: at.Column}
}

// set replaces or appends a member. A nil value is none.
func set(n *yaml.Node, key, value *yaml.Node) {
	if value == nil {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key.Value {
			n.Content[i], n.Content[i+1] = key, value
			return
		}
	}
	n.Content = append(n.Content, stringNode(key, key.Value), value)
}

// remove takes a member out and returns its value.
func remove(n *yaml.Node, name string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			value := n.Content[i+1]
			n.Content = slices.Delete(n.Content, i, i+2)
			return value
		}
	}
	return nil
}

// sortMembers orders a mapping by its names, so that the order in the document makes no difference.
func sortMembers(n *yaml.Node) {
	type pair [2]*yaml.Node
	pairs := make([]pair, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		pairs = append(pairs, pair{n.Content[i], n.Content[i+1]})
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(a[0].Value, b[0].Value) })
	n.Content = n.Content[:0]
	for _, p := range pairs {
		n.Content = append(n.Content, p[0], p[1])
	}
}

// scalar is a scalar's JSON-compatible form in YAML's flow style. Strings are quoted in ASCII; what YAML reads as a
// number, a boolean or null stays.
func scalar(n *yaml.Node) string {
	switch n.ShortTag() {
	case "!!null":
		return "null"
	case "!!bool":
		return strconv.FormatBool(isTrue(n))
	case "!!int", "!!float":
		if number.MatchString(n.Value) {
			return n.Value
		}
		var f float64
		if n.Decode(&f) == nil && f-f == 0 { // finite
			return strconv.FormatFloat(f, 'g', -1, 64)
		}
	}
	return strconv.QuoteToASCII(n.Value)
}
