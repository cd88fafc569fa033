package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// SARIF writes a report in the Static Analysis Results Interchange Format 2.1.0. Accepted findings are results with a
// suppression (section 3.35), and acceptances that no finding matches are notifications (section 3.20.22).
func SARIF(w io.Writer, r *Report) error { return writeSARIF(w, r, moduleVersion()) }

// writeSARIF names the version of this module, unless it is "".
func writeSARIF(w io.Writer, r *Report, version string) error {
	all := append(unaccepted(r.Findings), r.Accepted...)
	rules, indexes := sarifRules(all)
	driver := sarif.NewToolComponent().WithName("apidrift").WithRules(rules)
	if version != "" {
		driver.WithVersion(version)
	}
	run := sarif.NewRun().WithTool(sarif.NewTool().WithDriver(driver))
	for _, a := range all {
		run.AddResult(sarifResult(a).WithRuleIndex(indexes[a.Rule]))
	}
	if len(r.Unused) > 0 {
		invocation := sarif.NewInvocation().WithExecutionSuccessful(true)
		for _, a := range r.Unused {
			message := sarifMessage(a.String() + ": " + unusedNext)
			invocation.AddToolConfigurationNotification(
				sarif.NewNotification().WithLevel(sarif.LevelWarning).WithMessage(message))
		}
		run.AddInvocation(invocation)
	}
	if err := sarif.NewReport().AddRun(run).PrettyWrite(w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// sarifRules describes the rules that findings have: those of [drift.Rules] in its order, then others. The indexes are
// by the rules' names.
func sarifRules(all []Accepted) (rules []*sarif.ReportingDescriptor, indexes map[string]int) {
	severities := map[string]drift.Severity{}
	var names []string
	for _, a := range all {
		if _, ok := severities[a.Rule]; !ok {
			severities[a.Rule] = a.Severity
			names = append(names, a.Rule)
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

func sarifResult(a Accepted) *sarif.Result {
	name := responseName(a.Operation, a.Status, a.Pointer)
	logical := sarif.NewLogicalLocation().WithName(text.Line(a.Pointer,
		0)).WithFullyQualifiedName(name).WithKind("value")
	if a.Pointer == "" {
		logical.WithName(name).WithKind("response")
	}
	location := sarif.NewLocation().AddLogicalLocation(logical)
	if uri, ok := fileURI(a.File); ok {
		physical := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(uri))
		if a.Line > 0 {
			region := sarif.NewRegion().WithStartLine(a.Line)
			if a.Column > 0 {
				region.WithStartColumn(a.Column)
			}
			physical.WithRegion(region)
		}
		location.WithPhysicalLocation(physical)
	}
	result := sarif.NewRuleResult(text.Line(a.Rule, 0)).
		WithLevel(sarifLevel(a.Severity)).
		WithMessage(sarifMessage(name + ": " + text.Line(a.Message, 0))).
		WithLocations([]*sarif.Location{location}).
		WithPartialFingerprints(map[string]string{"apidrift/v1": fingerprint(a.Finding)})
	if a.isAccepted() {
		result.AddSuppression(sarif.NewSuppression().WithKind("external").WithJustification(text.Line(a.Reason, 0)))
	}
	return result
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

// fingerprint identifies a finding across runs: it stays the same when the recording grows or moves.
func fingerprint(f drift.Finding) string {
	status, _ := f.Status.MarshalJSON() // never fails
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %s %q", f.Rule, f.Operation, status, f.Pointer))
	return hex.EncodeToString(sum[:16])
}

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
