package main

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// insertInBrackets adds entries at the end of a list in brackets (YAML's flow style). It is false if the closing
// bracket cannot be found.
func insertInBrackets(lines []string, list *yaml.Node, entries []string) (string, bool) {
	before, rest := splitAt(lines, list.Line, list.Column)
	start := strings.IndexByte(rest, '[')
	if start < 0 {
		return "", false
	}
	before, rest = before+rest[:start], rest[start:]
	last, end := endOfBrackets(rest)
	if end < 0 {
		return "", false
	}
	comma := ","
	if rest[last] == ',' || rest[last] == '[' {
		comma = ""
	}
	lineEnd := newline(strings.Join(lines, ""))
	var items []string
	for _, e := range entries {
		items = append(items, "{"+strings.ReplaceAll(e, "\n", ", ")+"}")
	}
	gap := rest[last+1 : end]
	line := strings.LastIndexByte(gap, '\n') + 1
	if line == 0 { // the bracket stands behind the last item
		return before + rest[:last+1] + comma + lineEnd + "  " + strings.Join(items, ","+lineEnd+"  ") + rest[last+1:], true
	}
	indent := gap[line:] + "  "
	if len(list.Content) > 0 {
		if first := list.Content[0]; strings.TrimSpace(lines[first.Line-1][:first.Column-1]) == "" {
			indent = lines[first.Line-1][:first.Column-1]
		}
	}
	added := indent + strings.Join(items, ","+lineEnd+indent) + lineEnd
	return before + rest[:last+1] + comma + gap[:line] + added + gap[line:] + rest[end:], true
}

// withoutBrackets removes the brackets of an empty list, so that items can follow on the next lines.
func withoutBrackets(line string) (string, bool) {
	after, ok := strings.CutPrefix(line, "accept:")
	before, rest, found := strings.Cut(after, "[")
	inside, rest, closed := strings.Cut(rest, "]")
	if !ok || !found || !closed || strings.TrimSpace(before+inside) != "" {
		return "", false
	}
	return "accept:" + rest, true
}

// splitAt splits a text at a line and a column, in characters.
func splitAt(lines []string, line, column int) (before, rest string) {
	text := strings.Join(lines[line-1:], "")
	at := 0
	for i := range text {
		if column--; column == 0 {
			at = i
			break
		}
	}
	return strings.Join(lines[:line-1], "") + text[:at], text[at:]
}

// endOfBrackets finds the end of a list at the start of a text: the index of its closing bracket, or -1, and that of
// the last byte before it that is neither white space nor part of a comment.
func endOfBrackets(text string) (last, end int) {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case ' ', '\t', '\r', '\n':
			continue
		case '#':
			if strings.IndexByte(" \t\r\n", text[i-1]) >= 0 {
				i += max(0, strings.IndexByte(text[i:]+"\n", '\n')-1)
				continue
			}
		case '"', '\'':
			if strings.IndexByte(" \t\r\n[{,:", text[i-1]) >= 0 {
				i += quotedLength(text[i:]) - 1
			}
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return last, i
			}
		}
		last = i
	}
	return last, -1
}

// quotedLength is the length of the quoted scalar at the start of a text. A doubled single quote, or a backslash within
// double quotes, does not end it.
func quotedLength(text string) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && text[0] == '"':
			i++
		case text[i] != text[0]:
		case text[0] == '\'' && strings.HasPrefix(text[i+1:], "'"):
			i++
		default:
			return i + 1
		}
	}
	return len(text)
}
