package schema

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// objects compiles the keywords of objects.
func (b *builder) objects() error {
	source := b.definition.source
	o := &objectBuilder{builder: b, byName: map[string]int{}}
	o.rules.minimum, o.rules.maximum = source.MinProps, limit(source.MaxProps)
	o.rules.bounded = source.MinProps > 0 || source.MaxProps != nil
	for _, step := range []func() error{o.declare, o.require, o.depend, o.addPatterns, o.addNames, o.addAdditional} {
		if err := step(); err != nil {
			return err
		}
	}
	r := &o.rules
	if len(r.properties) > 0 || r.bounded || r.patterns != nil || r.names != nil || r.open {
		r.buildTable()
		b.schema.object = r
	}
	return nil
}

type objectBuilder struct {
	*builder
	rules  objectRules
	byName map[string]int
}

// property is the index of a name's entry, which is made if there is none.
func (o *objectBuilder) property(name string) int {
	i, ok := o.byName[name]
	if !ok {
		i = len(o.rules.properties)
		o.byName[name] = i
		o.rules.properties = append(o.rules.properties, property{name: name, hash: hashName([]byte(name)), watch: -1})
	}
	return i
}

// watched is the index of a name whose presence matters.
func (o *objectBuilder) watched(name string) int {
	i := o.property(name)
	if p := &o.rules.properties[i]; p.watch < 0 {
		p.watch = o.rules.watched
		o.rules.watched++
	}
	return i
}

// declare compiles properties.
func (o *objectBuilder) declare() error {
	source := o.definition.source
	for _, name := range slices.Sorted(maps.Keys(source.Properties)) {
		ref := source.Properties[name]
		compiled, err := o.child(ref, "properties", name)
		if err != nil {
			return err
		}
		p := &o.rules.properties[o.property(name)]
		p.schema, p.declared, p.evaluated = compiled, true, true
		p.forbidden = o.isWrongWay(ref, o.definition.home.site.Child("properties", name))
		o.rules.declares = true
	}
	return nil
}

// require compiles required. A property that is declared for the other direction is not required.
func (o *objectBuilder) require() error {
	wrongWay := o.wrongWay()
	for _, name := range o.definition.source.Required {
		i := o.watched(name)
		o.rules.properties[i].declared = true
		if !wrongWay[name] && !slices.Contains(o.rules.required, i) {
			o.rules.required = append(o.rules.required, i)
		}
	}
	if d := o.definition.source.Discriminator; d != nil && d.PropertyName != "" {
		o.rules.properties[o.property(d.PropertyName)].declared = true
	}
	return nil
}

// depend compiles dependentRequired and dependentSchemas.
func (o *objectBuilder) depend() error {
	source := o.definition.source
	wrongWay := o.wrongWay()
	for _, trigger := range slices.Sorted(maps.Keys(source.DependentRequired)) {
		d := dependency{trigger: o.watched(trigger)}
		for _, name := range source.DependentRequired[trigger] {
			i := o.watched(name)
			o.rules.properties[i].declared = true
			if !wrongWay[name] && !slices.Contains(d.required, i) {
				d.required = append(d.required, i)
			}
		}
		o.rules.dependent = append(o.rules.dependent, d)
	}
	for _, trigger := range slices.Sorted(maps.Keys(source.DependentSchemas)) {
		compiled, err := o.part(source.DependentSchemas[trigger], "dependentSchemas", trigger)
		if err != nil {
			return err
		}
		o.rules.dependent = append(o.rules.dependent, dependency{trigger: o.watched(trigger), schema: compiled})
	}
	return nil
}

// addPatterns compiles patternProperties. If one of the patterns cannot be judged, every name may be one that it
// matches.
func (o *objectBuilder) addPatterns() error {
	source := o.definition.source
	for _, expression := range slices.Sorted(maps.Keys(source.PatternProperties)) {
		site := o.definition.home.site.Child("patternProperties", expression)
		compiled, err := o.compileRef(source.PatternProperties[expression], site, context{})
		if err != nil {
			return err
		}
		o.rules.declares = true
		p := o.pattern(expression, o.definition.home.place("patternProperties"))
		if p == nil {
			o.rules.open = true
			continue
		}
		o.rules.patterns = append(o.rules.patterns, patternProperty{p, compiled})
	}
	return nil
}

func (o *objectBuilder) addNames() (err error) {
	if names := o.definition.source.PropertyNames; names != nil {
		o.rules.names, err = o.compileRef(names, o.definition.home.site.Child("propertyNames"), context{})
	}
	return err
}

// addAdditional compiles additionalProperties.
func (o *objectBuilder) addAdditional() error {
	additional := o.definition.source.AdditionalProperties
	if o.rules.open { // some pattern cannot be judged: see addPatterns
		return nil
	}
	switch {
	case additional.Has != nil:
		o.rules.open, o.rules.closed = true, !*additional.Has
	case additional.Schema != nil:
		compiled, err := o.child(additional.Schema, "additionalProperties")
		if err != nil {
			return err
		}
		o.rules.open, o.rules.additional = true, compiled
		if compiled != nil && compiled.never {
			o.rules.closed, o.rules.additional = true, nil
		}
	}
	if o.rules.closed {
		o.rules.exempt = o.exempt()
	}
	return nil
}

// buildTable builds the table in which names are looked up.
func (r *objectRules) buildTable() {
	for i := range r.properties {
		p := &r.properties[i]
		p.plain = p.evaluated && p.declared && !p.forbidden && r.patterns == nil
	}
	if len(r.properties) == 0 {
		return
	}
	size := 4
	for size < 2*len(r.properties) {
		size *= 2
	}
	r.table = make([]slot, size)
	for i, p := range r.properties {
		at := p.hash & uint32(size-1)
		for r.table[at].property != 0 {
			at = (at + 1) & uint32(size-1)
		}
		r.table[at] = slot{p.hash, uint32(i) + 1}
	}
}

// part compiles a schema that applies to the same value.
func (b *builder) part(ref *openapi3.SchemaRef, tokens ...string) (*schema, error) {
	d, err := b.define(ref, b.definition.home.site.Child(tokens...))
	if err != nil {
		return nil, err
	}
	return b.compile(d, b.contextOf(d))
}

// unevaluated compiles unevaluatedProperties and unevaluatedItems.
func (b *builder) unevaluated() error {
	source := b.definition.source
	var rules unevaluatedRules
	var err error
	rules.properties, rules.forProperties, err = b.boolSchema(source.UnevaluatedProperties, "unevaluatedProperties")
	if err != nil {
		return err
	}
	rules.items, rules.forItems, err = b.boolSchema(source.UnevaluatedItems, "unevaluatedItems")
	if err != nil {
		return err
	}
	if rules.forProperties || rules.forItems {
		b.schema.unevaluated = &rules
	}
	return nil
}

// boolSchema compiles a keyword that is a boolean or a schema. The result is nil if every value will do.
func (b *builder) boolSchema(value openapi3.BoolSchema, keyword string) (s *schema, present bool, err error) {
	switch {
	case value.Has != nil && *value.Has:
		return nil, true, nil
	case value.Has != nil:
		return &schema{never: true, home: b.definition.home}, true, nil
	case value.Schema != nil:
		s, err = b.child(value.Schema, keyword)
		return s, true, err
	}
	return nil, false, nil
}
