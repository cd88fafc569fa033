package edit

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"go.yaml.in/yaml/v4"
)

// maxReferences bounds a chain of references to references.
const maxReferences = 50

// target is a part of a file, by its JSON pointer.
type target struct {
	file    *openapi.File
	pointer string
}

// component is a part of a document under components.
type component struct{ section, name string }

func (c component) ref() string {
	return "#/components/" + c.section + "/" + openapi.EscapeToken(c.name)
}

// found is what a reference leads to.
type found struct {
	target
	tokens []string
	node   *yaml.Node
}

// resolve finds what a reference leads to. It follows references on the way, but not one at the end.
func (c *Cutter) resolve(from *openapi.File, ref string) (found, error) {
	file, tokens, err := from.Resolve(ref)
	for range maxReferences {
		if err != nil {
			return found{}, err
		}
		var node *yaml.Node
		if node, err = c.tree(file); err != nil {
			return found{}, err
		}
		n := 0
		for n < len(tokens) {
			next := step(node, tokens[n])
			if next == nil {
				break
			}
			node = next
			n++
		}
		if n == len(tokens) {
			return found{target{file, pointer(tokens)}, tokens, node}, nil
		}
		onward, rest := value(member(node, "$ref")), tokens[n:]
		if onward == "" {
			return found{}, fmt.Errorf("the reference %s leads nowhere", text.Quote(ref, text.MaxName))
		}
		file, tokens, err = file.Resolve(onward)
		tokens = append(slices.Clone(tokens), rest...)
	}
	return found{}, fmt.Errorf("the reference %s leads in a circle", text.Quote(ref, text.MaxName))
}

// step is a member or an element.
func step(n *yaml.Node, token string) *yaml.Node {
	if i, err := strconv.Atoi(token); err == nil && 0 <= i && i < len(items(n)) {
		return n.Content[i]
	}
	return member(n, token)
}

func pointer(tokens []string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString("/" + openapi.EscapeToken(t))
	}
	return b.String()
}

// refer keeps what a reference leads to, and is the reference as the fragment has it.
func (c *cut) refer(from *openapi.File, ref, kind string) string {
	at, err := c.resolve(from, ref)
	if err != nil {
		c.fail(err)
		return ref
	}
	x, isAlias := c.aliases[at.target]
	isOwn := at.file == c.file
	switch {
	case isAlias:
	case isOwn && len(at.tokens) == 3 && at.tokens[0] == "components" && grammar["components"][at.tokens[1]] != "":
		c.require(component{at.tokens[1], at.tokens[2]})
		return c.unchanged(from, ref, at)
	case isOwn && c.isKept(at.tokens):
		return c.unchanged(from, ref, at)
	default:
		x = c.lift(at, kind)
	}
	c.require(x)
	return x.ref()
}

// unchanged is a reference as it is written, if it leads to its target in the fragment, too.
func (c *cut) unchanged(from *openapi.File, ref string, at found) string {
	if _, tokens, err := from.Resolve(ref); err == nil && strings.HasPrefix(ref, "#") && from == c.file &&
		slices.Equal(tokens, at.tokens) {
		return ref
	}
	return "#" + at.pointer
}

// isKept reports whether a path of tokens leads into an operation of the fragment.
func (c *cut) isKept(tokens []string) bool {
	return len(tokens) >= 3 && tokens[0] == "paths" &&
		slices.ContainsFunc(c.operations, func(op openapi.Operation) bool {
			return op.Template == tokens[1] && (op.Method == tokens[2] || slices.Contains(pathMembers, tokens[2]))
		})
}

// require has a component copied, if the document has it.
func (c *cut) require(x component) {
	if _, ok := c.parts[x]; ok {
		return
	}
	if _, ok := c.origins[x]; !ok {
		at, err := c.resolve(c.file, x.ref())
		if err != nil {
			return // a security scheme that is not defined
		}
		c.origins[x] = at
	}
	c.parts[x] = nil
	c.todo = append(c.todo, x)
}

// component copies a component. The schemas that stand for it under a discriminator are kept, too.
func (c *cut) component(x component) *yaml.Node {
	at := c.origins[x]
	kind := element(grammar["components"][x.section])
	if ref := value(member(at.node, "$ref")); ref != "" {
		if to, err := c.resolve(at.file, ref); err == nil && c.aliases[to.target] == x {
			at = to
		}
	}
	c.use(at.file)
	if kind == "schema" && discriminates(at.node) {
		for _, child := range c.childrenOf(at.target) {
			c.refer(child.file, "#"+child.pointer, "schema")
		}
	}
	return c.copy(at.file, at.node, kind)
}

// discriminates reports whether a schema has a discriminator, itself or by an allOf.
func discriminates(schema *yaml.Node) bool {
	return member(schema, "discriminator") != nil || slices.ContainsFunc(items(member(schema, "allOf")), discriminates)
}

// childrenOf are the schemas whose allOf refers to one.
func (c *cut) childrenOf(parent target) []target {
	if file := parent.file; !c.indexed[file] {
		c.indexed[file] = true
		for name, schema := range members(member(member(c.trees[file], "components"), "schemas")) {
			for _, branch := range items(member(schema, "allOf")) {
				if at, err := c.resolve(file, value(member(branch, "$ref"))); err == nil && member(branch, "$ref") != nil {
					child := target{file, pointer([]string{"components", "schemas", name.Value})}
					c.children[at.target] = append(c.children[at.target], child)
				}
			}
		}
	}
	return c.children[parent]
}

// lift makes a component of what is none.
func (c *cut) lift(at found, kind string) component {
	if x, ok := c.lifted[at.target]; ok {
		return x
	}
	x := component{sections[kind], c.nameOf(at)}
	for i := 2; c.isTaken(x); i++ {
		x.name = fmt.Sprintf("%s%d", c.nameOf(at), i)
	}
	c.lifted[at.target], c.origins[x] = x, at
	c.order = append(c.order, x)
	return x
}

func (c *cut) isTaken(x component) bool {
	_, isLifted := c.origins[x]
	return isLifted || step(step(step(c.trees[c.file], "components"), x.section), x.name) != nil
}

var nameable = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// nameless are tokens of pointers that tell nothing about what they lead to.
var nameless = []string{
	"paths", "components", "schemas", "responses", "content", "schema", "application/json", "properties", "$defs",
	"definitions",
}

// nameOf is a name for what has none: its own, that of its file, or what its pointer says.
func (c *cut) nameOf(at found) string {
	last := ""
	if len(at.tokens) > 0 {
		last = at.tokens[len(at.tokens)-1]
	} else {
		last = strings.TrimSuffix(path.Base(at.file.Name()), path.Ext(at.file.Name()))
	}
	isDeep := len(at.tokens) > 3 || len(at.tokens) > 0 && at.tokens[0] == "paths"
	if !isDeep && nameable.MatchString(last) {
		return last
	}
	if name := value(member(at.node, "name")); nameable.MatchString(name) {
		return name
	}
	var b strings.Builder
	for _, token := range at.tokens {
		if slices.Contains(nameless, token) {
			continue
		}
		for _, word := range strings.FieldsFunc(token, isNoLetter) {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	if name := b.String(); nameable.MatchString(name) {
		return name
	}
	return "Part"
}

func isNoLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// components are those that were reached: in the order of the document, and then those that are none there.
func (c *cut) components() *yaml.Node {
	made := object()
	for section, parts := range members(member(c.trees[c.file], "components")) {
		kept := object()
		for name := range members(parts) {
			if part := c.parts[component{section.Value, name.Value}]; part != nil {
				kept.Content = append(kept.Content, name, part)
			}
		}
		if len(kept.Content) > 0 ||
			slices.ContainsFunc(c.order, func(x component) bool { return x.section == section.Value }) {
			made.Content = append(made.Content, section, kept)
		}
	}
	for _, x := range c.order {
		if member(made, x.section) == nil {
			set(made, x.section, object())
		}
		at, name := c.origins[x], scalar(x.name)
		standsAt(name, c.parts[x], at.file.Title()+"#"+at.pointer)
		section := member(made, x.section)
		section.Content = append(section.Content, name, c.parts[x])
	}
	return made
}
