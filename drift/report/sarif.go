package report

import (
	"cmp"
	"io"
	"runtime/debug"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// rulePage is where each rule is explained, under its name as the anchor.
const rulePage = "https://github.com/seed-97812ecd/supermemory-go/blob/main/docs/rules.md"

// SARIF writes a report in the Static Analysis Results Interchange Format 2.1.0: a result for each fact, located in the
// contract, with the evidence as related locations. Accepted facts are results with a suppression (section 3.35), and
// acceptances that no finding matches are notifications (section 3.20.22).
func SARIF(w io.Writer, r *Report) error {
	return writeSARIF(w, r, cmp.Or(r.Origin.Tool, moduleVersion()))
}

// writeSARIF names the version of this module, unless it is "".
func writeSARIF(w io.Writer, r *Report, version string) error {
	all := append(r.Facts(), r.AcceptedFacts()...)
	rules, indexes := sarifRules(all)
	driver := sarif.NewToolComponent().WithName("apidrift").WithRules(rules).WithInformationURI(
		"https://github.com/seed-97812ecd/supermemory-go")
	if version != "" {
		driver.WithVersion(text.Line(version, text.MaxName))
	}
	run := sarif.NewRun().WithTool(sarif.NewTool().WithDriver(driver))
	r.addNotifications(run)
	return writePruned(w, sarif.NewReport().AddRun(run), func(yield func(any) bool) {
		for _, f := range all {
			if !yield(r.sarifResult(f).WithRuleIndex(indexes[f.Rule])) {
				return
			}
		}
	})
}

// addNotifications says what is not about a place in the contract, or not drift.
func (r *Report) addNotifications(run *sarif.Run) {
	invocation := sarif.NewInvocation().WithExecutionSuccessful(true)
	add := func(level, message string) {
		invocation.AddToolConfigurationNotification(
			sarif.NewNotification().WithLevel(level).WithMessage(sarifMessage(message)))
	}
	for _, a := range r.Unused {
		add(sarif.LevelWarning, a.String()+": "+unusedNext)
	}
	for _, n := range r.Notes {
		add(sarif.LevelNote, r.placeLine(n.Place)+": "+text.Line(n.Message, 0))
	}
	unmatched, more := r.UnmatchedExchanges()
	for _, u := range unmatched {
		add(sarif.LevelNote, "unmatched: "+u.Method+" "+u.Path+" ("+count(u.Count, "exchange")+")")
	}
	if more > 0 {
		add(sarif.LevelNote, "unmatched: "+count(more, "more exchange"))
	}
	if n := r.FactsMore(); n > 0 {
		add(sarif.LevelWarning, count(n, "more fact")+" not kept")
	}
	if len(invocation.ToolConfigurationNotifications) > 0 {
		run.AddInvocation(invocation)
	}
}

// sarifRules describes the rules that facts have: those of [drift.Rules] in its order, then others. The indexes are by
// the rules' names.
func sarifRules(all []*Fact) (rules []*sarif.ReportingDescriptor, indexes map[string]int) {
	severities := map[string]drift.Severity{}
	var names []string
	for _, f := range all {
		if _, ok := severities[f.Rule]; !ok {
			severities[f.Rule] = f.Severity
			names = append(names, f.Rule)
		}
	}
	rules, indexes = []*sarif.ReportingDescriptor{}, map[string]int{}
	add := func(rule drift.Rule) {
		d := sarif.NewRule(text.Line(rule.Name, 0)).WithDefaultConfiguration(
			sarif.NewReportingConfiguration().WithLevel(sarifLevel(rule.Severity)))
		if rule.Summary != "" {
			d.WithShortDescription(sarif.NewMultiformatMessageString().WithText(rule.Summary))
		}
		if rule.Next != "" {
			d.WithHelp(sarif.NewMultiformatMessageString().WithText(rule.Next))
		}
		if isRuleName(rule.Name) {
			d.WithHelpURI(rulePage + "#" + rule.Name)
		}
		indexes[rule.Name] = len(rules)
		rules = append(rules, d)
	}
	for _, rule := range drift.Rules() {
		if _, ok := severities[rule.Name]; ok {
			add(rule)
		}
	}
	for _, name := range names {
		if _, ok := indexes[name]; !ok {
			add(drift.Rule{Name: name, Severity: severities[name]})
		}
	}
	return rules, indexes
}

// isRuleName reports whether a name is in kebab case, and so can be an anchor.
func isRuleName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func (r *Report) sarifResult(f *Fact) *sarif.Result {
	result := sarif.NewRuleResult(text.Line(f.Rule, 0)).
		WithLevel(sarifLevel(f.Severity)).
		WithMessage(sarifMessage(f.About() + ": " + text.Line(f.Message, 0) + changeOf(f) + " (" + f.Counts() + ")")).
		WithLocations([]*sarif.Location{r.contractLocation(f)}).
		WithPartialFingerprints(map[string]string{"apidrift/v2": f.ID})
	for i, s := range f.sources {
		location := sarif.NewLocation()
		if physical := sarifPhysical(s.File, s.Line, s.Column); physical != nil {
			location.WithPhysicalLocation(physical)
		} else if i > 0 {
			continue // there is only one standard input
		} else {
			location.WithMessage(sarifMessage(sourceName(s)))
		}
		if s.Entry >= 0 && location.Message == nil {
			location.WithMessage(sarifMessage(sourceName(s)))
		}
		result.AddRelatedLocation(location)
	}
	if f.Until != nil {
		result.AddSuppression(sarif.NewSuppression().WithKind("external").WithJustification(text.Line(f.Reason, 0)))
	}
	return result
}

// contractLocation is where a fact is in the contract.
func (r *Report) contractLocation(f *Fact) *sarif.Location {
	name := f.About()
	logical := sarif.NewLogicalLocation().WithFullyQualifiedName(name).WithKind("response").WithName(name)
	if f.Pointer != "" {
		logical.WithName(text.Line(f.Pointer, 0)).WithKind("value")
	}
	location := sarif.NewLocation().AddLogicalLocation(logical)
	if physical := sarifPhysical(r.placeFile(f.Place), f.Place.Line, f.Place.Column); physical != nil {
		location.WithPhysicalLocation(physical)
	}
	return location
}

// sarifPhysical is a place in a file, or nil for standard input.
func sarifPhysical(file string, line, column int) *sarif.PhysicalLocation {
	uri, ok := fileURI(file)
	if !ok {
		return nil
	}
	physical := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(uri))
	if line > 0 {
		region := sarif.NewRegion().WithStartLine(line)
		if column > 0 {
			region.WithStartColumn(column)
		}
		physical.WithRegion(region)
	}
	return physical
}

func sarifLevel(s drift.Severity) string {
	if s == drift.Breaking {
		return sarif.LevelError
	}
	return sarif.LevelNote
}

// sarifMessage returns a message without placeholders and links (SARIF 2.1.0, sections 3.11.5 and 3.11.6).
func sarifMessage(s string) *sarif.Message { return sarif.NewTextMessage(sarifText.Replace(s)) }

var sarifText = strings.NewReplacer("{", "{{", "}", "}}", "](", "] (")

// moduleVersion returns the version of the module that this package was built from, or "" if it is unknown.
func moduleVersion() string {
	const path = "github.com/seed-97812ecd/supermemory-go"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, m := range append(info.Deps, &info.Main) {
		if m.Path == path && m.Version != "(devel)" {
			return m.Version
		}
	}
	return ""
}
