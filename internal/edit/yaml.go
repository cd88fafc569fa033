package edit

import (
	"bytes"
	"errors"
	"slices"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// yamlReader finds where the values of a YAML text are written: a parser says where each begins, and the text where it
// ends.
type yamlReader struct {
	data   []byte
	lines  []int // bytes at which lines begin, as a parser counts them
	starts []int // bytes at which values and keys begin, sorted
}

func readYAML(data []byte) (*written, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, err
	}
	if len(document.Content) == 0 {
		return nil, errors.New("it has no content")
	}
	r := &yamlReader{data: data, lines: parserLines(data)}
	r.collect(document.Content[0])
	slices.Sort(r.starts)
	return r.value(document.Content[0], false), nil
}

// parserLines are where lines begin for a YAML parser, which ends them at more than LF.
func parserLines(data []byte) []int {
	starts := []int{len(data) - len(bytes.TrimPrefix(data, []byte("\ufeff")))}
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case c == '\n', c == '\r' && (i+1 == len(data) || data[i+1] != '\n'):
			starts = append(starts, i+1)
		case c == 0xc2 && i+1 < len(data) && data[i+1] == 0x85: // U+0085
			starts = append(starts, i+2)
		case c == 0xe2 && i+2 < len(data) && data[i+1] == 0x80 && data[i+2]|1 == 0xa9: // U+2028 and U+2029
			starts = append(starts, i+3)
		}
	}
	return starts
}

func (r *yamlReader) offset(n *yaml.Node) int {
	if n.Line < 1 || n.Line > len(r.lines) {
		return len(r.data)
	}
	at := r.lines[n.Line-1]
	for range n.Column - 1 {
		_, size := utf8.DecodeRune(r.data[at:])
		at += size
	}
	return at
}

func (r *yamlReader) collect(n *yaml.Node) {
	r.starts = append(r.starts, r.offset(n))
	for _, child := range n.Content {
		r.collect(child)
	}
}

// limit is the beginning of the line on which the next value after a byte begins.
func (r *yamlReader) limit(at int) int {
	i, found := slices.BinarySearch(r.starts, at)
	for found && i < len(r.starts) && r.starts[i] == at {
		i++
	}
	if i == len(r.starts) {
		return len(r.data)
	}
	return max(at, lineStart(r.data, r.starts[i]))
}

func (r *yamlReader) value(n *yaml.Node, inFlow bool) *written {
	w := &written{start: r.offset(n), anchored: n.Anchor != "", flow: n.Style&yaml.FlowStyle != 0}
	if n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		w.start = r.afterProperties(w.start)
	}
	w.end = w.start
	switch n.Kind {
	case yaml.MappingNode:
		w.form = objectForm
		for i := 0; i+1 < len(n.Content); i += 2 {
			e := entry{name: n.Content[i].Value, start: r.offset(n.Content[i])}
			e.behind = r.afterColon(n.Content[i], e.start)
			e.value = r.value(n.Content[i+1], inFlow || w.flow)
			w.entries = append(w.entries, e)
			w.end = max(e.behind, e.value.end)
		}
	case yaml.SequenceNode:
		w.form = arrayForm
		for _, element := range n.Content {
			w.elements = append(w.elements, r.value(element, inFlow || w.flow))
			w.end = w.elements[len(w.elements)-1].end
		}
	case yaml.AliasNode:
		w.form = aliasForm
		w.end = w.start + len("*") + len(n.Value)
	default:
		w.text, w.tag = n.Value, n.Tag
		r.scalarEnd(w, n, inFlow)
	}
	if w.flow {
		w.end = min(len(r.data), closing(r.data, max(w.end, w.start+1))+1)
	}
	return w
}

// afterProperties is the byte behind anchors and tags.
func (r *yamlReader) afterProperties(at int) int {
	for at < len(r.data) && (r.data[at] == '&' || r.data[at] == '!') {
		for at < len(r.data) && !bytes.ContainsRune([]byte(" \t\r\n"), rune(r.data[at])) {
			at++
		}
		for at < len(r.data) && bytes.ContainsRune([]byte(" \t\r\n"), rune(r.data[at])) {
			at++
		}
	}
	return at
}

func (r *yamlReader) afterColon(key *yaml.Node, at int) int {
	at = r.afterProperties(at)
	if at < len(r.data) && (r.data[at] == '"' || r.data[at] == '\'') {
		at = quotedEnd(r.data, at)
	} else if key.Kind == yaml.ScalarNode {
		at += len(key.Value) // a plain key stands on one line
	}
	if i := bytes.IndexByte(r.data[min(at, len(r.data)):], ':'); i >= 0 {
		return at + i + 1
	}
	return at
}

func (r *yamlReader) scalarEnd(w *written, n *yaml.Node, inFlow bool) {
	if w.start >= len(r.data) {
		w.end = w.start
		return
	}
	switch c := r.data[w.start]; {
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 && (c == '"' || c == '\''):
		w.quote, w.end = c, quotedEnd(r.data, w.start)
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		w.quote, w.end = c, r.blockEnd(w.start)
	case n.Tag == "!!null" && n.Value == "":
		w.end = w.start
	case inFlow:
		w.end = r.plainFlowEnd(w.start)
	default:
		w.end = r.plainEnd(w.start)
	}
}

// plainEnd is the byte behind a plain scalar, which may go on on the next lines.
func (r *yamlReader) plainEnd(at int) int {
	limit, end := r.limit(at), at
	for first := true; at < len(r.data) && (first || at < limit); first = false {
		next := lineEnd(r.data, at)
		line := r.data[at:next]
		trimmed := bytes.TrimLeft(line, " \t")
		if !first && len(trimmed) > 0 && trimmed[0] == '#' ||
			!first && (bytes.HasPrefix(trimmed, []byte("---")) || bytes.HasPrefix(trimmed, []byte("..."))) {
			break
		}
		comment := bytes.Index(line, []byte(" #"))
		if comment >= 0 {
			line = line[:comment]
		}
		if n := len(bytes.TrimRight(line, " \t\r\n")); n > 0 {
			end = at + n
		}
		if comment >= 0 {
			break
		}
		at = next
	}
	return end
}

func (r *yamlReader) plainFlowEnd(at int) int {
	end := at
	for ; end < len(r.data); end++ {
		switch c := r.data[end]; {
		case c == ',' || c == ']' || c == '}',
			c == '#' && end > at && (r.data[end-1] == ' ' || r.data[end-1] == '\n' || r.data[end-1] == '\t'):
			return at + len(bytes.TrimRight(r.data[at:end], " \t\r\n"))
		}
	}
	return end
}

// blockEnd is the byte behind the last line of a literal or folded scalar that has something.
func (r *yamlReader) blockEnd(at int) int {
	limit, depth := r.limit(at), -1
	next := lineEnd(r.data, at)
	end := at + len(bytes.TrimRight(r.data[at:next], " \t\r\n"))
	for at = next; at < limit; at = next {
		next = lineEnd(r.data, at)
		line := bytes.TrimRight(r.data[at:next], " \t\r\n")
		indent := len(line) - len(bytes.TrimLeft(line, " "))
		if len(line) == 0 {
			continue
		}
		if depth < 0 {
			depth = indent
		}
		if indent < depth {
			break
		}
		end = at + len(line)
	}
	return end
}
