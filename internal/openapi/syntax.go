package openapi

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// oneLine is an error's text up to the first line that says something: those of YAML and of schemas have several. It
// quotes no value of a file: a reference may lead to any file, and a log is read by others.
func (d *Document) oneLine(err error) string {
	message := err.Error()
	if found := misformed.FindStringSubmatch(firstLine(message)); found != nil {
		return d.syntaxError(fmt.Sprintf("#%s, line %s: the value does not have the form that OpenAPI asks for",
			found[2], found[1]))
	}
	if at := strings.Index(message, unreadable); at >= 0 {
		return d.syntaxError(message[at+len(unreadable):])
	}
	return text.Fold(firstLine(message), text.MaxError)
}

// unreadable begins what kin-openapi says of a file that is not YAML or JSON, or not an OpenAPI document.
const unreadable = "failed to unmarshal data: "

// syntaxError is such an error with the name of the file, if it is not the document's own, in plain words, and with
// the lines of the file as an editor has them.
func (d *Document) syntaxError(message string) string {
	file, shown := d.root, ""
	if d.last != "" && d.last != d.root {
		file, shown = d.last, text.Line(d.relative(d.last), text.MaxName)+": "
	}
	if _, yaml, ok := strings.Cut(message, "yaml error: "); ok { // of JSON, too: it is the better one
		message = yaml
	}
	message, isYAML := strings.CutPrefix(firstLine(message), "yaml: ")
	message, isRead := strings.CutPrefix(message, "construct errors: ")
	if isYAML && !isRead {
		shown += neither
	}
	message = lineInError.ReplaceAllStringFunc(message, func(found string) string {
		number, _ := strconv.Atoi(strings.TrimPrefix(found, "line "))
		location := openapi3.Location{File: file, Line: number, Column: 1}
		if n, _ := d.editor(location); n > 0 {
			return "line " + strconv.Itoa(n)
		}
		return found
	})
	message = wrongType.ReplaceAllStringFunc(message, func(found string) string {
		parts := wrongType.FindStringSubmatch(found)
		return "expected " + kindOf(parts[2]) + ", saw " + seenKind(parts[1])
	})
	message = withoutNames(message)
	return text.Fold(shown+message, text.MaxError)
}

// neither begins what is said of a text that a parser cannot read.
const neither = "it is neither YAML nor JSON: "

// firstLine is the first line that says something.
func firstLine(message string) string {
	line, rest, _ := strings.Cut(strings.TrimSpace(message), "\n")
	if line = strings.TrimSpace(line); strings.HasSuffix(line, ":") {
		second, _, _ := strings.Cut(strings.TrimSpace(rest), "\n")
		line += " " + strings.TrimSpace(second)
	}
	return line
}

// What the YAML library says of values of a wrong type, and how it quotes names and values.
var (
	lineInError = regexp.MustCompile(`\bline (\d+)`)
	wrongType   = regexp.MustCompile("cannot construct !!(\\w+)(?: `[^`]*`)? into ([^\\s:]+)")
	wrongName   = regexp.MustCompile("(mapping key|anchor) (?:\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*')")
)

// withoutNames is an error of the YAML library that quotes no name.
func withoutNames(message string) string { return wrongName.ReplaceAllString(message, "$1") }

// misformed is how the loader says that a value has another form than its model: with the names of Go types.
var misformed = regexp.MustCompile(`\bline (\d+): cannot (?:construct|unmarshal) .* in (/\S*)$`)

// kindOf names what is expected where the YAML library knows a Go type.
func kindOf(goType string) string {
	switch {
	case strings.Contains(goType, "bool"):
		return "true or false"
	case strings.Contains(goType, "int"), strings.Contains(goType, "float"):
		return "a number"
	case strings.HasPrefix(goType, "[]"), goType == "openapi3.Types":
		return "a list"
	case goType == "string":
		return "text"
	}
	return "an object"
}

// seenKind names a tag of YAML.
func seenKind(tag string) string {
	switch tag {
	case "str":
		return "text"
	case "map":
		return "an object"
	case "seq":
		return "a list"
	case "bool":
		return "true or false"
	case "null":
		return "nothing"
	}
	return "a number"
}
