package edit

import (
	"bytes"
	"maps"
	"slices"
	"strings"
)

// change is what is to become of the members of an object or the items of an array.
type change struct {
	removed  map[int][]Comment // comments, by the position of what goes
	replaced map[int]replacement
	added    []addition
	wrapped  []wrapping // the object itself, as one alternative of several
}

type addition struct {
	after    int // the position of what it follows; -1 for the beginning
	name     string
	value    Value
	comments []Comment
}

type replacement struct {
	value    Value
	comments []Comment
}

type wrapping struct {
	keyword  string
	others   []Value
	comments []Comment
}

// splice replaces bytes of a document.
type splice struct {
	at, end int
	text    string
	lines   bool // the text is whole lines, and at is the beginning of one
	order   int  // among splices at one byte
	belongs int  // a byte of what it belongs to, with which it moves to the right
	inside  int  // of lines that follow something, where what they are in begins: inner ones come first
}

// shift moves the lines that begin in a range to the right.
type shift struct{ from, to, columns int }

// writer makes splices of changes.
type writer struct {
	data    []byte
	style   style
	root    *written
	splices []splice
	shifts  []shift
	spans   [][2]int // scalars of several lines
}

const (
	orderAfter = iota // what follows something; see splice.inside
	orderLines
	orderShift
	orderEnd // what follows something on its line
	orderText
	orderLast // lines behind a last line without an end
)

func (w *writer) put(at, end int, text string) {
	w.splices = append(w.splices, splice{at: at, end: end, text: text, order: orderText, belongs: at})
}

func (w *writer) putLines(at, belongs int, text string) {
	if at > 0 && at == len(w.data) && w.data[at-1] != '\n' { // the last line has no end
		text = w.style.eol + strings.TrimSuffix(text, w.style.eol)
	}
	w.splices = append(w.splices, splice{at: at, end: at, text: text, lines: true, order: orderLines, belongs: belongs})
}

// follow says that what was put last follows something in an object or array.
func (w *writer) follow(c *written) {
	last := &w.splices[len(w.splices)-1]
	last.belongs = min(last.belongs, c.start)
	last.inside = c.start
	switch {
	case !last.lines:
		last.order = orderEnd
	case last.at == len(w.data) && last.at > 0 && w.data[last.at-1] != '\n':
		last.order = orderLast
	default:
		last.order = orderAfter
	}
}

// comment puts comments above the line of a byte, or above the scalar of several lines that the line is in.
func (w *writer) comment(at, belongs int, comments []Comment) {
	if w.style.json || len(comments) == 0 {
		return
	}
	start := w.above(at)
	rest := w.data[start:]
	indent := len(rest) - len(bytes.TrimLeft(rest, " "))
	above := ""
	if !isFirstOnLine(w.data, at) {
		above = string(rest[indent:])
	}
	w.putLines(start, belongs, w.commentLines(comments, indent, above))
}

// above is the beginning of the line of a byte, or of the scalar of several lines that the line is in.
func (w *writer) above(at int) int {
	start := lineStart(w.data, at)
	for i := len(w.spans) - 1; i >= 0; i-- {
		if span := w.spans[i]; span[0] < start && start <= span[1] {
			start = lineStart(w.data, span[0])
		}
	}
	return start
}

// commentLines are comments on lines of their own. Above a line that begins with something else than what they are
// about, they name that.
func (w *writer) commentLines(comments []Comment, depth int, above string) string {
	if w.style.json {
		return ""
	}
	var b strings.Builder
	for _, c := range comments {
		b.WriteString(w.style.indent(depth) + "# " + c.Day + ": ")
		if above != "" && c.Of != "" && !strings.HasPrefix(strings.TrimLeft(above, `"'- `), c.Of) {
			b.WriteString(c.Of + ": ")
		}
		b.WriteString(c.Text + w.style.eol)
	}
	return b.String()
}

// slot is where a member or an item is written.
type slot struct{ start, end int }

func (w *writer) slots(c *written) []slot {
	var all []slot
	for _, e := range c.entries {
		all = append(all, slot{e.start, max(e.behind, e.value.end)})
	}
	for _, element := range c.elements {
		s := slot{element.start, element.end}
		if !c.flow {
			if dash := bytes.LastIndexByte(w.data[:s.start], '-'); dash >= 0 {
				s.start = dash
			}
		}
		all = append(all, s)
	}
	return all
}

// change writes what becomes of an object or array.
func (w *writer) change(c *written, ch *change) {
	slots := w.slots(c)
	last := -1 // of those that stay
	for i := range slots {
		if _, gone := ch.removed[i]; !gone {
			last = i
		}
	}
	for _, i := range slices.Sorted(maps.Keys(ch.replaced)) {
		r := ch.replaced[i]
		if _, gone := ch.removed[i]; !gone {
			w.replace(c, i, r)
		}
	}
	if c.flow {
		w.removeInFlow(slots, last, ch)
		w.addInFlow(c, slots, last, ch)
	} else {
		w.removeLines(slots, ch)
		w.addLines(c, slots, ch)
	}
	for _, wrap := range ch.wrapped {
		w.wrap(c, wrap)
	}
}

func (w *writer) removeInFlow(slots []slot, last int, ch *change) {
	for i := range slots {
		comments, gone := ch.removed[i]
		if !gone {
			continue
		}
		w.comment(slots[i].start, slots[i].start, comments)
		if i < last {
			w.put(slots[i].start, slots[i+1].start, "")
		}
	}
	switch {
	case last == len(slots)-1:
	case last < 0:
		w.put(slots[0].start, slots[len(slots)-1].end, "")
	default:
		w.put(slots[last].end, slots[len(slots)-1].end, "")
	}
}

// removeLines removes lines, and leaves the comments in their place.
func (w *writer) removeLines(slots []slot, ch *change) {
	for i, s := range slots {
		comments, gone := ch.removed[i]
		if !gone {
			continue
		}
		start := lineStart(w.data, s.start)
		if !isFirstOnLine(w.data, s.start) { // it follows a dash
			w.comment(s.start, s.start, comments)
			if i+1 < len(slots) {
				w.put(s.start, slots[i+1].start, "")
			}
			continue
		}
		w.putLines(start, s.start, w.commentLines(comments, s.start-start, ""))
		w.put(start, lineEnd(w.data, s.end), "")
	}
}

// text is an addition as it is written at an indentation.
func (w *writer) text(c *written, a addition, depth int, s style) string {
	switch {
	case c.form == objectForm && c.flow && !s.json:
		return s.scalar(Text(a.name)) + ": " + s.inline(a.value)
	case c.form == objectForm:
		return s.member(a.name, a.value, depth)
	case c.flow && s.json:
		return s.pretty(a.value, depth)
	case c.flow:
		return s.inline(a.value)
	}
	return s.block(Array(a.value), depth)
}

// groups are the additions by what they come after, of what stays.
func groups(ch *change) (keys []int, all map[int][]addition) {
	all = map[int][]addition{}
	for _, a := range ch.added {
		at := a.after
		for at >= 0 {
			if _, gone := ch.removed[at]; !gone {
				break
			}
			at--
		}
		if _, known := all[at]; !known {
			keys = append(keys, at)
		}
		all[at] = append(all[at], a)
	}
	slices.Sort(keys)
	return keys, all
}

func (w *writer) addLines(c *written, slots []slot, ch *change) {
	if len(slots) == 0 {
		return
	}
	s := w.styleAt(c)
	depth := slots[0].start - lineStart(w.data, slots[0].start)
	keys, all := groups(ch)
	for _, key := range keys {
		var b strings.Builder
		for _, a := range all[key] {
			b.WriteString(w.commentLines(a.comments, depth, "") + s.indent(depth) + w.text(c, a, depth, s) + s.eol)
		}
		at, belongs := lineStart(w.data, slots[0].start), slots[0].start
		if key < 0 && !isFirstOnLine(w.data, belongs) {
			key = 0
		}
		if key >= 0 {
			at, belongs = lineEnd(w.data, slots[key].end), c.start
		}
		w.putLines(at, belongs, b.String())
		w.follow(c)
	}
}

func (w *writer) addInFlow(c *written, slots []slot, last int, ch *change) {
	s := w.styleAt(c)
	keys, all := groups(ch)
	for _, key := range keys {
		next := key + 1
		for next < len(slots) {
			if _, gone := ch.removed[next]; !gone {
				break
			}
			next++
		}
		switch {
		case next < len(slots):
			_, follows := ch.removed[next-1]
			w.addBefore(c, slots[next], all[key], s, follows)
		case last >= 0:
			w.addAtEnd(c, slots[last], slots[len(slots)-1].end, all[key], s)
		default:
			w.addAlone(c, slots, all[key], s)
		}
	}
}

// addAlone adds to an object or array of which nothing stays.
func (w *writer) addAlone(c *written, slots []slot, added []addition, s style) {
	at, depth, between := c.start+1, 0, s.comma()
	if len(slots) > 0 && isFirstOnLine(w.data, slots[0].start) {
		at = slots[0].start
		depth = at - lineStart(w.data, at)
		between = "," + s.eol + s.indent(depth)
	} else {
		s.flowLine = true
	}
	var parts []string
	for _, a := range added {
		w.comment(at, at, a.comments)
		parts = append(parts, w.text(c, a, depth, s))
	}
	w.put(at, at, strings.Join(parts, between))
	w.splices[len(w.splices)-1].order = orderEnd
}

func (s style) comma() string {
	if s.compact {
		return ","
	}
	return ", "
}

// addBefore adds before what stays, or behind what is removed if that is before it.
func (w *writer) addBefore(c *written, next slot, added []addition, s style, follows bool) {
	isOwnLine := isFirstOnLine(w.data, next.start)
	start := lineStart(w.data, next.start)
	depth := next.start - start
	for _, a := range added {
		if isOwnLine && follows {
			w.comment(next.start, next.start, a.comments)
			w.put(next.start, next.start, w.text(c, a, depth, s)+","+s.eol+s.indent(depth))
			continue
		}
		if isOwnLine {
			line := w.commentLines(a.comments, depth, "") + s.indent(depth) + w.text(c, a, depth, s) + "," + s.eol
			w.putLines(start, next.start, line)
			continue
		}
		w.comment(next.start, next.start, a.comments)
		s.flowLine = true
		w.put(next.start, next.start, w.text(c, a, 0, s)+s.comma())
	}
}

func (w *writer) addAtEnd(c *written, last slot, end int, added []addition, s style) {
	if !isFirstOnLine(w.data, last.start) {
		s.flowLine = true
		for _, a := range added {
			w.comment(last.start, last.start, a.comments)
			w.put(last.end, last.end, s.comma()+w.text(c, a, 0, s))
			w.follow(c)
		}
		return
	}
	rest := bytes.TrimLeft(w.data[end:], " \t\r\n")
	hasComma := len(rest) > 0 && rest[0] == ','
	depth := last.start - lineStart(w.data, last.start)
	var lines []string
	for i, a := range added {
		line := w.commentLines(a.comments, depth, "") + s.indent(depth) + w.text(c, a, depth, s)
		if i < len(added)-1 || hasComma {
			line += ","
		}
		lines = append(lines, line)
	}
	if !hasComma {
		w.put(last.end, last.end, ",")
		w.follow(c)
	}
	if next := lineEnd(w.data, end); next < closing(w.data, end)+1 {
		w.putLines(next, c.start, strings.Join(lines, s.eol)+s.eol)
		return
	}
	w.put(end, end, s.eol+strings.Join(lines, s.eol))
	w.follow(c)
}

// replace writes another value of a member, or another item.
func (w *writer) replace(c *written, i int, r replacement) {
	s := w.styleAt(c)
	if c.form == arrayForm {
		old := c.elements[i]
		w.comment(old.start, old.start, r.comments)
		w.put(old.start, old.end, s.inline(r.value))
		return
	}
	e := c.entries[i]
	w.comment(e.start, e.start, r.comments)
	depth := e.start - lineStart(w.data, e.start)
	whole := s.member(e.name, r.value, depth)
	switch {
	case c.flow && s.json && isFirstOnLine(w.data, e.start):
		w.put(e.value.start, e.value.end, s.pretty(r.value, depth))
	case c.flow || !strings.Contains(whole, "\n"):
		w.put(max(e.behind, min(e.value.start, e.value.end)), e.value.end, w.gap(e)+s.inline(r.value))
	case lineStart(w.data, e.value.start) == lineStart(w.data, e.start):
		w.put(e.behind, e.value.end, "")
		_, lines, _ := strings.Cut(whole, "\n")
		w.putLines(lineEnd(w.data, e.value.end), e.value.end, lines+s.eol)
		w.follow(c)
	default:
		start := lineStart(w.data, e.value.start)
		_, lines, _ := strings.Cut(whole, "\n")
		w.putLines(start, e.value.start, lines+s.eol)
		w.put(start, lineEnd(w.data, e.value.end), "")
	}
}

// gap is the space after a colon that has no value yet.
func (w *writer) gap(e entry) string {
	if e.value.start <= e.behind || w.data[e.value.start-1] == '\n' {
		return " "
	}
	return ""
}

// wrap makes a value one alternative of several.
func (w *writer) wrap(c *written, wrap wrapping) {
	if isFirstOnLine(w.data, c.start) && !c.flow {
		above := c.start - lineStart(w.data, c.start)
		w.putLines(lineStart(w.data, c.start), c.start-1, w.commentLines(wrap.comments, above, ""))
	} else {
		w.comment(c.start, c.start-1, wrap.comments)
	}
	s := w.styleAt(c)
	start := lineStart(w.data, c.start)
	if !c.flow {
		depth := c.start - start
		inner := depth + s.dash
		w.begin(c, wrap.keyword+":"+s.eol+s.indent(inner)+"- ")
		w.shifts = append(w.shifts, shift{c.start, c.end, s.dash + 2})
		var b strings.Builder
		for _, other := range wrap.others {
			b.WriteString(s.indent(inner) + s.block(Array(other), inner) + s.eol)
		}
		w.putLines(lineEnd(w.data, c.end), c.start-1, b.String())
		w.follow(c)
		return
	}
	name := s.scalar(Text(wrap.keyword)) + ":" + s.colonSpace()
	rest := w.data[start:]
	depth := len(rest) - len(bytes.TrimLeft(rest, " \t"))
	if !s.json || bytes.IndexByte(w.data[c.start:c.end], '\n') < 0 {
		w.begin(c, "{"+name+"[")
		end := ""
		for _, other := range wrap.others {
			end += s.comma() + s.inline(other)
		}
		w.splices = append(w.splices, splice{at: c.end, end: c.end, text: end + "]}", order: orderText, belongs: c.start - 1})
		w.follow(c)
		return
	}
	one, two := s.eol+s.indent(depth+s.step), s.eol+s.indent(depth+2*s.step)
	w.begin(c, "{"+one+name+"["+two)
	w.shifts = append(w.shifts, shift{c.start, c.end, 2 * s.step})
	end := ""
	for _, other := range wrap.others {
		end += "," + two + s.pretty(other, depth+2*s.step)
	}
	end += one + "]" + s.eol + s.indent(depth) + "}"
	w.splices = append(w.splices, splice{at: c.end, end: c.end, text: end, order: orderText, belongs: c.start - 1})
	w.follow(c)
}

// begin puts what wraps a value before it, which does not move with it.
func (w *writer) begin(c *written, text string) {
	w.put(c.start, c.start, text)
	w.splices[len(w.splices)-1].belongs = c.start - 1
}

// finish applies the splices.
func (w *writer) finish() []byte {
	for i := range w.splices {
		w.moveRight(&w.splices[i])
	}
	w.shiftLines()
	w.moveOut()
	slices.SortStableFunc(w.splices, func(a, b splice) int {
		if a.at != b.at {
			return a.at - b.at
		}
		if a.order == b.order && (a.order == orderAfter || a.order == orderEnd || a.order == orderLast) {
			return b.inside - a.inside
		}
		return a.order - b.order
	})
	var out []byte
	at := 0
	for _, s := range w.splices {
		if s.at < at && s.end <= at {
			if s.order == orderShift {
				continue // the line is gone
			}
			s.at, s.end = at, at
		}
		out = append(out, w.data[min(at, s.at):max(at, s.at)]...)
		out = append(out, s.text...)
		at = max(at, s.end)
	}
	return append(out, w.data[at:]...)
}

// moveOut moves comments out of what is removed, to above its beginning.
func (w *writer) moveOut() {
	for i := range w.splices {
		s := &w.splices[i]
		if !s.lines || s.order != orderLines {
			continue
		}
		for _, gone := range w.splices {
			if start := w.above(gone.at); gone.at < s.at && s.at < gone.end && start < s.at {
				rest := w.data[start:]
				indent := string(rest[:len(rest)-len(bytes.TrimLeft(rest, " "))])
				lines := strings.SplitAfter(s.text, "\n")
				for j, line := range lines {
					if line != "" {
						lines[j] = indent + strings.TrimLeft(line, " ")
					}
				}
				s.at, s.end, s.text = start, start, strings.Join(lines, "")
			}
		}
	}
}

// moveRight indents the lines of a text that stands in what moves right.
func (w *writer) moveRight(s *splice) {
	for _, sh := range w.shifts {
		if s.belongs < sh.from || s.belongs > sh.to {
			continue
		}
		indent := w.style.indent(sh.columns)
		lines := strings.SplitAfter(s.text, "\n")
		for i, line := range lines {
			if line != "" && (i > 0 || s.lines) {
				lines[i] = indent + line
			}
		}
		s.text = strings.Join(lines, "")
	}
}

func (w *writer) shiftLines() {
	gone := map[int]bool{} // lines, by their beginning
	for _, s := range w.splices {
		if s.end > s.at && s.end >= lineEnd(w.data, s.at) {
			gone[s.at] = true
		}
	}
	for _, sh := range w.shifts {
		for at := lineEnd(w.data, sh.from); at < sh.to; at = lineEnd(w.data, at) {
			if !gone[at] && len(bytes.TrimSpace(w.data[at:lineEnd(w.data, at)])) > 0 {
				w.splices = append(
					w.splices,
					splice{at: at, end: at, text: w.style.indent(sh.columns), order: orderShift, belongs: at},
				)
			}
		}
	}
}
