package redact

import (
	"slices"
	"strings"
)

// span is a part of a text.
type span struct{ from, to int }

// edit replaces a part of a text.
type edit struct {
	span
	with string
}

// draft is a text in which parts are replaced, step by step.
type draft struct {
	text    string
	changed []span // what was replaced, as it stands in the text; in order, and apart from each other
}

// apply makes edits. Of edits that overlap, the first one counts, and the rest of the others is replaced with it.
func (d *draft) apply(edits []edit) {
	if len(edits) == 0 {
		return
	}
	edits = merged(edits)
	var b strings.Builder
	b.Grow(len(d.text))
	var changed []span
	at, old := 0, d.changed
	for _, e := range edits {
		shift := b.Len() - at
		from, to := b.Len()+e.from-at, 0
		b.WriteString(d.text[at:e.from])
		b.WriteString(e.with)
		to = b.Len()
		for ; len(old) > 0 && old[0].to <= e.from; old = old[1:] {
			changed = append(changed, span{old[0].from + shift, old[0].to + shift})
		}
		for ; len(old) > 0 && old[0].from < e.to; old = old[1:] { // a part of it was replaced again
			from = min(from, old[0].from+shift)
			to = max(to, b.Len()+old[0].to-e.to)
		}
		changed = append(changed, span{from, to})
		at = e.to
	}
	shift := b.Len() - at
	for _, s := range old {
		changed = append(changed, span{s.from + shift, s.to + shift})
	}
	b.WriteString(d.text[at:])
	d.text, d.changed = b.String(), joined(changed)
}

// merged returns edits in order, apart from each other.
func merged(edits []edit) []edit {
	slices.SortStableFunc(edits, func(a, b edit) int { return a.from - b.from })
	kept := edits[:1]
	for _, e := range edits[1:] {
		last := &kept[len(kept)-1]
		if e.from < last.to || e.from == last.from {
			last.to = max(last.to, e.to)
			continue
		}
		kept = append(kept, e)
	}
	return kept
}

// joined returns spans in order, those that overlap as one.
func joined(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	kept := spans[:1]
	for _, s := range spans[1:] {
		if last := &kept[len(kept)-1]; s.from < last.to {
			last.to = max(last.to, s.to)
		} else {
			kept = append(kept, s)
		}
	}
	return kept
}
