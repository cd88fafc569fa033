package schema

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

// family is what a schema and all schemas that it applies to the same value say of names.
type family struct {
	declared map[string]bool // they stand under properties
	required map[string]bool
	wrongWay map[string]bool // they are declared, but not for this direction
	closed   bool            // one of the schemas has additionalProperties: false
}

// context is what a schema has to know of the others that apply to the same value. A schema is compiled once for each
// context; nearly all contexts are empty.
type context struct {
	wrongWay []string // names that others declare for the other direction: it requires none of them
	declared []string // names that others declare: its additionalProperties: false does not forbid them
}

func (c context) key() string {
	if c.wrongWay == nil && c.declared == nil {
		return ""
	}
	return strings.Join(c.wrongWay, "\x00") + "\x01" + strings.Join(c.declared, "\x00")
}

// part is a schema that another one applies to the same value.
type part struct {
	ref    *openapi3.SchemaRef // nil for the target of a $ref
	site   openapi.Site
	always bool // it applies whatever the value is
}

// parts lists the schemas that a definition applies to the same value. Those of not and if are left out: what they
// say is not asked of the value.
func (d *definition) parts() []part {
	if d.partsOf == nil {
		d.partsOf = d.listParts()
	}
	return d.partsOf
}

func (d *definition) listParts() []part {
	source, site := d.source, d.home.site
	parts := []part{}
	list := func(keyword string, refs openapi3.SchemaRefs, always bool) {
		for i, ref := range refs {
			parts = append(parts, part{ref, site.Child(keyword, strconv.Itoa(i)), always})
		}
	}
	list("allOf", source.AllOf, true)
	list("anyOf", source.AnyOf, false)
	list("oneOf", source.OneOf, false)
	if source.If != nil {
		if source.Then != nil {
			parts = append(parts, part{source.Then, site.Child("then"), false})
		}
		if source.Else != nil {
			parts = append(parts, part{source.Else, site.Child("else"), false})
		}
	}
	for _, name := range sortedKeys(source.DependentSchemas) {
		parts = append(parts, part{source.DependentSchemas[name], site.Child("dependentSchemas", name), false})
	}
	return parts
}

// family gathers what a definition and its parts say.
func (c *Compiler) family(d *definition) *family {
	if f, ok := c.families[d]; ok {
		return f
	}
	f := &family{declared: map[string]bool{}, required: map[string]bool{}, wrongWay: map[string]bool{}}
	c.gather(f, d, map[*definition]bool{})
	c.families[d] = f
	return f
}

func (c *Compiler) gather(f *family, d *definition, visited map[*definition]bool) {
	if visited[d] {
		return
	}
	visited[d] = true
	for name, property := range d.source.Properties {
		f.declared[name] = true
		if c.isWrongWay(property, d.home.site.Child("properties", name)) {
			f.wrongWay[name] = true
		}
	}
	for _, name := range d.source.Required {
		f.required[name] = true
	}
	if has := d.source.AdditionalProperties.Has; has != nil && !*has {
		f.closed = true
	}
	if d.target != nil {
		c.gather(f, d.target, visited)
	}
	for _, p := range d.parts() {
		if part, err := c.define(p.ref, p.site); err == nil {
			c.gather(f, part, visited)
		}
	}
}

// isWrongWay reports whether a property is declared for the other direction.
func (c *Compiler) isWrongWay(property *openapi3.SchemaRef, at openapi.Site) bool {
	d, err := c.define(property, at)
	if err != nil {
		return false
	}
	source := d.source
	if property.Value != nil {
		source = property.Value // readOnly and writeOnly beside a $ref are in it
	}
	if c.direction == Request {
		return source.ReadOnly
	}
	return source.WriteOnly
}

// contextOf is the context of a part of a definition. The names that the definition's other parts declare count only
// if these always apply.
func (b *builder) contextOf(part *definition) context {
	of := b.family(part)
	var ctx context
	for _, name := range sortedKeys(b.wrongWay()) {
		if of.required[name] && !of.wrongWay[name] {
			ctx.wrongWay = append(ctx.wrongWay, name)
		}
	}
	if of.closed && b.lenient.has(lenientClosedAllOf) {
		declared := b.declaredBeside(part)
		maps.DeleteFunc(declared, func(name string, _ bool) bool { return of.declared[name] })
		if len(declared) > 0 {
			ctx.declared = sortedKeys(declared)
		}
	}
	return ctx
}

// wrongWay has the names that this schema or others for the same value declare for the other direction.
func (b *builder) wrongWay() map[string]bool {
	if len(b.context.wrongWay) == 0 {
		return b.own.wrongWay
	}
	names := maps.Clone(b.own.wrongWay)
	for _, name := range b.context.wrongWay {
		names[name] = true
	}
	return names
}

// declaredBeside has the names that are declared for the same value outside of a part, by schemas that always apply.
// A nil part is this schema itself without its parts.
func (b *builder) declaredBeside(part *definition) map[string]bool {
	names := map[string]bool{}
	for _, name := range b.context.declared {
		names[name] = true
	}
	add := func(other *definition) {
		if other != part {
			maps.Copy(names, b.family(other).declared)
		}
	}
	if b.definition.target != nil {
		add(b.definition.target)
	}
	for _, p := range b.definition.parts() {
		if other, err := b.define(p.ref, p.site); err == nil && (p.always || part == nil) {
			add(other)
		}
	}
	if part != nil {
		for name := range b.definition.source.Properties {
			names[name] = true
		}
	}
	return names
}

// exempt has the names that additionalProperties: false of this schema does not forbid, since others declare them.
func (b *builder) exempt() map[string]bool {
	if !b.lenient.has(lenientClosedAllOf) {
		return nil
	}
	names := b.declaredBeside(nil)
	for name := range b.definition.source.Properties {
		delete(names, name)
	}
	if len(names) == 0 {
		return nil
	}
	b.note(b.definition.home.place("additionalProperties"),
		"additionalProperties: false forbids %s, which other schemas for the same value declare: it is taken not to",
		quotedList(slices.Sorted(maps.Keys(names))))
	return names
}
