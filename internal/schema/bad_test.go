package schema

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// patience is far more than any of these bodies takes, and far less than exponential time would.
const patience = 30 * time.Second

// bounded judges a body, and fails if that takes more than seconds or 256 MiB. The count is -1 if the body is too large
// to be judged.
func bounded(t *testing.T, p *Program, body string) (count, listed int) {
	t.Helper()
	data := []byte(body)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	err := p.Judge(data, func(d Deviation) {
		count += d.Count
		listed++
		if len(d.Pointer) > maxPointer || len(d.Place.Pointer) > 2*maxPointer || len(d.Message) > 4*maxPointer {
			t.Errorf("long: %.100v", d)
		}
	})
	runtime.ReadMemStats(&after)
	if err != nil {
		if listed > 0 {
			t.Errorf("%v, and %d deviations", err, listed)
		}
		count = -1
	}
	took, allocated := time.Since(start), after.TotalAlloc-before.TotalAlloc
	// What is allocated in all is more than what is needed at one time, of which 256 MiB are allowed.
	if took > patience || allocated > 320<<20 {
		t.Errorf("took %v and %d MiB", took, allocated>>20)
	}
	t.Logf("%d bytes: %d deviations, %d listed, %v, %d MiB", len(body), count, listed, took, allocated>>20)
	return count, listed
}

const tree = `
S: {type: object, properties: {n: {anyOf: [{$ref: A}, {$ref: B}, {type: string}]}}}
A: {type: object, properties: {n: {anyOf: [{$ref: A}, {$ref: B}]}, a: {type: integer}}}
B: {type: object, properties: {n: {anyOf: [{$ref: B}, {$ref: A}]}, b: {type: integer}}}
`

func nested(depth int, leaf string) string {
	return strings.Repeat(`{"n":`, depth) + leaf + strings.Repeat(`}`, depth)
}

func TestNestedUnionsTakePolynomialTime(t *testing.T) {
	p, _ := programOf(t, "3.0.3", tree)
	for _, depth := range []int{18, 25, 1000, 9000} {
		if n, _ := bounded(t, p, nested(depth, `{"a":1}`)); n != 0 {
			t.Errorf("depth %d: %d deviations", depth, n)
		}
		if n, _ := bounded(t, p, nested(depth, `{"a":"x","b":"y"}`)); n == 0 {
			t.Errorf("depth %d: no deviation", depth)
		}
	}
}

// TestTreeOfUnions has unions of unions for one value, 25 levels deep: written out, it has 33 million branches.
func TestTreeOfUnions(t *testing.T) {
	for _, keyword := range []string{"anyOf", "oneOf", "allOf"} {
		var b strings.Builder
		b.WriteString("S: {$ref: T0}\n")
		const levels = 25
		for i := range levels {
			fmt.Fprintf(&b, "T%d: {%s: [{$ref: T%d}, {$ref: T%[3]d}, {required: [a]}]}\n", i, keyword, i+1)
		}
		fmt.Fprintf(&b, "T%d: {type: object, properties: {a: {type: string}}, required: [c]}\n", levels)
		for _, version := range []string{"3.0.3", "3.1.0"} {
			components := b.String()
			if version == "3.1.0" {
				components = strings.Replace(components, "S: {", "S: {unevaluatedProperties: false, ", 1)
			}
			start := time.Now()
			p, _ := programOf(t, version, components)
			if took := time.Since(start); took > patience {
				t.Errorf("compiling took %v", took)
			}
			bounded(t, p, `{"a":1}`)
			bounded(t, p, `{"a":"1","c":1}`)
			bounded(t, p, `{}`)
		}
	}
}

func megabyte(of string) string { return strings.Repeat(of, 1<<20) }

func TestLargeBodies(t *testing.T) {
	p, _ := programOf(t, "3.1.0", `
S:
  type: [object, array]
  uniqueItems: true
  required: [zz]
  properties: {a: {type: integer}, deep: {$ref: S}}
  items: {type: object, required: [id], properties: {id: {type: string}, n: {enum: [x]}}}
  propertyNames: {maxLength: 1000}
  unevaluatedProperties: {not: {type: string}}
`)
	const million = 1_000_000
	var members, items strings.Builder
	for i := range million {
		fmt.Fprintf(&members, `"k%d":%d,`, i, i)
		if i%3 == 0 { // three findings in each
			fmt.Fprintf(&items, `{"id":%d,"n":"y","x%d":1},`, i, i)
		}
	}
	for name, body := range map[string]string{
		"a million members":             `{` + members.String() + `"zz":1}`,
		"a million findings":            `[` + items.String() + `{}]`,
		"a million equal items":         `[` + strings.Repeat(`1,`, million) + `1]`,
		"a million members of one name": `{` + strings.Repeat(`"a":"",`, million) + `"a":1}`,
		"names of a megabyte":           `{"` + megabyte("x") + `":"a","` + megabyte("/") + `":"a"}`,
		"a number of a megabyte":        `{"a":` + megabyte("7") + `.5,"zz":-1e` + megabyte("9") + `}`,
		"a string of a megabyte":        `["` + strings.Repeat(`\u00e9`, 1<<18) + `"]`,
		"10000 levels":                  strings.Repeat(`{"deep":`, 9998) + `{}` + strings.Repeat(`}`, 9998),
		"10000 arrays":                  strings.Repeat(`[`, 9999) + strings.Repeat(`]`, 9999),
		"invalid UTF-8 in every name":   `{` + strings.Repeat("\"\xff\":1,", 100_000) + `"a":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			if count, listed := bounded(t, p, body); count < 1 && name != "a million members" || listed > 5000 {
				t.Errorf("%d deviations, %d listed", count, listed)
			}
		})
	}
}

// TestTooManyTokens has as many values as the tape takes, and one more.
func TestTooManyTokens(t *testing.T) {
	p, _ := programOf(t, "3.1.0", "S: {type: array, uniqueItems: true, items: {type: integer}}")
	for _, tokens := range []int{maxTokens, maxTokens + 1, 31_000_000} {
		body := `[` + strings.Repeat(`1,`, tokens-2) + `1]`
		if count, _ := bounded(t, p, body); (count < 0) != (tokens > maxTokens) {
			t.Errorf("%d tokens: %d deviations", tokens, count)
		}
	}
}

// TestUniqueOnEveryLevel has an array of very many items, in an array of unique items, and so on.
func TestUniqueOnEveryLevel(t *testing.T) {
	p, _ := programOf(t, "3.0.3", "S: {type: array, uniqueItems: true, items: {$ref: S}}")
	const depth = 9000
	body := strings.Repeat("[", depth) + strings.Repeat("1,", 500_000) + "2" + strings.Repeat("]", depth)
	if count, _ := bounded(t, p, body); count != 500_002 { // they are no arrays, and not unique
		t.Errorf("%d deviations", count)
	}
}

// TestFarItems has findings far behind in an array, in arrays in it.
func TestFarItems(t *testing.T) {
	var properties, members strings.Builder
	for i := range 500 {
		fmt.Fprintf(&properties, "p%d: {type: string}, ", i)
		fmt.Fprintf(&members, `"p%d":1,`, i)
	}
	p, _ := programOf(t, "3.0.3", "S: {items: {items: {properties: {"+properties.String()+"q: {}}}}}")
	body := "[" + strings.Repeat("[],", 1_000_000) + strings.Repeat("[{"+members.String()+`"q":1}],`, 100) + "[]]"
	if count, _ := bounded(t, p, body); count != 50_000 {
		t.Errorf("%d deviations", count)
	}
}

// TestLongNumber has a million digits, and a divisor that no uint64 holds.
func TestLongNumber(t *testing.T) {
	p, _ := programOf(t, "3.0.3", "S: {multipleOf: 100000000000000000001}")
	zeros := strings.Repeat("0", 1<<20)
	if count, _ := bounded(t, p, "100000000000000000001"+zeros); count != 1 { // no program can hold it
		t.Errorf("%d deviations", count)
	}
	if count, _ := bounded(t, p, "100000000000000000001"+zeros+"1"); count != 2 {
		t.Errorf("%d deviations", count)
	}
}

// TestEveryOtherLevel has schemas that each apply the next one and the one behind it: without what is remembered of one
// value, the first applies as many as there are rabbits after 60 months.
func TestEveryOtherLevel(t *testing.T) {
	var b strings.Builder
	const levels = 60
	for i := range levels {
		fmt.Fprintf(&b, "T%d: {allOf: [{$ref: T%d}, {$ref: T%d}]}\n", i, i+1, i+2)
	}
	fmt.Fprintf(&b, "T%d: {required: [a]}\nT%d: {required: [b]}\n", levels, levels+1)
	p, _ := programOf(t, "3.0.3", "S: {items: {$ref: T0}}\n"+b.String())
	if count, _ := bounded(t, p, `[{},{"a":1},{"a":1,"b":1}]`); count != 3 {
		t.Errorf("%d deviations", count)
	}
}

// TestVerdictsAreForgotten has schemas that apply so many others that verdicts are remembered: not longer than the
// value is judged, and as long as that.
func TestVerdictsAreForgotten(t *testing.T) {
	var b strings.Builder
	const levels = 25
	for i := range levels {
		fmt.Fprintf(&b, "T%d: {allOf: [{$ref: T%d}, {$ref: T%[2]d}]}\n", i, i+1)
	}
	fmt.Fprintf(&b, "T%d: {required: [a], properties: {a: {type: string}, n: {$ref: T3}, m: {$ref: T4}}}", levels)
	p, _ := programOf(t, "3.1.0", "S: {items: {$ref: T0}}\n"+b.String())
	if count, _ := bounded(t, p, "["+nested(1000, `{"a":1}`)+"]"); count != 1001 {
		t.Errorf("%d deviations", count)
	}
	m := machines.Get().(*machine)
	defer m.release()
	if _, err := m.readBody([]byte("[" + strings.Repeat(`{"a":"","n":{"a":""}},`, 1000) + "1]")); err != nil {
		t.Fatal(err)
	}
	ok := m.judge(p.root, 0, members{})
	if memory := &m.trail.memory; !ok || len(memory.verdicts)+len(memory.index)+len(memory.events) > 0 {
		t.Errorf("%t, %d verdicts, %d indexes", ok, len(memory.verdicts), len(memory.index))
	}
}

func TestDepthIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("S: {$ref: T0}\n")
	const parts = 60
	for i := range parts {
		fmt.Fprintf(&b, "T%d: {allOf: [{$ref: T%d}]}\n", i, i+1)
	}
	fmt.Fprintf(&b, "T%d: {type: object, properties: {n: {$ref: S}}}\n", parts)
	p, _ := programOf(t, "3.0.3", b.String())
	if n, _ := bounded(t, p, nested(9999, "{}")); n != 1 {
		t.Errorf("%d deviations", n)
	}
	if n, _ := bounded(t, p, nested(1000, "{}")); n != 0 {
		t.Errorf("%d deviations", n)
	}
}

// TestWidthIsNotDepth: values beside each other do not add up to a depth.
func TestWidthIsNotDepth(t *testing.T) {
	t.Parallel()
	p, _ := programOf(t, "3.0.3", "S: {items: {allOf: [{properties: {a: {maximum: 3}}}]}}")
	if said := judged(p, "["+strings.Repeat(`{"a":1},`, maxDepth)+"{}]"); said != "" {
		t.Error(said)
	}
}

func TestChainOfReferences(t *testing.T) {
	chain := func(n int) string {
		var b strings.Builder
		b.WriteString("S: {$ref: T0}\n")
		for i := range n {
			fmt.Fprintf(&b, "T%d: {$ref: T%d}\n", i, i+1)
		}
		fmt.Fprintf(&b, "T%d: {type: string}\n", n)
		return b.String()
	}
	p, _ := programOf(t, "3.0.3", chain(100))
	if said := judged(p, `1`); !strings.HasPrefix(said, "value-type  T100:") {
		t.Errorf("said %s", said)
	}
	_, _, err := compileOf("3.0.3", chain(1100), allLeniencies)
	if err == nil || !strings.Contains(err.Error(), "leads through more than 1000 others") {
		t.Errorf("err = %v", err)
	}
}

// TestTooManyBranches: each part of a schema is compiled in the light of the others.
func TestTooManyBranches(t *testing.T) {
	t.Parallel()
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		for n, want := range map[int]string{50: "", maxBranches + 1: keyword + " has more than 2000 schemas"} {
			document := fmt.Sprintf("S: {%s: [%s]}", keyword, strings.Repeat("{type: object}, ", n))
			if _, _, err := compileOf("3.0.3", document, allLeniencies); (err == nil) != (want == "") ||
				err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%d of %s: got %v", n, keyword, err)
			}
		}
	}
}
