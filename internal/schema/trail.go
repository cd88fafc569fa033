package schema

// event is something that a schema says of a value: a deviation, or a mark on the tape. Its message and place are
// only made when it is reported.
type event struct {
	schema  *schema
	at      uint32 // the value or name on the tape
	extra   uint32 // which of several; see keyword
	keyword keyword
}

// trail keeps what schemas say while it is open whether they apply: in a branch of a union, under not, if and
// contains. What turns out to apply is committed; the rest is cut off.
type trail struct {
	events    []event
	tentative int     // how many undecided schemas are being run
	spare     []event // a stack: what the closest branches of unions that are being run say
	memory    memory
}

// memory has the verdicts on values that were judged while it was undecided whether they apply. A schema that leads
// to unions is run once on one value, however many branches lead to it, and so is one that applies very many others;
// without this, time is exponential in how deep unions and allOf nest.
type memory struct {
	index    map[memoryKey]uint32
	verdicts []verdict
	events   []event // of all verdicts
	sets     []uint64
	scope    uint32 // the value that a schema is being run on after which verdicts are forgotten, plus one
}

type memoryKey struct {
	schema, at uint32
	entry      uint32 // of a schema in a cycle: which run of the cycle
	tracked    bool
}

type verdict struct {
	ok          bool
	committed   bool
	key         memoryKey
	distance    distance
	start, stop int // of events
	set         int // the offset of the evaluated members in sets
}

// recall judges a value as [machine.apply] does, or repeats an earlier verdict.
func (m *machine) recall(s *schema, v uint32, seen members, entry uint32) bool {
	key := memoryKey{s.id, v, entry, seen.tracked()}
	memory := &m.trail.memory
	i, known := memory.index[key]
	if !known {
		i = m.remember(key, s, v, seen)
	}
	found := &memory.verdicts[i]
	if found.stop > found.start {
		start := len(m.trail.events)
		m.trail.events = append(m.trail.events, event{at: i, keyword: markInclude})
		m.decide(start)
	}
	if seen.tracked() {
		seen.addAll(members{memory.sets[found.set : found.set+len(seen.words)]})
	}
	return found.ok
}

// recallInScope is recall for a schema that applies, on a value that none of the schemas that are remembered is being
// run on. What these said of the value, and of what is in it, is committed then, and forgotten: memory would grow
// with the body. Only the verdict itself is kept, for as long as a value around this one is being judged.
func (m *machine) recallInScope(s *schema, v uint32, seen members, entry uint32) bool {
	memory := &m.trail.memory
	outer, verdicts, events, sets := memory.scope, len(memory.verdicts), len(memory.events), len(memory.sets)
	memory.scope = v + 1
	ok := m.recall(s, v, seen, entry)
	memory.scope = outer
	if len(memory.verdicts) == verdicts { // it was known
		return ok
	}
	for i := range memory.verdicts[verdicts:] {
		delete(memory.index, memory.verdicts[verdicts+i].key)
	}
	last := memory.verdicts[len(memory.verdicts)-1]
	own := memory.sets[last.set : last.set+len(seen.words)]
	memory.verdicts, memory.events = memory.verdicts[:verdicts], memory.events[:events]
	memory.sets = append(memory.sets[:sets], own...)
	if outer != 0 {
		last.set, last.start, last.stop = sets, 0, 0
		memory.index[last.key] = uint32(verdicts)
		memory.verdicts = append(memory.verdicts, last)
	} else {
		memory.sets = memory.sets[:sets]
	}
	return ok
}

func (m *machine) remember(key memoryKey, s *schema, v uint32, seen members) uint32 {
	memory := &m.trail.memory
	start := len(m.trail.events)
	own := m.newMembers(seen)
	ok := m.apply(s, v, own)
	said := m.trail.events[start:]
	entry := verdict{ok: ok, key: key, distance: m.distance(v, said), start: len(memory.events), set: len(memory.sets)}
	memory.events = append(memory.events, said...)
	entry.stop = len(memory.events)
	memory.sets = append(memory.sets, own.words...)
	m.trail.events = m.trail.events[:start]
	m.freeMembers(own)
	i := uint32(len(memory.verdicts))
	memory.verdicts = append(memory.verdicts, entry)
	memory.index[key] = i
	return i
}

// deviate says that a value breaks a keyword of a schema.
func (m *machine) deviate(s *schema, k keyword, at, extra uint32) bool {
	e := event{schema: s, at: at, extra: extra, keyword: k}
	if m.trail.tentative > 0 {
		m.trail.events = append(m.trail.events, e)
	} else {
		m.report(e)
	}
	return false
}

// mark sets a flag on the tape.
func (m *machine) mark(at uint32, flag flags) {
	switch {
	case m.tokens[at].flags&flag != 0:
	case m.trail.tentative > 0:
		m.trail.events = append(m.trail.events, event{at: at, extra: uint32(flag), keyword: markFlag})
	default:
		m.tokens[at].flags |= flag
	}
}

// sweepLater remembers an object with members that a schema does not declare. Whether another schema does is known once
// all of them have run.
func (m *machine) sweepLater(s *schema, object uint32) {
	if m.trail.tentative > 0 {
		m.trail.events = append(m.trail.events, event{schema: s, at: object, keyword: markSweep})
	} else {
		m.addSweep(s, object)
	}
}

// addSweep adds an object to those that are looked through, for the first schema that asks for it.
func (m *machine) addSweep(s *schema, object uint32) {
	if entry := &m.tokens[object]; entry.flags&flagSweep == 0 {
		entry.flags |= flagSweep
		m.sweeps = append(m.sweeps, sweep{s, object})
	}
}

// decide commits the events since start, unless it is undecided whether an outer schema applies.
func (m *machine) decide(start int) {
	if m.trail.tentative > 0 {
		return
	}
	m.commit(m.trail.events[start:])
	m.trail.events = m.trail.events[:start]
}

func (m *machine) commit(events []event) {
	for _, e := range events {
		switch e.keyword {
		case markFlag:
			m.tokens[e.at].flags |= flags(e.extra)
		case markSweep:
			m.addSweep(e.schema, e.at)
		case markVisit:
			m.visit(e.schema, e.at)
		case markInclude:
			found := &m.trail.memory.verdicts[e.at]
			if !found.committed {
				found.committed = true
				m.commit(m.trail.memory.events[found.start:found.stop])
			}
		default:
			m.report(e)
		}
	}
}
