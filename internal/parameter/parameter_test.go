package parameter

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

func schemaOf(t testing.TB, text string) *openapi3.Schema {
	t.Helper()
	if text == "" {
		return nil
	}
	doc, err := openapi3.NewLoader().LoadFromData([]byte(`openapi: 3.1.0
info: {title: t, version: "1"}
paths: {}
components: {schemas: {S: ` + text + `, Tree: {type: object, properties: {n: {type: integer}, child: {$ref: ` +
		`"#/components/schemas/Tree"}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Components.Schemas["S"].Value
}

const (
	integers = `{type: array, items: {type: integer}}`
	rgb      = `{type: object, properties: {R: {type: integer}, G: {type: integer}, name: {type: string}}}`
)

// TestSingle has the examples of OpenAPI's table of styles, and what is odd.
func TestSingle(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		style   string
		explode bool
		value   string
		schema  string
		want    string
	}{
		{"simple", false, "5", `{type: integer}`, `5`},
		{"simple", false, "5", `{type: string}`, `"5"`},
		{"simple", false, "5", ``, `"5"`},
		{"simple", false, "5", `{type: [integer, string]}`, `"5"`},
		{"simple", false, "5", `{anyOf: [{type: integer}, {type: boolean}]}`, `5`},
		{"simple", false, "5", `{allOf: [{type: [integer, string]}, {type: [integer, "null"]}]}`, `5`},
		{"simple", false, "5", `{enum: [1, 5]}`, `5`},
		{"simple", false, "five", `{type: integer}`, `"five"`},
		{"simple", false, "-1.5e3", `{type: number}`, `-1.5e3`},
		{"simple", false, "0x10", `{type: number}`, `"0x10"`},
		{"simple", false, " 5", `{type: number}`, `5`},
		{"simple", false, "1 2", `{type: number}`, `"1 2"`},
		{"simple", false, "true", `{type: boolean}`, `true`},
		{"simple", false, "yes", `{type: boolean}`, `"yes"`},
		{"simple", false, "null", `{type: [integer, "null"]}`, `null`},
		{"simple", false, "", `{type: [integer, "null"]}`, `null`},
		{"simple", false, "", `{type: integer}`, `""`},
		{"simple", false, "3,4,5", integers, `[3,4,5]`},
		{"simple", true, "3,4,5", integers, `[3,4,5]`},
		{"simple", false, "3", integers, `[3]`},
		{"simple", false, "", integers, `[]`},
		{"simple", false, "3,x", integers, `[3,"x"]`},
		{"simple", false, "a,b", `{type: [string, array]}`, `["a","b"]`},
		{"simple", false, "a", `{type: [string, array]}`, `"a"`},
		{"simple", false, "a,b", `{type: string}`, `"a,b"`},
		{"simple", false, "3, 4 ,5", integers, `[3,4,5]`},
		{"simple", false, "[3,4]", integers, `[3,4]`},
		{"simple", false, "[3,4", integers, `["[3",4]`},
		{"simple", false, "[3]", `{type: [string, array]}`, `"[3]"`},
		{"simple", false, `{"R":1}`, rgb, `{"R":1}`},
		{"simple", false, `{}`, rgb, `{}`},
		{"simple", false, `{`, rgb, `""`},
		{"simple", false, "R,100,G,200", rgb, `{"R":100,"G":200}`},
		{"simple", true, "R=100,G=200,name=x", rgb, `{"R":100,"G":200,"name":"x"}`},
		{"label", false, ".5", `{type: integer}`, `5`},
		{"label", false, ".3,4", integers, `[3,4]`},
		{"label", true, ".3.4", integers, `[3,4]`},
		{"label", true, ".R=1.G=2", rgb, `{"R":1,"G":2}`},
		{"matrix", false, ";c=5", `{type: integer}`, `5`},
		{"matrix", false, ";c=3,4", integers, `[3,4]`},
		{"matrix", true, ";c=3;c=4", integers, `[3,4]`},
		{"matrix", false, ";c=R,1,G,2", rgb, `{"R":1,"G":2}`},
		{"matrix", true, ";R=1;G=2", rgb, `{"R":1,"G":2}`},
	} {
		got := string(Single("c", test.value, Style{test.style, test.explode}, schemaOf(t, test.schema), nil))
		if got != test.want {
			t.Errorf(
				"%s explode=%v %q under %s is %s, want %s",
				test.style,
				test.explode,
				test.value,
				test.schema,
				got,
				test.want,
			)
		}
	}
}

func TestQuery(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		query  string
		style  string // "form" is exploded, "form,"  is not
		schema string
		want   string // "" if it is not there
		rest   string
	}{
		{"c=5&d=6", "form", `{type: integer}`, `5`, "d"},
		{"d=6", "form", `{type: integer}`, ``, "d"},
		{"c=a%20b+c", "form", `{type: string}`, `"a b c"`, ""},
		{"c=%zz", "form", `{type: string}`, `"%zz"`, ""},
		{"c", "form", `{type: string}`, `""`, ""},
		{"c=", "form", `{type: string}`, `""`, ""},
		{"c=1&c=2", "form", `{type: integer}`, `["1","2"]`, ""},
		{"c=1&c=2", "form", integers, `[1,2]`, ""},
		{"c=1", "form", integers, `[1]`, ""},
		{"c=1,2", "form", integers, `["1,2"]`, ""},
		{"c=1,2", "form,", integers, `[1,2]`, ""},
		{"c=1%2C2", "form,", `{type: array, items: {type: string}}`, `["1,2"]`, ""},
		{"c[]=1&c[]=2", "form", integers, `[1,2]`, ""},
		{"c=a&c=b", "form", `{anyOf: [{type: string}, {type: array}]}`, `["a","b"]`, ""},
		{"c=a", "form", `{anyOf: [{type: string}, {type: array}]}`, `"a"`, ""},
		{"R=1&G=2&x=3", "form", rgb, `{"R":1,"G":2}`, "x"},
		{"c=R,1,G,2", "form,", rgb, `{"R":1,"G":2}`, ""},
		{"x=3", "form", rgb, ``, "x"},
		{`c={"R":1}`, "form", rgb, `{"R":1}`, ""},
		{`c=%7B%22R%22:1%7D`, "form,", rgb, `{"R":1}`, ""},
		{`c={"R":1}&G=2`, "form", rgb, `{"G":2}`, "c"},
		{`c={"R":1}&c={}`, "form", rgb, ``, "c"},
		{`c={"R"`, "form", rgb, ``, "c"},
		{`c=[1,2]`, "form", integers, `[1,2]`, ""},
		{`c=[1,2]&c=[3]`, "form", integers, `["[1,2]","[3]"]`, ""},
		{"c=1|2", "pipeDelimited,", integers, `[1,2]`, ""},
		{"c=1%7C2%7c3", "pipeDelimited,", integers, `[1,2,3]`, ""},
		{"c=1%202+3", "spaceDelimited,", integers, `[1,2,3]`, ""},
		{"c[R]=1&c[name]=x&d[R]=1", "deepObject", rgb, `{"R":1,"name":"x"}`, "d[R]"},
		{"c%5BR%5D=1", "deepObject", rgb, `{"R":1}`, ""},
		{"c[child][n]=1&c[n]=2", "deepObject", `{$ref: "#/components/schemas/Tree"}`, `{"child":{"n":1},"n":2}`, ""},
		{"c[]=1&c[]=2", "deepObject", integers, `[1,2]`, ""},
		{"c[0]=1&c[1]=2", "deepObject", integers, `[1,2]`, ""},
		{"c[R=1", "deepObject", rgb, ``, "c[R"},
		{"cc[R]=1", "deepObject", rgb, ``, "cc[R]"},
		{"c[R]x=1", "deepObject", rgb, ``, "c[R]x"},
		{"a&&b=1&a", "form", ``, ``, "a b"},
	} {
		name, notExploded := strings.CutSuffix(test.style, ",")
		q := ParseQuery(test.query)
		got, ok := q.Take("c", Style{name, !notExploded}, schemaOf(t, test.schema))
		if ok != (test.want != "") || string(got) != test.want {
			t.Errorf("%s %q under %s is %s (%v), want %s", test.style, test.query, test.schema, got, ok, test.want)
		}
		if rest := strings.Join(q.Rest(), " "); rest != test.rest {
			t.Errorf("%s %q leaves %q, want %q", test.style, test.query, rest, test.rest)
		}
	}
}

func TestIsNumber(t *testing.T) {
	t.Parallel()
	for schema, want := range map[string]bool{
		`{type: integer}`: true, `{type: number}`: true, `{type: [integer, "null"]}`: true, `{enum: [1, 2]}`: true,
		`{allOf: [{type: integer}, {}]}`: true, `{anyOf: [{type: integer}, {type: number}]}`: true,
		`{}`: false, `{type: string}`: false, `{type: [integer, string]}`: false, `{enum: [1, a]}`: false,
		`{anyOf: [{type: integer}, {type: string}]}`: false, `{type: "null"}`: false,
	} {
		if got := IsNumber(schemaOf(t, schema)); got != want {
			t.Errorf("%s: got %v", schema, got)
		}
	}
	if IsNumber(nil) {
		t.Error("nothing at all is a number")
	}
}

func TestCookies(t *testing.T) {
	t.Parallel()
	q := ParseCookies([]string{`a=1; c="x%20y"`, "broken; d=4"})
	got, ok := q.Take("c", Style{"form", true}, schemaOf(t, `{type: string}`))
	if !ok || string(got) != `"x%20y"` || fmt.Sprint(q.Rest()) != "[a d]" {
		t.Errorf("got %s, rest %q", got, q.Rest())
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	const schema = `{type: object, properties: {amount: {type: integer}, expand: {type: array, items: {type: string}},
		metadata: {type: object, additionalProperties: {type: string}}, card: {type: object,
			properties: {exp: {type: integer}}}, on: {type: boolean}}}`
	for body, want := range map[string]string{
		"":                           `{}`,
		"amount=100&on=true":         `{"amount":100,"on":true}`,
		"amount=many":                `{"amount":"many"}`,
		"expand[]=a&expand[]=b":      `{"expand":["a","b"]}`,
		"expand[0]=a":                `{"expand":["a"]}`,
		"expand=a&expand=b":          `{"expand":["a","b"]}`,
		"metadata[k]=1&card[exp]=12": `{"metadata":{"k":"1"},"card":{"exp":12}}`,
		"other=1&other=2":            `{"other":["1","2"]}`,
		"other[a]=1":                 `{"other[a]":"1"}`,
		"amount=1&amount=2":          `{"amount":["1","2"]}`,
		"card%5Bexp%5D=12\r\n":       `{"card":{"exp":12}}`,
		"metadata%5Ba%20b%5D=c%26d&metadata[e]=%E2%82%AC": `{"metadata":{"a b":"c&d","e":"€"}}`,
	} {
		if got := string(Form(body, schemaOf(t, schema), nil)); got != want {
			t.Errorf("%q is %s, want %s", body, got, want)
		}
	}
	encoding := map[string]*openapi3.Encoding{"expand": {Style: "pipeDelimited"}}
	if got := string(Form("expand=a|b", schemaOf(t, schema), encoding)); got != `{"expand":["a","b"]}` {
		t.Errorf("with an encoding: %s", got)
	}
}

func TestMultipart(t *testing.T) {
	t.Parallel()
	const schema = `{type: object, properties: {n: {type: integer}, meta: {type: object}, file: {type: string, ` +
		`format: binary}, tags: {type: array, items: {type: string}}}}`
	body := strings.ReplaceAll(`--b
Content-Disposition: form-data; name="n"

7
--b
Content-Disposition: form-data; name="meta"
Content-Type: application/json; charset=utf-8

{"a":[1]}
--b
Content-Disposition: form-data; name="file"; filename="a.bin"
Content-Type: application/octet-stream

xyz
--b
Content-Disposition: form-data; name="tags"

one
--b
Content-Disposition: form-data; name="tags"

two
--b--
`, "\n", "\r\n")
	got, err := Multipart([]byte(body), "b", schemaOf(t, schema))
	if want := `{"n":7,"meta":{"a":[1]},"file":"file","tags":["one","two"]}`; err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	lists := schemaOf(
		t,
		`{type: object, properties: {files: {type: array, items: {type: string}}, metas: {type: array, items: `+
			`{type: object}}}}`,
	)
	for parts, want := range map[string]string{
		"files;":            `{"files":["file"]}`,
		"files; files;":     `{"files":["file","file"]}`,
		"metas={} ":         `{"metas":[{}]}`,
		"metas={} metas={}": `{"metas":[{},{}]}`,
		"metas=[{}]":        `{"metas":[{}]}`,
		"metas={":           `{"metas":["{"]}`,
		"other={}":          `{"other":{}}`,
		"other;":            `{"other":"file"}`,
	} {
		var body strings.Builder
		for part := range strings.SplitSeq(strings.TrimSpace(parts), " ") {
			name, value, isJSON := strings.Cut(part, "=")
			body.WriteString("--b\r\nContent-Disposition: form-data; name=\"" + strings.TrimSuffix(name, ";") + "\"")
			if isJSON {
				body.WriteString("\r\nContent-Type: application/json\r\n\r\n" + value + "\r\n")
			} else {
				body.WriteString("; filename=\"a\"\r\n\r\nxyz\r\n")
			}
		}
		got, err := Multipart([]byte(body.String()+"--b--\r\n"), "b", lists)
		if err != nil || string(got) != want {
			t.Errorf("%s gives %s, %v, want %s", parts, got, err, want)
		}
	}
	if got, err := Multipart([]byte("hello"), "b", nil); err == nil {
		t.Errorf("a body without parts gives %s", got)
	}
}

// TestLongTextsTakeLinearTime has texts that someone may send on purpose.
func TestLongTextsTakeLinearTime(t *testing.T) {
	t.Parallel()
	schema := schemaOf(t, `{type: object, properties: {o: {type: object, properties: {n: {type: integer}}},
		a: {type: array, items: {type: integer}}, any: {}}, additionalProperties: {type: object, properties: {n: {}}}}`)
	distinct := func(i int) string { return fmt.Sprintf("x%d=1&", i) }
	for name, pair := range map[string]func(int) string{
		"one name":          func(int) string { return "any=1&" },
		"an object":         func(int) string { return "o=1&" },
		"a deep object":     func(int) string { return "o[n]=1&" },
		"deep names":        func(i int) string { return fmt.Sprintf("o[x%d]=1&", i) },
		"a list":            func(int) string { return "a=1&" },
		"a list of indexes": func(i int) string { return fmt.Sprintf("a[%d]=1&", i) },
		"many names":        distinct,
		"many deep names":   func(i int) string { return fmt.Sprintf("x%d[n]=1&", i) },
		"brackets":          func(int) string { return "a[" },
		"commas":            func(int) string { return "," },
	} {
		var b strings.Builder
		for i := range 100_000 {
			b.WriteString(pair(i))
		}
		text, start := b.String(), time.Now()
		Form(text, schema, nil)
		for _, style := range []Style{{"form", true}, {"form", false}, {"deepObject", true}, {"pipeDelimited", false}} {
			q := ParseQuery(text)
			for _, name := range []string{"o", "a", "any"} {
				q.Take(name, style, propertyOf(schema, name))
			}
			q.Rest()
		}
		Single("a", text, Style{"matrix", true}, schema, Unescape)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: %d bytes took %v", name, len(text), took)
		}
	}
}

func FuzzParameter(f *testing.F) {
	f.Add("a[b]=1&c=2&d[]=3", "form", true)
	f.Add("R=1;G=2", "matrix", true)
	schema := schemaOf(
		f,
		`{type: object, properties: {a: {type: object}, R: {type: integer}, d: {type: array, items: {type: integer}}}}`,
	)
	f.Fuzz(func(t *testing.T, text, style string, explode bool) {
		check := func(b []byte) {
			if d := string(b); d == "" || !valid(b) {
				t.Errorf("%q is not JSON", d)
			}
		}
		check(Single("a", text, Style{style, explode}, schema, Unescape))
		check(Form(text, schema, nil))
		q := ParseQuery(text)
		for _, name := range []string{"a", "R", "d"} {
			if b, ok := q.Take(name, Style{style, explode}, propertyOf(schema, name)); ok {
				check(b)
			}
		}
		if b, err := Multipart([]byte(text), "b", schema); err == nil {
			check(b)
		}
	})
}
