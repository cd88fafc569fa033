package schema

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
)

// discriminate compiles the discriminator of a union: by its mapping, and by the names of its branches.
func (b *builder) discriminate(source *openapi3.Discriminator, keyword string, refs openapi3.SchemaRefs, u *union) (
	*discriminator, error) {
	d := newDiscriminator(source.PropertyName)
	branches := make([]*definition, len(refs))
	for i, ref := range refs {
		branches[i], _ = b.define(ref, b.definition.home.site.Child(keyword, strconv.Itoa(i)))
	}
	mapped := make([]bool, len(refs))
	for _, value := range slices.Sorted(maps.Keys(source.Mapping)) {
		d.known = append(d.known, value)
		entry := source.Mapping[value]
		if i := slices.IndexFunc(refs, func(ref *openapi3.SchemaRef) bool { return ref.Ref == entry.Ref }); i >= 0 {
			d.named[value], mapped[i] = u.branches[i].schema, true
			continue
		}
		target := b.mapped(value, entry)
		if target == nil {
			d.named[value] = anything
			continue
		}
		if i := slices.IndexFunc(branches, target.isTargetOf); i >= 0 {
			d.named[value], mapped[i] = u.branches[i].schema, true
			continue
		}
		compiled, err := b.compile(target, b.contextOf(target))
		if err != nil {
			return nil, err
		}
		d.named[value] = compiled
	}
	for i, ref := range refs {
		switch {
		case ref.Ref != "":
			b.nameBranch(d, ref, branches[i], u.branches[i].schema, i)
			if !mapped[i] {
				d.known = append(d.known, schemaName(ref.Ref))
			}
		case !mapped[i]:
			d.unnamed = append(d.unnamed, i)
		}
	}
	return d, nil
}

func newDiscriminator(property string) *discriminator {
	return &discriminator{property: property, hash: hashName([]byte(property)), named: map[string]*schema{},
		implicit: map[string]int{}}
}

// isTargetOf reports whether a definition leads to this one by references.
func (d *definition) isTargetOf(other *definition) bool {
	for ; other != nil; other = other.target {
		if other == d {
			return true
		}
	}
	return false
}

// nameBranch names a branch as its schema is called, by each name that components have for it.
func (b *builder) nameBranch(d *discriminator, ref *openapi3.SchemaRef, branch *definition, compiled *schema, i int) {
	names := append([]string{schemaName(ref.Ref)}, b.componentNames(branch)...)
	for _, name := range names {
		if d.named[name] == nil {
			d.named[name], d.implicit[name] = compiled, i
		}
	}
}

// schemaName is what a reference calls a schema: its last token, or a file's name.
func schemaName(ref string) string {
	name := ref[strings.LastIndexByte(ref, '/')+1:]
	if !strings.Contains(ref, "#") {
		name = strings.TrimSuffix(name, path.Ext(name))
	}
	return name
}

// componentNames lists the components that lead to a definition.
func (c *Compiler) componentNames(target *definition) []string {
	if c.aliases == nil {
		c.aliases = map[*definition][]string{}
		for _, name := range c.componentList() {
			if d := c.component(name); d != nil {
				c.aliases[d] = append(c.aliases[d], name)
			}
		}
	}
	return c.aliases[target]
}

func (c *Compiler) componentList() []string {
	if c.doc.Components == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(c.doc.Components.Schemas))
}

// component is the definition that a component's name leads to; nil if there is none.
func (c *Compiler) component(name string) *definition {
	if c.doc.Components == nil || c.doc.Components.Schemas[name] == nil {
		return nil
	}
	d, _ := c.define(c.doc.Components.Schemas[name], c.doc.Root().Child("components", "schemas", name))
	return d
}

// mapped is the definition that an entry of a mapping means: the name of a component, or a reference. It is nil, and
// noted, if it leads nowhere.
func (b *builder) mapped(value string, entry openapi3.MappingRef) *definition {
	ref := openapi3.SchemaRef(entry)
	if d := b.component(ref.Ref); d != nil {
		return d
	}
	site := b.definition.home.site
	if component, at, ok := b.doc.ComponentSchema(site, ref.Ref); ok {
		if d, err := b.define(component, at); err == nil {
			return d
		}
	}
	if ref.Value != nil {
		if d, err := b.define((*openapi3.SchemaRef)(&entry), site); err == nil {
			return d
		}
	}
	b.note(b.definition.home.place("discriminator"),
		"the discriminator's mapping of %s to %s leads nowhere: what it names is not judged",
		redact.Quote(value), redact.Quote(ref.Ref))
	return nil
}

// child is a component that extends another one with allOf.
type child struct {
	name       string
	definition *definition
}

// childrenOf lists the components that extend a definition directly.
func (c *Compiler) childrenOf(parent *definition) []child {
	if c.children == nil {
		c.children = map[*definition][]child{}
		for _, name := range c.componentList() {
			d := c.component(name)
			if d == nil {
				continue
			}
			for _, extended := range c.extended(d) {
				c.children[extended] = append(c.children[extended], child{name, d})
			}
		}
	}
	return c.children[parent]
}

// extended lists what a definition extends with allOf or $ref.
func (c *Compiler) extended(d *definition) []*definition {
	var out []*definition
	if d.target != nil {
		out = append(out, d.target)
	}
	for _, p := range d.parts() {
		if other, err := c.define(p.ref, p.site); err == nil && p.always && p.ref.Ref != "" {
			out = append(out, other)
		}
	}
	return out
}

// inherits reports whether the schema has a discriminator of the schemas that extend it.
func (b *builder) inherits() bool {
	source := b.definition.source
	discriminates := source.Discriminator != nil && source.Discriminator.PropertyName != ""
	return discriminates && len(source.AnyOf) == 0 && len(source.OneOf) == 0
}

// inherit compiles the discriminator of a schema without alternatives: a value names one of the schemas that extend
// it.
func (b *builder) inherit() error {
	source := b.definition.source
	if !b.inherits() {
		return nil
	}
	d := newDiscriminator(source.Discriminator.PropertyName)
	d.extends = map[*home][]*home{}
	descendants := b.descendants(b.definition)
	named := map[string]*definition{}
	for _, descendant := range descendants {
		named[descendant.name] = descendant.definition
	}
	for _, value := range slices.Sorted(maps.Keys(source.Discriminator.Mapping)) {
		if target := b.mapped(value, source.Discriminator.Mapping[value]); target != nil {
			named[value] = target
		}
	}
	for _, value := range slices.Sorted(maps.Keys(named)) {
		if named[value] == b.definition {
			continue // the parent itself
		}
		compiled, err := b.compile(named[value], context{})
		if err != nil {
			return err
		}
		d.named[value] = compiled
	}
	for _, descendant := range descendants {
		d.extends[descendant.definition.home] = b.ancestors(descendant.definition)
	}
	if len(d.named) > 0 {
		b.schema.inheritance = d
	}
	return nil
}

// descendants lists the components that extend a definition, directly or through others.
func (b *builder) descendants(parent *definition) []child {
	var out []child
	seen := map[*definition]bool{parent: true}
	for queue := []*definition{parent}; len(queue) > 0; queue = queue[1:] {
		for _, next := range b.childrenOf(queue[0]) {
			if next.definition == parent {
				continue
			}
			out = append(out, next)
			if !seen[next.definition] {
				seen[next.definition] = true
				queue = append(queue, next.definition)
			}
		}
	}
	return out
}

// ancestors lists what a definition extends, directly or through others.
func (b *builder) ancestors(d *definition) []*home {
	var out []*home
	seen := map[*definition]bool{d: true}
	for queue := []*definition{d}; len(queue) > 0; queue = queue[1:] {
		for _, next := range b.extended(queue[0]) {
			if !seen[next] {
				seen[next] = true
				out = append(out, next.home)
				queue = append(queue, next)
			}
		}
	}
	return out
}
