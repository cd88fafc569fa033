package upstream

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// operation is one method of one path, where it stands in its document.
type operation struct {
	template string // the key under paths
	method   string // lower case
	item     *yaml.Node
	key      *yaml.Node // of the operation in its path item
	node     *yaml.Node
	servers  []server
}

// brokenPath is a path whose path item is a reference that leads nowhere.
type brokenPath struct {
	template string
	err      error
}

// server is one expanded server URL.
type server struct {
	origin string // "https://host", lower case and without a default port; "" if the document does not say
	path   string // without a trailing slash
	at     *yaml.Node
}

var (
	methods            = []string{"delete", "get", "head", "options", "patch", "post", "put", "trace"}
	templateExpression = regexp.MustCompile(`\{[^{}/]*\}`)
	number             = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
)

// findOperations lists the operations in the order of the document. What cannot be resolved is kept in broken, since
// it matters only if the contract has its path.
func (d *Document) findOperations(paths *yaml.Node) {
	for _, path := range entries(paths) {
		item, err := d.resolved(path.value)
		if err != nil {
			d.broken = append(d.broken, brokenPath{path.key.Value, err})
			continue
		}
		for _, e := range entries(item) {
			method := strings.ToLower(e.key.Value)
			if !slices.Contains(methods, method) || e.value.Kind != yaml.MappingNode {
				continue
			}
			op := &operation{template: path.key.Value, method: method, item: item, key: e.key, node: e.value}
			op.servers = d.serversOf(op)
			d.operations = append(d.operations, op)
		}
	}
}

// serversOf are the servers of an operation: its own, its path's or the document's (OpenAPI 3.0.3, "Server Object"),
// with every listed value of their variables.
func (d *Document) serversOf(op *operation) []server {
	var nodes []*yaml.Node
	for _, level := range []*yaml.Node{op.node, op.item, d.root} {
		if nodes = items(member(level, "servers")); len(nodes) > 0 {
			break
		}
	}
	var all []server
	for _, n := range nodes {
		expanded := []string{text(member(n, "url"))}
		for _, variable := range entries(member(n, "variables")) {
			values := []string{text(member(variable.value, "default"))}
			for _, v := range items(member(variable.value, "enum")) {
				if !slices.Contains(values, text(v)) {
					values = append(values, text(v))
				}
			}
			var next []string
			for _, u := range expanded {
				for _, v := range values {
					if len(next) < 100 {
						next = append(next, strings.ReplaceAll(u, "{"+variable.key.Value+"}", v))
					}
				}
			}
			expanded = next
		}
		for _, u := range expanded {
			s := d.server(u)
			if s.at = n; !slices.ContainsFunc(all, func(a server) bool { return a.origin == s.origin && a.path == s.path }) {
				all = append(all, s)
			}
		}
	}
	if len(all) == 0 {
		s := d.server("/") // OpenAPI 3.0.3, "OpenAPI Object": without servers, the server is "/"
		s.at = op.key
		return []server{s}
	}
	return all
}

// server resolves a server's URL, which may be relative to the document's (OpenAPI 3.0.3, "Server Object").
func (d *Document) server(address string) server {
	u, err := url.Parse(address)
	if err != nil {
		return server{path: strings.TrimRight(address, "/")}
	}
	if base, err := url.Parse(d.location); err == nil && d.location != "" {
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

// shape is a path template without the names of its parameters.
func shape(template string) string { return templateExpression.ReplaceAllString(template, "{}") }

// addresses are the full paths of an operation, each server's path followed by the template.
func (op *operation) addresses() []string {
	var all []string
	for _, s := range op.servers {
		if a := s.path + op.template; !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return all
}

// name is how findings name an operation.
func (op *operation) name() string {
	if id := text(member(op.node, "operationId")); id != "" {
		return id
	}
	return op.title()
}

func (op *operation) title() string { return strings.ToUpper(op.method) + " " + op.template }
