package upstream

import (
	"strings"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/normal"
)

// TestPlaces: a finding is at the key or value that changed, in both documents, however they are written.
func TestPlaces(t *testing.T) {
	t.Parallel()
	forms := map[string]func(string) string{
		"YAML":        func(s string) string { return s },
		"YAML, CR LF": func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"YAML, a BOM": func(s string) string { return "\ufeff" + s },
		"YAML, U+2028": func(s string) string {
			return strings.Replace(s, "title: Things", "title: \"Th\u2028ings\u0085 \u2029\"", 1)
		},
		"YAML, a lone CR":   func(s string) string { return strings.Replace(s, "version: \"1\"", "version: \"1\r2\"", 1) },
		"YAML, tabs":        func(s string) string { return strings.ReplaceAll(s, "operationId: ", "operationId:\t") },
		"YAML, block style": func(s string) string { return string(asYAML(nodesOf(t, []byte(s)))) },
		"YAML, wide letters": func(s string) string {
			return strings.ReplaceAll(s, "schema: {type: string", "schema: {title: \"ÄÖ日本😀\", type: string")
		},
		"YAML, an anchor": func(s string) string {
			return strings.Replace(s, "info: {", "x-one: &one {a: 1}\nx-two: *one\ninfo: {", 1)
		},
		"JSON":           func(s string) string { return string(asJSON(nodesOf(t, []byte(s)))) },
		"JSON, minified": func(s string) string { return string(asMinifiedJSON(nodesOf(t, []byte(s)))) },
		"JSON, U+2028": func(s string) string {
			return strings.Replace(string(asMinifiedJSON(nodesOf(t, []byte(s)))), "Things", "Th\u2028ings\u0085ü", 1)
		},
		"JSON, a surrogate": func(s string) string {
			return strings.Replace(string(asJSON(nodesOf(t, []byte(s)))), "Things", `Things \ud83d\ude00`, 1)
		},
		"JSON, indented tabs": func(s string) string {
			return strings.ReplaceAll(string(asJSON(nodesOf(t, []byte(s)))),
				"  ", "\t")
		},
	}
	for name, c := range map[string]struct {
		edits        []string
		ours, theirs string // what is at the place
	}{
		"a type": {[]string{"kind: {type: string}", "kind: {type: integer}"}, "type:string",
			"type:integer"},
		"a format": {[]string{"kind: {type: string}", "kind: {type: string, format: uuid}"}, "kind:",
			"format:uuid"},
		"null": {[]string{"kind: {type: string}", "kind: {type: string, nullable: true}"},
			"type:string", "nullable:true"},
		"a bound":         {[]string{"minLength: 1", "minLength: 22"}, "minLength:1", "minLength:22"},
		"an enum's value": {[]string{"enum: [on, off, null]", "enum: [on, off, other, null]"}, "enum:", "other"},
		"a property": {[]string{"note: {type: string}",
			"note: {type: string}\n        more: {type: string}"}, "properties:", "more:"},
		"a lost property":     {[]string{"        note: {type: string}\n", ""}, "note:", "properties:"},
		"a required property": {[]string{"[id, kind]", "[id]"}, "kind", "required:"},
		"a parameter": {[]string{"        - {name: mode",
			"        - {name: must, in: query, required: true, schema: {type: string}}\n        - {name: mode"},
			"parameters:", "name:must"},
		"a lost parameter": {[]string{"        - {name: limit, in: query, schema: {type: integer}}\n", ""},
			"name:limit", "parameters:"},
		"a parameter's requiredness": {[]string{"limit, in: query,", "limit, in: query, required: true,"}, "name:limit",
			"required:true"},
		"a parameter's default": {[]string{"default: soft", "default: hard"}, "default:soft", "default:hard"},
		"a parameter's style": {[]string{"schema: {type: integer}}\n      responses",
			"content: {application/json: {schema: {type: integer}}}}\n      responses"}, "name:limit", "content:"},
		"a header": {[]string{"{X-Count: {schema: {type: integer}}}",
			"{X-Count: {schema: {type: string}}}"}, "type:integer", "type:string"},
		"a lost header": {[]string{"          headers: {X-Count: {schema: {type: integer}}}\n", ""},
			"X-Count:", "200:"},
		"a scheme": {[]string{"scheme: bearer", "scheme: basic"}, "scheme:bearer", "scheme:basic"},
		"a status": {[]string{"        \"404\":",
			"        \"429\": {description: slower}\n        \"404\":"}, "responses:", "429:"},
		"a server": {[]string{"https://api.example.com", "https://eu.example.com"}, "url:https://api",
			"url:https://eu"},
		"a reference": {[]string{"note: {type: string}", "note: {$ref: \"#/components/schemas/Error\"}"},
			"type:string", "type:object"},
	} {
		for form, write := range forms {
			t.Run(name+" in "+form, func(t *testing.T) {
				t.Parallel()
				contract, published := write(things), write(edited(t, things, c.edits...))
				findings, _ := compared(t, contract, published)
				if len(findings) != 1 {
					t.Fatalf("got %v", findings)
				}
				f := findings[0]
				if got := textAt(contract, f.Place.Line, f.Place.Column); !strings.HasPrefix(got, c.ours) {
					t.Errorf(
						"in the contract %s is at %d:%d (%s): %.40q, want %q",
						f.Rule,
						f.Place.Line,
						f.Place.Column,
						f.Place.Pointer,
						got,
						c.ours,
					)
				}
				if got := textAt(published, f.Line, f.Column); !strings.HasPrefix(got, c.theirs) {
					t.Errorf("in the published document %s is at %d:%d: %.40q, want %q", f.Rule, f.Line, f.Column, got, c.theirs)
				}
				if last := normal.LastToken(f.Place.Pointer); !strings.HasPrefix(c.ours, last) && !isIndex(last) {
					t.Errorf("the pointer is %s", f.Place.Pointer)
				}
				if f.File != "published.yaml" || f.Operation != "deleteThing" || f.Entry >= 0 || f.Place.File != "" {
					t.Errorf("got %+v", f)
				}
			})
		}
	}
}

func isIndex(s string) bool { return len(s) == 1 && '0' <= s[0] && s[0] <= '9' }

// textAt is what an editor shows from a line and column on, without quotes, braces and space.
func textAt(document string, line, column int) string {
	lines := strings.Split(strings.TrimPrefix(document, "\ufeff"), "\n")
	if line < 1 || line > len(lines) || column < 1 {
		return ""
	}
	runes := []rune(lines[line-1])
	if column > len(runes) {
		return ""
	}
	return strings.NewReplacer(`"`, "", "'", "", " ", "", "\t", "", "{", "").Replace(string(runes[column-1:]))
}

// TestPlaceOfAlias: what is behind an alias stands where its anchor is.
func TestPlaceOfAlias(t *testing.T) {
	t.Parallel()
	contract := edited(
		t,
		things,
		"info: {",
		"x-text: &text {type: string}\ninfo: {",
		"kind: {type: string}",
		"kind: *text",
	)
	findings, got := compared(t, contract, edited(t, contract, "&text {type: string}", "&text {type: integer}"))
	if got != "breaking response-property-type-changed 200 /kind" {
		t.Fatalf("got:\n%s", got)
	}
	f := findings[0]
	if want := (drift.Place{Pointer: "/x-text/type", Line: 2, Column: 16}); f.Place != want || f.Line != 2 ||
		f.Column != 16 {
		t.Errorf("got %v and %d:%d, want %v", f.Place, f.Line, f.Column, want)
	}
}

// TestDuplicateMembers: of members of one name in JSON the last counts, and findings stand there.
func TestDuplicateMembers(t *testing.T) {
	t.Parallel()
	twice := func(s string) string {
		return strings.Replace(s, "\"kind\":{", "\"kind\":{\n\"type\":\"boolean\",\"x\":[{\"y\":1,\"y\":2}],", 1)
	}
	contract := string(asMinifiedJSON(nodesOf(t, []byte(things))))
	published := strings.Replace(contract, `"kind":{"type":"string"}`, `"kind":{"type":"integer"}`, 1)
	findings, got := compared(t, twice(contract), twice(published))
	if got != "breaking response-property-type-changed 200 /kind" {
		t.Fatalf("got:\n%s", got)
	}
	f := findings[0]
	if got := textAt(twice(contract), f.Place.Line, f.Place.Column); !strings.HasPrefix(got, "type:string") {
		t.Errorf("in the contract it is at %.40q, %v", got, f.Place)
	}
	if got := textAt(twice(published), f.Line, f.Column); !strings.HasPrefix(got, "type:integer") || f.Line != 2 {
		t.Errorf("in the published document it is at %.40q", got)
	}
}
