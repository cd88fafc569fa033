package report

import (
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// contextLine is what the contract says at a place, on one line: "rate: {type: number}". It is "" if that is unknown.
func (r *Report) contextLine(p drift.Place) string {
	if r.Lines == nil || p.Line == 0 {
		return ""
	}
	lines := r.Lines(p)
	if len(lines) == 0 {
		return ""
	}
	first := strings.TrimSpace(lines[0])
	if children := directChildren(lines); len(children) > 0 {
		first = strings.TrimRight(first, " {[") + " {" + strings.Join(children, ", ") + "}"
	} else if strings.HasSuffix(first, ":") {
		first += " …"
	}
	if name, ok := declaredName(p.Pointer); ok && saysOfValue(first) {
		first = name + ": {" + first + "}"
	}
	const most = 160
	return text.Line(first, most)
}

// saysOfValue reports whether a line is a keyword that constrains a value, such as "format: date-time". Alone, it does
// not tell which property it is about.
func saysOfValue(line string) bool {
	keyword, _, _ := strings.Cut(line, ":")
	switch strings.Trim(keyword, `"' `) {
	case "allOf", "anyOf", "const", "contains", "discriminator", "enum", "exclusiveMaximum", "exclusiveMinimum", "format",
		"maxContains", "maxItems", "maxLength", "maxProperties", "maximum", "minContains", "minItems", "minLength",
		"minProperties", "minimum", "multipleOf", "not", "nullable", "oneOf", "pattern", "readOnly", "type", "uniqueItems",
		"writeOnly":
		return true
	}
	return false
}

// declaredName is the name of the property that a place declares.
func declaredName(pointer string) (string, bool) {
	name := lastToken(pointer)
	return name, strings.HasSuffix(pointer[:max(0, strings.LastIndexByte(pointer, '/'))], "/properties")
}

// directChildren are the members of the object that begins on the first line, without prose such as descriptions.
func directChildren(lines []string) (children []string) {
	head := strings.TrimRight(lines[0], " ")
	if !strings.HasSuffix(head, ":") && !strings.HasSuffix(head, "{") || len(lines) < 2 {
		return nil
	}
	const most = 4
	depth := indentation(lines[1])
	for _, line := range lines[1:] {
		trimmed := strings.TrimRight(strings.TrimSpace(line), ",")
		name := strings.Trim(trimmed[:max(0, strings.IndexByte(trimmed, ':'))], `"`)
		switch name {
		case "", "description", "example", "examples", "title", "summary":
			continue
		}
		if indentation(line) != depth || strings.HasPrefix(name, "x-") {
			continue
		}
		if len(children) == most {
			return append(children, "…")
		}
		if strings.HasSuffix(trimmed, ":") || strings.HasSuffix(trimmed, "{") || strings.HasSuffix(trimmed, "[") {
			trimmed = strings.TrimRight(trimmed, " {[") + " …"
		}
		children = append(children, trimmed)
	}
	return children
}

func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// placeLine is a place as a reader looks it up: "openapi.yaml:71".
func (r *Report) placeLine(p drift.Place) string {
	name := text.Line(r.placeFile(p), 0)
	if p.Line > 0 {
		return name + ":" + plainNumber(p.Line)
	}
	if p.Pointer != "" {
		return name + "#" + text.Line(p.Pointer, 0)
	}
	return name
}

// placeFile is the path of a place's file, in the folder of the contract as the user named it.
func (r *Report) placeFile(p drift.Place) string {
	if p.File == "" || p.File[0] == '/' || strings.Contains(p.File, "://") {
		if p.File == "" {
			return r.Contract
		}
		return p.File
	}
	folder := r.Contract[:strings.LastIndexAny(r.Contract, `/\`)+1]
	return folder + p.File
}
