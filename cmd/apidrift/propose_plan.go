package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"github.com/seed-97812ecd/supermemory-go/internal/edit"
	"github.com/seed-97812ecd/supermemory-go/internal/schema"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// edited is a fact with an edit.
type edited struct {
	fact   *report.Fact
	proofs []string // what was seen, one for each comment
	moved  bool     // what stands below the place moves
	later  bool     // an earlier edit brought the fact to light
	left   int      // values that look like secrets, which the edit leaves out
}

// plan edits a contract for the facts about recordings, as far as there are edits.
type plan struct {
	*proposer
	contract *edit.Contract
	evidence *evidence    // of recordings
	vendor   *edit.Vendor // for facts about a published document
	edits    []*edited
	refused  []refusal
}

// why is why a fact is not to be edited, whatever could be; "" if it may be.
func (p *proposer) why(f *report.Fact) string {
	switch reason, ok := reasons[f.Rule]; {
	case ok:
		return reason
	case f.Place == (drift.Place{}):
		return "its place in the contract is not known"
	case f.In == "request" && !p.flags.requests:
		return "it is about requests: add --requests to edit for them"
	}
	return ""
}

// rare says that a breaking fact was seen too rarely.
func (pl *plan) rare(f *report.Fact) string {
	const least, percent = 3, 100
	if f.Severity != drift.Breaking || pl.flags.all {
		return ""
	}
	of := pl.evidence.exchangesOf(f)
	if f.Exchanges >= least && f.Exchanges*percent >= of {
		return ""
	}
	return fmt.Sprintf("seen in %d of %s, which may be a bug and not a change: add --all to edit for it",
		f.Exchanges, text.Count(of, "exchange"))
}

// exchangesOf counts the exchanges of a fact's responses; for a status without a response, those of the operation.
func (e *evidence) exchangesOf(f *report.Fact) (n int) {
	for r, count := range e.responses {
		if slices.Contains(f.Operations, r.operation) &&
			(f.Rule == drift.StatusUndocumented || len(f.Statuses) == 0 || slices.Contains(f.Statuses, r.status)) {
			n += count
		}
	}
	return max(n, f.Exchanges)
}

// edit edits for one fact, and returns why it does not.
func (pl *plan) edit(f *report.Fact) error {
	why := pl.why(f)
	if why == "" && pl.vendor == nil {
		why = pl.rare(f)
	}
	if why != "" {
		return errors.New(why)
	}
	done := &edited{fact: f}
	var err error
	if pl.vendor != nil {
		err = pl.follow(f, done)
	} else if broken := pl.breaches(f); len(broken) > 0 {
		err = pl.schema(f, broken, done)
	} else {
		err = pl.other(f, done)
	}
	if err == nil {
		pl.edits = append(pl.edits, done)
	}
	return err
}

// general are rules that stand for all rules about values.
var general = map[string]bool{
	drift.HeaderInvalid: true, drift.RequestParameterInvalid: true, drift.RequestBodyInvalid: true,
	drift.RequestPropertyUndeclared: true,
}

// breaches are how values break the schema at the place of a fact, in a stable order.
func (pl *plan) breaches(f *report.Fact) (all []breach) {
	for b := range maps.Keys(pl.evidence.broken[site{bare(f.Place), f.In}]) {
		isUndeclared := b.rule == drift.PropertyUndeclared || b.rule == drift.RequestPropertyUndeclared
		if b.rule == f.Rule || general[f.Rule] && isUndeclared == (f.Rule == drift.RequestPropertyUndeclared) {
			all = append(all, b)
		}
	}
	slices.SortFunc(all, func(a, b breach) int {
		return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.keyword, b.keyword), cmp.Compare(a.name, b.name))
	})
	return all
}

// schema edits the schema at a fact's place.
func (pl *plan) schema(f *report.Fact, broken []breach, done *edited) error {
	for _, b := range broken {
		if reason := keywordReasons[b.keyword]; reason != "" {
			return errors.New(reason)
		}
	}
	nullable := false
	for _, b := range broken {
		e := pl.evidence.broken[site{bare(f.Place), f.In}][b]
		home := bare(f.Place)
		if owner, _, ok := edit.PropertyOwner(home); ok && b.name != "" {
			home = owner
		}
		of := 0
		if visits := pl.evidence.visits[site{home, f.In}]; visits != nil {
			of = visits.Exchanges
		}
		said := proof(seenAs(b, e), e, of, f.In)
		if b.rule == drift.ValueNull && nullable {
			continue // another keyword has said so
		}
		nullable = nullable || b.rule == drift.ValueNull
		comment, err := pl.comment(f, said)
		comment.Of = propertyName(home)
		if err == nil {
			err = pl.keyword(home, b, e, done, comment)
		}
		if err != nil {
			return err
		}
		done.proofs = append(done.proofs, said)
	}
	return nil
}

func (pl *plan) comment(f *report.Fact, said string) (edit.Comment, error) {
	day, err := pl.day(f)
	return edit.Comment{Day: day, Text: said}, err
}

// propertyName is the name of the property whose schema stands at a place; "" if it is not that of one.
func propertyName(at drift.Place) string {
	if _, name, ok := edit.PropertyOwner(at); ok {
		return text.Line(name, text.MaxName)
	}
	return ""
}

// keyword edits for one way in which values break a schema.
func (pl *plan) keyword(at drift.Place, b breach, e *edit.Evidence, done *edited, comment edit.Comment) error {
	c := pl.contract
	switch b.keyword {
	case schema.SawUndeclared, "additionalProperties", "unevaluatedProperties":
		if b.name == "" {
			return c.Open(at, &e.Shape, comment)
		}
		return c.Declare(at, b.name, &e.Shape, comment)
	case "required", "dependentRequired":
		return c.Optional(at, b.name, comment)
	}
	if b.rule == drift.ValueNull {
		return c.Nullable(at, comment)
	}
	switch b.keyword {
	case "type":
		var err error
		done.moved, err = c.Widen(at, e, c.Uses(at, e.Spots), comment)
		return err
	case "oneOf", "anyOf":
		return c.Alternative(at, b.keyword, e, comment)
	case "enum", "const":
		var err error
		done.left, err = c.Allow(at, b.keyword, e, comment)
		return err
	}
	return c.Bound(at, b.keyword, e, comment)
}

// other edits for a fact that is about no schema.
func (pl *plan) other(f *report.Fact, done *edited) error {
	key := subject{f.Rule, bare(f.Place), f.Key}
	o := pl.evidence.others[key]
	if o == nil {
		if f.In == "request" {
			return errors.New("no exchange with a 2xx answer shows it")
		}
		return errors.New("it is about the bytes of a body, not about what a schema says")
	}
	of := pl.evidence.exchangesOf(f)
	if f.In == "request" {
		of = 0
		for _, op := range f.Operations {
			of += pl.evidence.requests[op]
		}
	}
	said := proof(pl.seen(f), &o.Evidence, of, f.In)
	comment, err := pl.comment(f, said)
	if err != nil {
		return err
	}
	done.proofs = append(done.proofs, said)
	return pl.document(f, o, comment)
}

// seen says what a fact that is about no schema saw.
func (pl *plan) seen(f *report.Fact) string {
	switch f.Rule {
	case drift.StatusUndocumented:
		return f.Key
	case drift.HeaderMissing, drift.RequestParameterMissing, drift.RequestBodyMissing:
		return "missing"
	case drift.BodyUndocumented, drift.RequestBodyUndocumented:
		return "a body"
	}
	return cmp.Or(f.Key, "seen")
}

func (pl *plan) document(f *report.Fact, o *other, comment edit.Comment) error {
	c, at := pl.contract, bare(f.Place)
	switch f.Rule {
	case drift.StatusUndocumented:
		if len(f.Statuses) != 1 || !f.Statuses[0].IsCode() {
			return errors.New("it is about several statuses")
		}
		return c.AddStatus(at, int(f.Statuses[0]), pl.contents(f, o), comment)
	case drift.MediaTypeUndocumented, drift.RequestMediaTypeUndocumented:
		return pl.content(f, o, comment)
	case drift.BodyUndocumented:
		if f.Severity == drift.Breaking {
			return errors.New("HTTP allows no body there (RFC 9110), so no contract can document it")
		}
		return pl.content(f, o, comment)
	case drift.RequestBodyUndocumented:
		return c.AddRequestBody(at, pl.contents(f, o), comment)
	case drift.HeaderMissing, drift.RequestParameterMissing, drift.RequestBodyMissing:
		return c.NotRequired(at, comment)
	case drift.RequestParameterUndeclared:
		return c.AddParameter(at, f.Key, &o.Shape, comment)
	}
	return errors.New("it is about the bytes of a body, not about what a schema says")
}

func (pl *plan) content(f *report.Fact, o *other, comment edit.Comment) error {
	contents := pl.contents(f, o)
	if len(contents) == 0 {
		return errors.New("no body was recorded whole")
	}
	return pl.contract.AddContent(bare(f.Place), contents, comment)
}

// contents are the bodies of a fact. Those that a documented schema fits get that schema: one of the same response
// first, then one of an error of the same operation, then one of an error of another.
func (pl *plan) contents(f *report.Fact, o *other) (all []edit.Content) {
	for _, c := range o.contents {
		one := c.Content
		best := 0
		for _, r := range pl.evidence.judge.Responses() {
			if !c.like[r] {
				continue
			}
			rank := pl.rank(f, r)
			_, schemas := pl.contract.MediaTypes(bare(r.Place))
			if rank > best && len(schemas) > 0 {
				best, one.Like = rank, &schemas[0]
			}
		}
		all = append(all, one)
	}
	return all
}

// rank says how likely a response has the schema of a fact; 0 if it has not.
func (pl *plan) rank(f *report.Fact, r drift.Response) int {
	if f.Rule != drift.StatusUndocumented {
		if bare(r.Place) == bare(f.Place) {
			return 1
		}
		return 0
	}
	const isError = 400
	rank := 0
	if status := int(f.Statuses[0]); r.Status.IsCode() && (int(r.Status) < isError) != (status < isError) {
		return 0
	} else if r.Status == drift.Default || -int(r.Status) == status/100 || int(r.Status)/100 == status/100 {
		rank++
	}
	if slices.Contains(f.Operations, r.Operation) {
		rank += 2
	}
	return rank + 1
}
