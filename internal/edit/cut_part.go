package edit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"go.yaml.in/yaml/v4"
)

// copy copies a part of a file, of a kind, and notes what it reaches.
func (c *cut) copy(from *openapi.File, n *yaml.Node, kind string) *yaml.Node {
	made := *n
	made.Content = nil
	switch {
	case isList(kind) && n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			made.Content = append(made.Content, c.copy(from, item, element(kind)))
		}
	case isNamed(kind) && isObject(n):
		for key, part := range members(n) {
			if kind != "{}link" || c.staysInside(from, part) {
				made.Content = append(made.Content, key, c.copy(from, part, element(kind)))
			}
		}
	case kind == "" || isList(kind) || isNamed(kind) || !isObject(n):
		return clone(n)
	case (sections[kind] != "" || kind == "operation") && value(member(n, "$ref")) != "":
		return c.reference(from, n, kind)
	default:
		c.object(from, n, &made, kind)
	}
	return &made
}

// object copies the members of an object.
func (c *cut) object(from *openapi.File, n, made *yaml.Node, kind string) {
	for key, part := range members(n) {
		isDefinitions := kind == "schema" && (key.Value == "$defs" || key.Value == "definitions")
		if strings.HasPrefix(key.Value, "x-") && !openapi.IsRead(key.Value) || isDefinitions {
			continue // what is referred to there becomes a component
		}
		copied := tidy(key.Value, c.copy(from, part, memberKind(kind, key.Value)))
		if key.Value != "links" || len(copied.Content) > 0 {
			made.Content = append(made.Content, key, copied)
		}
	}
	switch kind {
	case "requirement":
		for name := range members(n) {
			c.require(component{"securitySchemes", name.Value})
		}
	case "schema":
		c.mapping(from, made)
	case "server":
		c.serverURL(made)
	}
}

// tidy takes white space out of prose that no reader sees and that would keep it out of block style.
func tidy(key string, n *yaml.Node) *yaml.Node {
	if !slices.Contains(proseMembers, key) || n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
		return n
	}
	if !strings.Contains(n.Value, "\n") {
		n.Value = strings.Join(strings.Fields(n.Value), " ")
		return n
	}
	lines := strings.Split(n.Value, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\r")
	}
	n.Value = strings.Trim(strings.Join(lines, "\n"), "\n")
	return n
}

// serverURL makes a URL absolute that is relative to where the document was fetched from.
func (c *cut) serverURL(server *yaml.Node) {
	base, written := c.file.URL(), value(member(server, "url"))
	if base == nil || strings.Contains(written, "://") || strings.HasPrefix(written, "{") {
		return
	}
	address, err := base.Parse(written)
	if err != nil {
		return
	}
	path := strings.NewReplacer("%7B", "{", "%7D", "}").Replace(address.EscapedPath())
	absolute := scalar(address.Scheme + "://" + address.Host + path)
	absolute.LineComment = comment("written " + written)
	set(server, "url", absolute)
}

// mapping follows the mapping of a schema's discriminator, by names and by references. It leaves alone what leads
// nowhere.
func (c *cut) mapping(from *openapi.File, schema *yaml.Node) {
	for _, to := range members(member(member(schema, "discriminator"), "mapping")) {
		if name := (component{"schemas", to.Value}).ref(); c.leads(from, name) {
			if made := c.refer(from, name, "schema"); made != name {
				to.Value = made
			}
		} else if c.leads(from, to.Value) {
			to.Value = c.refer(from, to.Value, "schema")
		}
	}
}

func (c *cut) leads(from *openapi.File, ref string) bool {
	_, err := c.resolve(from, ref)
	return err == nil
}

// staysInside reports whether a link leads to an operation of the fragment.
func (c *cut) staysInside(from *openapi.File, link *yaml.Node) bool {
	if ref := value(member(link, "$ref")); ref != "" {
		at, err := c.resolve(from, ref)
		if err != nil {
			return true // which is then reported
		}
		link = at.node
	}
	return slices.ContainsFunc(c.operations, func(op openapi.Operation) bool {
		pointer := "#/paths/" + openapi.EscapeToken(op.Template) + "/" + op.Method
		id := value(member(link, "operationId"))
		return id != "" && id == op.Own("operationId") || value(member(link, "operationRef")) == pointer
	})
}

// reference copies a reference with what it leads to. Siblings of a reference mean something in OpenAPI 3.1 alone; in
// 3.0 their description becomes a comment.
func (c *cut) reference(from *openapi.File, n *yaml.Node, kind string) *yaml.Node {
	ref := value(member(n, "$ref"))
	if kind == "pathItem" || kind == "operation" {
		return c.inlined(from, ref, kind)
	}
	made, key := object(), scalar("$ref")
	for sibling, part := range members(n) {
		switch name := sibling.Value; {
		case name == "$ref":
			made.Content = append(made.Content, key, scalar(c.refer(from, ref, kind)))
		case c.old && name == "description":
			key.HeadComment = comments(value(part))
		case c.old:
		case kind == "schema" && !strings.HasPrefix(name, "x-"):
			made.Content = append(made.Content, sibling, tidy(name, c.copy(from, part, memberKind(kind, name))))
		case kind != "schema" && slices.Contains(proseMembers, name):
			made.Content = append(made.Content, sibling, tidy(name, clone(part)))
		}
	}
	return made
}

// maxInlinings bounds how many path items and operations are written in the place of references.
const maxInlinings = 10_000

// inlined is the path item or operation that a reference leads to. OpenAPI knows no reference to an operation, but some
// vendors write it.
func (c *cut) inlined(from *openapi.File, ref, kind string) *yaml.Node {
	at, err := c.resolve(from, ref)
	c.depth++
	defer func() { c.depth-- }()
	if c.inlinings++; c.depth > maxReferences || c.inlinings > maxInlinings {
		err = fmt.Errorf("the path items that %s leads to refer to each other too often: cut out fewer operations",
			text.Quote(ref, text.MaxName))
	}
	if err != nil {
		c.fail(err)
	}
	if c.err != nil {
		return object()
	}
	c.use(at.file)
	return c.copy(at.file, at.node, kind)
}
