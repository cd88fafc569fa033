package upstream

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/normal"
	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Compare says where the document d, which is published, differs from the contract for a program that is written to the
// contract. Findings are in a stable order: by the contract's operations, breaking ones first. Each has its place in
// both documents; where one of them lacks it, that is the nearest part around it.
//
// Notes are about the documents as a whole. It is an error if the comparison cannot be made for an operation of the
// contract; the others' findings are returned all the same.
func (d *Document) Compare(contract *Document) (findings []drift.Finding, notes []drift.Note, err error) {
	defer recovered(&err, d.file.Name())
	r := &run{contract: contract, published: d, aligner: newAligner(), normalisers: map[*openapi.Document]normaliser{}}
	r.match()
	for b := range r.batches() {
		if err := r.changes(b); err != nil {
			r.fail(fmt.Errorf("cannot compare with %s: %s", d.file.Name(), text.Fold(err.Error(), text.MaxError)))
		}
		for _, c := range b {
			r.ownChecks(c)
			findings = append(findings, inOrder(c.findings)...)
		}
	}
	if len(contract.broken) > 0 {
		broken := contract.broken[0]
		r.fail(fmt.Errorf("%s in %s: %w", broken.Template, contract.file.Name(), broken.Err))
	}
	return findings, r.notes, errors.Join(r.failed...)
}

// run is one comparison of two documents.
type run struct {
	contract, published *Document
	aligner             *aligner
	normalisers         map[*openapi.Document]normaliser
	comparisons         []*comparison // by the contract's operations
	notes               []drift.Note
	failed              []error
}

// batch is a few operations, which oasdiff compares in one go: what it builds of them takes much memory.
type batch []*comparison

const batchSize = 16

// batches are all operations. Those of one path stand together, by which oasdiff tells whether the path is gone.
func (r *run) batches() iter.Seq[batch] {
	return func(yield func(batch) bool) {
		start := 0
		for i, c := range r.comparisons {
			isLast := i+1 == len(r.comparisons)
			if !isLast && (i+1-start < batchSize || r.comparisons[i+1].ours.Template == c.ours.Template) {
				continue
			}
			if !yield(r.comparisons[start : i+1]) {
				return
			}
			start = i + 1
		}
	}
}

// present are the operations that the published document has.
func (b batch) present() iter.Seq[*comparison] {
	return func(yield func(*comparison) bool) {
		for _, c := range b {
			if !c.isGone() && !yield(c) {
				return
			}
		}
	}
}

func (r *run) fail(err error) { r.failed = append(r.failed, err) }

// match finds the operations of the contract in the published document, and brings both sides into normal form.
func (r *run) match() {
	ours := r.contract.contract()
	found, wanted := r.find(ours)
	byOperation := map[*operation]*loaded{}
	if len(wanted) > 0 {
		for _, l := range r.published.load(wanted) {
			byOperation[l.operation] = l
		}
	}
	for _, our := range ours {
		their, ok := found[our]
		if !ok {
			continue
		}
		c := &comparison{aligner: r.aligner, name: our.name(), ours: our, theirs: byOperation[their]}
		if err := r.normalise(c); err != nil {
			r.fail(err)
			continue
		}
		r.comparisons = append(r.comparisons, c)
	}
}

// find maps the contract's operations to the published ones, or to nil if they are gone. It also lists the latter.
func (r *run) find(ours []*loaded) (found map[*loaded]*operation, wanted []*operation) {
	r.published.mu.Lock()
	defer r.published.mu.Unlock()
	m := matcher{published: r.published}
	found = map[*loaded]*operation{}
	for _, our := range ours {
		their, err := (*operation)(nil), our.err
		if err == nil {
			their, err = m.find(our.operation)
		}
		if err != nil {
			r.fail(err)
			continue
		}
		if found[our] = their; their != nil {
			wanted = append(wanted, their)
		}
	}
	return found, wanted
}

// normalise brings both sides of a comparison into normal form.
func (r *run) normalise(c *comparison) (err error) {
	if c.a, err = r.normal(c.ours, c.ours.Template); err != nil || c.isGone() {
		return err
	}
	if c.theirs.err != nil {
		return c.theirs.err
	}
	if c.b, err = r.normal(c.theirs, c.ours.Template); err == nil {
		spreadStatuses(c.a.Responses, c.b.Responses)
	}
	return err
}

func (r *run) normal(l *loaded, template string) (*openapi3.Operation, error) {
	n, ok := r.normalisers[l.document]
	if !ok {
		var components openapi3.Schemas
		if l.document.Components != nil {
			components = l.document.Components.Schemas
		}
		n = normaliser{normal.New(components)}
		r.normalisers[l.document] = n
	}
	made, err := n.operation(l, template)
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, l.file())
	}
	made.OperationID = ""
	if l.value.Security == nil {
		security := openapi3.FieldLocations{normal.FieldOf(l.document.Origin, "security")}
		made.Origin = normal.JoinedOrigins(made.Origin, &openapi3.Origin{Fields: security})
	}
	return made, nil
}

// changes lets oasdiff compare operations, and turns its changes into findings.
func (r *run) changes(b batch) error {
	r.aligner.reset()
	ours, theirs := newSpecification(), newSpecification()
	ours.Components.SecuritySchemes, theirs.Components.SecuritySchemes = r.security(b)
	byPath := map[string]*comparison{}
	for _, c := range b {
		byPath[c.ours.title()] = c
		if c.isGone() {
			setOperation(ours, c.ours, &openapi3.Operation{
				Deprecated: c.a.Deprecated, Extensions: c.a.Extensions, Responses: openapi3.NewResponses(),
			})
			continue
		}
		our, their := c.align()
		setOperation(ours, c.ours, our)
		setOperation(theirs, c.ours, their)
	}
	config := diff.NewConfig()
	config.IncludePathParams = true
	base, revision := &load.SpecInfo{Spec: ours}, &load.SpecInfo{Spec: theirs}
	report, sources, err := diff.GetWithOperationsSourcesMap(config, base, revision)
	if err != nil {
		return err
	}
	for _, change := range checker.CheckBackwardCompatibilityUntilLevel(checks(), report, sources, checker.INFO) {
		title := strings.ToUpper(change.GetOperation()) + " " + change.GetPath()
		switch c := byPath[title]; {
		case c == nil && change.GetSection() != "paths":
			r.schemeChanged(b, change)
		case c == nil:
		case c.isGone():
			r.vanish(c, change)
		default:
			c.add(change)
		}
	}
	return nil
}

// checks are those of oasdiff, with our severities. To list them takes as long as to compare a small document.
var checks = sync.OnceValue(func() *checker.Config {
	return checker.NewConfig(checker.GetAllChecks(), checker.WithSeverityLevels(severityLevels()))
})

func newSpecification() *openapi3.T {
	return &openapi3.T{
		OpenAPI: "3.1.0", Info: &openapi3.Info{Title: "operations", Version: "0"},
		Paths: openapi3.NewPaths(), Components: &openapi3.Components{},
	}
}

func setOperation(spec *openapi3.T, at *loaded, op *openapi3.Operation) {
	item := spec.Paths.Value(at.Template)
	if item == nil {
		item = &openapi3.PathItem{}
		spec.Paths.Set(at.Template, item)
	}
	item.SetOperation(strings.ToUpper(at.Method), op)
}

// vanish reports an operation that is gone, once, under oasdiff's rule.
func (r *run) vanish(c *comparison, change checker.Change) {
	if len(c.findings) > 0 {
		return
	}
	others := ""
	for _, o := range r.published.operations {
		if strings.TrimSuffix(shape(o.Template), "/") == strings.TrimSuffix(shape(c.ours.Template), "/") {
			others = "; it has " + o.title()
			break
		}
	}
	f := drift.Finding{
		Rule: change.GetId(), Severity: drift.Breaking, Operation: c.name, Was: c.ours.title(),
		Message: text.Line("expected "+c.ours.title()+", saw no such operation"+others, text.MaxLine),
		Source:  drift.Source{File: r.published.file.Name(), Entry: -1},
	}
	if c.ours.value.Origin != nil && c.ours.value.Origin.Key != nil {
		f.Place = c.ours.document.At(*c.ours.value.Origin.Key)
	}
	f.Line, f.Column = r.published.file.Position("paths")
	c.findings = append(c.findings, f)
}

var typeChanges = []string{
	"response-body-type-changed", "response-property-type-changed",
	"request-body-type-changed", "request-property-type-changed",
}

// inOrder sorts the findings of one operation, without duplicates. If a value has another type, the properties that it
// lost with it are left out.
func inOrder(findings []drift.Finding) []drift.Finding {
	var retyped []drift.Finding
	for _, f := range findings {
		if slices.Contains(typeChanges, f.Rule) {
			retyped = append(retyped, f)
		}
	}
	findings = slices.DeleteFunc(findings, func(f drift.Finding) bool {
		if f.Rule == "api-security-component-api-key-name-changed" &&
			slices.ContainsFunc(findings, func(o drift.Finding) bool {
				return o.Rule == "api-security-component-api-key-in-changed" && o.Was == f.Was && o.Is == f.Is
			}) {
			return true // a key that moved has another name as well
		}
		return slices.ContainsFunc(retyped, func(r drift.Finding) bool {
			isProperty := strings.Contains(f.Rule, "-property") && !strings.Contains(f.Rule, "parameter")
			return isProperty && f.Rule != r.Rule && f.Status == r.Status && strings.HasPrefix(f.Pointer, r.Pointer+"/")
		})
	})
	slices.SortStableFunc(findings, func(a, b drift.Finding) int {
		return cmp.Or(
			-cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Status, b.Status),
			cmp.Compare(a.Pointer, b.Pointer),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
		)
	})
	return slices.CompactFunc(findings, func(a, b drift.Finding) bool {
		return a.Rule == b.Rule && a.Status == b.Status && a.Pointer == b.Pointer && a.Message == b.Message
	})
}
