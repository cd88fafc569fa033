package schema

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// richComponents has every keyword, so that arbitrary bodies reach all of the machine.
const richComponents = `
S:
  type: [object, array, string, number, "null"]
  minLength: 1
  maximum: 9007199254740993
  multipleOf: 0.5
  uniqueItems: true
  maxItems: 20
  prefixItems: [{$ref: Pet}]
  items: {$ref: Tree}
  contains: {not: {type: "null"}}
  maxContains: 5
  required: [a]
  properties:
    a: {enum: [1, "x", null, {k: [1]}, 1.50]}
    d: {type: string, format: date-time}
    i: {type: integer, format: int64}
    p: {type: string, pattern: '^(?=.*[a-z])\p{L}+$'}
    pet: {$ref: Pet}
    tree: {$ref: Tree}
    self: {$ref: S, minProperties: 1}
    closed: {allOf: [{properties: {x: {const: 1}}}], unevaluatedProperties: false}
    heir: {$ref: Parent}
  patternProperties: {'^x-': {type: string, maxLength: 3}}
  propertyNames: {maxLength: 10}
  dependentRequired: {a: [d]}
  dependentSchemas: {i: {properties: {j: {type: integer}}}}
  if: {required: [p]}
  then: {required: [i]}
  else: {properties: {e: {type: boolean}}}
Pet: {oneOf: [{$ref: Cat}, {$ref: Dog}], discriminator: {propertyName: kind, mapping: {cat: Cat}}}
Cat: {type: object, required: [kind], properties: {kind: {type: string}, n: {type: integer, exclusiveMinimum: 0}}}
Dog: {type: object, required: [kind], properties: {kind: {type: string}, t: {$ref: Tree}}}
Tree:
  anyOf:
  - {$ref: Leaf}
  - {type: object, properties: {l: {$ref: Tree}, r: {$ref: Tree}}}
  - {type: array, items: {$ref: Tree}}
Leaf: {type: object, required: [v], properties: {v: {type: [number, "null"], maximum: 10}, l: {$ref: Tree}}}
Parent: {type: object, required: [kind], discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
Heir: {allOf: [{$ref: Parent}, {properties: {w: {type: integer, writeOnly: true}, h: {type: integer}}}]}
`

func FuzzJudge(f *testing.F) {
	p, _ := programOf(f, "3.1.0", richComponents)
	for _, body := range []string{
		`{"a":1,"d":"2026-08-14T00:00:00Z","i":1}`,
		`{"pet":{"kind":"cat","n":1},"tree":{"l":{"v":1},"r":[{"v":null}]}}`,
		`[{"kind":"Dog","t":{}},{"v":11},{"v":11}]`,
		`{"self":{"self":{"a":null}},"closed":{"x":1,"y":2},"x-a":"long","heir":{"kind":"Heir","w":1}}`,
		`{"a":1,"\u0061":1.0}`, "{\"a\":\"\xff\"}", `{"p":"ab1","e":0}`, `1e999`, `"`, `{"a":{"k":[1.0]}} x`, `[[[[]]]]`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var first, second []Deviation
		p.Judge(body, func(d Deviation) { first = append(first, d) })
		p.Judge(bytes.Clone(body), func(d Deviation) { second = append(second, d) })
		if !slices.Equal(first, second) {
			t.Fatalf("two verdicts:\n%v\n%v", first, second)
		}
		var value any
		if json.Unmarshal(body, &value) != nil || slices.ContainsFunc(first, isDuplicate) {
			value = nil // encoding/json keeps the last of several members
		}
		for _, d := range first {
			checkDeviation(t, body, value, d)
		}
		p.JudgeScalar(string(body), func(d Deviation) {
			if unreadable(d) {
				t.Fatalf("%q as a scalar: %v", body, d)
			}
		})
		if json.Valid(body) == slices.ContainsFunc(first, unreadable) && !tooDeepForUs(body) {
			t.Fatalf("json.Valid says %v of %q: %v", json.Valid(body), body, first)
		}
	})
}

// unreadable reports whether a deviation says that a body is not one JSON value. Bytes that are not UTF-8 are no
// matter to encoding/json.
func unreadable(d Deviation) bool {
	return d.Rule == "body-malformed" || d.Rule == "body-truncated" || d.Rule == "body-trailing-data"
}

func tooDeepForUs(body []byte) bool {
	return bytes.Count(body, []byte("["))+bytes.Count(body, []byte("{")) >= 10_000
}

func isDuplicate(d Deviation) bool { return d.Rule == "property-duplicate" }

// checkDeviation looks for what every deviation has. The value is the body's, or nil if its pointers cannot be
// followed.
func checkDeviation(t *testing.T, body []byte, value any, d Deviation) {
	t.Helper()
	if d.Rule == "" || !strings.HasPrefix(d.Message, "expected ") || strings.ContainsAny(d.Message, "\n\r") ||
		d.Count < 1 || d.Offset < 0 || d.Offset > int64(len(body)) || d.Pointer != "" && d.Pointer[0] != '/' {
		t.Fatalf("%q: %+v", body, d)
	}
	pointer := d.Pointer
	if d.Rule == "property-missing" {
		pointer = pointer[:max(0, strings.LastIndexByte(pointer, '/'))]
	}
	if len(d.Pointer) < 400 && value != nil && !resolves(value, pointer) {
		t.Fatalf("%q: %q leads nowhere: %+v", body, d.Pointer, d)
	}
}

// resolves reports whether a pointer leads to something.
func resolves(value any, pointer string) bool {
	if pointer == "" {
		return true
	}
	for _, token := range strings.Split(pointer[1:], "/") {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		switch v := value.(type) {
		case map[string]any:
			next, ok := v[token]
			if !ok {
				return false
			}
			value = next
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i >= len(v) {
				return false
			}
			value = v[i]
		default:
			return false
		}
	}
	return true
}
