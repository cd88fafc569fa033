package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/drift/upstream"
	"github.com/seed-97812ecd/supermemory-go/internal/edit"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// texts are the files of a contract by their names; nil for those on the disk.
type texts map[string][]byte

// gathered is what one reading of everything found about one state of the contract.
type gathered struct {
	judge    *contract.Contract
	checked  []*report.Fact                // of recordings
	differ   []*report.Fact                // of the published document
	findings map[drift.Place][]string      // signatures, by the place that says them
	counts   map[string]int                // of findings, by signature
	names    map[drift.Place][]drift.Place // places of properties, by the schema that they are of
	more     int                           // facts that are not kept
}

// gather finds the facts about a contract.
func (p *proposer) gather(state texts) (*gathered, error) {
	judge, err := interruptible(p.command.Context(), func() (*contract.Contract, error) {
		return contract.LoadEvidence(p.flags.contract, contract.Evidence{Texts: state, AllowRefs: p.flags.allowRefs})
	})
	if err != nil {
		return nil, err
	}
	g := &gathered{judge: judge, findings: map[drift.Place][]string{}, counts: map[string]int{},
		names: map[drift.Place][]drift.Place{}}
	if p.recordings != nil {
		if err := p.check(g); err != nil {
			return nil, err
		}
	}
	if p.published != nil {
		if err := p.compare(g, state); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// newReport is an empty report in which what the configuration accepts is accepted.
func (p *proposer) newReport(responses []drift.Response, concerns func(rule string) bool) (*report.Report, error) {
	r := report.New(p.flags.contract, responses)
	accepted, err := p.config.acceptances(operationNames(responses))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.config.name, err)
	}
	var concerned []report.Acceptance
	for _, a := range accepted {
		if concerns(a.Rule) {
			concerned = append(concerned, a)
		}
	}
	r.Accept(concerned, time.Now())
	r.Ignore = p.config.Ignore
	return r, nil
}

func (p *proposer) check(g *gathered) error {
	r, err := p.newReport(g.judge.Responses(), func(rule string) bool { return !upstream.HasRule(rule) })
	if err != nil {
		return err
	}
	r.Templates = g.judge.Templates()
	progress := newProgress(p.command.ErrOrStderr(), "reading recordings")
	defer progress.end()
	var s seen
	pipe := &pipeline{judge: g.judge, hosts: p.flags.hosts}
	unreadable, empty := splitEmpty(pipe.run(p.command.Context(), p.recordings, func(clipped report.Clipped) {
		unmatched := r.Unmatched
		r.AddClipped(clipped)
		if r.Unmatched > unmatched && s.first.Method == "" {
			s.first = clipped.Exchange
		}
		for i := range clipped.Result.Findings {
			g.note(&clipped.Result.Findings[i])
		}
		progress.step(r.Exchanges, clipped.Exchange.File)
	}, s.leave))
	switch {
	case isDone(p.command.Context()):
		return errInterrupted
	case len(unreadable) > 0:
		return errors.Join(unreadable...)
	case r.Exchanges == 0 && len(empty) > 0:
		return errors.Join(empty...)
	case r.Exchanges == r.Unmatched:
		return s.nothing(r, p.flags.contract, strings.Join(p.recordings, ", "), p.flags.hosts)
	}
	r.Close()
	g.checked, g.more = r.Facts(), r.FactsMore()
	return nil
}

func (p *proposer) compare(g *gathered, state texts) error {
	ours, err := upstream.Load(
		p.command.Context(),
		p.flags.contract,
		upstream.Options{Texts: state, AllowRefs: p.flags.allowRefs},
	)
	if err != nil {
		return err
	}
	findings, _, err := p.published.Compare(ours) // what a note is about, diff says
	if err != nil {
		return err
	}
	r, err := p.newReport(ours.Responses(), func(rule string) bool { return !isCheckRule(rule) })
	if err != nil {
		return err
	}
	for i := range findings {
		r.AddFinding(findings[i])
		g.note(&findings[i])
	}
	r.Close()
	g.differ = r.Facts()
	return nil
}

// maxSignatures bounds how many findings are told apart.
const maxSignatures = 1_000_000

// note remembers a finding by its rule and its pointer into the body, and the place that says it.
func (g *gathered) note(f *drift.Finding) {
	key, at := signature(f), bare(f.Place)
	if _, known := g.counts[key]; !known && len(g.counts) == maxSignatures {
		return
	}
	g.counts[key] += f.Weight()
	if !slices.Contains(g.findings[at], key) {
		g.findings[at] = append(g.findings[at], key)
	}
	if owner, _, ok := edit.PropertyOwner(at); ok && !slices.Contains(g.names[owner], at) {
		g.names[owner] = append(g.names[owner], at)
	}
}

// isNew reports whether findings were not there before, or were fewer.
func (g *gathered) isNew(key string, before *gathered) bool {
	return g.counts[key] > before.counts[key]
}

// signature tells findings apart by what does not move when a contract is edited.
func signature(f *drift.Finding) string {
	parts := []string{f.Rule, f.In, f.Operation, f.Status.String(), generalPointer(f.Pointer), f.Key}
	if f.Entry < 0 {
		parts = append(parts, f.Message) // of a published document
	}
	return strings.Join(parts, "\x00")
}

// generalPointer is a pointer in which * stands for positions and for names that are data.
func generalPointer(pointer string) string {
	tokens := strings.Split(pointer, "/")
	for i, t := range tokens {
		if i > 0 && text.LooksLikeID(t) {
			tokens[i] = "*"
		}
	}
	return strings.Join(tokens, "/")
}

// bare is a place without its line.
func bare(at drift.Place) drift.Place {
	at.Line, at.Column = 0, 0
	return at
}

// exchanges yields the exchanges of the recordings that count.
func (p *proposer) exchanges(each func(drift.Exchange)) error {
	filter := &pipeline{hosts: p.flags.hosts}
	for _, file := range p.recordings {
		for record, err := range recording.Records(file, nil) {
			if errors.Is(err, recording.ErrEmpty) {
				break
			}
			if err != nil {
				return err
			}
			x, err := record.Exchange()
			if err != nil {
				return err
			}
			if filter.counts(x) {
				each(x)
			}
		}
		if isDone(p.command.Context()) {
			return errInterrupted
		}
	}
	return nil
}
