package parameter

import (
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"
)

// node is a value that is put together from text. It is an array or an object as its schema and the names of its
// children say.
type node struct {
	text     string
	json     []byte // of a part of a multipart body that is JSON itself, without white space before it
	array    bool   // whatever the schema says
	scalar   bool   // whatever the schema says
	children []child
	byName   map[string]*node // of the children that have a name
}

type child struct {
	name string // "" in an array
	node *node
}

// add sets the text of a member. A member that is there already becomes an array.
func (n *node) add(name, text string) { n.put(name, &node{text: text}) }

func (n *node) put(name string, value *node) {
	there := n.byName[name]
	if there == nil {
		n.append(name, value)
		return
	}
	if !there.array {
		first := *there
		*there = node{array: true, children: []child{{"", &first}}}
	}
	there.children = append(there.children, child{"", value})
}

// at is the member of a name, which is made if it is not there. Without a name it is a new one.
func (n *node) at(name string) *node {
	if there := n.byName[name]; there != nil && name != "" {
		return there
	}
	made := &node{}
	n.append(name, made)
	return made
}

func (n *node) append(name string, value *node) {
	if n.byName == nil {
		n.byName = map[string]*node{}
	}
	n.byName[name] = value
	n.children = append(n.children, child{name, value})
}

// appendJSON appends the value as a schema would have it.
func (n *node) appendJSON(b []byte, schema *openapi3.Schema) []byte {
	kinds := kindsOf(schema)
	switch {
	case n.json != nil && kinds == array && n.json[0] != '[': // one value of a list
		return append(append(append(b, '['), n.json...), ']')
	case n.json != nil:
		return append(b, n.json...)
	case len(n.children) == 0 && n.text == "" && !n.scalar && !kinds.isScalar() && kinds.has(array):
		return append(b, "[]"...)
	case n.array || len(n.children) > 0 && kinds.has(array) && n.isIndexed():
		b = append(b, '[')
		for i, c := range n.children {
			if i > 0 {
				b = append(b, ',')
			}
			b = c.node.appendJSON(b, itemsOf(schema))
		}
		return append(b, ']')
	case len(n.children) > 0:
		b = append(b, '{')
		for i, c := range n.children {
			if i > 0 {
				b = append(b, ',')
			}
			b, _ = jsontext.AppendQuote(b, c.name) // invalid UTF-8 is replaced
			b = c.node.appendJSON(append(b, ':'), propertyOf(schema, c.name))
		}
		return append(b, '}')
	case kinds.has(array) && !kinds.isScalar() && !n.scalar: // one value of a list
		return append((&node{text: n.text, scalar: true}).appendJSON(append(b, '['), itemsOf(schema)), ']')
	}
	return appendScalar(b, n.text, kinds)
}

// isIndexed reports whether all names are positions, as in "a[0]" and "a[]".
func (n *node) isIndexed() bool {
	for _, c := range n.children {
		if _, err := strconv.ParseUint(c.name, 10, 32); err != nil && c.name != "" {
			return false
		}
	}
	return true
}

func appendScalar(b []byte, s string, k kinds) []byte {
	switch {
	case k.has(text):
	case k.has(number) && isNumber(s), k.has(boolean) && (s == "true" || s == "false"), k.has(null) && s == "null":
		return append(b, s...)
	case k.has(null) && s == "":
		return append(b, "null"...)
	}
	b, _ = jsontext.AppendQuote(b, s) // invalid UTF-8 is replaced
	return b
}

func isNumber(s string) bool {
	v := jsontext.Value(s)
	return v.Kind() == '0' && v.IsValid() && s[len(s)-1] > ' ' && s[0] > ' '
}
