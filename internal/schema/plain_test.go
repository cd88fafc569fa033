package schema

import "testing"

func TestJudgeSimple(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		schema, text string
		explode      bool
		want         string
	}{
		{"S: {type: array, items: {type: integer}}", "1, 2,3", false, ""},
		{"S: {type: array, items: {type: integer}}", "1,a", false, "value-type/1"},
		{"S: {type: array, minItems: 1}", "", false, "value-out-of-bounds"},
		{"S: {allOf: [{$ref: A}]}\nA: {type: array, items: {type: boolean}}", "true,no", false, "value-type/1"},
		{"S: {type: object, properties: {a: {type: integer}, b: {type: string}}}", "a,1,b,2", false, ""},
		{"S: {type: object, properties: {a: {type: integer}, b: {type: string}}}", "a=x,b=2", true, "value-type/a"},
		{"S: {type: object, required: [c]}", "a,1", false, "property-missing/c"},
		{"S: {type: integer}", "7", false, ""},
		{"S: {type: string}", "1,2", false, ""},
	} {
		p, _ := programOf(t, "3.0.3", c.schema)
		got := ""
		p.JudgeSimple(c.text, c.explode, func(d Deviation) { got += d.Rule + d.Pointer })
		if got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.schema, c.text, got, c.want)
		}
	}
}

func TestJudgeForm(t *testing.T) {
	t.Parallel()
	p, _ := programOf(t, "3.0.3", `
S: {type: object, required: [n], properties: {n: {type: integer}, tags: {type: array, items: {type: integer}}, s: {type: string}}}`)
	for _, c := range []struct {
		form map[string][]string
		want string
	}{
		{map[string][]string{"n": {"1"}, "tags": {"1"}, "s": {"5"}}, ""},
		{map[string][]string{"n": {"1"}, "tags": {"1", "x"}}, "value-type/tags/1"},
		{map[string][]string{"n": {"1", "2"}}, "value-type/n"},
		{map[string][]string{"x\xff\"": {"a\nb"}}, "body-invalid-utf8property-missing/nproperty-undeclared/x\ufffd\""},
	} {
		got := ""
		p.JudgeForm(c.form, func(d Deviation) { got += d.Rule + d.Pointer })
		if got != c.want {
			t.Errorf("%v: got %q, want %q", c.form, got, c.want)
		}
	}
}
