package upstream

import (
	"cmp"
	"errors"
	"fmt"
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
	r := &run{
		contract: contract, published: d, aligner: newAligner(), normalisers: map[*openapi.Document]normaliser{},
	}
	r.match()
	if err := r.changes(); err != nil {
		r.fail(fmt.Errorf("cannot compare with %s: %s", d.file.Name(), text.Fold(err.Error(), text.MaxError)))
	}
	for _, c := range r.comparisons {
		r.ownChecks(c)
	}
	for _, f := range r.order {
		findings = append(findings, inOrder(*f)...)
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
	comparisons         []*comparison
	vanished            []*vanished
	order               []*[]drift.Finding // by the contract's operations
	notes               []drift.Note
	failed              []error
}

func (r *run) fail(err error) { r.failed = append(r.failed, err) }

// vanished is an operation that only the contract has.
type vanished struct {
	ours     *loaded
	findings []drift.Finding
}

// match finds the operations of the contract in the published document, and brings both sides into normal form.
func (r *run) match() {
	r.published.mu.Lock()
	m := newMatcher(r.published)
	r.published.mu.Unlock()
	var ours []*loaded
	var theirs []*operation
	for _, l := range r.contract.contract() {
		if l.err != nil {
			r.fail(l.err)
			continue
		}
		r.published.mu.Lock()
		found, err := m.find(l.operation)
		r.published.mu.Unlock()
		if err != nil {
			r.fail(err)
			continue
		}
		ours, theirs = append(ours, l), append(theirs, found)
	}
	byOperation := map[*operation]*loaded{}
	if wanted := slices.DeleteFunc(slices.Clone(theirs), func(o *operation) bool { return o == nil }); len(wanted) > 0 {
		for _, l := range r.published.load(wanted) {
			byOperation[l.operation] = l
		}
	}
	for i, our := range ours {
		if theirs[i] == nil {
			v := &vanished{ours: our}
			r.vanished = append(r.vanished, v)
			r.order = append(r.order, &v.findings)
			continue
		}
		their := byOperation[theirs[i]]
		c := &comparison{aligner: r.aligner, name: our.name(), ours: our, theirs: their}
		var err error
		if err = their.err; err == nil {
			if c.a, err = r.normal(our, our.Template); err == nil {
				c.b, err = r.normal(their, our.Template)
			}
		}
		if err != nil {
			r.fail(err)
			continue
		}
		spreadStatuses(c.a.Responses, c.b.Responses)
		r.comparisons = append(r.comparisons, c)
		r.order = append(r.order, &c.findings)
	}
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

// changes lets oasdiff compare all operations, and turns its changes into findings.
func (r *run) changes() error {
	ours, theirs := newSpecification(), newSpecification()
	ours.Components.SecuritySchemes, theirs.Components.SecuritySchemes = r.security()
	byPath := map[string]*comparison{}
	for _, c := range r.comparisons {
		a, b := c.align()
		a.Security, b.Security = c.a.Security, c.b.Security
		setOperation(ours, c.ours, a)
		setOperation(theirs, c.ours, b)
		byPath[c.ours.title()] = c
	}
	gone := map[string]*vanished{}
	for _, v := range r.vanished {
		made, err := r.normal(v.ours, v.ours.Template)
		if err != nil {
			r.fail(err)
			continue
		}
		setOperation(ours, v.ours, &openapi3.Operation{
			Deprecated: made.Deprecated, Extensions: made.Extensions, Responses: openapi3.NewResponses(),
		})
		gone[v.ours.title()] = v
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
		switch c, v := byPath[title], gone[title]; {
		case c != nil:
			c.add(change)
		case v != nil:
			r.vanish(v, change)
		case change.GetSection() != "paths":
			r.schemeChanged(change)
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
func (r *run) vanish(v *vanished, change checker.Change) {
	if len(v.findings) > 0 {
		return
	}
	others := ""
	for _, o := range r.published.operations {
		if shape(o.Template) == shape(v.ours.Template) {
			others = "; it has " + o.title()
			break
		}
	}
	f := drift.Finding{
		Rule: change.GetId(), Severity: drift.Breaking, Operation: v.ours.name(), Was: v.ours.title(),
		Message: text.Line("expected "+v.ours.title()+", saw no such operation"+others, text.MaxLine),
		Source:  drift.Source{File: r.published.file.Name(), Entry: -1},
	}
	if v.ours.value.Origin != nil && v.ours.value.Origin.Key != nil {
		f.Place = v.ours.document.At(*v.ours.value.Origin.Key)
	}
	f.Line, f.Column = r.published.file.Position("paths")
	v.findings = append(v.findings, f)
}

// inOrder sorts the findings of one operation, without duplicates. If a value has another type, the properties that it
// lost with it are left out.
func inOrder(findings []drift.Finding) []drift.Finding {
	var retyped []drift.Finding
	for _, f := range findings {
		if f.Rule == "response-body-type-changed" || f.Rule == "response-property-type-changed" {
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
			return f.Rule != r.Rule && f.Status == r.Status && strings.HasPrefix(f.Pointer, r.Pointer+"/")
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
