package upstream

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// security is what authenticates an operation, its own or the document's requirements (OpenAPI 3.0.3, "Security
// Requirement Object"), and the schemes that these name.
func (x *extractor) security(op *operation) (key, requirements, schemes *yaml.Node, err error) {
	e := memberEntry(op.node, "security")
	if e.value == nil {
		e = memberEntry(x.d.root, "security")
	}
	key = cmp.Or(e.key, op.key)
	requirements, schemes = sequence(key), mapping(key)
	all := member(member(x.d.root, "components"), "securitySchemes")
	for _, alternative := range items(e.value) {
		made := mapping(alternative)
		for _, s := range entries(alternative) {
			name := s.key.Value
			scheme, err := x.d.resolved(member(all, name))
			if err != nil {
				return nil, nil, nil, fmt.Errorf("the security scheme %q: %w", shorten(name), err)
			}
			if scheme == nil {
				return nil, nil, nil, fmt.Errorf("the security scheme %q is not in components", shorten(name))
			}
			set(schemes, s.key, x.scheme(scheme))
			scopes := sequence(s.value)
			for _, scope := range items(s.value) {
				scopes.Content = append(scopes.Content, stringNode(scope, text(scope)))
			}
			sortScalars(scopes)
			set(made, s.key, scopes)
		}
		sortMembers(made)
		requirements.Content = append(requirements.Content, made)
	}
	sortMembers(schemes)
	return key, requirements, schemes, nil
}

// scheme keeps what decides how a request is authenticated.
func (x *extractor) scheme(n *yaml.Node) *yaml.Node {
	made := mapping(n)
	for _, keyword := range []string{"type", "scheme", "in", "name", "openIdConnectUrl"} {
		e := memberEntry(n, keyword)
		if text(e.value) == "" {
			continue
		}
		value := text(e.value)
		if keyword == "scheme" || keyword == "name" && text(member(n, "in")) == "header" {
			value = strings.ToLower(value) // RFC 9110, sections 11.1 and 5.1
		}
		set(made, e.key, stringNode(e.value, value))
	}
	if flows := memberEntry(n, "flows"); len(entries(flows.value)) > 0 {
		all := mapping(flows.key)
		for _, flow := range entries(flows.value) {
			kept := mapping(flow.key)
			for _, keyword := range []string{"authorizationUrl", "tokenUrl", "refreshUrl"} {
				if e := memberEntry(flow.value, keyword); text(e.value) != "" {
					set(kept, e.key, stringNode(e.value, text(e.value)))
				}
			}
			set(kept, stringNode(flow.key, "scopes"), mapping(flow.key)) // an operation's scopes stand in its requirements
			set(all, flow.key, kept)
		}
		sortMembers(all)
		set(made, flows.key, all)
	}
	sortMembers(made)
	return made
}

// renameSchemes gives the published document's security schemes the contract's names where they are the same, since a
// name is no more than that.
func renameSchemes(contract, published *yaml.Node) {
	ours := member(member(contract, "components"), "securitySchemes")
	theirs := member(member(published, "components"), "securitySchemes")
	names := map[string]string{}
	for _, their := range entries(theirs) {
		if our := member(ours, their.key.Value); our != nil && fingerprint(our) == fingerprint(their.value) {
			names[their.key.Value] = their.key.Value
		}
	}
	taken := func(name string) bool {
		for _, n := range names {
			if n == name {
				return true
			}
		}
		return false
	}
	for _, their := range entries(theirs) {
		for _, our := range entries(ours) {
			if names[their.key.Value] == "" && !taken(our.key.Value) && fingerprint(our.value) == fingerprint(their.value) {
				names[their.key.Value] = our.key.Value
			}
		}
	}
	for _, their := range entries(theirs) { // another scheme under a name that is given away needs another name
		if name := their.key.Value; names[name] == "" {
			names[name] = name
			for slices.ContainsFunc(entries(theirs), func(e entry) bool { return e.key.Value != name && names[e.key.Value] == names[name] }) {
				names[name] += "-"
			}
		}
	}
	rename := func(n *yaml.Node) {
		for i := 0; i+1 < len(n.Content); i += 2 {
			n.Content[i] = stringNode(n.Content[i], names[n.Content[i].Value])
		}
		sortMembers(n)
	}
	rename(theirs)
	for _, alternative := range items(member(operationOf(published), "security")) {
		rename(alternative)
	}
}

func fingerprint(n *yaml.Node) string {
	e := emit(n)
	return string(e.data)
}
