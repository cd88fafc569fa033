package schema

import (
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Deviation is one thing in a body that a schema, or JSON itself, does not allow.
type Deviation struct {
	Rule    string      // one of package drift's
	Pointer string      // RFC 6901 pointer into the body; it is cut if it is very long
	Place   drift.Place // in the contract; the zero Place if it is about the bytes
	Message string      // one line
	Offset  int64       // of the first byte in the body that it is about
	Count   int         // how many deviations it stands for, mostly 1
}

// maxListed is how many deviations of one rule and place are listed of a body. The last of them counts all that
// follow.
const maxListed = 100

// collector gathers the deviations of one body.
type collector struct {
	pending []finding
	counts  map[bucketKey]*bucket
	names   map[bucketKey]map[string]uint32
	bytes   []Deviation // those that are about the bytes
	words   int         // of all sets of places that are not listed
}

// bucketKey is a rule and a place. Names that are not in the contract are numbered by name.
type bucketKey struct {
	home    *home
	keyword keyword
	sub     uint32
}

// finding is an event that is listed.
type finding struct {
	event
	bucket *bucket
	before int // the position of the one before it in its bucket, -1 for the first
}

// bucket is what one keyword says in one place.
type bucket struct {
	count     int
	newest    event
	highest   uint32            // the last place on the tape
	unlisted  map[uint32]uint64 // the set of places that are counted, but not listed
	last      int               // the position in pending of the last that is listed, -1 if there is none
	kind      kinds
	described Deviation // the first, of a value of that kind
}

// report adds a deviation, once, even if several references lead to the schema that says it.
func (m *machine) report(e event) {
	c := &m.collector
	if w := e.schema.home.watch; w != nil {
		m.saw(w, e)
	}
	if c.counts == nil {
		c.counts = map[bucketKey]*bucket{}
		c.names = map[bucketKey]map[string]uint32{}
	}
	key := bucketKey{e.schema.home, e.keyword, m.subject(&e)}
	b := c.counts[key]
	if b == nil {
		b = &bucket{last: -1}
		c.counts[key] = b
	}
	if b.count > 0 && e.at <= b.highest && c.has(b, e) {
		return
	}
	b.newest, b.highest = e, max(b.highest, e.at)
	if b.count++; b.count <= maxListed {
		c.pending = append(c.pending, finding{e, b, b.last})
		b.last = len(c.pending) - 1
	} else {
		c.addUnlisted(b, e.at)
	}
}

// maxWords bounds the sets of places that are not listed, in all. What does not fit may be counted again.
const maxWords = 1 << 20

func (c *collector) addUnlisted(b *bucket, at uint32) {
	if b.unlisted == nil {
		b.unlisted = map[uint32]uint64{}
	}
	word, known := b.unlisted[at>>6]
	if !known {
		if c.words == maxWords {
			return
		}
		c.words++
	}
	b.unlisted[at>>6] = word | 1<<(at&63)
}

// has reports whether an event is in a bucket.
func (c *collector) has(b *bucket, e event) bool {
	if e.at == b.newest.at && e.extra == b.newest.extra || b.unlisted[e.at>>6]&(1<<(e.at&63)) != 0 {
		return true
	}
	for i := b.last; i >= 0; i = c.pending[i].before {
		if f := &c.pending[i]; f.at == e.at && f.extra == e.extra {
			return true
		}
	}
	return false
}

// subject tells apart what one keyword says in several places.
func (m *machine) subject(e *event) uint32 {
	switch e.keyword {
	case kwRequired, kwDependentRequired, kwDirection:
		return e.schema.object.properties[e.extra].hash
	case kwAdditional, kwUnevaluatedProperties, kwUndeclared, kwPropertyNames:
		return m.numberName(e)
	case kwType, kwEnum, kwConst, kwAnyOf, kwOneOf, kwFalse:
		return uint32(m.tokens[e.at].kind & kindNull) // a rule of its own
	}
	return 0
}

// numberName numbers the names that one schema does not declare. All names behind the first hundred share a number.
func (m *machine) numberName(e *event) uint32 {
	key := bucketKey{home: e.schema.home, keyword: e.keyword}
	names := m.collector.names[key]
	if names == nil {
		names = map[string]uint32{}
		m.collector.names[key] = names
	}
	text := m.tape.text(e.at)
	number, known := names[string(text)]
	if !known {
		if len(names) == maxListed {
			return maxListed
		}
		number = uint32(len(names))
		names[string(text)] = number
	}
	return number
}

// yield hands over what was gathered, in the order in which it was found: first what is about the bytes.
func (m *machine) yield(yield func(Deviation)) {
	c := &m.collector
	for _, d := range c.bytes {
		yield(d)
	}
	for i := range c.pending {
		f := &c.pending[i]
		d := m.describeAgain(f)
		d.Count = 1
		if b := f.bucket; b.last == i && b.count > maxListed {
			d.Count += b.count - maxListed
		}
		yield(d)
	}
}

// describeAgain is [machine.describe], but repeats what was said of another value of the same kind in the same place.
func (m *machine) describeAgain(f *finding) Deviation {
	b, kind := f.bucket, m.tokens[f.at].kind
	if b.kind == kind {
		d := b.described
		d.Pointer, d.Offset = m.pointer(f.at), int64(m.tokens[f.at].start)
		return d
	}
	d := m.describe(f.event)
	if b.count > 1 && m.repeats(f.event) {
		b.kind, b.described = kind, d
	}
	return d
}

// repeats reports whether a keyword says the same of all values of one kind.
func (m *machine) repeats(e event) bool {
	switch e.keyword {
	case kwType, kwEnum, kwConst, kwMinimum, kwMaximum, kwExclusiveMinimum, kwExclusiveMaximum, kwMultipleOf, kwPattern,
		kwFormat, kwAnyOf, kwOneOf, kwNot, kwDirection:
		return true
	case kwAdditional, kwUnevaluatedProperties, kwUndeclared, kwPropertyNames:
		return m.numberName(&e) < maxListed
	}
	return false
}

// reportBytes adds a deviation that is about the bytes.
func (m *machine) reportBytes(rule, pointer, message string, offset int) {
	c := &m.collector
	d := Deviation{Rule: rule, Pointer: pointer, Message: message, Offset: int64(offset), Count: 1}
	c.bytes = append(c.bytes, d)
}

// listed calls report for the first hundred of a list, and lets the last of them count the rest.
func (m *machine) listed(entries []uint32, report func(uint32)) {
	for i, entry := range entries {
		if i == maxListed {
			m.collector.bytes[len(m.collector.bytes)-1].Count += len(entries) - maxListed
			return
		}
		report(entry)
	}
}

func (c *collector) reset() {
	clear(c.pending)
	c.pending, c.bytes, c.words = c.pending[:0], c.bytes[:0], 0
	clear(c.counts)
	clear(c.names)
}
