package schema

import (
	"bytes"
	"sync"
)

var machines = sync.Pool{New: func() any {
	m := &machine{tape: newTape()}
	m.trail.memory.index = map[memoryKey]uint32{}
	return m
}}

// The most that a machine keeps for the next body.
const (
	maxKeptTokens = 1 << 20
	maxKeptEvents = 1 << 16
)

// release gives the machine back. It keeps its memory, unless one body needed very much.
func (m *machine) release() {
	m.tape.forget()
	m.trail.forget()
	m.collector.reset()
	m.sets, m.active, m.sweeps = m.sets[:0], m.active[:0], m.sweeps[:0]
	m.entries, m.depth = 0, 0
	if len(m.equality.known) > 0 {
		m.equality.known = nil
	}
	m.pointers = pointers{path: m.pointers.path, text: m.pointers.text}
	if cap(m.sets) > maxKeptEvents || cap(m.sweeps) > maxKeptEvents || cap(m.equality.hashes) > maxKeptEvents {
		m.sets, m.sweeps, m.equality = nil, nil, equality{}
	}
	machines.Put(m)
}

func (t *tape) forget() {
	t.body = nil
	*t.buffer = bytes.Buffer{}
	if cap(t.tokens) > maxKeptTokens {
		t.tokens, t.duplicates, t.unquoted = nil, duplicates{}, nil
	}
}

func (t *trail) forget() {
	t.events, t.spare, t.tentative = t.events[:0], t.spare[:0], 0
	if cap(t.events) > maxKeptEvents || len(t.memory.verdicts) > maxKeptEvents {
		*t = trail{memory: memory{index: map[memoryKey]uint32{}}}
		return
	}
	m := &t.memory
	if len(m.verdicts) > 0 {
		clear(m.index)
	}
	m.verdicts, m.events, m.sets = m.verdicts[:0], m.events[:0], m.sets[:0]
	m.scope = 0
}
