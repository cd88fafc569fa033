package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/drift/upstream"
	"github.com/seed-97812ecd/supermemory-go/internal/edit"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// follow edits towards the published document, where recordings do not say otherwise. It returns the edits that have to
// be withdrawn.
func (p *proposer) follow(made *proposal, now *gathered) (bad map[string]string, err error) {
	before, evidence := now, made.edits
	vendor, err := edit.NewVendor(p.published.Text)
	if err != nil {
		return nil, err
	}
	var edits []*edited
	for round := range maxRounds {
		pl, err := p.followRound(made.after, vendor, evidence, p.chosen(now.differ, before, now, round))
		if err != nil {
			return nil, err
		}
		if !made.begins(pl, round) {
			break
		}
		previous, state := now, made.after
		made.apply(pl)
		edits = append(edits, pl.edits...)
		if now, err = p.gather(made.after); err != nil {
			return p.unloadable(state, pl, err)
		}
		if bad := previous.still(pl.edits, now); len(bad) > 0 {
			return bad, nil
		}
		if len(fresh(before, now)) == 0 {
			return nil, nil
		}
	}
	if bad := p.blame(edits, before, now, now.checked, "recordings say otherwise: "); len(bad) > 0 {
		return bad, nil
	}
	return p.blame(edits, before, now, now.differ, "it would bring up "), nil
}

// followRound plans edits for facts about the published document.
func (p *proposer) followRound(
	state texts, vendor *edit.Vendor, evidence []*edited, facts []*report.Fact,
) (*plan, error) {
	return p.plan(state, plan{vendor: vendor}, facts, func(f *report.Fact) string {
		other := saysOtherwise(f, evidence)
		if other == nil {
			return ""
		}
		return "recordings say otherwise, and count: " + strings.Join(other.proofs, "; ") + "; the document has " + claim(f)
	})
}

// saysOtherwise is an edit for recordings of the place that a fact about the published document is about.
func saysOtherwise(f *report.Fact, evidence []*edited) *edited {
	for _, e := range evidence {
		isOther := e.fact.In != "" && !(strings.Contains(f.Rule, "request") && isAbout(f, e.fact.Key))
		if isOther || e.fact.Place.File != f.Place.File {
			continue
		}
		ours, theirs := e.fact.Place.Pointer+"/", f.Place.Pointer+"/"
		below, isBelow := strings.CutPrefix(theirs, ours)
		isAbove := strings.HasPrefix(ours, theirs) &&
			(strings.Contains(f.Rule, "-removed") || strings.Contains(f.Rule, "type"))
		if isBelow && !strings.Contains("/"+below, "/properties/") || isAbove {
			return e
		}
	}
	return nil
}

// isAbout reports whether a fact about a published document is about a parameter; one without a name is any.
func isAbout(f *report.Fact, name string) bool {
	return name == "" || strings.Contains(f.Message, "`"+name+"`")
}

// claim is what a published document says, in short.
func claim(f *report.Fact) string {
	if f.Is != "" {
		return f.Is
	}
	if f.Was != "" {
		return "no such " + f.Was
	}
	return f.Message
}

// follow edits for one fact about the published document.
func (pl *plan) follow(f *report.Fact, done *edited) error {
	if len(f.Examples) == 0 || f.Examples[0].Line == 0 {
		return fmt.Errorf("what the document has there is not known")
	}
	if reason := upstreamReason(f.Rule); reason != "" {
		return fmt.Errorf("%s", reason)
	}
	at := f.Examples[0].Source
	theirs, ok := pl.vendor.At(pl.vendorFile(at.File), at.Line, at.Column)
	if !ok {
		return fmt.Errorf("what the document has there is not known")
	}
	said := pl.claimed(f, at)
	comment, err := pl.comment(f, said)
	if err != nil {
		return err
	}
	done.proofs = append(done.proofs, said)
	done.moved = strings.Contains(f.Rule, "type-changed")
	if comment.Of = propertyName(bare(f.Place)); comment.Of == "" {
		around, _ := edit.Parent(bare(f.Place))
		comment.Of = propertyName(around)
	}
	return pl.contract.Follow(pl.vendor, edit.Difference{
		Rule: f.Rule, Ours: bare(f.Place), Theirs: theirs, Uses: pl.uses(f),
	}, comment)
}

// uses are the references to the schema that a fact is about, from the responses that it is about.
func (pl *plan) uses(f *report.Fact) []drift.Place {
	var spots []edit.Spot
	for _, r := range pl.first.judge.Responses() {
		if slices.Contains(f.Operations, r.Operation) && slices.Contains(f.Statuses, r.Status) {
			spots = append(spots, edit.Spot{Response: bare(r.Place), Pointer: f.Pointer})
		}
	}
	return pl.contract.Uses(edit.SchemaAround(bare(f.Place)), spots)
}

// vendorFile is a file of the published document as [upstream.Document.Text] names it.
func (pl *plan) vendorFile(name string) string {
	if name == upstream.Redacted(pl.flags.upstream) {
		return ""
	}
	return name
}

// claimed is what a comment says of a fact about the published document.
func (pl *plan) claimed(f *report.Fact, at drift.Source) string {
	where := fmt.Sprintf("%s line %d", text.Line(at.File, text.MaxName), at.Line)
	switch {
	case strings.Contains(f.Rule, "became-") && f.Property != "" && f.Is != "":
		return fmt.Sprintf("%s is %s in %s", text.Line(f.Property, text.MaxName), text.Line(f.Is, text.MaxName), where)
	case f.Is != "" && f.Was != "":
		return fmt.Sprintf("%s in %s, was %s", text.Line(f.Is, text.MaxName), where, text.Line(f.Was, text.MaxName))
	case f.Is != "":
		return text.Line(f.Is, text.MaxName) + " in " + where
	}
	return text.Line(f.Message, text.MaxLine) + ", " + where
}

// upstreamReason says why there is no edit for a rule about published documents.
func upstreamReason(rule string) string {
	switch {
	case strings.HasPrefix(rule, "api-path-removed"), strings.HasPrefix(rule, "api-removed"):
		return "an operation that a document forgot may still be there"
	case strings.Contains(rule, "security"):
		return "how a program authenticates is for a person to say"
	case strings.HasPrefix(rule, "server-"):
		return "which URL answers is for a person to find out"
	case strings.Contains(rule, "discriminator"):
		return "which alternative is meant is for a person to say"
	case strings.Contains(rule, "serialization"), strings.Contains(rule, "part-media-type"):
		return "how the server reads it is for a person to find out"
	}
	return ""
}
