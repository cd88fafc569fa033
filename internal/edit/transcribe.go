package edit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"go.yaml.in/yaml/v4"
)

// transcribed is the version that fragments are transcribed to.
const transcribed = "3.0.3"

// Transcribe says in the words of OpenAPI 3.0.3 what a fragment of OpenAPI 3.1 says. It returns a line for each thing
// that 3.0.3 has no words for. These are left out, with a comment; what they ruled out is then allowed.
func (f *Fragment) Transcribe() (lost []string) {
	t := transcriber{root: f.root}
	if !isOld(f.root) {
		t.walk(f.root, "document", nil)
	}
	set(f.root, "openapi", scalar(transcribed))
	return t.lost
}

type transcriber struct {
	root *yaml.Node
	lost []string
	gone []string // keywords of the part at hand that are left out
}

// lose notes that a keyword is left out.
func (t *transcriber) lose(keyword string) { t.gone = append(t.gone, keyword) }

// report names what was left out of a part, also in a comment.
func (t *transcriber) report(n *yaml.Node, at []string) {
	if len(t.gone) == 0 {
		return
	}
	message := "left out, since OpenAPI " + transcribed + " has no word for it: " + strings.Join(t.gone, ", ")
	t.gone = nil
	t.note(at, message)
	if note := comment("L" + message[1:]); len(n.Content) > 0 {
		addHead(n.Content[0], note)
	} else {
		n.LineComment = note
	}
}

func (t *transcriber) note(at []string, message string) {
	where := cmp.Or(text.Line(strings.TrimPrefix(pointer(at), "/"), text.MaxLine), "the document")
	t.lost = append(t.lost, where+": "+message)
}

// addHead adds a line of comment above a key.
func addHead(key *yaml.Node, line string) {
	key.HeadComment = strings.TrimPrefix(key.HeadComment+"\n"+line, "\n")
}

// walk transcribes a part, and then what is in it.
func (t *transcriber) walk(n *yaml.Node, kind string, at []string) {
	below := func(token string) []string { return append(slices.Clone(at), token) }
	switch {
	case isList(kind):
		for i, item := range items(n) {
			t.walk(item, element(kind), below(fmt.Sprint(i)))
		}
	case isNamed(kind):
		for name, part := range members(n) {
			t.walk(part, element(kind), below(name.Value))
		}
	case kind != "":
		t.part(n, kind, at)
		for key, part := range members(n) {
			t.walk(part, memberKind(kind, key.Value), below(key.Value))
		}
	}
}

func (t *transcriber) part(n *yaml.Node, kind string, at []string) {
	if kind != "schema" && sections[kind] != "" && member(n, "$ref") != nil {
		t.overrides(n)
		return
	}
	switch kind {
	case "schema":
		t.schema(n, at)
	case "document":
		t.document(n)
	case "operation":
		if member(n, "responses") == nil {
			t.note(at, "OpenAPI "+transcribed+" requires responses: document what you expect")
		}
	case "securityScheme":
		if value(member(n, "type")) == "mutualTLS" {
			t.note(at, "OpenAPI "+transcribed+" has no word for mutualTLS, which was kept")
		}
	}
	t.report(n, at)
}

// overrides makes comments of the texts beside a reference.
func (t *transcriber) overrides(n *yaml.Node) {
	for _, name := range []string{"summary", "description"} {
		if prose := value(remove(n, name)); prose != "" {
			addHead(n.Content[0], comments(prose))
		}
	}
}

var knownDialects = []string{
	"https://spec.openapis.org/oas/3.1/dialect/base", "https://json-schema.org/draft/2020-12/schema",
}

func (t *transcriber) document(n *yaml.Node) {
	if dialect := remove(n, "jsonSchemaDialect"); dialect != nil && !slices.Contains(knownDialects, dialect.Value) {
		t.lose("jsonSchemaDialect")
	}
	info := member(n, "info")
	if summary := remove(info, "summary"); summary != nil && member(info, "description") == nil {
		set(info, "description", summary)
	} else if summary != nil {
		t.lose("info.summary")
	}
	license := member(info, "license")
	if id := remove(license, "identifier"); id != nil {
		if name := member(license, "name"); name != nil {
			name.LineComment = comment("SPDX-License-Identifier: " + id.Value)
		} else {
			t.lose("info.license.identifier")
		}
	}
}
