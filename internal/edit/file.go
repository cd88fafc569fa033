package edit

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// file is one document of a contract, and what is to be changed in it.
type file struct {
	data    []byte
	root    *written
	style   style
	changes map[*written]*change
	order   []*written
}

func readFile(data []byte) (f *file, err error) {
	f = &file{data: data, changes: map[*written]*change{}}
	if f.style.json = isJSON(data); f.style.json {
		f.root = readJSON(data)
	} else if f.root, err = readYAML(data); err != nil {
		return nil, fmt.Errorf("it is neither YAML nor JSON: %s", text.Fold(err.Error(), text.MaxError))
	}
	if f.root.form != objectForm {
		return nil, errors.New("it is not an object")
	}
	f.learnStyle()
	return f, nil
}

// learnStyle finds out how the document is written.
func (f *file) learnStyle() {
	s := &f.style
	s.eol, s.step, s.dash, s.quote = "\n", 2, 2, '"'
	if i := bytes.IndexByte(f.data, '\n'); i > 0 && f.data[i-1] == '\r' {
		s.eol = "\r\n"
	}
	if s.json {
		f.learnJSON()
		return
	}
	single, double, hasDash := 0, 0, false
	f.root.each(func(w *written) {
		switch w.quote {
		case '"':
			double++
		case '\'':
			single++
		}
		for _, e := range w.entries {
			column := e.start - lineStart(f.data, e.start)
			switch {
			case w.flow || e.value.flow || !isFirstOnLine(f.data, e.start):
			case e.value.form == arrayForm && !hasDash && len(e.value.elements) > 0:
				start := e.value.elements[0].start
				dash := bytes.LastIndexByte(f.data[:start], '-')
				s.dash, hasDash = max(0, dash-lineStart(f.data, dash)-column), true
			case e.value.form == objectForm && len(e.value.entries) > 0 && column == 0:
				start := e.value.entries[0].start
				s.step = max(1, start-lineStart(f.data, start))
			}
		}
	})
	if !hasDash {
		s.dash = s.step
	}
	if single > double {
		s.quote = '\''
	}
}

func (f *file) learnJSON() {
	s := &f.style
	if len(f.root.entries) == 0 {
		return
	}
	first := f.root.entries[0]
	if !isFirstOnLine(f.data, first.start) || lineStart(f.data, first.start) == 0 {
		s.compact = first.behind == first.value.start
		s.flowLine = true
		return
	}
	one, several := 0, 0
	f.root.each(func(w *written) {
		switch {
		case w.form != arrayForm || len(w.elements) < 2 || w.elements[0].form != scalarForm:
		case bytes.IndexByte(f.data[w.start:w.end], '\n') < 0:
			one++
		default:
			several++
		}
	})
	s.lists = one > several
	start := lineStart(f.data, first.start)
	s.step, s.tab = first.start-start, first.start > start && f.data[start] == '\t'
}

// each visits a value and everything in it.
func (w *written) each(visit func(*written)) {
	visit(w)
	for _, e := range w.entries {
		e.value.each(visit)
	}
	for _, element := range w.elements {
		element.each(visit)
	}
}

// styleAt is how what is added to an object or array is written: as its neighbours are.
func (w *writer) styleAt(c *written) style {
	s := w.style
	inline, spread := 0, 0
	count := func(v *written) {
		switch {
		case v.form != objectForm || len(v.entries) == 0:
		case v.flow && bytes.IndexByte(w.data[v.start:v.end], '\n') < 0:
			inline++
		default:
			spread++
		}
	}
	for _, e := range c.entries {
		count(e.value)
	}
	for _, element := range c.elements {
		count(element)
	}
	s.flowLine = s.flowLine || inline > spread
	return s
}

func (f *file) changeOf(w *written) *change {
	ch := f.changes[w]
	if ch == nil {
		ch = &change{removed: map[int][]Comment{}, replaced: map[int]replacement{}}
		f.changes[w] = ch
		f.order = append(f.order, w)
	}
	return ch
}

// bytes is the document with all changes.
func (f *file) bytes() []byte {
	w := &writer{data: f.data, style: f.style, root: f.root}
	f.root.each(func(v *written) {
		if v.form == scalarForm && bytes.IndexByte(f.data[v.start:v.end], '\n') >= 0 {
			w.spans = append(w.spans, [2]int{v.start, v.end})
		}
	})
	slices.SortStableFunc(f.order, func(a, b *written) int { return cmp.Or(a.start-b.start, b.end-a.end) })
	gone := map[*written]bool{}
	for _, v := range f.order {
		if gone[v] {
			continue
		}
		ch := f.changes[v]
		for i, child := range v.children() {
			_, isRemoved := ch.removed[i]
			if _, isReplaced := ch.replaced[i]; isRemoved || isReplaced {
				child.each(func(inside *written) { gone[inside] = true })
			}
		}
		w.change(v, ch)
	}
	return w.finish()
}

// children are the values of an object's members, or an array's items.
func (w *written) children() []*written {
	if w.form != objectForm {
		return w.elements
	}
	all := make([]*written, len(w.entries))
	for i, e := range w.entries {
		all[i] = e.value
	}
	return all
}

// add adds a member to an object: after the last of some members that it has, or at its end.
func (f *file) add(to *written, name string, v Value, comments []Comment, after ...string) {
	at := -1
	for _, sibling := range after {
		at = max(at, to.index(sibling))
	}
	if at < 0 {
		at = len(to.entries) - 1
	}
	ch := f.changeOf(to)
	ch.added = append(ch.added, addition{at, name, v, comments})
}

// set gives a member of an object another value, or adds it.
func (f *file) set(to *written, name string, v Value, comments []Comment, after ...string) {
	i := to.index(name)
	if i < 0 {
		f.add(to, name, v, comments, after...)
		return
	}
	ch := f.changeOf(to)
	comments = append(ch.replaced[i].comments, comments...)
	ch.replaced[i] = replacement{v, comments}
}

// remove takes a member out of an object.
func (f *file) remove(from *written, name string, comments []Comment) {
	if i := from.index(name); i >= 0 {
		ch := f.changeOf(from)
		ch.removed[i] = append(ch.removed[i], comments...)
	}
}

// addItem adds an item at the end of an array.
func (f *file) addItem(to *written, v Value, comments []Comment) {
	ch := f.changeOf(to)
	ch.added = append(ch.added, addition{len(to.elements) - 1, "", v, comments})
}

// removeItem takes an item out of an array.
func (f *file) removeItem(from *written, i int, comments []Comment) {
	ch := f.changeOf(from)
	ch.removed[i] = append(ch.removed[i], comments...)
}

// isLeft reports whether an array has an item that stays.
func (f *file) isLeft(array *written) bool {
	ch := f.changes[array]
	return ch == nil || len(ch.removed) < len(array.elements) || len(ch.added) > 0
}

// wrap makes a schema one alternative of several.
func (f *file) wrap(w *written, keyword string, others []Value, comments []Comment) {
	ch := f.changeOf(w)
	for i, have := range ch.wrapped {
		if have.keyword == keyword { // by another fact, about requests or responses
			for _, other := range others {
				if !slices.ContainsFunc(have.others, other.equal) {
					have.others = append(have.others, other)
				}
			}
			have.comments = append(have.comments, comments...)
			ch.wrapped[i] = have
			return
		}
	}
	ch.wrapped = append(ch.wrapped, wrapping{keyword, others, comments})
}
