package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/redact"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Compiler compiles the schemas of one document for one direction. Every schema is compiled once, however many
// programs lead to it. It is not safe for concurrent use; its programs are.
type Compiler struct {
	doc       *openapi.Document
	direction Direction
	lenient   leniency
	later     bool // the document is of OpenAPI 3.1 or later

	literals    *openapi.Literals
	definitions map[any]*definition
	familyCount int
	mattering   map[familyPair]bool
	schemas     map[schemaKey]*schema
	fresh       []*schema // those that are not linked yet
	cycles      uint32
	constants   map[*schema]constants
	patterns    map[string]*pattern
	patternUses []patternUse
	patternSize int // of all that were compiled
	children    map[*definition][]child
	aliases     map[*definition][]string
	notes       []drift.Note
	watch       *Watch
	closed      []closedNote
}

type schemaKey struct {
	definition *definition
	context    string
}

// NewCompiler compiles schemas of a document for responses or requests.
func NewCompiler(doc *openapi.Document, direction Direction) *Compiler {
	c := &Compiler{
		doc:         doc,
		direction:   direction,
		lenient:     allLeniencies,
		later:       doc.IsOpenAPI31OrLater(),
		literals:    doc.Literals(),
		definitions: map[any]*definition{},
		mattering:   map[familyPair]bool{},
		schemas:     map[schemaKey]*schema{},
		patterns:    map[string]*pattern{},
		constants:   map[*schema]constants{},
	}
	c.noteDialect(doc.JSONSchemaDialect, doc.Place(doc.Root().Child("jsonSchemaDialect"), doc.Origin, "jsonSchemaDialect"))
	return c
}

// Compile compiles the schema at a site. It fails if the schema, or one that it leads to, cannot be judged; the error
// names that schema.
func (c *Compiler) Compile(at openapi.Site, ref *openapi3.SchemaRef) (*Program, error) {
	d, err := c.define(ref, at)
	if err != nil {
		return nil, err
	}
	root, err := c.compile(d, context{})
	if err == nil {
		err = c.link()
	}
	if err != nil {
		c.fresh = nil
		c.schemas = map[schemaKey]*schema{} // some of them are incomplete
		return nil, err
	}
	return &Program{root: root}, nil
}

// Notes are the things that the programs so far cannot judge.
func (c *Compiler) Notes() []drift.Note {
	notes := slices.Clone(c.notes)
	for _, closed := range c.closed {
		const message = "additionalProperties: false forbids %s, which other schemas for the same value declare: " +
			"they are allowed"
		names := slices.Sorted(maps.Keys(closed.names))
		notes = append(notes, drift.Note{Message: fmt.Sprintf(message, quotedList(names)), Place: closed.place})
	}
	for _, use := range c.patternUses {
		if use.pattern.timeouts.Load() > 0 {
			notes = append(notes, drift.Note{
				Message: fmt.Sprintf("the pattern %s takes too long for some values, which are taken to match",
					redact.Quote(use.pattern.source)),
				Place: use.place,
			})
		}
	}
	return notes
}

func (c *Compiler) note(place drift.Place, format string, args ...any) {
	note := drift.Note{Message: fmt.Sprintf(format, args...), Place: place}
	if !slices.Contains(c.notes, note) {
		c.notes = append(c.notes, note)
	}
}

// refuse is the error for a keyword that cannot be judged.
func (c *Compiler) refuse(d *definition, keyword, format string, args ...any) error {
	place := d.home.place(keyword)
	where := "#" + text.Line(place.Pointer, text.MaxError)
	if place.File != "" {
		where = text.Line(place.File, text.MaxName) + where
	}
	if place.Line > 0 {
		where += fmt.Sprintf(", line %d", place.Line)
	}
	return fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...))
}

// compileRef compiles the schema of a reference, or the one that is written there.
func (c *Compiler) compileRef(ref *openapi3.SchemaRef, at openapi.Site, ctx context) (*schema, error) {
	d, err := c.define(ref, at)
	if err != nil {
		return nil, err
	}
	return c.compile(d, ctx)
}

// compile compiles one definition. Schemas may refer to themselves, so it files the schema before it fills it.
func (c *Compiler) compile(d *definition, ctx context) (*schema, error) {
	key := schemaKey{d, ctx.key()}
	if s, ok := c.schemas[key]; ok {
		return s, nil
	}
	if d.contexts++; d.contexts > maxContexts && len(ctx.beside) > 0 {
		return c.compile(d, context{})
	}
	s := &schema{id: uint32(len(c.schemas)), home: d.home}
	c.schemas[key] = s
	c.fresh = append(c.fresh, s)
	b := &builder{Compiler: c, definition: d, schema: s, context: ctx}
	return s, b.build()
}

// builder fills one schema.
type builder struct {
	*Compiler
	definition *definition
	schema     *schema
	context    context
	own        *family
}

func (b *builder) build() error {
	source := b.definition.source
	if source.Always != nil {
		b.schema.never = !*source.Always
		if !b.schema.never {
			b.schema.kinds, b.schema.simple = anyKind, true
		}
		return nil
	}
	b.noteDialect(source.SchemaDialect, b.definition.home.place("$schema"))
	b.own = b.family(b.definition)
	for _, step := range []func() error{b.refuseIdentifiers, b.types, b.values, b.numbers, b.texts, b.arrays, b.objects,
		b.combinations, b.unevaluated} {
		if err := step(); err != nil {
			return err
		}
	}
	s := b.schema
	s.simple = s.object == nil && s.array == nil && s.text == nil && s.number == nil && s.values == nil &&
		!s.combines && s.unevaluated == nil
	s.watch()
	return nil
}

// child compiles a schema that applies to another value: a property, an item. It is nil if every value will do.
func (b *builder) child(ref *openapi3.SchemaRef, tokens ...string) (*schema, error) {
	s, err := b.below(ref, piece{keyword: tokens[0], name: strings.Join(tokens[1:], "/")}, tokens...)
	if err != nil || s.simple && s.kinds == anyKind {
		return nil, err
	}
	return s, nil
}

// below compiles a schema for a part of the value.
func (b *builder) below(ref *openapi3.SchemaRef, at piece, tokens ...string) (*schema, error) {
	d, err := b.define(ref, b.definition.home.site.Child(tokens...))
	if err != nil {
		return nil, err
	}
	return b.compile(d, b.contextBelow(at, d))
}

// refuseIdentifiers refuses $dynamicRef and $id where they change what references mean to JSON Schema.
func (b *builder) refuseIdentifiers() error {
	source := b.definition.source
	if source.DynamicRef != "" {
		return b.refuse(b.definition, "$dynamicRef",
			"$dynamicRef cannot be judged: write $ref with the schema that is meant")
	}
	if source.SchemaID != "" && refersInside(source) {
		return b.refuse(b.definition, "$id", "$id changes what the references below it mean, which cannot be judged: "+
			"write references from the document's root, and leave $id out")
	}
	return nil
}

// refersInside reports whether a schema, or one written inside of it, has a reference.
func refersInside(source *openapi3.Schema) bool {
	found := false
	walk := openapi3.NewSchemaRef("", source)
	_ = walk.WalkSubtree(func(_ string, ref *openapi3.SchemaRef) error {
		found = found || ref != walk && ref.Ref != ""
		return nil
	})
	return found
}

// types compiles type and nullable.
func (b *builder) types() error {
	source, s := b.definition.source, b.schema
	nullable := source.Nullable && (!b.later || b.lenient.has(lenientNullable31))
	s.nullable = nullable && b.lenient.has(lenientNullable)
	if source.Type == nil || len(*source.Type) == 0 {
		s.kinds = anyKind
		return nil
	}
	for _, name := range *source.Type {
		kinds, ok := kindsByType[name]
		if !ok {
			return b.refuse(b.definition, "type", "unknown type %s: write one of %s", redact.Quote(name),
				strings.Join(slices.Sorted(maps.Keys(kindsByType)), ", "))
		}
		s.kinds |= kinds
	}
	if nullable {
		s.kinds |= kindNull
	}
	return nil
}
