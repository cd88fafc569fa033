package schema

import (
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// arrays compiles the keywords of arrays.
func (b *builder) arrays() error {
	source := b.definition.source
	rules := arrayRules{minimum: source.MinItems, maximum: limit(source.MaxItems), unique: source.UniqueItems,
		containsMinimum: 1, containsLimit: unbounded}
	rules.bounded = rules.minimum > 0 || source.MaxItems != nil
	for i, item := range source.PrefixItems {
		compiled, err := b.item(i, item)
		if err != nil {
			return err
		}
		rules.prefix = append(rules.prefix, compiled)
	}
	var err error
	site := b.definition.home.site
	if source.Items != nil {
		if rules.items, err = b.below(source.Items, piece{keyword: "items"}, "items"); err != nil {
			return err
		}
	}
	if source.Contains != nil {
		if rules.contains, err = b.compileRef(source.Contains, site.Child("contains"), context{}); err != nil {
			return err
		}
		rules.containsLimit = limit(source.MaxContains)
		if source.MinContains != nil {
			rules.containsMinimum = *source.MinContains
		}
	}
	if rules.bounded || rules.unique || rules.prefix != nil || rules.items != nil || rules.contains != nil {
		b.schema.array = &rules
	}
	return nil
}

// item compiles one of prefixItems. Unlike a property, an item that may be anything is still evaluated.
func (b *builder) item(i int, ref *openapi3.SchemaRef) (*schema, error) {
	return b.compileRef(ref, b.definition.home.site.Child("prefixItems", strconv.Itoa(i)), context{})
}
