package upstream

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"go.yaml.in/yaml/v4"
)

// Compare says where the document d, which is published, differs from the contract for a program that is written to
// the contract. Findings are in a stable order: by the contract's operations, breaking ones first. Each names the
// line and column in d of what it is about, or of the closest thing around it that is still there.
//
// It is an error if the comparison cannot be made for an operation of the contract; the others' findings are returned
// all the same.
func (d *Document) Compare(contract *Document) ([]drift.Finding, error) {
	var all []drift.Finding
	var failed []error
	for _, op := range contract.operations {
		findings, err := d.compare(contract, op)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		all = append(all, findings...)
	}
	if len(contract.broken) > 0 {
		failed = append(failed, fmt.Errorf("%s in %s: %w", contract.broken[0].template, contract.name, contract.broken[0].err))
	}
	return all, errors.Join(failed...)
}

func (d *Document) compare(contract *Document, op *operation) (findings []drift.Finding, err error) {
	defer recovered(&err, d.name)
	published, err := d.find(contract, op)
	if err != nil {
		return nil, err
	}
	c := comparison{operation: op.name(), file: d.name}
	if published == nil {
		return d.vanished(&c, contract, op)
	}
	if c.ourRoot, c.theirRoot, err = extractBoth(contract, op, d, published); err != nil {
		return nil, err
	}
	if err := c.run(); err != nil {
		return nil, fmt.Errorf("cannot compare %s with %s: %w", op.title(), d.name, err)
	}
	c.servers(contract, op, d, published)
	c.rangesOfStatuses()
	c.serializations()
	c.headers()
	c.sunset()
	return c.sorted(), nil
}

func extractBoth(contract *Document, op *operation, d *Document, published *operation) (ours, theirs *yaml.Node, err error) {
	for _, inline := range []bool{true, false} {
		if ours, err = contract.extract(op, op.template, inline); err == nil {
			theirs, err = d.extract(published, op.template, inline)
		}
		if !errors.Is(err, errTooLarge) {
			break
		}
	}
	if err != nil {
		return nil, nil, err
	}
	renameSchemes(ours, theirs)
	spreadStatuses(ours, theirs)
	return ours, theirs, nil
}

// vanished is the one finding about an operation that is gone, as oasdiff words it.
func (d *Document) vanished(c *comparison, contract *Document, op *operation) ([]drift.Finding, error) {
	ours, _, err := extractBoth(contract, op, contract, op)
	if err != nil {
		return nil, err
	}
	paths := memberEntry(d.root, "paths")
	empty := mapping(paths.key)
	for _, e := range entries(ours) {
		if e.key.Value != "paths" && e.key.Value != "components" {
			set(empty, e.key, e.value)
		}
	}
	set(empty, paths.key, mapping(paths.key))
	c.ourRoot, c.theirRoot = ours, empty
	if err := c.run(); err != nil {
		return nil, err
	}
	rule := string(checker.APIPathRemovedWithoutDeprecationId)
	for _, f := range c.findings {
		if f.Severity == drift.Breaking {
			rule = f.Rule
			break
		}
	}
	others := ""
	for _, o := range d.operations {
		if shape(o.template) == shape(op.template) {
			others = "; it has " + o.title()
			break
		}
	}
	return []drift.Finding{{
		Rule: rule, Severity: drift.Breaking, Operation: c.operation,
		Message: shorten(fmt.Sprintf("expected %s, saw no such operation%s", op.title(), others)),
		Source:  drift.Source{File: d.name, Entry: -1, Line: paths.key.Line, Column: paths.key.Column},
	}}, nil
}

// comparison is that of one operation.
type comparison struct {
	operation          string // as findings name it
	file               string
	ourRoot, theirRoot *yaml.Node
	ours, theirs       emitted
	findings           []drift.Finding
}

// componentNames are the names that extraction gave to schemas, as they stand in oasdiff's texts.
var componentNames = regexp.MustCompile(`\[?#/components/schemas/[^\]` + "`" + `\s]*\]?`)

var localizer = checker.NewDefaultLocalizer()

// run lets oasdiff compare the two sides.
func (c *comparison) run() error {
	c.ours, c.theirs = emit(c.ourRoot), emit(c.theirRoot)
	ours, err := specification(c.ours, "contract")
	if err != nil {
		return fmt.Errorf("the contract: %s", oneLine(err))
	}
	theirs, err := specification(c.theirs, "published")
	if err != nil {
		return errors.New(oneLine(err))
	}
	report, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), ours, theirs)
	if err != nil {
		return errors.New(oneLine(err))
	}
	config := checker.NewConfig(checker.GetAllChecks(), checker.WithSeverityLevels(severityLevels()))
	for _, change := range checker.CheckBackwardCompatibilityUntilLevel(config, report, sources, checker.INFO) {
		c.add(change)
	}
	return nil
}

func specification(e emitted, name string) (*load.SpecInfo, error) {
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	loader.ReadFromURIFunc = func(*openapi3.Loader, *url.URL) ([]byte, error) {
		return nil, errors.New("nothing else is read")
	}
	return load.NewSpecInfoFromData(loader, e.data, name)
}

// add files a change that oasdiff found.
func (c *comparison) add(change checker.Change) {
	level := change.GetLevel()
	if ours, ok := overrides[change.GetId()]; ok {
		level = ours // oasdiff sets the level of some rules itself, whatever its configuration says
	}
	message := componentNames.ReplaceAllString(change.GetUncolorizedText(localizer), "")
	f := drift.Finding{Rule: change.GetId(), Severity: drift.Breaking, Operation: c.operation, Message: message}
	switch level {
	case checker.NONE:
		return
	case checker.INFO:
		f.Severity = drift.Additive
	}
	before, hasBefore := c.ours.at(line(change.GetBaseSource()))
	after, hasAfter := c.theirs.at(line(change.GetRevisionSource()))
	deepest := before.pointer
	if len(after.pointer) >= len(deepest) || !hasBefore {
		deepest = after.pointer
	}
	f.Status, f.Pointer = subject(deepest)
	if f.Status == 0 {
		f.Status = c.statusOf(change)
	}
	switch {
	case !hasBefore && !hasAfter: // of a few changes oasdiff tells no place
		var pointer string
		pointer, f.Pointer = c.named(change, f.Status)
		after = c.theirs.nearest(pointer)
	case strings.HasPrefix(deepest, "/components/schemas/"):
		_, f.Pointer = c.named(change, f.Status)
	}
	if !hasAfter && hasBefore {
		after = c.theirs.nearest(before.pointer)
	}
	f.Source = drift.Source{File: c.file, Entry: -1, Line: after.line, Column: after.column}
	c.findings = append(c.findings, f)
}

func line(s *checker.Source) int {
	if s == nil {
		return 0
	}
	return s.Line
}

// statusOf is the status that a change names, where its place does not say.
func (c *comparison) statusOf(change checker.Change) drift.Status {
	if !strings.Contains(change.GetId(), "response") {
		return 0
	}
	for _, arg := range change.GetArgs() {
		s, _ := arg.(string)
		if status, err := drift.ParseStatus(s); err == nil && status.IsCode() {
			return status
		}
	}
	if change.GetId() == "response-body-became-nullable" { // which names nothing
		for _, r := range entries(responsesOf(c.theirRoot)) {
			status, _ := drift.ParseStatus(r.key.Value)
			for _, m := range entries(member(r.value, "content")) {
				ours := member(member(member(member(responsesOf(c.ourRoot), r.key.Value), "content"), m.key.Value), "schema")
				if allowsNull(member(m.value, "schema")) && !allowsNull(ours) {
					return status
				}
			}
		}
	}
	return 0
}

func allowsNull(schema *yaml.Node) bool {
	return slices.ContainsFunc(items(member(schema, "type")), func(n *yaml.Node) bool { return n.Value == "null" })
}

// named is the place of the property that a change's arguments name, in the extracted documents and in the body.
// Without one, it is the response, or the operation.
func (c *comparison) named(change checker.Change, status drift.Status) (pointer, body string) {
	pointer = "/paths/" + escapeToken(change.GetPath()) + "/" + strings.ToLower(change.GetOperation())
	if status == 0 {
		return pointer, ""
	}
	pointer += "/responses/" + status.String()
	for _, arg := range change.GetArgs() {
		path, ok := arg.(string)
		if !ok || path == "" {
			continue
		}
		tokens := strings.Split(strings.Trim(path, "/"), "/")
		for _, root := range []*yaml.Node{c.theirRoot, c.ourRoot} {
			content := member(member(responsesOf(root), status.String()), "content")
			for _, m := range entries(content) {
				if schema, body, ok := walk(root, member(m.value, "schema"), tokens); ok {
					return pointer + "/content/" + escapeToken(m.key.Value) + "/schema" + schema, body
				}
			}
		}
	}
	return pointer, ""
}

// walk goes down a schema by the tokens of oasdiff's name for a property: "parts/items/n".
func walk(root, schema *yaml.Node, tokens []string) (pointer, body string, ok bool) {
	for _, t := range tokens {
		if ref := reference(schema); ref != "" {
			name := ref[strings.LastIndexByte(ref, '/')+1:]
			schema = member(member(member(root, "components"), "schemas"), name)
		}
		if property := member(member(schema, "properties"), t); property != nil {
			schema, pointer, body = property, pointer+"/properties/"+escapeToken(t), body+"/"+escapeToken(t)
		} else if element := member(schema, "items"); t == "items" && element != nil {
			schema, pointer, body = element, pointer+"/items", body+"/0"
		} else {
			return "", "", false
		}
	}
	return pointer, body, true
}

// subject is the response that a place in the extracted document belongs to, 0 if it belongs to none, and the JSON
// pointer into the body of the value that a schema there is about. Of an array, that is the first element; of other
// properties than the named ones, the object.
func subject(pointer string) (status drift.Status, body string) {
	tokens := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	if len(tokens) < 4 || tokens[0] != "paths" {
		return 0, ""
	}
	switch tokens = tokens[3:]; {
	case tokens[0] == "responses" && len(tokens) > 1:
		status, _ = drift.ParseStatus(tokens[1])
		tokens = tokens[2:]
	case tokens[0] == "requestBody":
		tokens = tokens[1:]
	default:
		return 0, ""
	}
	if len(tokens) < 3 || tokens[0] != "content" || tokens[2] != "schema" {
		return status, ""
	}
	for tokens = tokens[3:]; len(tokens) > 0; {
		switch {
		case len(tokens) > 1 && (tokens[0] == "properties" || tokens[0] == "required"):
			body += "/" + tokens[1]
			tokens = tokens[2:]
		case tokens[0] == "items":
			body += "/0"
			tokens = tokens[1:]
		case len(tokens) > 1 && tokens[0] == "prefixItems":
			body += "/" + tokens[1]
			tokens = tokens[2:]
		case len(tokens) > 1 && slices.Contains(schemaListKeywords, tokens[0]):
			tokens = tokens[2:]
		default:
			return status, body
		}
	}
	return status, body
}

// sorted are the findings, breaking ones first, without what goes without saying: of a value that is of another type
// altogether, that what was in it is gone.
func (c *comparison) sorted() []drift.Finding {
	retyped := c.findings[:0:0]
	for _, f := range c.findings {
		if f.Rule == "response-body-type-changed" || f.Rule == "response-property-type-changed" {
			retyped = append(retyped, f)
		}
	}
	c.findings = slices.DeleteFunc(c.findings, func(f drift.Finding) bool {
		return slices.ContainsFunc(retyped, func(r drift.Finding) bool {
			return f.Rule != r.Rule && f.Status == r.Status && strings.HasPrefix(f.Pointer, r.Pointer+"/")
		})
	})
	slices.SortStableFunc(c.findings, func(a, b drift.Finding) int {
		return cmp.Or(-cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Pointer, b.Pointer),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(c.findings)
}
