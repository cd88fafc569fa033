package main

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift/report"
	"go.yaml.in/yaml/v4"
)

// baselineEntry is an acceptance as lines of YAML, without the dash.
func baselineEntry(a report.Acceptance) string {
	var lines []string
	add := func(key string, values ...string) {
		switch {
		case len(values) == 1 && values[0] != "":
			lines = append(lines, key+": "+yamlScalar(values[0]))
		case len(values) > 1:
			var quoted []string
			for _, v := range values {
				quoted = append(quoted, yamlScalar(v))
			}
			lines = append(lines, key+": ["+strings.Join(quoted, ", ")+"]")
		}
	}
	add("rule", a.Rule)
	add("at", a.At)
	add("operation", a.Operations...)
	var statuses []string
	for _, s := range a.Statuses {
		statuses = append(statuses, s.String())
	}
	add("status", statuses...)
	add("pointer", a.Pointer)
	add("property", a.Property)
	add("key", a.Key)
	add("reason", a.Reason)
	return strings.Join(append(lines, "until: "+a.Until.String()), "\n")
}

// yamlScalar is text as YAML reads it back: plain if it is harmless, else in double quotes, as JSON writes it.
func yamlScalar(s string) string {
	const harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/.~ "
	if strings.Trim(s, harmless) == "" && s == strings.TrimSpace(s) && s != "" && !strings.ContainsAny(s[:1], "-~. ") {
		var back any
		if yaml.Load([]byte(s), &back) == nil && fmt.Sprint(back) == s {
			return s
		}
	}
	quoted := strconv.QuoteToASCII(strings.ToValidUTF8(s, "\ufffd"))
	return strings.NewReplacer(`\a`, `\x07`, `\v`, `\x0b`).Replace(quoted)
}

// appendAcceptances adds entries under accept to a configuration, and changes no other byte of it.
func appendAcceptances(config string, entries []string) (string, error) {
	var doc yaml.Node
	if strings.TrimSpace(config) != "" {
		if err := yaml.Load([]byte(config), &doc); err != nil {
			return "", err
		}
	}
	edited, err := insertEntries(config, &doc, entries)
	if err != nil {
		return "", err
	}
	before, err := parseConfig([]byte(config))
	if err != nil {
		return "", err
	}
	after, err := parseConfig([]byte(edited))
	if err != nil || len(after.Accept) != len(before.Accept)+len(entries) {
		return "", errUnknownList
	}
	after.Accept = after.Accept[:len(before.Accept):len(before.Accept)]
	if len(after.Accept) == 0 {
		after.Accept = before.Accept
	}
	if !reflect.DeepEqual(before, after) {
		return "", errUnknownList
	}
	return edited, nil
}

var errUnknownList = errors.New("entries cannot be added to it: write accept as a list with a dash before each entry")

// insertEntries adds entries at the end of the list under accept, or at the end of the file if there is none.
func insertEntries(config string, doc *yaml.Node, entries []string) (string, error) {
	lines := strings.SplitAfter(config, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	key, list := acceptNode(doc)
	switch {
	case key == nil:
		return terminated(config) + "accept:\n" + indented(entries, "  ", newline(config)), nil
	case list.Kind == yaml.SequenceNode && list.Style&yaml.FlowStyle == 0:
		end := endOfBlock(lines, lastLine(list), list.Column-1)
		return spliced(lines, end, indented(entries, strings.Repeat(" ", list.Column-1), newline(config))), nil
	case list.Kind == yaml.ScalarNode && list.Tag == "!!null" && list.Value == "":
		return spliced(lines, key.Line, indented(entries, strings.Repeat(" ", key.Column+1), newline(config))), nil
	case list.Kind == yaml.SequenceNode:
		if line, ok := withoutBrackets(lines[list.Line-1]); ok {
			lines[list.Line-1] = line
			return spliced(lines, list.Line, indented(entries, "  ", newline(config))), nil
		}
		if edited, ok := insertInBrackets(lines, list, entries); ok {
			return edited, nil
		}
	}
	return "", errors.New("accept is not a list: write it as one, with a dash before each entry")
}

// acceptNode is the key accept of a configuration and its value, or nil.
func acceptNode(doc *yaml.Node) (key, value *yaml.Node) {
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, nil
	}
	mapping := doc.Content[0].Content
	for i := 0; i+1 < len(mapping); i += 2 {
		if mapping[i].Value == "accept" {
			return mapping[i], mapping[i+1]
		}
	}
	return nil, nil
}

// lastLine is the last line on which a part of a node begins.
func lastLine(n *yaml.Node) int {
	last := n.Line
	for _, child := range n.Content {
		last = max(last, lastLine(child))
	}
	return last
}

// endOfBlock is the number of lines up to the end of a list whose dashes are indented by depth. Lines that are indented
// more continue its last item.
func endOfBlock(lines []string, last, depth int) int {
	end := last
	for i := last; i < len(lines); i++ {
		text := strings.TrimRight(lines[i], " \t\r\n")
		indentation := len(text) - len(strings.TrimLeft(text, " "))
		if text != "" && indentation <= depth {
			break
		}
		if text != "" {
			end = i + 1
		}
	}
	return end
}

// indented are entries as items of a list.
func indented(entries []string, indent, newline string) string {
	var b strings.Builder
	for _, e := range entries {
		for i, line := range strings.Split(e, "\n") {
			dash := "- "
			if i > 0 {
				dash = "  "
			}
			b.WriteString(indent + dash + line + newline)
		}
	}
	return b.String()
}

// spliced inserts text after so many lines.
func spliced(lines []string, after int, text string) string {
	return terminated(strings.Join(lines[:after], "")) + text + strings.Join(lines[after:], "")
}

// terminated is text that ends with a line end, unless it is empty.
func terminated(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + newline(text)
}

func newline(text string) string {
	if strings.Contains(text, "\r\n") {
		return "\r\n"
	}
	return "\n"
}
