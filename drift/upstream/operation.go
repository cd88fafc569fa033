package upstream

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/openapi"
)

// operation is one method of one path, where it stands in its document.
type operation struct {
	openapi.Operation
	servers []server
}

// server is one expanded server URL.
type server struct {
	origin string // "https://host", lower case and without a default port; "" if the document does not say
	path   string // without a trailing slash
	level  string // where it is written: "operation", "path", "document", or "" for the default
	index  int    // among the servers there
}

var templateExpression = regexp.MustCompile(`\{[^{}/]*\}`)

// shape is a path template without the names of its parameters.
func shape(template string) string { return templateExpression.ReplaceAllString(template, "{}") }

// serversOf are the servers of an operation: its own, its path's or the document's (OpenAPI 3.0.3, "Server Object"),
// with every listed value of their variables.
func serversOf(file *openapi.File, own, shared, top any) []server {
	var written []any
	level := ""
	for _, at := range []struct {
		name  string
		value any
	}{{"operation", own}, {"path", shared}, {"document", top}} {
		if list, _ := at.value.([]any); len(list) > 0 {
			written, level = list, at.name
			break
		}
	}
	var all []server
	for i, w := range written {
		object, _ := w.(map[string]any)
		address, _ := object["url"].(string)
		variables, _ := object["variables"].(map[string]any)
		for _, u := range expanded(address, variables) {
			s := resolved(file, u)
			s.level, s.index = level, i
			if !slices.ContainsFunc(all, func(a server) bool { return a.origin == s.origin && a.path == s.path }) {
				all = append(all, s)
			}
		}
	}
	if len(all) == 0 {
		return []server{resolved(file, "/")} // OpenAPI 3.0.3, "OpenAPI Object": without servers, the server is "/"
	}
	return all
}

// maxExpanded bounds how many URLs the variables of one server stand for.
const maxExpanded = 100

func expanded(address string, variables map[string]any) []string {
	all := []string{address}
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		variable, _ := variables[name].(map[string]any)
		first, _ := variable["default"].(string)
		values := []string{first}
		listed, _ := variable["enum"].([]any)
		for _, v := range listed {
			if s, ok := v.(string); ok && !slices.Contains(values, s) {
				values = append(values, s)
			}
		}
		var next []string
		for _, u := range all {
			for _, v := range values {
				if len(next) < maxExpanded {
					next = append(next, strings.ReplaceAll(u, "{"+name+"}", v))
				}
			}
		}
		all = next
	}
	return all
}

// resolved resolves a server's URL, which may be relative to the document's (OpenAPI 3.0.3, "Server Object").
func resolved(file *openapi.File, address string) server {
	u, err := url.Parse(address)
	if err != nil {
		return server{path: strings.TrimRight(address, "/")}
	}
	if base := file.URL(); base != nil {
		u = base.ResolveReference(u)
	}
	s := server{path: strings.TrimRight(u.EscapedPath(), "/")}
	if s.path != "" && !strings.HasPrefix(s.path, "/") {
		s.path = "/" + s.path
	}
	if u.Host != "" {
		scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
		if port := u.Port(); scheme == "https" && port == "443" || scheme == "http" && port == "80" {
			host = strings.TrimSuffix(host, ":"+port)
		}
		s.origin = scheme + "://" + host
	}
	return s
}

// addresses are the full paths of an operation, each server's path followed by the template.
func (op *operation) addresses() []string {
	var all []string
	for _, s := range op.servers {
		if a := s.path + op.Template; !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return all
}

// name is how findings name an operation.
func (op *operation) name() string {
	if id := op.id(); id != "" {
		return id
	}
	return op.title()
}

func (op *operation) id() string {
	id, _ := op.Own("operationId").(string)
	return id
}

func (op *operation) title() string { return strings.ToUpper(op.Method) + " " + op.Template }

// file is the name of the operation's document.
func (op *operation) file() string { return op.Operation.File() }
