package upstream

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"go.yaml.in/yaml/v4"
)

// Document is an OpenAPI 3.0 or 3.1 document, of which only its outline has been checked. It is safe for concurrent
// use.
type Document struct {
	name       string // as findings and errors show it
	location   string // the URL that it was fetched from; "" for a file
	root       *yaml.Node
	operations []*operation
	broken     []brokenPath
}

// Parse reads an OpenAPI 3.0 or 3.1 document in YAML or JSON; name stands for it in findings and errors. An error is
// one line.
func Parse(data []byte, name string) (d *Document, err error) {
	defer recovered(&err, name)
	root, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("cannot use %s: %w", name, err)
	}
	d = &Document{name: name, root: root}
	if err := d.outline(); err != nil {
		return nil, fmt.Errorf("cannot use %s: %w", name, err)
	}
	return d, nil
}

// parse keeps the document as a tree of nodes, which know their line and column. JSON is read as the YAML that it is;
// what YAML forbids and JSON allows, such as tabs in odd places, is read as JSON, and then has no positions.
func parse(data []byte) (*yaml.Node, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch trimmed := bytes.TrimSpace(data); {
	case len(trimmed) == 0:
		return nil, errors.New("it is empty")
	case trimmed[0] == '<':
		return nil, errors.New("it is HTML or XML, not an OpenAPI document in YAML or JSON")
	}
	var document yaml.Node
	err := yaml.Unmarshal(data, &document)
	if err != nil {
		var value any
		if json.Unmarshal(data, &value) != nil {
			return nil, fmt.Errorf("it is neither YAML nor JSON: %s", oneLine(err))
		}
		if err := document.Encode(value); err != nil {
			return nil, fmt.Errorf("it cannot be read as JSON: %s", oneLine(err))
		}
	}
	root := resolveAlias(&document)
	if root == nil || root.Kind != yaml.MappingNode {
		return nil, errors.New(`it is not an OpenAPI 3 document: it has no line "openapi: 3.…"`)
	}
	return root, nil
}

var supportedVersion = regexp.MustCompile(`^3\.[0-9]`)

func (d *Document) outline() error {
	version := text(member(d.root, "openapi"))
	switch {
	case member(d.root, "swagger") != nil && version == "":
		return fmt.Errorf("it is Swagger %s, and only OpenAPI 3 can be compared", shorten(text(member(d.root, "swagger"))))
	case version == "":
		return errors.New(`it is not an OpenAPI 3 document: it has no line "openapi: 3.…"`)
	case !supportedVersion.MatchString(version):
		return fmt.Errorf("it is OpenAPI %s, and only OpenAPI 3 can be compared", shorten(version))
	}
	paths := member(d.root, "paths")
	if paths == nil || paths.Kind != yaml.MappingNode || len(paths.Content) == 0 {
		return errors.New("it describes no operation: paths is missing or empty")
	}
	d.findOperations(paths)
	if len(d.operations) == 0 {
		return errors.New("it describes no operation: no path has a method")
	}
	return nil
}

// recovered turns a panic of a library, which an odd document can cause, into an error.
func recovered(err *error, name string) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("cannot compare with %s: it makes the comparison fail: %s", name, shorten(fmt.Sprint(r)))
	}
}

func oneLine(err error) string { return shorten(err.Error()) }

// shorten is a text from outside on one line of bounded length.
func shorten(s string) string {
	s = strings.ToValidUTF8(strings.Join(strings.Fields(s), " "), "\ufffd")
	if runes := []rune(s); len(runes) > 200 {
		s = string(runes[:200]) + "…"
	}
	return s
}

// Responses lists every response that the document has, by path, method and status, as a report wants them.
func (d *Document) Responses() []drift.Response {
	operations := slices.Clone(d.operations)
	slices.SortStableFunc(operations, func(a, b *operation) int {
		return cmp.Or(cmp.Compare(a.template, b.template), cmp.Compare(a.method, b.method))
	})
	var all []drift.Response
	for _, op := range operations {
		documented := entries(member(op.node, "responses"))
		slices.SortStableFunc(documented, func(a, b entry) int { return cmp.Compare(a.key.Value, b.key.Value) })
		for _, r := range documented {
			if status, err := drift.ParseStatus(r.key.Value); err == nil {
				all = append(all, drift.Response{Operation: op.name(), Status: status})
			}
		}
	}
	return all
}
