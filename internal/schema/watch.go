package schema

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Watch is told what the schemas at chosen places judge. Programs that are compiled without one pay nothing for it.
// Saw is called by whatever goroutine judges.
type Watch struct {
	Chosen func(drift.Place) bool // asked once for each schema, when it is compiled
	Saw    func(Sighting)
}

// Sighting is a value that a watched schema judged. A value that breaks several keywords is seen once for each. A
// sighting without a keyword says only that the schema applied to some value: nothing follows Direction.
type Sighting struct {
	Schema    drift.Place // of the schema; it has no line
	Direction Direction
	Keyword   string // that the value breaks, or a word such as [SawUndeclared]; "" for none
	Deviation        // as a program yields it
	Name      string // of the property that is missing or not declared
	Value     []byte // JSON: of the property, or the value itself; nil for a missing property. It is not a copy
}

// What [Sighting] says for deviations that no keyword alone stands for.
const (
	SawUndeclared = "undeclared"
	SawDirection  = "direction"
	SawTag        = "tag"
	SawNever      = "false"
	SawTooDeep    = "too deep"
	SawSeveral    = "several"
	SawNoProperty = "no discriminator"
)

var sightingWords = map[keyword]string{
	kwUndeclared: SawUndeclared, kwDirection: SawDirection, kwTag: SawTag, kwFalse: SawNever, kwTooDeep: SawTooDeep,
	kwOneOfSeveral: SawSeveral, kwDiscriminatorMissing: SawNoProperty,
}

// Watch makes the compiler compile what a watch wants to see. It must be called before the first schema is compiled.
func (c *Compiler) Watch(w *Watch) { c.watch = w }

// watchFor is the watch of a schema that is compiled, or nil.
func (c *Compiler) watchFor(h *home) *Watch {
	if c.watch == nil || !c.watch.Chosen(h.doc.Place(h.site, nil, "")) {
		return nil
	}
	return c.watch
}

// watch makes a schema that is watched tell when it is run.
func (s *schema) watch() {
	if s.home.watch != nil {
		s.watched, s.simple, s.combines = true, false, true
	}
}

// visit says that a watched schema judges a value, once it is certain that it applies.
func (m *machine) visit(s *schema, v uint32) {
	if m.trail.tentative > 0 {
		m.trail.events = append(m.trail.events, event{schema: s, at: v, keyword: markVisit})
		return
	}
	s.home.watch.Saw(Sighting{Schema: s.home.doc.Place(s.home.site, nil, ""), Direction: s.home.direction})
}

// saw tells a watch about a deviation.
func (m *machine) saw(w *Watch, e event) {
	defer func(text []byte) { m.unquoted = text }(m.unquoted) // a caller may still look at it
	m.unquoted = nil
	h := e.schema.home
	seen := Sighting{Schema: h.doc.Place(h.site, nil, ""), Direction: h.direction, Deviation: m.describe(e),
		Keyword: keywordNames[e.keyword]}
	if word, ok := sightingWords[e.keyword]; ok {
		seen.Keyword = word
	}
	at := e.at
	switch e.keyword {
	case kwRequired, kwDependentRequired:
		seen.Name = e.schema.object.properties[e.extra].name
		w.Saw(seen)
		return
	case kwDiscriminatorMissing:
		seen.Name = e.schema.unions[e.extra].discriminator.property
		w.Saw(seen)
		return
	case kwUndeclared, kwAdditional, kwUnevaluatedProperties, kwPropertyNames, kwDirection:
		seen.Name = string(m.tape.text(at))
		at++
	}
	if int(at) < len(m.tokens) {
		seen.Value = m.source(at)
	}
	w.Saw(seen)
}

// source is a value as it is written in the body.
func (m *machine) source(v uint32) []byte {
	entry := &m.tokens[v]
	if entry.kind&kindContainer == 0 {
		return m.raw(v)
	}
	rest := m.body[entry.start:]
	d := jsontext.NewDecoder(bytes.NewReader(rest), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if err := d.SkipValue(); err != nil {
		return nil
	}
	return rest[:d.InputOffset()]
}
