package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// knownDisagreements are the cases in which another validator differs from us, with the sentence of the standard that
// decides.
var knownDisagreements = []struct {
	with, sentence string
	applies        func(g *generator, body any) bool
}{
	{"kin-openapi", `OpenAPI 3.0.3, "Schema Object", nullable: it "adds "null" to the allowed type specified by the ` +
		`type keyword, only if type is explicitly defined": without a type, null is a value like all others. kin-openapi ` +
		`refuses null wherever nullable is not true.`,
		func(_ *generator, body any) bool { return anyValue(body, func(v any) bool { return v == nil }) }},
	{
		"kin-openapi",
		`JSON Schema Validation, wright-00, 5.20: a value is valid if it "is equal to one of the elements": ` +
			`1 and 1.0 are equal in an object, too. kin-openapi compares a constant of the document, an int, with a float64.`,
		func(g *generator, _ any) bool { return g.deepConstant },
	},
	{"kin-openapi", `JSON Schema Validation, wright-00, 5.25: a value is valid "if it fails to validate ` +
		`successfully against the schema": nothing matches not: {}. kin-openapi judges no schema that asserts nothing ` +
		`but by such schemas.`,
		func(g *generator, _ any) bool { return g.untyped }},
}

// FuzzDifferential makes a schema and bodies of its input, and compares verdicts: ours under OpenAPI 3.0 with
// kin-openapi's, ours under 3.1 with santhosh-tekuri/jsonschema's, and ours under 3.0 with ours of the transcription
// to 3.1, of which every deviation must be the same.
func FuzzDifferential(f *testing.F) {
	for seed := range 40 {
		f.Add(bytes.Repeat([]byte{byte(seed * 37), byte(seed), byte(seed * 11), 3, byte(seed * 5)}, 30))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		g := &generator{data: data}
		g.later = g.choose(2) == 1
		g.refers = g.later
		schemas := map[string]any{"S": g.schema(3), "A": g.schema(2)}
		g.refers = false // in B it would lead back in place
		schemas["B"] = g.schema(2)
		transcribed := transcribe(schemas).(map[string]any)
		after := compileGenerated(t, "3.1.0", transcribed)
		judges := judges{after: after, second: secondOpinion(t, transcribed)}
		judges.document, _ = json.Marshal(schemas)
		if !g.later {
			judges.before = compileGenerated(t, "3.0.3", schemas)
			judges.kin = kinSchema(t, schemas)
		}
		for range 4 {
			body := g.value(3)
			text, _ := json.Marshal(body)
			judges.checkAgreement(t, g, body, text)
		}
	})
}

// judges are the validators of one schema.
type judges struct {
	document      []byte
	before, after *Program // under 3.0 and 3.1; nothing under 3.0 for schemas that it cannot have
	kin           *openapi3.Schema
	second        *jsonschema.Schema
}

func (j *judges) checkAgreement(t *testing.T, g *generator, body any, text []byte) {
	t.Helper()
	ours, said := conforms(j.after, text)
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := j.second.Validate(instance); (err == nil) != ours && !known("jsonschema", g, body) {
		t.Fatalf("jsonschema and we disagree on %s\n%s\nours: %s\ntheirs: %v", text, j.document, said, err)
	}
	if j.before == nil {
		return
	}
	if _, saidBefore := conforms(j.before, text); saidBefore != said {
		t.Fatalf("3.0 and 3.1 differ on %s\n%s\n3.0: %s\n3.1: %s", text, j.document, saidBefore, said)
	}
	var decoded any
	if err := json.Unmarshal(text, &decoded); err != nil {
		t.Fatal(err)
	}
	err = j.kin.VisitJSON(decoded, openapi3.VisitAsResponse(), openapi3.MultiErrors())
	if (err == nil) != ours && !known("kin-openapi", g, body) {
		t.Fatalf("kin-openapi and we disagree on %s\n%s\nours: %s\ntheirs: %v", text, j.document, said, err)
	}
}

func known(with string, g *generator, body any) bool {
	for _, d := range knownDisagreements {
		if d.with == with && d.applies(g, body) {
			return true
		}
	}
	return false
}

func compileGenerated(t *testing.T, version string, schemas map[string]any) *Program {
	t.Helper()
	lines := []string{}
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		text, _ := json.Marshal(schemas[name])
		lines = append(lines, name+": "+string(text))
	}
	p, _, err := compileOf(version, strings.Join(lines, "\n"), 0)
	if err != nil && strings.Contains(err.Error(), "lost in a cycle") {
		t.Skip("kin-openapi loses siblings of a $ref in cycles, and we refuse what is lost")
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, strings.Join(lines, "\n"))
	}
	return p
}

func kinSchema(t *testing.T, schemas map[string]any) *openapi3.Schema {
	t.Helper()
	data, _ := json.Marshal(map[string]any{"openapi": "3.0.3", "info": map[string]any{"title": "t", "version": "1"},
		"paths": map[string]any{}, "components": map[string]any{"schemas": schemas}})
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Components.Schemas["S"].Value
}

func secondOpinion(t *testing.T, schemas map[string]any) *jsonschema.Schema {
	t.Helper()
	data, _ := json.Marshal(map[string]any{"components": map[string]any{"schemas": schemas}})
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("contract.json", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("contract.json#/components/schemas/S")
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return compiled
}

// transcribe writes schemas of OpenAPI 3.0 as 3.1 has them.
func transcribe(schema any) any {
	switch schema := schema.(type) {
	case []any:
		out := make([]any, len(schema))
		for i, item := range schema {
			out[i] = transcribe(item)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for name, value := range schema {
			switch name {
			case "enum", "const":
				out[name] = value
			default:
				out[name] = transcribe(value)
			}
		}
		if out["nullable"] == true {
			if name, ok := out["type"].(string); ok {
				out["type"] = []any{name, "null"}
			}
		}
		delete(out, "nullable")
		for exclusive, bound := range map[string]string{"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"} {
			if out[exclusive] == true {
				out[exclusive] = out[bound]
				delete(out, bound)
			}
		}
		return out
	}
	return schema
}

func anyValue(value any, is func(any) bool) bool {
	if is(value) {
		return true
	}
	switch value := value.(type) {
	case []any:
		return slices.ContainsFunc(value, func(v any) bool { return anyValue(v, is) })
	case map[string]any:
		for _, v := range value {
			if anyValue(v, is) {
				return true
			}
		}
	}
	return false
}

// generator makes schemas and values of bytes. When these run out, everything is as small as possible.
type generator struct {
	data         []byte
	later        bool // keywords of OpenAPI 3.1, too
	deepConstant bool // an enum has an array or object
	untyped      bool // a schema under not or oneOf may assert nothing
	refers       bool // a $ref to B may stand beside other keywords
}

var (
	referable   = []string{"S", "A", "B"}
	memberNames = []string{"a", "b", "c", "ab"}
	typeNames   = []string{"object", "object", "array", "string", "integer", "number", "boolean"}
	texts       = []string{"", "a", "ab", "b", "aaaa", "é😀"}
	patterns    = []string{"^a", "b$", "^[^a]*$", "a{2,}"}
)

func (g *generator) choose(n int) int {
	if len(g.data) == 0 {
		return 0
	}
	b := g.data[0]
	g.data = g.data[1:]
	return int(b) % n
}

func (g *generator) number() json.Number {
	return []json.Number{"0", "1", "2", "3", "1.5", "-1", "2.0", "1e0", "10"}[g.choose(9)]
}

func (g *generator) value(depth int) any {
	kinds := 7
	if depth == 0 {
		kinds = 5
	}
	switch g.choose(kinds) {
	case 0:
		return g.number()
	case 1:
		return texts[g.choose(len(texts))]
	case 2:
		return g.choose(2) == 1
	case 3:
		return nil
	case 4:
		return g.number()
	case 5:
		out := []any{}
		for range g.choose(4) {
			out = append(out, g.value(depth-1))
		}
		return out
	}
	out := map[string]any{}
	for range g.choose(4) + 1 {
		out[memberNames[g.choose(len(memberNames))]] = g.value(depth - 1)
	}
	return out
}

// schema makes a schema.
func (g *generator) schema(depth int) map[string]any {
	out := map[string]any{}
	if g.choose(4) > 0 {
		out["type"] = typeNames[g.choose(len(typeNames))]
	}
	if g.choose(6) == 1 {
		out["nullable"] = true
	}
	for range g.choose(4) {
		g.keyword(out, depth)
	}
	return out
}

// part is a schema inside another one. Below properties and items it may be a reference.
func (g *generator) part(depth int, below bool) any {
	if below && g.choose(5) == 1 {
		return map[string]any{"$ref": "#/components/schemas/" + referable[g.choose(len(referable))]}
	}
	if g.later && g.choose(12) == 1 {
		return g.choose(2) == 1
	}
	if depth == 0 {
		return map[string]any{"type": typeNames[g.choose(len(typeNames))]}
	}
	return g.schema(depth - 1)
}

func (g *generator) parts(depth int) []any {
	out := []any{g.part(depth, false)}
	for range g.choose(3) {
		out = append(out, g.part(depth, false))
	}
	return out
}

func (g *generator) names() []any {
	out := []any{}
	for _, name := range memberNames {
		if g.choose(2) == 1 {
			out = append(out, name)
		}
	}
	if len(out) == 0 {
		out = append(out, "a")
	}
	return out
}

func (g *generator) named(depth int, below bool) map[string]any {
	out := map[string]any{}
	for range g.choose(3) + 1 {
		out[memberNames[g.choose(len(memberNames))]] = g.part(depth, below)
	}
	return out
}

func (g *generator) constant() any {
	value := g.value(1)
	switch value.(type) {
	case []any, map[string]any:
		g.deepConstant = true
	}
	return value
}

const keywords30 = 19

func (g *generator) keyword(out map[string]any, depth int) {
	n := keywords30
	if g.later {
		n += 14
	}
	switch k := g.choose(n); k {
	case 0:
		out["properties"] = g.named(depth, true)
	case 1:
		out["required"] = g.names()
	case 2:
		out["items"] = g.part(depth, true)
	case 3:
		out["additionalProperties"] = g.part(depth, true)
		if g.choose(2) == 1 {
			out["additionalProperties"] = false
		}
	case 4:
		out["enum"] = []any{g.constant(), g.constant()}
		if fmt.Sprint(out["enum"].([]any)[0]) == fmt.Sprint(out["enum"].([]any)[1]) {
			out["enum"] = out["enum"].([]any)[:1]
		}
	case 5, 6:
		bound := []string{"minimum", "maximum"}[k-5]
		out[bound] = g.number()
		if g.choose(3) == 1 {
			out["exclusive"+strings.ToUpper(bound[:1])+bound[1:]] = true
		}
	case 7:
		out["multipleOf"] = []json.Number{"1", "2", "0.5", "3"}[g.choose(4)]
	case 8:
		out["minLength"] = g.choose(4)
	case 9:
		out["maxLength"] = g.choose(4)
	case 10:
		out["pattern"] = patterns[g.choose(len(patterns))]
	case 11:
		out["minItems"] = g.choose(4)
	case 12:
		out["maxItems"] = g.choose(4)
	case 13:
		out["uniqueItems"] = true
	case 14:
		out["minProperties"], out["maxProperties"] = g.choose(3), 3
	case 15, 16, 17:
		parts := g.parts(depth)
		g.untyped = g.untyped || k == 17 && slices.ContainsFunc(parts, isUntyped)
		out[[]string{"allOf", "anyOf", "oneOf"}[k-15]] = parts
	case 18:
		not := g.part(depth, false)
		g.untyped = g.untyped || isUntyped(not)
		out["not"] = not
	default:
		g.laterKeyword(out, depth, k-keywords30)
	}
}

func isUntyped(schema any) bool {
	object, ok := schema.(map[string]any)
	return ok && object["type"] == nil
}

func (g *generator) laterKeyword(out map[string]any, depth, k int) {
	switch k {
	case 0:
		out["const"] = g.constant()
	case 1:
		out["prefixItems"] = g.parts(depth)
	case 2:
		out["contains"] = g.part(depth, true)
		if g.choose(2) == 1 {
			out["minContains"], out["maxContains"] = g.choose(3), 2
		}
	case 3:
		out["patternProperties"] = map[string]any{patterns[g.choose(len(patterns))]: g.part(depth, true)}
	case 4:
		out["propertyNames"] = g.part(depth, false)
	case 5:
		out["dependentRequired"] = map[string]any{memberNames[g.choose(4)]: g.names()}
	case 6:
		out["dependentSchemas"] = g.named(depth, false)
	case 7, 8:
		out["if"], out["then"] = g.part(depth, false), g.part(depth, false)
		if k == 8 {
			out["else"] = g.part(depth, false)
		}
	case 9, 10:
		out["unevaluatedProperties"] = g.part(depth, true)
		if k == 10 {
			out["unevaluatedProperties"] = false
		}
	case 11, 12:
		out["unevaluatedItems"] = g.part(depth, true)
		if k == 12 {
			out["unevaluatedItems"] = false
		}
	case 13:
		if g.refers {
			out["$ref"] = "#/components/schemas/B"
		}
	}
}
