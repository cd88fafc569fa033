package upstream

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// maxReferences bounds a chain of references to references.
const maxReferences = 50

// reference is the target of a Reference Object, and "" for all else.
func reference(n *yaml.Node) string {
	if n = resolveAlias(n); n == nil || n.Kind != yaml.MappingNode {
		return ""
	}
	return text(member(n, "$ref"))
}

// resolved follows references to what they stand for. It is nil for nothing.
func (d *Document) resolved(n *yaml.Node) (*yaml.Node, error) {
	n = resolveAlias(n)
	for range maxReferences {
		ref := reference(n)
		if ref == "" {
			return n, nil
		}
		var err error
		if n, err = d.lookup(ref, 0); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("the reference %q leads in a circle", shorten(reference(n)))
}

// lookup finds what a reference within the document points at (RFC 6901, section 6). References on the way are
// followed.
func (d *Document) lookup(ref string, depth int) (*yaml.Node, error) {
	pointer, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return nil, fmt.Errorf("the reference %q leads to another document, which is not followed: bundle the document into one", shorten(ref))
	}
	if decoded, err := url.PathUnescape(pointer); err == nil {
		pointer = decoded
	}
	if pointer != "" && pointer[0] != '/' {
		return nil, fmt.Errorf("the reference %q is no JSON pointer: names of anchors are not supported", shorten(ref))
	}
	n := d.root
	if pointer == "" {
		return n, nil
	}
	for token := range strings.SplitSeq(pointer[1:], "/") {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		next := child(n, token)
		for depth := depth; next == nil && reference(n) != "" && depth < maxReferences; depth++ {
			target, err := d.lookup(reference(n), depth+1)
			if err != nil {
				return nil, err
			}
			n, next = target, child(target, token)
		}
		if next == nil {
			return nil, fmt.Errorf("the reference %q leads nowhere", shorten(ref))
		}
		n = next
	}
	return n, nil
}

func child(n *yaml.Node, token string) *yaml.Node {
	if n = resolveAlias(n); n == nil {
		return nil
	}
	if n.Kind == yaml.SequenceNode {
		if i, err := strconv.Atoi(token); err == nil && 0 <= i && i < len(n.Content) {
			return resolveAlias(n.Content[i])
		}
		return nil
	}
	return member(n, token)
}
