package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"sort"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/drift/upstream"
	"github.com/seed-97812ecd/supermemory-go/internal/edit"
	"github.com/spf13/cobra"
)

// proposer finds the edits that facts ask for.
type proposer struct {
	flags      *proposeFlags
	command    *cobra.Command
	config     *configFile
	recordings []string           // nil for none
	published  *upstream.Document // nil for none

	first *gathered         // about the contract as it is
	skip  map[string]string // facts whose edits were withdrawn, by ID, and why
}

// maxRounds is how often what an edit brings to light is edited, too.
const maxRounds = 4

// maxRuns is how often what was edited is looked at as if for the first time, so that running again proposes nothing.
const maxRuns = 4

// propose makes edits, reads everything again with them, and withdraws those that do not stand up, until all do.
func (p *proposer) propose() (*proposal, error) {
	before, err := p.read()
	if err != nil {
		return nil, err
	}
	if p.first, err = p.gather(before); err != nil {
		return nil, err
	}
	if err := p.knowsFact(); err != nil {
		return nil, err
	}
	all := &proposal{proposer: p, before: before, after: before, more: p.first.more}
	for run := range maxRuns {
		made, err := p.run(all.after)
		if err != nil {
			return nil, err
		}
		all.join(made, run > 0)
		if len(made.edits) == 0 || len(p.skip) == 0 && p.published == nil {
			break
		}
		if p.first, err = p.gather(all.after); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// run makes the edits that stand up.
func (p *proposer) run(state texts) (*proposal, error) {
	p.skip = map[string]string{}
	for {
		made, bad, err := p.attempt(state)
		if err != nil {
			return nil, err
		}
		if len(bad) == 0 {
			return made, nil
		}
		maps.Copy(p.skip, bad)
	}
}

// read reads the files of the contract.
func (p *proposer) read() (texts, error) {
	progress := newProgress(p.command.ErrOrStderr(), "loading "+p.flags.contract)
	judge, err := interruptible(p.command.Context(), func() (*contract.Contract, error) {
		return contract.LoadFile(p.flags.contract, p.flags.allowRefs...)
	})
	progress.end()
	if err != nil {
		return nil, err
	}
	all := texts{}
	for _, name := range judge.Files() {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("cannot read the contract: %w", err)
		}
		all[name] = data
	}
	return all, nil
}

// knowsFact is an error if --fact names none.
func (p *proposer) knowsFact() error {
	if p.flags.fact == "" {
		return nil
	}
	var ids []string
	for _, f := range slices.Concat(p.first.checked, p.first.differ) {
		if f.ID == p.flags.fact {
			return nil
		}
		ids = append(ids, f.ID)
	}
	return fmt.Errorf("there is no fact %q%s apidrift check --format json lists them, each with its id", p.flags.fact,
		orColon(didYouMean(p.flags.fact, ids)))
}

// attempt makes all edits that were not withdrawn. It returns those that have to be, by the facts' IDs.
func (p *proposer) attempt(before texts) (made *proposal, bad map[string]string, err error) {
	made = &proposal{proposer: p, before: before, after: before}
	now := p.first
	for round := 0; round < maxRounds && p.recordings != nil; round++ {
		pl, err := p.round(made.after, p.chosen(now.checked, p.first, now, round))
		if err != nil {
			return nil, nil, err
		}
		if !made.begins(pl, round) {
			break
		}
		previous, state := now, made.after
		made.apply(pl)
		if now, err = p.gather(made.after); err != nil {
			bad, err := p.unloadable(state, pl, err)
			return nil, bad, err
		}
		if bad := previous.still(pl.edits, now); len(bad) > 0 {
			return nil, bad, nil
		}
		if len(fresh(p.first, now)) == 0 {
			break
		}
	}
	if bad := p.blame(made.edits, p.first, now, now.checked, "it would bring up "); len(bad) > 0 {
		return nil, bad, nil
	}
	if p.published == nil {
		return made, nil, nil
	}
	bad, err = p.follow(made, now)
	return made, bad, err
}

// chosen are the facts to edit for: those that were there in the beginning, and what edits brought to light.
func (p *proposer) chosen(facts []*report.Fact, before, now *gathered, round int) (all []*report.Fact) {
	for _, f := range facts {
		if round > 0 && !isFresh(f, before, now) || round == 0 && p.flags.fact != "" && f.ID != p.flags.fact {
			continue
		}
		all = append(all, f)
	}
	return all
}

// round plans edits for facts about recordings.
func (p *proposer) round(state texts, facts []*report.Fact) (*plan, error) {
	seen, err := p.observe(state, facts)
	if err != nil {
		return nil, err
	}
	return p.plan(state, plan{evidence: seen}, facts, func(*report.Fact) string { return "" })
}

// plan completes a plan with edits for facts. Where there turns out to be no edit after all, it begins anew without
// that fact. An objection is why a fact has no edit from the start; "" for none.
func (p *proposer) plan(
	state texts, of plan, facts []*report.Fact, objection func(*report.Fact) string,
) (*plan, error) {
	refused := map[string]string{}
	for {
		c, err := edit.NewContract(p.flags.contract, state)
		if err != nil {
			return nil, err
		}
		pl := &plan{proposer: p, contract: c, evidence: of.evidence, vendor: of.vendor}
		again := false
		for _, f := range facts {
			reason, known := refused[f.ID]
			if withdrawn, ok := p.skip[f.ID]; ok {
				reason, known = withdrawn, true
			}
			if why := objection(f); why != "" {
				reason, known = why, true
			}
			if known {
				pl.refused = append(pl.refused, refusal{f, reason})
				continue
			}
			if err := pl.edit(f); err != nil {
				refused[f.ID], again = err.Error(), true
			}
		}
		if !again {
			return pl, nil
		}
	}
}

// unloadable finds the edit with which the contract cannot be loaded: the last of the fewest.
func (p *proposer) unloadable(state texts, of *plan, reason error) (map[string]string, error) {
	if isDone(p.command.Context()) {
		return nil, errInterrupted
	}
	fails := func(n int) bool {
		c, err := edit.NewContract(p.flags.contract, state)
		if err != nil {
			return false
		}
		pl := &plan{proposer: p, contract: c, evidence: of.evidence, vendor: of.vendor}
		for _, e := range of.edits[:n] {
			_ = pl.edit(e.fact) // it has been planned before
		}
		made := &proposal{proposer: p, after: state}
		made.apply(pl)
		_, err = contract.LoadEvidence(p.flags.contract, contract.Evidence{
			Texts: made.after, AllowRefs: p.flags.allowRefs,
		})
		return err != nil
	}
	n := sort.Search(len(of.edits), func(n int) bool { return fails(n + 1) })
	if n == len(of.edits) {
		return nil, reason
	}
	return p.withdraw(of.edits[n:n+1], "with it the contract cannot be loaded"), nil
}

// keys are the signatures of a fact's findings.
func (g *gathered) keys(f *report.Fact) (all []string) {
	places := []drift.Place{bare(f.Place)}
	if f.Key == "*" {
		places = append(places, g.names[places[0]]...)
	}
	for _, at := range places {
		for _, key := range g.findings[at] {
			if strings.HasPrefix(key, f.Rule+"\x00"+f.In+"\x00") && g.sameKey(f, key) {
				all = append(all, key)
			}
		}
	}
	return all
}

// sameKey reports whether a finding is of a fact of a certain status or name.
func (g *gathered) sameKey(f *report.Fact, key string) bool {
	parts := strings.Split(key, "\x00")
	switch f.Rule {
	case drift.StatusUndocumented:
		return parts[3] == f.Key
	case drift.MediaTypeUndocumented, drift.RequestMediaTypeUndocumented, drift.RequestParameterUndeclared:
		return parts[5] == f.Key
	}
	return true
}

// still are the edits whose facts are still there.
func (g *gathered) still(edits []*edited, now *gathered) map[string]string {
	bad := map[string]string{}
	for _, e := range edits {
		if e.left > 0 {
			continue
		}
		for _, key := range g.keys(e.fact) {
			if _, there := now.counts[key]; there {
				bad[e.fact.ID] = "another part of the contract says the same, and an edit of this place alone changes nothing"
			}
		}
	}
	return bad
}

// fresh are the signatures of findings that were not there before.
func fresh(before, now *gathered) (all []string) {
	for key := range now.counts {
		if now.isNew(key, before) {
			all = append(all, key)
		}
	}
	return all
}

// isFresh reports whether edits brought a fact to light.
func isFresh(f *report.Fact, before, now *gathered) bool {
	return slices.ContainsFunc(now.keys(f), func(key string) bool { return now.isNew(key, before) })
}

// blame finds the edits that brought up facts that were not there before.
func (p *proposer) blame(
	edits []*edited, before, now *gathered, facts []*report.Fact, words string,
) map[string]string {
	bad := map[string]string{}
	for _, f := range facts {
		if !isFresh(f, before, now) {
			continue
		}
		culprits := closestEdits(edits, f)
		if len(culprits) == 0 {
			culprits = edits
		}
		maps.Copy(bad, p.withdraw(culprits, words+f.Rule+": "+f.Message))
	}
	return bad
}

// closestEdits are the edits whose places are closest to that of a fact, or else those of its operations.
func closestEdits(edits []*edited, f *report.Fact) []*edited {
	at := bare(f.Place)
	for _, isClose := range []func(*edited) bool{
		func(e *edited) bool { return bare(e.fact.Place) == at },
		func(e *edited) bool { return isInside(e.fact.Place, at) },
		func(e *edited) bool { return isInside(at, e.fact.Place) },
		func(e *edited) bool {
			return slices.ContainsFunc(e.fact.Operations, func(op string) bool { return slices.Contains(f.Operations, op) })
		},
	} {
		var all []*edited
		for _, e := range edits {
			if isClose(e) {
				all = append(all, e)
			}
		}
		if len(all) > 0 {
			return all
		}
	}
	return nil
}

// isInside reports whether one place stands in another.
func isInside(a, b drift.Place) bool {
	return a.File == b.File && strings.HasPrefix(a.Pointer, b.Pointer+"/")
}

func (p *proposer) withdraw(edits []*edited, reason string) map[string]string {
	bad := map[string]string{}
	for _, e := range edits {
		bad[e.fact.ID] = reason
	}
	return bad
}
