package schema

import "bytes"

// duplicates looks for members of the same name in one object after the other.
type duplicates struct {
	found  []uint32 // names that an object had already, by index
	hashes []uint32 // of the names of one object, in their order
	names  []uint32 // their indexes
	table  []uint32 // of a large object: positions in names plus one, by hash
}

// smallObject is how many members are compared without a table.
const smallObject = 64

// findDuplicates looks through a complete object. One bit for each hash tells most names apart.
func (t *tape) findDuplicates(object uint32) {
	var seen [16]uint64
	count := 0
	for i, end := object+1, uint32(len(t.tokens)); i < end; i = t.next(i + 1) {
		hash := t.tokens[i].link
		word, bit := &seen[hash>>6&15], uint64(1)<<(hash&63)
		if count++; *word&bit != 0 || count > smallObject {
			t.compareNames(object)
			return
		}
		*word |= bit
	}
}

// compareNames compares each name of an object with those before it.
func (t *tape) compareNames(object uint32) {
	d := &t.duplicates
	d.hashes, d.names = d.hashes[:0], d.names[:0]
	for i, end := object+1, uint32(len(t.tokens)); i < end; i = t.next(i + 1) {
		hash := t.tokens[i].link
		if len(d.hashes) <= smallObject && t.nameAmong(i, hash) {
			d.found = append(d.found, i)
		}
		d.hashes, d.names = append(d.hashes, hash), append(d.names, i)
	}
	if len(d.names) > smallObject {
		t.findInTable()
	}
}

// nameAmong reports whether one of the object's names so far is that of entry i.
func (t *tape) nameAmong(i, hash uint32) bool {
	for k, other := range t.duplicates.hashes {
		if other == hash && t.sameName(i, t.duplicates.names[k]) {
			return true
		}
	}
	return false
}

// findInTable looks through the names behind the first ones with a hash table.
func (t *tape) findInTable() {
	d := &t.duplicates
	size := 256
	for size < 2*len(d.names) {
		size *= 2
	}
	if cap(d.table) < size {
		d.table = make([]uint32, size)
	}
	table := d.table[:size]
	clear(table)
	mask := uint32(size - 1)
	for k, i := range d.names {
		slot := d.hashes[k] & mask
		for ; table[slot] != 0; slot = (slot + 1) & mask {
			other := table[slot] - 1
			if d.hashes[other] == d.hashes[k] && t.sameName(i, d.names[other]) {
				break
			}
		}
		if table[slot] == 0 {
			table[slot] = uint32(k) + 1
		} else if k > smallObject {
			d.found = append(d.found, i)
		}
	}
}

// sameName compares two names that have the same hash.
func (t *tape) sameName(i, k uint32) bool {
	a, b := t.tokens[i], t.tokens[k]
	if (a.flags|b.flags)&flagQuoted == 0 {
		return bytes.Equal(t.body[a.start:a.stop], t.body[b.start:b.stop])
	}
	first := string(t.text(i))
	return first == string(t.text(k))
}
