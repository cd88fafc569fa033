package edit

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
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

// TestDocuments cuts operations out of real documents, one by one. A fragment says what its source says: diff reports
// nothing, kin-openapi finds it valid, and the generator makes code of it that compiles. testdata/flaws.txt lists the
// fragments that fail for their vendor's flaws.
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
	g, every := newGenerator(t), os.Getenv(everyFragment) != ""
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			d := openDocument(t, name)
			flaws := flawsOf(t, filepath.Base(name))
			for i, op := range d.operations {
				if !every && i%sample != 0 {
					continue
				}
				for _, failure := range d.failures(g, op) {
					if !flaws.match(failure) {
						t.Errorf("%s %s: %s", op.Method, op.Template, failure)
					}
				}
			}
			if every {
				flaws.checkCounts(t)
			}
		})
	}
}

// flaw is a line of testdata/flaws.txt.
type flaw struct {
	count, seen    int
	kind, has, why string
}

type flaws []*flaw

// flawsOf are those of one document.
func flawsOf(t *testing.T, document string) (found flaws) {
	t.Helper()
	list, err := os.ReadFile("testdata/flaws.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if fields[0] != document {
			continue
		}
		count, err := strconv.Atoi(fields[1])
		if err != nil || len(fields) != 5 {
			t.Fatalf("cannot read %q", line)
		}
		found = append(found, &flaw{count: count, kind: fields[2], has: fields[3], why: fields[4]})
	}
	return found
}

func (all flaws) match(failure string) bool {
	for _, f := range all {
		if strings.HasPrefix(failure, f.kind) && strings.Contains(failure, f.has) {
			f.seen++
			return true
		}
	}
	return false
}

func (all flaws) checkCounts(t *testing.T) {
	t.Helper()
	for _, f := range all {
		if f.seen != f.count {
			t.Errorf("%d fragments fail with %q, and testdata/flaws.txt has %d: %s", f.seen, f.has, f.count, f.why)
		}
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

// TestFailures: the check of fragments notices what is wrong with one.
func TestFailures(t *testing.T) {
	t.Parallel()
	g := newGenerator(t)
	for name, spoil := range map[string]func(root *yaml.Node){
		"":       func(*yaml.Node) {},
		"diff: ": func(root *yaml.Node) { remove(schemaOf(root, "DeletedConnection"), "required") },
		"valid: ": func(root *yaml.Node) {
			set(schemaOf(root, "ErrorResponse"), "type", scalar("nothing"))
		},
		"code: ": func(root *yaml.Node) {
			set(member(schemaOf(root, "DeletedConnection"), "properties"), "Id", object())
		},
	} {
		d := openDocument(t, "../../openapi.yaml")
		fragment, err := d.Cut(d.operations)
		if err != nil {
			t.Fatal(err)
		}
		spoil(fragment.root)
		failures := strings.Join(d.failuresOf(g, fragment), "\n")
		if name == "" && failures != "" || !strings.Contains(failures, name) {
			t.Errorf("want %q, got %s", name, failures)
		}
	}
}

func schemaOf(root *yaml.Node, name string) *yaml.Node {
	return member(member(member(root, "components"), "schemas"), name)
}
