package edit

import (
	"bytes"
	"fmt"
	"strings"
)

// contextLines is how many unchanged lines a hunk has around what changes.
const contextLines = 3

// Patch is a unified diff of one file, as git apply takes it; "" if nothing differs. The name stands behind a/ and b/.
func Patch(name string, before, after []byte) string {
	if bytes.Equal(before, after) {
		return ""
	}
	a, b := splitLines(before), splitLines(after)
	var out strings.Builder
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", patchName("a/", name), patchName("b/", name))
	runs := differences(a, b)
	for i := 0; i < len(runs); {
		j := i + 1
		for j < len(runs) && runs[j].a-(runs[j-1].a+runs[j-1].removed) <= 2*contextLines {
			j++
		}
		writeHunk(&out, a, b, runs[i:j])
		i = j
	}
	return out.String()
}

// patchName is a name as git writes it in a patch: in quotes if it has bytes that need them.
func patchName(prefix, name string) string {
	plain := true
	for i := range len(name) {
		if c := name[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			plain = false
		}
	}
	switch {
	case plain && strings.Contains(name, " "):
		return prefix + name + "\t"
	case plain:
		return prefix + name
	}
	var b strings.Builder
	b.WriteByte('"')
	b.WriteString(prefix)
	for i := range len(name) {
		switch c := name[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// splitLines cuts a text behind each line feed.
func splitLines(data []byte) []string {
	lines := strings.SplitAfter(string(data), "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// run is lines of a that are removed, and lines of b that take their place.
type run struct{ a, removed, b, added int }

func writeHunk(out *strings.Builder, a, b []string, runs []run) {
	first, last := runs[0], runs[len(runs)-1]
	from := max(0, first.a-contextLines)
	to := min(len(a), last.a+last.removed+contextLines)
	fromB := first.b - (first.a - from)
	toB := last.b + last.added + (to - last.a - last.removed)
	fmt.Fprintf(out, "@@ -%s +%s @@\n", hunkRange(from, to), hunkRange(fromB, toB))
	at := from
	for _, r := range runs {
		writePatchLines(out, " ", a[at:r.a])
		writePatchLines(out, "-", a[r.a:r.a+r.removed])
		writePatchLines(out, "+", b[r.b:r.b+r.added])
		at = r.a + r.removed
	}
	writePatchLines(out, " ", a[at:to])
}

func hunkRange(from, to int) string {
	if from == to {
		return fmt.Sprintf("%d,0", from)
	}
	return fmt.Sprintf("%d,%d", from+1, to-from)
}

func writePatchLines(out *strings.Builder, mark string, lines []string) {
	for _, line := range lines {
		out.WriteString(mark + line)
		if !strings.HasSuffix(line, "\n") {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// differences finds what differs between two lists of lines (E. W. Myers, "An O(ND) Difference Algorithm and Its
// Variations", 1986). Edits change few lines of long documents, which is what it is fast for.
func differences(a, b []string) []run {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	if start+end == len(a) || start+end == len(b) {
		return []run{{start, len(a) - start - end, start, len(b) - start - end}}
	}
	runs := myers(a[start:len(a)-end], b[start:len(b)-end])
	for i := range runs {
		runs[i].a += start
		runs[i].b += start
	}
	return runs
}

// maxEdits bounds memory, which grows with the square of the number of edits.
const maxEdits = 4000

func myers(a, b []string) []run {
	trace := furthest(a, b)
	if trace == nil {
		return []run{{0, len(a), 0, len(b)}}
	}
	var runs []run
	x, y := len(a), len(b)
	for d := len(trace) - 1; d > 0; d-- {
		v, k := trace[d-1], x-y
		down := k == -d || k != d && v.at(k-1) < v.at(k+1)
		previous := k - 1
		if down {
			previous = k + 1
		}
		px := v.at(previous)
		py := px - previous
		r := run{a: px, b: py}
		if down {
			r.added = 1
		} else {
			r.removed = 1
		}
		runs = prepend(runs, r)
		x, y = px, py
	}
	return runs
}

// prepend puts a run before others, or makes it part of the first if they touch.
func prepend(runs []run, r run) []run {
	if n := len(runs); n > 0 {
		if first := &runs[0]; r.a+r.removed == first.a && r.b+r.added == first.b {
			first.a, first.b = r.a, r.b
			first.removed += r.removed
			first.added += r.added
			return runs
		}
	}
	return append([]run{r}, runs...)
}

// frontier is how far each diagonal leads with a number of edits.
type frontier struct {
	offset int
	x      []int
}

func (f frontier) at(k int) int { return f.x[k+f.offset] }

// furthest follows the diagonals until the ends of both lists are reached. It is nil if that takes too many edits.
func furthest(a, b []string) (trace []frontier) {
	previous := frontier{1, []int{0, 0, 0}}
	for d := 0; d < maxEdits; d++ {
		v := frontier{d + 1, make([]int, 2*d+3)}
		for k := -d; k <= d; k += 2 {
			x := 0
			switch {
			case d == 0:
			case k == -d || k != d && previous.at(k-1) < previous.at(k+1):
				x = previous.at(k + 1)
			default:
				x = previous.at(k-1) + 1
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			v.x[k+v.offset] = x
			if x >= len(a) && x-k >= len(b) {
				return append(trace, v)
			}
		}
		trace = append(trace, v)
		previous = v
	}
	return nil
}
