package contract

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// maxBasePaths bounds how many base paths the values of one server's variables are expanded to. Beyond it a variable matches any segment.
const maxBasePaths = 100

// basePaths are the paths of the servers' URLs without their trailing slash, so that a path template can follow. A variable stands for its
// default and each listed value.
func basePaths(servers openapi3.Servers) []string {
	var bases []string
	for _, server := range servers {
		if server == nil {
			continue
		}
		for _, base := range expandVariables(strings.TrimSuffix(serverPath(server.URL), "/"), server.Variables) {
			if !slices.Contains(bases, base) {
				bases = append(bases, base)
			}
		}
	}
	if len(bases) == 0 {
		return []string{""} // OpenAPI 3.0.3, "OpenAPI Object": without servers, the server is "/"
	}
	return bases
}

// expandVariables replaces the variables in a server's path by their values. The host's variables do not matter: the host is ignored.
func expandVariables(path string, variables map[string]*openapi3.ServerVariable) []string {
	expanded := []string{path}
	for _, name := range sortedKeys(variables) {
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
