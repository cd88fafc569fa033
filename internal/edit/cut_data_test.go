package edit

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift/upstream"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"go.yaml.in/yaml/v4"
)

const (
	dataFolder    = "APIDRIFT_DATA"           // has real documents of vendors, which are not part of the repository
	everyFragment = "APIDRIFT_EVERY_FRAGMENT" // makes TestDocuments cut out every operation instead of a sample
)

// sample is of how many operations one is cut out.
const sample = 10

// TestDocuments cuts operations out of real documents, one by one. A fragment has what its source has: it differs in
// nothing that diff reports, kin-openapi finds it valid, and the generator makes code of it that compiles. testdata
// lists what fails for the vendor's flaws, and why.
func TestDocuments(t *testing.T) {
	t.Parallel()
	folder := os.Getenv(dataFolder)
	if folder == "" {
		t.Skipf("set %s to a folder with documents of vendors", dataFolder)
	}
	var names []string
	for _, pattern := range []string{"*/*.json", "*/*.yaml"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	g := newGenerator(t)
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			d := openDocument(t, name)
			step := sample
			if os.Getenv(everyFragment) != "" {
				step = 1
			}
			for i := 0; i < len(d.operations); i += step {
				for _, failure := range d.failures(g, d.operations[i]) {
					fmt.Printf("%s\t%s %s\t%s\n", filepath.Base(name), d.operations[i].Method, d.operations[i].Template, failure)
				}
			}
		})
	}
}

// document is a real document, read for cutting and for comparing.
type document struct {
	*Cutter
	operations []openapi.Operation
	published  *upstream.Document
}

func openDocument(t *testing.T, name string) *document {
	t.Helper()
	file, err := openapi.Open(t.Context(), name, openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	published, err := upstream.Load(t.Context(), name, upstream.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCutter(file)
	if err != nil {
		t.Fatal(err)
	}
	operations, _ := file.Operations()
	return &document{c, operations, published}
}

// failures are what is wrong with the fragment of one operation, as it is and, of OpenAPI 3.1, in the words of 3.0.3.
func (d *document) failures(g *generator, op openapi.Operation) (found []string) {
	fragment, err := d.Cut([]openapi.Operation{op})
	if err != nil {
		return []string{"cut: " + err.Error()}
	}
	found = d.failuresOf(g, fragment)
	if isOld(fragment.root) {
		return found
	}
	if lost := fragment.Transcribe(); len(lost) > 0 {
		return append(found, "3.0.3 lost: "+lost[0])
	}
	for _, failure := range d.failuresOf(g, fragment) {
		found = append(found, "3.0.3 "+failure)
	}
	return found
}

func (d *document) failuresOf(g *generator, fragment *Fragment) (found []string) {
	text, err := fragment.YAML("A fragment.")
	if err != nil {
		return []string{"write: " + err.Error()}
	}
	again, err := parse(text)
	if err != nil {
		return []string{"read: " + err.Error()}
	}
	if at, same := sameValues(fragment.root, again, ""); !same {
		found = append(found, "read: another value at "+at)
	}
	contract, err := upstream.Parse(text, "fragment")
	if err != nil {
		return append(found, "diff: "+err.Error())
	}
	findings, _, err := d.published.Compare(contract)
	if err != nil {
		found = append(found, "diff: "+err.Error())
	}
	for _, f := range findings {
		found = append(found, "diff: "+f.Rule+" "+f.Message)
	}
	if err := validate(text); err != nil {
		found = append(found, "valid: "+firstLine(err))
	}
	if err := g.check(text); err != nil {
		found = append(found, "code: "+firstLine(err))
	}
	return found
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// validate is kin-openapi's judgement.
func validate(text []byte) error {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(text)
	if err != nil {
		return err
	}
	return doc.Validate(context.Background())
}

// sameValues compares trees, whatever their style and comments. It says where they differ.
func sameValues(a, b *yaml.Node, at string) (where string, same bool) {
	if a.Kind != b.Kind || a.Value != b.Value || a.Tag != b.Tag || len(a.Content) != len(b.Content) {
		return at, false
	}
	for i := range a.Content {
		below := at + "/"
		if a.Kind == yaml.MappingNode {
			below += a.Content[i&^1].Value
		}
		if where, same := sameValues(a.Content[i], b.Content[i], below); !same {
			return where, false
		}
	}
	return "", true
}
