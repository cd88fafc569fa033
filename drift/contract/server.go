package contract

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// maxBasePaths bounds how many base paths the values of one server's variables are expanded to. Beyond it a variable
// matches any segment.
const maxBasePaths = 100

// levels is how many lists of base paths are tried for an operation: its servers', its path's, the document's, and
// none.
const levels = 4

// basePaths are the base paths of an operation. The first list is of the servers that count for it: its own, or else
// its path's, or else the document's (OpenAPI 3.0.3, "Server Object"). Behind it, the path's, the document's, and no
// base path at all have a list each. No base path is in two lists.
func (c *compiler) basePaths(item *openapi3.PathItem, o *openapi3.Operation) (bases [levels][]string) {
	var own openapi3.Servers
	if o.Servers != nil {
		own = *o.Servers
	}
	seen := map[string]bool{}
	counts := false // a list that counts was found
	for level, servers := range []openapi3.Servers{own, item.Servers, c.doc.Servers, {{URL: "/"}}} {
		if len(servers) == 0 {
			continue
		}
		if !counts {
			level, counts = 0, true
		}
		for _, base := range pathsOf(servers) {
			if !seen[base] {
				seen[base] = true
				bases[level] = append(bases[level], base)
			}
		}
	}
	return bases
}

// pathsOf are the paths of the servers' URLs without their trailing slash, so that a path template can follow. A
// variable stands for its default and each listed value.
func pathsOf(servers openapi3.Servers) (paths []string) {
	for _, server := range servers {
		if server != nil {
			paths = append(paths, expandVariables(strings.TrimSuffix(serverPath(server.URL), "/"), server.Variables)...)
		}
	}
	return paths
}

// expandVariables replaces the variables in a server's path by their values. The host's variables do not matter: the
// host is ignored.
func expandVariables(path string, variables map[string]*openapi3.ServerVariable) []string {
	expanded := []string{path}
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		expression, variable := "{"+name+"}", variables[name]
		if variable == nil || !strings.Contains(path, expression) {
			continue
		}
		values := append([]string{variable.Default}, variable.Enum...)
		slices.Sort(values)
		values = slices.Compact(values)
		if len(expanded)*len(values) > maxBasePaths {
			continue
		}
		var next []string
		for _, value := range values {
			for _, p := range expanded {
				next = append(next, strings.ReplaceAll(p, expression, value))
			}
		}
		expanded = next
	}
	return expanded
}

// serverPath is the path of a server's URL, which may be relative ("/v1", "v1", "//host/v1").
func serverPath(u string) string {
	if rest, ok := strings.CutPrefix(u, "//"); ok {
		u = "https://" + rest
	}
	p := drift.Exchange{URL: u}.Path()
	if strings.HasPrefix(p, "/") || p == "" {
		return p
	}
	return "/" + strings.TrimPrefix(p, "./")
}
