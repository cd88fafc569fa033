package schema

import (
	"maps"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

// family is what a schema and all schemas that it applies to the same value say of names.
type family struct {
	id       int
	declared map[string]bool // they stand under properties
	required map[string]bool
	wrongWay map[string]bool // they are declared, but not for this direction
	closed   bool            // one of the schemas has additionalProperties: false
	below    map[piece][]*definition
}

// piece is a part of a value for which a schema has a schema: a property of some name, every item, or every property
// that is not declared.
type piece struct{ keyword, name string }

// part is a schema that another one applies to the same value.
type part struct {
	ref    *openapi3.SchemaRef // nil for the target of a $ref
	site   openapi.Site
	always bool // it applies whatever the value is
}

// parts lists the schemas that a definition applies to the same value. Those of not and if are left out: a
// value need not match them.
func (d *definition) parts() []part {
	source, site := d.source, d.home.site
	var parts []part
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
	for _, name := range slices.Sorted(maps.Keys(source.DependentSchemas)) {
		parts = append(parts, part{source.DependentSchemas[name], site.Child("dependentSchemas", name), false})
	}
	return parts
}

// family gathers what a definition and its parts say.
func (c *Compiler) family(d *definition) *family {
	if d.family == nil {
		d.family = c.newFamily()
		c.gather(d.family, d, map[*definition]bool{})
	}
	return d.family
}

// alone gathers what a definition says without its parts.
func (c *Compiler) alone(d *definition) *family {
	if d.alone == nil {
		d.alone = c.newFamily()
		c.gatherOwn(d.alone, d)
	}
	return d.alone
}

func (c *Compiler) newFamily() *family {
	c.familyCount++
	return &family{id: c.familyCount, declared: map[string]bool{}, required: map[string]bool{},
		wrongWay: map[string]bool{}, below: map[piece][]*definition{}}
}

func (c *Compiler) gather(f *family, d *definition, visited map[*definition]bool) {
	if visited[d] {
		return
	}
	visited[d] = true
	c.gatherOwn(f, d)
	if d.target != nil {
		c.gather(f, d.target, visited)
	}
	for _, p := range d.parts() {
		if part, err := c.define(p.ref, p.site); err == nil {
			c.gather(f, part, visited)
		}
	}
}

func (c *Compiler) gatherOwn(f *family, d *definition) {
	below := func(ref *openapi3.SchemaRef, at piece, tokens ...string) {
		if other, err := c.define(ref, d.home.site.Child(tokens...)); err == nil {
			f.below[at] = append(f.below[at], other)
		}
	}
	for name, property := range d.source.Properties {
		f.declared[name] = true
		if c.isWrongWay(property, d.home.site.Child("properties", name)) {
			f.wrongWay[name] = true
		}
		below(property, piece{"properties", name}, "properties", name)
	}
	for _, name := range d.source.Required {
		f.required[name] = true
	}
	if items := d.source.Items; items != nil {
		below(items, piece{keyword: "items"}, "items")
	}
	additional := d.source.AdditionalProperties
	if additional.Schema != nil {
		below(additional.Schema, piece{keyword: "additionalProperties"}, "additionalProperties")
	}
	if additional.Has != nil && !*additional.Has {
		f.closed = true
	}
}

// isWrongWay reports whether a property is declared for the other direction, by its schema or a part of that.
func (c *Compiler) isWrongWay(property *openapi3.SchemaRef, at openapi.Site) bool {
	d, err := c.define(property, at)
	if err != nil {
		return false
	}
	if property.Value != nil && c.saysWrongWay(property.Value) { // readOnly and writeOnly beside a $ref are in it
		return true
	}
	return c.partSaysWrongWay(d, map[*definition]bool{})
}

func (c *Compiler) partSaysWrongWay(d *definition, visited map[*definition]bool) bool {
	if visited[d] {
		return false
	}
	visited[d] = true
	if c.saysWrongWay(d.source) || d.target != nil && c.partSaysWrongWay(d.target, visited) {
		return true
	}
	for _, p := range d.parts() {
		if !p.always {
			continue
		}
		if part, err := c.define(p.ref, p.site); err == nil && c.partSaysWrongWay(part, visited) {
			return true
		}
	}
	return false
}

func (c *Compiler) saysWrongWay(source *openapi3.Schema) bool {
	if c.direction == Request {
		return source.ReadOnly
	}
	return source.WriteOnly
}
