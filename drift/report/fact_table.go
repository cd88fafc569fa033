package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Limits of how many facts are told apart.
const (
	maxFacts    = 10_000  // that are kept
	maxCounted  = 100_000 // beyond those, that are counted one by one
	maxSiblings = 20      // undeclared names of one schema, beyond which they are one fact
)

// everyName is the key of a fact about many names that one schema does not declare.
const everyName = "*"

// factKey is what findings of one fact share.
type factKey struct {
	rule, file, pointer string
	key                 string
	acceptance          *Acceptance
}

// factTable groups findings to facts.
type factTable struct {
	facts    []*Fact
	byKey    map[factKey]*Fact
	siblings map[factKey][]factKey // facts about undeclared names, by the fact that they would become
	more     map[uint64]bool       // hashes of facts that are not kept
	seed     maphash.Seed
}

func newFactTable() factTable {
	return factTable{
		byKey: map[factKey]*Fact{}, siblings: map[factKey][]factKey{}, more: map[uint64]bool{}, seed: maphash.MakeSeed(),
	}
}

// find is the fact of a finding, a new one if necessary. If the table is full, new facts are only counted, and find
// returns nil.
func (t *factTable) find(f *drift.Finding, a *Acceptance) *Fact {
	key := keyOf(f, a)
	if fact := t.byKey[key]; fact != nil {
		return fact
	}
	group, name, grouped := siblingsKey(f, a)
	if grouped {
		if together := t.byKey[group]; together != nil {
			together.addName(name)
			return together
		}
	}
	if len(t.facts) >= maxFacts {
		if h := maphash.Comparable(t.seed, key); len(t.more) < maxCounted {
			t.more[h] = true
		}
		return nil
	}
	if grouped && looksLikeID(name) {
		return t.together(group, f, name)
	}
	fact := t.add(key, f)
	if grouped {
		if t.siblings[group] = append(t.siblings[group], key); len(t.siblings[group]) > maxSiblings {
			return t.together(group, f, name)
		}
	}
	return fact
}

func (t *factTable) add(key factKey, f *drift.Finding) *Fact {
	fact := &Fact{
		Rule: f.Rule, Severity: f.Severity, In: f.In, Place: f.Place, Key: key.key, Message: f.Message, Was: f.Was, Is: f.Is,
		responses: map[responseKey]int{},
	}
	fact.ID = idOf(key)
	if f.Place == (drift.Place{}) {
		fact.Key = f.Key
	}
	if key.acceptance != nil {
		fact.Reason, fact.Until = key.acceptance.Reason, &key.acceptance.Until
	}
	t.byKey[key] = fact
	t.facts = append(t.facts, fact)
	return fact
}

// together merges the facts about undeclared names of one schema.
func (t *factTable) together(group factKey, f *drift.Finding, name string) *Fact {
	all := t.add(group, f)
	all.Key, all.Place.Pointer = everyName, group.pointer
	for _, key := range t.siblings[group] {
		one := t.byKey[key]
		one.addName(cmp.Or(key.key, lastToken(key.pointer)))
		all.mergeFrom(one)
		t.facts = slices.DeleteFunc(t.facts, func(have *Fact) bool { return have == one })
		t.byKey[key] = all
	}
	delete(t.siblings, group)
	all.addName(name)
	return all
}

// addName remembers a name that a fact is about, up to a limit.
func (f *Fact) addName(name string) {
	const most = 100
	if len(f.names) < most && !slices.Contains(f.names, name) {
		f.names = append(f.names, name)
	}
}

// keyOf is what a finding shares with the others of its fact. Where its place is unknown, the response and the pointer
// stand for it.
func keyOf(f *drift.Finding, a *Acceptance) factKey {
	key := factKey{rule: f.Rule, file: f.Place.File, pointer: f.Place.Pointer, key: f.Key, acceptance: a}
	switch {
	case f.Place == (drift.Place{}):
		key.key = fmt.Sprintf("%s %s %s %s", f.Operation, f.Status, generalPointer(f.Pointer, ""), f.Key)
	case f.Rule == drift.StatusUndocumented:
		key.key = f.Status.String()
	case isAboutProperty(f.Rule) && !endsInProperty(f.Place.Pointer, f.Pointer):
		key.key = lastToken(f.Pointer)
	}
	return key
}

// siblingsKey is the key of the fact that a finding about an undeclared name belongs to if there are many such names.
func siblingsKey(f *drift.Finding, a *Acceptance) (group factKey, name string, ok bool) {
	switch f.Rule {
	case drift.PropertyUndeclared, drift.PropertyForbidden, drift.RequestPropertyUndeclared:
	default:
		return factKey{}, "", false
	}
	if f.Pointer == "" || f.Place == (drift.Place{}) {
		return factKey{}, "", false
	}
	pointer := f.Place.Pointer
	if endsInProperty(pointer, f.Pointer) {
		pointer = pointer[:strings.LastIndex(pointer, "/properties/")]
	}
	return factKey{rule: f.Rule, file: f.Place.File, pointer: pointer, key: everyName, acceptance: a},
		lastToken(f.Pointer), true
}

func isAboutProperty(rule string) bool {
	switch rule {
	case drift.PropertyMissing, drift.PropertyForbidden, drift.PropertyUndeclared, drift.PropertyDuplicate,
		drift.RequestPropertyUndeclared:
		return true
	}
	return false
}

// endsInProperty reports whether a place is that of the property in which a pointer into the body ends.
func endsInProperty(place, pointer string) bool {
	token := pointer[strings.LastIndexByte(pointer, '/')+1:]
	rest, ok := strings.CutSuffix(place, token)
	return ok && strings.HasSuffix(rest, "/properties/")
}

// idOf is a fact's ID: a hash of rule, file, pointer and key.
func idOf(key factKey) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q", key.rule, key.file, key.pointer, key.key))
	return hex.EncodeToString(sum[:8])
}

// Facts lists the facts that are shown, breaking ones first, then by how many exchanges they touch.
func (r *Report) Facts() []*Fact { return r.shown(r.facts.facts) }

// AcceptedFacts lists the facts whose findings are accepted, in the same order.
func (r *Report) AcceptedFacts() []*Fact { return r.shown(r.acceptedFacts.facts) }

func (r *Report) shown(facts []*Fact) []*Fact {
	all := make([]*Fact, 0, len(facts))
	for _, f := range facts {
		if r.shows(f.Severity) {
			f.settle()
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b *Fact) int {
		return cmp.Or(
			cmp.Compare(rank(a.Severity), rank(b.Severity)), cmp.Compare(b.Exchanges, a.Exchanges),
			cmp.Compare(b.Findings, a.Findings), cmp.Compare(a.Place.File, b.Place.File),
			cmp.Compare(a.Place.Line, b.Place.Line), cmp.Compare(a.ID, b.ID),
		)
	})
	return all
}

func rank(s drift.Severity) int {
	if s == drift.Breaking {
		return 0
	}
	return 1
}

// FactsMore is how many facts there are beyond those that are kept.
func (r *Report) FactsMore() int { return len(r.facts.more) }

// countFacts counts the facts of a severity, whether they are shown or not.
func (r *Report) countFacts(s drift.Severity) (n int) {
	for _, f := range r.facts.facts {
		if rank(f.Severity) == rank(s) {
			n++
		}
	}
	return n
}
