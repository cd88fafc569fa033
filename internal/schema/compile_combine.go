package schema

import (
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// combinations compiles the keywords that apply other schemas to the same value. Those of dependentSchemas are with
// the objects.
func (b *builder) combinations() error {
	for _, step := range []func() error{b.all, b.alternatives, b.negation, b.conditional, b.inherit} {
		if err := step(); err != nil {
			return err
		}
	}
	s := b.schema
	s.combines = s.allOf != nil || s.unions != nil || s.not != nil || s.condition != nil || s.inheritance != nil
	return nil
}

// all compiles the target of a $ref, and allOf.
func (b *builder) all() error {
	if target := b.definition.target; target != nil {
		compiled, err := b.compile(target, b.contextOf(target))
		if err != nil {
			return err
		}
		b.schema.allOf = append(b.schema.allOf, compiled)
	}
	parts, err := b.list("allOf", b.definition.source.AllOf)
	b.schema.allOf = append(b.schema.allOf, parts...)
	for i, part := range parts {
		ref := b.definition.source.AllOf[i]
		saysNullable := ref.Ref == "" && ref.Value.Nullable && part.simple && part.kinds == anyKind
		if saysNullable && b.lenient.has(lenientNullablePart) && (!b.later || b.lenient.has(lenientNullable31)) {
			b.schema.nullable = true
		}
	}
	return err
}

// maxBranches bounds the schemas of an allOf, anyOf or oneOf: each is compiled in the light of all others.
const maxBranches = 2_000

func (b *builder) list(keyword string, refs openapi3.SchemaRefs) ([]*schema, error) {
	if len(refs) > maxBranches {
		return nil, b.refuse(b.definition, keyword, "%s has more than %d schemas", keyword, maxBranches)
	}
	var out []*schema
	for i, ref := range refs {
		compiled, err := b.part(ref, keyword, strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		out = append(out, compiled)
	}
	return out, nil
}

// alternatives compiles anyOf and oneOf.
func (b *builder) alternatives() error {
	source := b.definition.source
	if err := b.union(kwAnyOf, source.AnyOf); err != nil {
		return err
	}
	return b.union(kwOneOf, source.OneOf)
}

func (b *builder) union(k keyword, refs openapi3.SchemaRefs) error {
	if len(refs) == 0 {
		return nil
	}
	compiled, err := b.list(keywordNames[k], refs)
	if err != nil {
		return err
	}
	u := &union{keyword: k, manyNulls: b.lenient.has(lenientNullOneOf)}
	for i, s := range compiled {
		u.all = append(u.all, i)
		u.branches = append(u.branches, branch{schema: s})
	}
	if d := b.definition.source.Discriminator; d != nil && d.PropertyName != "" {
		if u.discriminator, err = b.discriminate(d, keywordNames[k], refs, u); err != nil {
			return err
		}
	}
	b.schema.unions = append(b.schema.unions, u)
	return nil
}

func (b *builder) negation() (err error) {
	if not := b.definition.source.Not; not != nil {
		b.schema.not, err = b.compileRef(not, b.definition.home.site.Child("not"), context{})
	}
	return err
}

// conditional compiles if, then and else.
func (b *builder) conditional() (err error) {
	source := b.definition.source
	if source.If == nil {
		return nil
	}
	c := &condition{}
	if c.test, err = b.compileRef(source.If, b.definition.home.site.Child("if"), context{}); err != nil {
		return err
	}
	if source.Then != nil {
		if c.then, err = b.part(source.Then, "then"); err != nil {
			return err
		}
	}
	if source.Else != nil {
		if c.otherwise, err = b.part(source.Else, "else"); err != nil {
			return err
		}
	}
	b.schema.condition = c
	return nil
}
