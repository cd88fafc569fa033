package openapi

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"
)

// blockOutline outlines a document in YAML's block style by the indentation of its lines. It is false for what takes a
// parser: anchors, tags, merge keys, complex keys, several documents, quoted scalars of several lines in lists, and
// line ends that only YAML knows.
func blockOutline(o *outline) bool {
	s := blockScanner{data: o.data, at: markLength(o.data), end: len(o.data)}
	if bytes.Count(o.data, []byte("\r")) != bytes.Count(o.data, []byte("\r\n")) || !utf8.Valid(o.data) {
		return false
	}
	for _, end := range []string{"\u0085", "\u2028", "\u2029"} {
		if bytes.Contains(o.data, []byte(end)) {
			return false
		}
	}
	line, ok := s.peek()
	if ok && strings.TrimRight(string(o.data[line.text:line.end]), " \r") == "---" {
		s.at = line.next
		line, ok = s.peek()
	}
	if !ok || line.indent != 0 {
		return false
	}
	start := s.at
	members := s.mapping(0, outlineDepth)
	o.root = part{start: start, end: len(o.data), value: start, valueEnd: len(o.data), members: members, outlined: true}
	return !s.odd && s.at >= s.end
}

// coreTag is the tag of a scalar, which does not change where the scalar ends.
var coreTag = regexp.MustCompile(`^!!\w+ +`)

type blockScanner struct {
	data    []byte
	at, end int
	odd     bool // it takes a parser
	open    bool // the value of the last key or item begins on a line of its own
}

// blockLine is a line that is neither blank nor a comment.
type blockLine struct {
	data                   []byte
	start, text, end, next int // text is its first byte after the indentation
	indent                 int
}

func (l blockLine) isItem() bool {
	return l.data[l.text] == '-' && (l.text+1 >= l.end || l.data[l.text+1] == ' ' || l.data[l.text+1] == '\r')
}

func (l blockLine) isKey() bool {
	_, _, ok := l.key(l.text)
	return ok && !l.isItem()
}

func (s *blockScanner) peek() (blockLine, bool) {
	for s.at < s.end {
		l := blockLine{data: s.data, start: s.at, text: s.at, end: s.end, next: s.end}
		if i := bytes.IndexByte(s.data[s.at:s.end], '\n'); i >= 0 {
			l.end, l.next = s.at+i, s.at+i+1
		}
		for l.text < l.end && s.data[l.text] == ' ' {
			l.text++
		}
		if l.text == l.end || s.data[l.text] == '#' || s.data[l.text] == '\r' {
			s.at = l.next
			continue
		}
		l.indent = l.text - l.start
		return l, true
	}
	return blockLine{}, false
}

// mapping reads the members of a mapping whose keys have an indentation, and the mappings in it down to a depth.
func (s *blockScanner) mapping(indent, depth int) []part {
	var parts []part
	closed := func(at int) {
		if len(parts) > 0 {
			parts[len(parts)-1].end, parts[len(parts)-1].valueEnd = at, at
		}
	}
	for !s.odd {
		line, ok := s.peek()
		if !ok || line.indent < indent {
			closed(min(s.at, s.end))
			break
		}
		if line.indent > indent || line.isItem() {
			if len(parts) == 0 {
				s.odd = true
			}
			s.skip(line)
			continue
		}
		key, value, ok := line.key(line.text)
		if !ok || key == "<<" || line.indent == 0 && bytes.HasPrefix(s.data[line.text:line.end], []byte("---")) {
			s.odd = true
			break
		}
		closed(line.start)
		p := part{key: key, start: line.start, value: value}
		s.skip(line)
		if isEmpty := value >= line.end || s.data[value] == '#' || s.data[value] == '\r'; isEmpty {
			p.value = min(line.next, s.end)
			if next, ok := s.peek(); ok && depth > 1 && next.indent > indent && next.isKey() {
				p.members, p.outlined = s.mapping(next.indent, depth-1), true
			}
		}
		parts = append(parts, p)
	}
	if s.odd {
		closed(min(s.at, s.end))
	}
	return parts
}

// key reads a key at a byte of the line: its name, and where its value begins.
func (l blockLine) key(at int) (name string, value int, ok bool) {
	rest := l.data[at:l.end]
	if len(rest) == 0 {
		return "", 0, false
	}
	colon := 0
	if rest[0] == '"' || rest[0] == '\'' {
		end, ok := quotedEnd(l.data[:l.end], at)
		if !ok {
			return "", 0, false
		}
		name = unquoted(l.data[at:end])
		colon = end - at
		for colon < len(rest) && rest[colon] == ' ' {
			colon++
		}
		if colon >= len(rest) || rest[colon] != ':' {
			return "", 0, false
		}
	} else {
		for {
			i := bytes.IndexByte(rest[colon:], ':')
			if i < 0 {
				return "", 0, false
			}
			if colon += i; colon+1 >= len(rest) || rest[colon+1] == ' ' || rest[colon+1] == '\r' || rest[colon+1] == '\t' {
				break
			}
			colon++
		}
		name = string(bytes.TrimRight(rest[:colon], " "))
		if strings.ContainsAny(name[:min(1, len(name))], "{}[]&*!|>%@`?#,-") ||
			strings.Contains(name, " #") || strings.Contains(name, "\t") {
			return "", 0, false
		}
	}
	for value = at + colon + 1; value < l.end && (l.data[value] == ' ' || l.data[value] == '\t'); {
		value++
	}
	return name, value, true
}

func unquoted(scalar []byte) string {
	inner := string(scalar[1 : len(scalar)-1])
	if scalar[0] == '\'' {
		return strings.ReplaceAll(inner, "''", "'")
	}
	if strings.ContainsRune(inner, '\\') {
		return unescaped(scalar)
	}
	return inner
}

// skip passes over a line, and over the lines of a scalar or flow collection that begins in it.
func (s *blockScanner) skip(l blockLine) {
	s.at = l.next
	at, parent, hasKey := l.text, l.indent, false
	for at < l.end && s.data[at] == '-' && (at+1 == l.end || s.data[at+1] == ' ') {
		parent = at - l.start
		for at++; at < l.end && s.data[at] == ' '; {
			at++
		}
	}
	isItem := at > l.text
	if _, value, ok := l.key(at); ok {
		if isItem {
			parent = at - l.start
		}
		at, hasKey = value, true
	}
	isOther := !hasKey && !isItem // a value on a line of its own, or a plain scalar that goes on
	if isOther && !s.open {
		return
	}
	if s.open = at >= l.end || s.data[at] == '#' || s.data[at] == '\r'; s.open {
		return
	}
	end, ok := l.end, true
	if tag := coreTag.Find(s.data[at:l.end]); at+len(tag) < l.end {
		at += len(tag)
	}
	switch s.data[at] {
	case '&', '*', '!', '\t', '?', '%':
		ok = false
	case '|', '>':
		s.odd = s.odd || isOther
		s.skipDeeper(parent)
		return
	case '"', '\'':
		end, ok = quotedEnd(s.data[:s.end], at)
	case '{', '[':
		if end, ok = flowEnd(s.data[:s.end], at); ok {
			ok = !hasAnchor(s.data[at:end])
		}
	}
	s.odd = s.odd || !ok || end > l.end && !hasKey
	if end > s.at {
		s.at = s.end
		if i := bytes.IndexByte(s.data[end:s.end], '\n'); i >= 0 {
			s.at = end + i + 1
		}
	}
}

// skipDeeper passes over the lines of a block scalar.
func (s *blockScanner) skipDeeper(indent int) {
	for s.at < s.end {
		next := s.end
		if i := bytes.IndexByte(s.data[s.at:s.end], '\n'); i >= 0 {
			next = s.at + i + 1
		}
		line := s.data[s.at:next]
		text := bytes.TrimLeft(line, " ")
		if len(bytes.TrimSpace(text)) > 0 && len(line)-len(text) <= indent {
			return
		}
		s.at = next
	}
}
