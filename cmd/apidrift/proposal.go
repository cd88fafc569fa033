package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/edit"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
	"github.com/spf13/cobra"
)

// proposal is edits of a contract that were proved.
type proposal struct {
	*proposer
	before, after texts
	edits         []*edited
	refused       []refusal
	more          int // facts beyond those that were looked at
}

// apply makes the edits of a plan.
func (m *proposal) apply(pl *plan) {
	after := maps.Clone(m.after)
	maps.Copy(after, pl.contract.Texts())
	m.after = after
	m.edits = append(m.edits, pl.edits...)
}

// join adds what another run on the edited contract made.
func (m *proposal) join(next *proposal, later bool) {
	m.after = next.after
	for _, e := range next.edits {
		e.later = e.later || later
		m.edits = append(m.edits, e)
		m.refused = slices.DeleteFunc(m.refused, func(r refusal) bool { return r.fact.ID == e.fact.ID })
	}
	m.refuse(next.refused, later)
}

// refuse adds facts without an edit that are not named yet. Those that edits brought to light have no line in the
// contract as it is.
func (m *proposal) refuse(all []refusal, later bool) {
	for _, r := range all {
		isNamed := slices.ContainsFunc(m.refused, func(o refusal) bool { return o.fact.ID == r.fact.ID }) ||
			slices.ContainsFunc(m.edits, func(o *edited) bool { return o.fact.ID == r.fact.ID })
		if isNamed {
			continue
		}
		if later {
			r.fact.Place.Line = 0
		}
		m.refused = append(m.refused, r)
	}
}

// begins keeps what a round's plan refuses, and reports whether it has edits.
func (m *proposal) begins(pl *plan, round int) bool {
	m.refuse(pl.refused, round > 0)
	for _, e := range pl.edits {
		e.later = round > 0
	}
	return len(pl.edits) > 0
}

// publish prints the patch, says what was edited and what was not, and writes the files if it is to.
func (m *proposal) publish(c *cobra.Command, write bool) error {
	var patch strings.Builder
	for _, name := range slices.Sorted(maps.Keys(m.after)) {
		patch.WriteString(edit.Patch(shownFile(name), m.before[name], m.after[name]))
	}
	m.explain(c.ErrOrStderr())
	if write {
		if err := m.write(); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(c.OutOrStdout(), patch.String()); err != nil {
		return fmt.Errorf("cannot write the patch: %w", err)
	}
	return nil
}

// shownFile is a file's name as a patch has it.
func shownFile(name string) string { return filepath.ToSlash(filepath.Clean(name)) }

// explain says what was edited, with what comments say, and what was not.
func (m *proposal) explain(w io.Writer) {
	for _, e := range m.edits {
		label := "edit"
		if e.later {
			label, e.fact.Place.Line = "then", 0
		}
		fmt.Fprintln(w, m.line(label, e.fact, strings.Join(e.proofs, "; ")))
		if e.left > 0 {
			left := text.Count(e.left, "value")
			fmt.Fprintln(w, m.line("left", e.fact, left+" that look like secrets or personal data"))
		}
	}
	for _, r := range m.refused {
		fmt.Fprintln(w, m.line("no edit", r.fact, r.reason))
	}
	if m.more > 0 {
		fmt.Fprintf(w, "no edit  %s beyond these was looked at\n", text.Count(m.more, "fact"))
	}
	for _, a := range m.config.Accept {
		if e := m.mover(a.At); e != nil {
			fmt.Fprintf(w, "moved    %s: what %s accepts there (%s) has another place now\n", text.Line(a.At, 0),
				m.config.name, text.Line(a.Rule, 0))
		}
	}
}

// mover is the edit that moves what stands at a place that an acceptance names; nil if none does.
func (m *proposal) mover(at string) *edited {
	if at == "" {
		return nil
	}
	file, pointer, ok := strings.Cut(at, "#")
	if !ok {
		file, pointer = "", at
	}
	for _, e := range m.edits {
		if e.moved && e.fact.Place.File == file && strings.HasPrefix(pointer+"/", e.fact.Place.Pointer+"/") {
			return e
		}
	}
	return nil
}

// write replaces the files that change, each at once. It refuses all if one was changed since it was read.
func (m *proposal) write() error {
	var open []*destination
	defer func() {
		for _, o := range open {
			o.abandon()
		}
	}()
	for _, name := range slices.Sorted(maps.Keys(m.after)) {
		if bytes.Equal(m.before[name], m.after[name]) {
			continue
		}
		o, err := m.prepare(name)
		if err != nil {
			return err
		}
		open = append(open, o)
	}
	for _, o := range open {
		if err := o.commit(); err != nil {
			return errors.New(strings.Replace(err.Error(), "the report", o.target, 1))
		}
	}
	return nil
}

// prepare writes the new text of a file beside it.
func (m *proposal) prepare(name string) (*destination, error) {
	target, err := followLinks(name)
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", name, err)
	}
	data, err := os.ReadFile(target)
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", name, err)
	}
	if !bytes.Equal(data, m.before[name]) {
		return nil, fmt.Errorf("%s was changed since it was read, and nothing was written: run propose again", name)
	}
	info, err := os.Stat(target)
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", name, err)
	}
	o, err := openAside(context.Background(), target, info.Mode().Perm())
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", name, err)
	}
	if _, err := o.Write(m.after[name]); err != nil {
		o.abandon()
		return nil, fmt.Errorf("cannot write %s: %w", name, err)
	}
	return o, nil
}
