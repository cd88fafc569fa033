package edit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"go.yaml.in/yaml/v4"
)

// Cutter cuts fragments out of a document. It is not safe for concurrent use.
type Cutter struct {
	file     *openapi.File
	trees    map[*openapi.File]*yaml.Node
	aliases  map[target]component // components that are references to what is no component, by that
	children map[target][]target  // schemas by what their allOf refers to
	indexed  map[*openapi.File]bool
}

// Fragment is a part of a document that is a document itself.
type Fragment struct {
	root    *yaml.Node
	sources []*openapi.File
}

// Sources are the files that parts of the fragment come from: the document itself, and then others as they were
// reached.
func (f *Fragment) Sources() []*openapi.File { return f.sources }

// NewCutter fails if the document cannot be parsed.
func NewCutter(file *openapi.File) (*Cutter, error) {
	c := &Cutter{
		file:     file,
		trees:    map[*openapi.File]*yaml.Node{},
		aliases:  map[target]component{},
		children: map[target][]target{},
		indexed:  map[*openapi.File]bool{},
	}
	root, err := c.tree(file)
	if err != nil {
		return nil, err
	}
	for section, parts := range members(member(root, "components")) {
		for name, part := range members(parts) {
			ref := value(member(part, "$ref"))
			if ref == "" || strings.HasPrefix(ref, "#/components/") {
				continue
			}
			if at, err := c.resolve(file, ref); err == nil {
				c.aliases[at.target] = component{section.Value, name.Value}
			}
		}
	}
	return c, nil
}

// tree is a file's tree, parsed once.
func (c *Cutter) tree(file *openapi.File) (*yaml.Node, error) {
	if root, ok := c.trees[file]; ok {
		return root, nil
	}
	root, err := parse(file.Bytes())
	if err != nil {
		return nil, fmt.Errorf("cannot use %s: %s", file.Name(), text.Fold(err.Error(), text.MaxError))
	}
	c.trees[file] = root
	return root, nil
}

// Cut cuts out operations of the document, with all that they reach: by references, mappings of discriminators and
// security requirements, and, from a schema with a discriminator, the schemas whose allOf refers to it. Names, order
// and prose are the document's. What is no component, and stands in another place, becomes one.
//
// Extensions that are not read are left out, and so are links to operations that are not in the fragment. It is an
// error if a reference leads nowhere.
func (c *Cutter) Cut(operations []openapi.Operation) (*Fragment, error) {
	cut := &cut{
		Cutter:     c,
		operations: operations,
		old:        isOld(c.trees[c.file]),
		parts:      map[component]*yaml.Node{},
		lifted:     map[target]component{},
		origins:    map[component]found{},
		sources:    []*openapi.File{c.file},
	}
	root := cut.document()
	if cut.err != nil {
		return nil, fmt.Errorf("cannot cut a fragment out of %s: %w", c.file.Title(), cut.err)
	}
	return &Fragment{root, cut.sources}, nil
}

// isOld reports whether a document is of OpenAPI 3.0.
func isOld(root *yaml.Node) bool { return strings.HasPrefix(value(member(root, "openapi")), "3.0") }

// cut is the making of one fragment.
type cut struct {
	*Cutter
	operations []openapi.Operation
	old        bool // OpenAPI 3.0
	parts      map[component]*yaml.Node
	todo       []component
	lifted     map[target]component // what is no component in the document
	origins    map[component]found  // where these stand
	order      []component          // these, as they were found
	sources    []*openapi.File
	depth      int   // of references to path items and operations
	inlinings  int   // of these, until now
	err        error // the first one
}

func (c *cut) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// document copies what is kept of the document itself, and then the components that are reached.
func (c *cut) document() *yaml.Node {
	root := c.trees[c.file]
	made := object()
	for key, part := range members(root) {
		if copied := c.top(key.Value, part); copied != nil {
			made.Content = append(made.Content, key, copied)
		}
	}
	if address := c.file.URL(); address != nil && len(items(member(root, "servers"))) == 0 {
		server := object()
		set(server, "url", scalar(address.Scheme+"://"+address.Host)) // OpenAPI 3.0.3, "OpenAPI Object"
		set(made, "servers", list(server))
	}
	for len(c.todo) > 0 && c.err == nil {
		next := c.todo[0]
		c.todo = c.todo[1:]
		c.parts[next] = c.component(next)
	}
	if c.err != nil {
		return nil
	}
	components := c.components()
	if set(made, "components", components); len(components.Content) == 0 {
		remove(made, "components")
	}
	return made
}

// top copies what is kept of a member of the document itself; nil if that is nothing.
func (c *cut) top(key string, part *yaml.Node) *yaml.Node {
	switch key {
	case "openapi", "jsonSchemaDialect":
		return clone(part)
	case "info":
		return c.copy(c.file, part, "plain")
	case "servers":
		if c.anyWithout("servers") {
			return c.copy(c.file, part, "[]server")
		}
	case "security":
		if c.anyWithout("security") {
			return c.copy(c.file, part, "[]requirement")
		}
	case "tags":
		return c.tags(part)
	case "paths":
		return c.paths(part)
	case "components":
		return object() // which takes the place
	}
	return nil
}

// anyWithout reports whether an operation, or one that it calls back, may take a member from the document itself.
func (c *cut) anyWithout(key string) bool {
	return slices.ContainsFunc(c.operations, func(op openapi.Operation) bool {
		return op.Own(key) == nil && op.Shared(key) == nil || op.Own("callbacks") != nil
	})
}

// tags are those that the operations name.
func (c *cut) tags(part *yaml.Node) *yaml.Node {
	made := list()
	for _, tag := range items(part) {
		name := value(member(tag, "name"))
		if slices.ContainsFunc(c.operations, func(op openapi.Operation) bool {
			names, _ := op.Own("tags").([]any)
			return slices.Contains(names, any(name))
		}) {
			made.Content = append(made.Content, c.copy(c.file, tag, "plain"))
		}
	}
	if len(made.Content) == 0 {
		return nil
	}
	return made
}

var templateExpression = regexp.MustCompile(`\{[^{}/]*\}`)

func (c *cut) paths(part *yaml.Node) *yaml.Node {
	made := object()
	shapes := map[string]string{}
	for template, item := range members(part) {
		var chosen []openapi.Operation
		for _, op := range c.operations {
			if op.Template == template.Value {
				chosen = append(chosen, op)
			}
		}
		if len(chosen) == 0 {
			continue
		}
		shape := templateExpression.ReplaceAllString(template.Value, "{}")
		if other, ok := shapes[shape]; ok {
			c.fail(fmt.Errorf("OpenAPI forbids %s and %s in one document, since any URL is both: cut them out one by one",
				text.Line(other, text.MaxName), text.Line(template.Value, text.MaxName)))
		}
		shapes[shape] = template.Value
		made.Content = append(made.Content, template, c.path(item, chosen))
	}
	return made
}

// path copies the operations of one path, and what OpenAPI allows beside them.
func (c *cut) path(item *yaml.Node, chosen []openapi.Operation) *yaml.Node {
	file := c.file
	for range maxReferences {
		ref := value(member(item, "$ref"))
		if ref == "" ||
			slices.ContainsFunc(chosen, func(op openapi.Operation) bool { return member(item, op.Method) != nil }) {
			break
		}
		at, err := c.resolve(file, ref)
		if err != nil {
			c.fail(err)
			return object()
		}
		file, item = at.file, at.node
	}
	c.use(file)
	made := object()
	for key, part := range members(item) {
		i := slices.IndexFunc(chosen, func(op openapi.Operation) bool { return op.Method == strings.ToLower(key.Value) })
		switch {
		case i >= 0:
			method := scalar(chosen[i].Method)
			method.HeadComment = key.HeadComment
			file, line := chosen[i].Position()
			operation := c.copy(file, part, "operation")
			standsAt(method, operation, fmt.Sprintf("%s:%d", file.Title(), line))
			made.Content = append(made.Content, method, operation)
		case slices.Contains(pathMembers, key.Value):
			made.Content = append(made.Content, key, tidy(key.Value, c.copy(file, part, memberKind("pathItem", key.Value))))
		}
	}
	return made
}

// use notes that a part of a file is kept.
func (c *cut) use(file *openapi.File) {
	if !slices.Contains(c.sources, file) {
		c.sources = append(c.sources, file)
	}
}

// standsAt adds a comment that says where a member stood: behind its key, or behind a value on the same line.
func standsAt(key, value *yaml.Node, where string) {
	if isObject(value) && len(value.Content) > 0 {
		key.LineComment = comment(where)
	} else {
		value.LineComment = comment(where)
	}
}

// comment is a text from outside as a comment of one line.
func comment(line string) string { return "# " + text.Line(line, text.MaxLine) }
