package schema

import (
	"bytes"
	"cmp"
	"slices"
)

// equality compares JSON values as JSON Schema does: numbers by value, strings without their escapes, objects
// whatever the order of their members.
type equality struct {
	number []byte
	text   []byte
	hashes []itemHash
	known  map[uint32]uint64 // hashes of large values of the body, which uniqueItems may ask for on every level
}

// largeValue is how many tokens a value has whose hash is remembered.
const largeValue = 16

// itemHash is an array's item with a hash that is the same for equal items.
type itemHash struct {
	hash, item uint32
}

// unique judges uniqueItems. It reports the first item that an earlier one is equal to.
func (m *machine) unique(s *schema, v uint32) bool {
	e := &m.equality
	e.hashes = slices.Grow(e.hashes[:0], m.length(v))
	for i, end := v+1, m.tokens[v].stop; i < end; i = m.next(i) {
		e.hashes = append(e.hashes, itemHash{uint32(e.hash(&m.tape, i)), i})
	}
	items := e.hashes
	slices.SortFunc(items, func(a, b itemHash) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.item, b.item))
	})
	first := uint32(none)
	for i := 1; i < len(items); i++ {
		for k := i - 1; k >= 0 && items[k].hash == items[i].hash; k-- {
			if e.equal(&m.tape, items[k].item, &m.tape, items[i].item) {
				first = min(first, items[i].item)
				break
			}
		}
	}
	return first == none || m.deviate(s, kwUniqueItems, v, first)
}

// hash hashes a value so that equal values have equal hashes.
func (e *equality) hash(t *tape, v uint32) uint64 {
	if t.next(v)-v < largeValue {
		return e.hashOnce(t, v)
	}
	hash, ok := e.known[v]
	if !ok {
		hash = e.hashOnce(t, v)
		if e.known == nil {
			e.known = map[uint32]uint64{}
		}
		e.known[v] = hash
	}
	return hash
}

func (e *equality) hashOnce(t *tape, v uint32) uint64 {
	switch kind := t.tokens[v].kind; kind {
	case kindString:
		return mix(uint64(hashName(t.text(v))) ^ uint64(kind))
	case kindInteger, kindFraction:
		t.unquoted = parseDecimal(t.raw(v)).appendCanonical(t.unquoted[:0])
		return mix(uint64(hashName(t.unquoted)) ^ uint64(kindNumber))
	case kindArray:
		state := uint64(kind)
		for i, end := v+1, t.tokens[v].stop; i < end; i = t.next(i) {
			state = mix(state ^ e.hash(t, i))
		}
		return state
	case kindObject:
		sum := uint64(kind)
		for i, end := v+1, t.tokens[v].stop; i < end; i = t.next(i + 1) {
			sum += mix(uint64(t.tokens[i].link) ^ e.hash(t, i+1))
		}
		return mix(sum)
	}
	return mix(uint64(t.body[t.tokens[v].start]))
}

// equal compares a value of one tape with a value of another, or of the same.
func (e *equality) equal(a *tape, i uint32, b *tape, k uint32) bool {
	kind := a.tokens[i].kind
	if kind != b.tokens[k].kind {
		return false
	}
	switch kind {
	case kindNull:
		return true
	case kindBoolean:
		return a.body[a.tokens[i].start] == b.body[b.tokens[k].start]
	case kindInteger, kindFraction:
		return parseDecimal(a.raw(i)).compare(parseDecimal(b.raw(k))) == 0
	case kindString:
		return e.sameText(a, i, b, k)
	case kindArray:
		return e.sameItems(a, i, b, k)
	}
	return e.sameMembers(a, i, b, k)
}

func (e *equality) sameText(a *tape, i uint32, b *tape, k uint32) bool {
	e.text = append(e.text[:0], a.text(i)...)
	return bytes.Equal(e.text, b.text(k))
}

func (e *equality) sameItems(a *tape, i uint32, b *tape, k uint32) bool {
	endA, endB := a.tokens[i].stop, b.tokens[k].stop
	for i, k = i+1, k+1; i < endA && k < endB; i, k = a.next(i), b.next(k) {
		if !e.equal(a, i, b, k) {
			return false
		}
	}
	return i == endA && k == endB
}

// sameMembers compares objects. Members in the same order are compared one by one; others after sorting both by name.
func (e *equality) sameMembers(a *tape, i uint32, b *tape, k uint32) bool {
	endA, endB := a.tokens[i].stop, b.tokens[k].stop
	for i, k = i+1, k+1; i < endA && k < endB; i, k = a.next(i+1), b.next(k+1) {
		if a.tokens[i].link != b.tokens[k].link || !e.sameText(a, i, b, k) {
			return e.sameSorted(a, i, endA, b, k, endB)
		}
		if !e.equal(a, i+1, b, k+1) {
			return false
		}
	}
	return i == endA && k == endB
}

func (e *equality) sameSorted(a *tape, i, endA uint32, b *tape, k, endB uint32) bool {
	first, second := a.sortedNames(i, endA), b.sortedNames(k, endB)
	if len(first) != len(second) {
		return false
	}
	for n := range first {
		if !e.sameText(a, first[n], b, second[n]) || !e.equal(a, first[n]+1, b, second[n]+1) {
			return false
		}
	}
	return true
}

// sortedNames lists the names of an object from entry i on, sorted.
func (t *tape) sortedNames(i, end uint32) []uint32 {
	var names []uint32
	for ; i < end; i = t.next(i + 1) {
		names = append(names, i)
	}
	slices.SortFunc(names, func(x, y uint32) int {
		if c := cmp.Compare(t.tokens[x].link, t.tokens[y].link); c != 0 {
			return c
		}
		return cmp.Compare(string(t.text(x)), string(t.text(y)))
	})
	return names
}
