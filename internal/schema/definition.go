package schema

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"go.yaml.in/yaml/v4"
)

// definition is a schema as it is written in the document: its own keywords, and in OpenAPI 3.1 the target of a $ref
// beside them. It undoes what kin-openapi does to a $ref with siblings, which is to add them to the allOf of a copy
// of the target.
type definition struct {
	home   *home
	source *openapi3.Schema
	target *definition // nil without a $ref

	family, alone *family // what it says with and without its parts; see Compiler
	contexts      int     // for how many it was compiled
}

// maxChain bounds how many references may follow each other.
const maxChain = 1000

// define finds the definition of a reference, or of the schema that is written there.
func (c *Compiler) define(ref *openapi3.SchemaRef, at openapi.Site) (*definition, error) {
	return c.defineChain(ref, at, 0)
}

func (c *Compiler) defineChain(ref *openapi3.SchemaRef, at openapi.Site, length int) (*definition, error) {
	where := func() string { return "#" + text.Line(at.Pointer(), text.MaxError) }
	switch {
	case ref == nil || ref.Value == nil && ref.Ref == "":
		return nil, fmt.Errorf("%s: expected a schema, saw none", where())
	case ref.Value == nil:
		return c.defineUnresolved(ref, at, length)
	case length > maxChain:
		return nil, fmt.Errorf("%s: more than %d references follow each other: refer to the last directly",
			where(), maxChain)
	case ref.Ref == "":
		return c.definition(ref.Value, at), nil
	}
	if d, ok := c.definitions[ref]; ok {
		return d, nil
	}
	target, err := c.defineTarget(ref, at, length)
	if err != nil {
		return nil, err
	}
	d := target
	if siblings := c.siblings(ref); siblings != nil {
		d = &definition{home: c.home(siblings, at), source: siblings, target: target}
	}
	c.definitions[ref] = d
	return d, nil
}

// defineUnresolved finds the definition of a reference that kin-openapi has lost, which happens in cycles of
// references with siblings. The siblings are lost as well.
func (c *Compiler) defineUnresolved(ref *openapi3.SchemaRef, at openapi.Site, length int) (*definition, error) {
	where, written := "#"+text.Line(at.Pointer(), text.MaxError), text.Quote(ref.Ref, text.MaxName)
	component, site, ok := c.doc.ComponentSchema(at, ref.Ref)
	switch {
	case !ok || length > maxChain:
		return nil, fmt.Errorf("%s: the reference %s leads nowhere: write the schema that is meant", where, written)
	case c.later && ref.Origin != nil && len(ref.Origin.Fields) > 1:
		return nil, fmt.Errorf("%s: what stands beside the reference %s is lost in a cycle of references: "+
			"write both under allOf", where, written)
	}
	d, err := c.defineChain(component, site, length+1)
	if err != nil || !c.later || ref.Origin != nil {
		return d, err
	}
	if siblings, found := c.readSiblings(ref); found { // of a reference that stands beside another one, without lines
		known := c.definitions[ref]
		if known == nil {
			known = &definition{home: c.home(&siblings, at), source: &siblings, target: d}
			c.definitions[ref] = known
		}
		d = known
	}
	return d, nil
}

// defineTarget follows a reference by one step, if it is one to a component, and otherwise to its end.
func (c *Compiler) defineTarget(ref *openapi3.SchemaRef, at openapi.Site, length int) (*definition, error) {
	if component, site, ok := c.doc.ComponentSchema(at, ref.Ref); ok {
		return c.defineChain(component, site, length+1)
	}
	value := ref.Value
	if c.siblings(ref) != nil {
		value = c.withoutSiblings(ref)
	}
	return c.definition(value, c.doc.Follow(at, ref, ref.Value, ref.Value.Origin)), nil
}

// definition is made once of the schema that is written at a site. kin-openapi's copies of one schema share their
// origin.
func (c *Compiler) definition(source *openapi3.Schema, at openapi.Site) *definition {
	var key any = source
	if source.Origin != nil {
		key = source.Origin
	}
	d := c.definitions[key]
	if d == nil {
		d = &definition{home: c.home(source, at), source: source}
		c.definitions[key] = d
	}
	return d
}

func (c *Compiler) home(source *openapi3.Schema, at openapi.Site) *home {
	h := &home{doc: c.doc, site: at, origin: source.Origin, source: source, direction: c.direction}
	h.watch = c.watchFor(h)
	return h
}

// siblings are the keywords beside a $ref that say something of a value; nil if there are none. In OpenAPI 3.0 they
// are ignored.
func (c *Compiler) siblings(ref *openapi3.SchemaRef) *openapi3.Schema {
	if !c.later || ref.Origin == nil {
		return nil
	}
	siblings := openapi3.Schema{Origin: ref.Origin}
	found := false
	if last := lastConjunct(ref); last != nil {
		siblings, found = *last, true
	} else if assertsBeside(ref) {
		siblings, found = c.readSiblings(ref)
	}
	if _, ok := ref.Origin.Fields.Lookup("nullable"); ok {
		siblings.Nullable, found = ref.Value.Nullable, true
	}
	if _, ok := ref.Origin.Fields.Lookup("discriminator"); ok {
		siblings.Discriminator, found = ref.Value.Discriminator, true
	}
	if !found {
		return nil
	}
	return &siblings
}

// annotationsBeside are the keywords beside a $ref that kin-openapi sets on its copy of the target. Those that say
// something of a value are looked at by themselves.
var annotationsBeside = map[string]bool{
	"$ref": true, "$comment": true, "$defs": true, "$schema": true, "$anchor": true, "$dynamicAnchor": true,
	"title": true, "summary": true, "description": true, "externalDocs": true, "example": true, "examples": true,
	"default": true, "deprecated": true, "readOnly": true, "writeOnly": true, "nullable": true, "discriminator": true,
	"allowEmptyValue": true, "xml": true,
}

// assertsBeside reports whether there is a keyword beside a $ref that says something of a value.
func assertsBeside(ref *openapi3.SchemaRef) bool {
	for _, field := range ref.Origin.Fields {
		if !annotationsBeside[field.Name] && !strings.HasPrefix(field.Name, "x-") {
			return true
		}
	}
	return false
}

// readSiblings reads the siblings of a $ref again. kin-openapi drops those that it takes to say nothing, such as not:
// {}, which forbids everything. Their own parts have no lines.
func (c *Compiler) readSiblings(ref *openapi3.SchemaRef) (siblings openapi3.Schema, found bool) {
	data, err := json.Marshal(ref)
	members := map[string]any{}
	if err != nil || json.Unmarshal(data, &members) != nil {
		return siblings, false
	}
	delete(members, "$ref")
	if ref.Origin != nil {
		if field, ok := ref.Origin.Fields.Lookup("$ref"); ok {
			keepNulls(members, c.literals.Mapping(field))
		}
	}
	for name := range members {
		found = found || !annotationsBeside[name] && !strings.HasPrefix(name, "x-")
	}
	data, _ = json.Marshal(members)
	_ = json.Unmarshal(data, &siblings) // the loader has read it already
	siblings.Origin, siblings.Nullable, siblings.Discriminator = ref.Origin, false, nil
	return siblings, found
}

// nullConstant stands for const: null in a schema without an origin, in which kin-openapi's model has nothing for it.
const nullConstant = "\x00null"

// keepNulls puts const: null, as it is written in the document, back into a schema and its parts.
func keepNulls(schema any, written *yaml.Node) {
	switch schema := schema.(type) {
	case map[string]any:
		if null := memberNode(written, "const"); null != nil && null.Tag == "!!null" {
			schema["const"] = nullConstant
		}
		for name, part := range schema {
			switch name {
			case "const", "enum", "default", "example", "examples":
			default:
				keepNulls(part, memberNode(written, name))
			}
		}
	case []any:
		for i, part := range schema {
			keepNulls(part, itemNode(written, i))
		}
	}
}

// lastConjunct is the branch of allOf that kin-openapi made of the siblings of a $ref.
func lastConjunct(ref *openapi3.SchemaRef) *openapi3.Schema {
	n := len(ref.Value.AllOf)
	if n == 0 {
		return nil
	}
	if last := ref.Value.AllOf[n-1]; last.Ref == "" && last.Value != nil && last.Value.Origin == ref.Origin {
		return last.Value
	}
	return nil
}

// withoutSiblings is the target of a reference as it is written.
func (c *Compiler) withoutSiblings(ref *openapi3.SchemaRef) *openapi3.Schema {
	value := *ref.Value
	if lastConjunct(ref) != nil {
		value.AllOf = value.AllOf[:len(value.AllOf)-1]
	}
	value.Nullable = false
	if value.Origin != nil {
		if field, ok := value.Origin.Fields.Lookup("nullable"); ok {
			written, _ := c.literals.Scalar(field)
			value.Nullable = written == "true"
		}
		if _, ok := value.Origin.Fields.Lookup("discriminator"); !ok {
			value.Discriminator = nil
		}
	}
	return &value
}
