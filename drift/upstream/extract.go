package upstream

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

const (
	maxInlined   = 20_000    // nodes of one operation up to which schemas are put where they are referred to
	maxExtracted = 1_000_000 // nodes of one operation with everything that it refers to
)

var errTooLarge = errors.New("the operation refers to more than can be compared")

// extractor brings one operation, with everything that it refers to, into the form in which it is compared: a
// document of its own.
type extractor struct {
	d      *Document
	inline bool // whether schemas are put where they are referred to; otherwise they stay references
	nodes  int
	open   []openSchema          // the schemas that are being put in place
	cycles map[*yaml.Node]string // schemas that refer to themselves, or all that are referred to, with the name of their component
	later  []*yaml.Node          // of these, those whose component is still to be made
	at     []string              // the JSON pointer of the schema that is being made, by its tokens
}

type openSchema struct {
	node *yaml.Node
	at   string
}

// extract makes the document for one operation, under the path template and with the path parameters' names of the
// contract. Inlined, both sides are alike whatever their schemas are called; an operation for whose schemas that is
// too much keeps them as components.
func (d *Document) extract(op *operation, template string, inline bool) (*yaml.Node, error) {
	x := &extractor{d: d, inline: inline, cycles: map[*yaml.Node]string{}}
	at := op.key
	operation, err := x.operation(op, template)
	if err != nil {
		return nil, fmt.Errorf("%s in %s: %w", op.title(), d.name, err)
	}
	securityKey, security, schemes, err := x.security(op)
	if err != nil {
		return nil, fmt.Errorf("%s in %s: %w", op.title(), d.name, err)
	}
	set(operation, stringNode(securityKey, "security"), security)
	schemas := mapping(at)
	for len(x.later) > 0 {
		n := x.later[0]
		x.later = x.later[1:]
		x.at = []string{"components", "schemas", x.cycles[n]}
		x.open = []openSchema{{n, ""}}
		schema, err := x.schema(n)
		if err != nil {
			return nil, fmt.Errorf("%s in %s: %w", op.title(), d.name, err)
		}
		set(schemas, stringNode(n, x.cycles[n]), schema)
	}
	sortMembers(schemas)

	item, paths, info, components, root := mapping(at), mapping(at), mapping(at), mapping(at), mapping(at)
	set(item, op.methodKey(), operation)
	set(paths, stringNode(at, template), item)
	set(info, stringNode(at, "title"), stringNode(at, "operation"))
	set(info, stringNode(at, "version"), stringNode(at, "0"))
	set(components, stringNode(at, "schemas"), schemas)
	set(components, stringNode(at, "securitySchemes"), schemes)
	set(root, stringNode(at, "openapi"), stringNode(at, "3.1.0"))
	set(root, stringNode(at, "info"), info)
	set(root, stringNode(at, "paths"), paths)
	set(root, stringNode(at, "components"), components)
	return root, nil
}

func (op *operation) methodKey() *yaml.Node { return stringNode(op.key, op.method) }

// made counts a node of the result.
func (x *extractor) made() error {
	x.nodes++
	if x.inline && x.nodes > maxInlined || x.nodes > maxExtracted {
		return errTooLarge
	}
	return nil
}

func (x *extractor) operation(op *operation, template string) (*yaml.Node, error) {
	result := mapping(op.key)
	parameters, err := x.parameters(op, template)
	if err != nil {
		return nil, err
	}
	set(result, stringNode(cmp.Or(memberEntry(op.node, "parameters").key, op.key), "parameters"), parameters)
	if e := memberEntry(op.node, "requestBody"); e.value != nil {
		body, err := x.d.resolved(e.value)
		if err != nil {
			return nil, fmt.Errorf("the request body: %w", err)
		}
		made := mapping(e.key)
		if required := memberEntry(body, "required"); isTrue(required.value) {
			set(made, required.key, trueNode(required.value))
		}
		x.at = []string{"requestBody"}
		if err := x.content(made, body); err != nil {
			return nil, fmt.Errorf("the request body: %w", err)
		}
		set(result, e.key, made)
	}
	responses, err := x.responses(op)
	if err != nil {
		return nil, err
	}
	set(result, stringNode(cmp.Or(memberEntry(op.node, "responses").key, op.key), "responses"), responses)
	lifecycle(result, op.node)
	return result, nil
}

// lifecycle keeps what announces the end of something. oasdiff looks at a sunset date only beside a deprecation,
// which it implies.
func lifecycle(made, n *yaml.Node) {
	if e := memberEntry(n, "deprecated"); isTrue(e.value) {
		set(made, e.key, trueNode(e.value))
	}
	if e := memberEntry(n, "x-sunset"); text(e.value) != "" {
		set(made, stringNode(e.key, "deprecated"), trueNode(e.value))
		set(made, e.key, stringNode(e.value, text(e.value)))
	}
}

// ignoredHeaders are header parameters that OpenAPI says to ignore (3.0.3, "Parameter Object").
var ignoredHeaders = []string{"Accept", "Content-Type", "Authorization"}

// parameters are the operation's and its path's, the former winning, in a fixed order and with the contract's names
// in the path.
func (x *extractor) parameters(op *operation, template string) (*yaml.Node, error) {
	renamed := map[string]string{}
	names, ours := templateExpression.FindAllString(op.template, -1), templateExpression.FindAllString(template, -1)
	if theirs := x.d.namesByPosition(op, template); theirs != nil {
		names = theirs
	}
	for i := range min(len(names), len(ours)) {
		renamed[strings.Trim(names[i], "{}")] = strings.Trim(ours[i], "{}")
	}
	type parameter struct{ in, name string }
	found := map[parameter]*yaml.Node{}
	for _, level := range []*yaml.Node{op.node, op.item} {
		for _, item := range items(member(level, "parameters")) {
			n, err := x.d.resolved(item)
			if err != nil {
				return nil, fmt.Errorf("a parameter: %w", err)
			}
			p := parameter{text(member(n, "in")), text(member(n, "name"))}
			switch p.in {
			case "header":
				if p.name = http.CanonicalHeaderKey(p.name); slices.Contains(ignoredHeaders, p.name) {
					continue
				}
			case "path":
				var ok bool
				if p.name, ok = renamed[p.name]; !ok {
					continue // it stands nowhere in the path
				}
			case "query", "cookie":
			default:
				return nil, fmt.Errorf("the parameter %q is in %q, which is not a place for one", shorten(p.name), shorten(p.in))
			}
			if found[p] != nil {
				continue
			}
			if found[p], err = x.parameter(n, p.in, p.name); err != nil {
				return nil, fmt.Errorf("the parameter %s: %w", p.name, err)
			}
		}
	}
	for _, name := range renamed { // a path parameter that is not described is a string
		if p := (parameter{"path", name}); found[p] == nil {
			made := mapping(op.key)
			set(made, stringNode(op.key, "name"), stringNode(op.key, name))
			set(made, stringNode(op.key, "in"), stringNode(op.key, "path"))
			set(made, stringNode(op.key, "required"), trueNode(op.key))
			schema := mapping(op.key)
			set(schema, stringNode(op.key, "type"), stringNode(op.key, "string"))
			set(made, stringNode(op.key, "schema"), schema)
			found[p] = made
		}
	}
	keys := make([]parameter, 0, len(found))
	for p := range found {
		keys = append(keys, p)
	}
	slices.SortFunc(keys, func(a, b parameter) int { return cmp.Or(cmp.Compare(a.in, b.in), cmp.Compare(a.name, b.name)) })
	list := sequence(op.key)
	for _, p := range keys {
		list.Content = append(list.Content, found[p])
	}
	return list, nil
}

// namesByPosition are the path parameters of the operation in the order of the contract's template, for an operation
// whose template is a part of it or the other way round: the rest stands in the server's URL. It is nil if the
// templates have as many.
func (d *Document) namesByPosition(op *operation, template string) []string {
	all := templateExpression.FindAllString(op.template, -1)
	if n := len(templateExpression.FindAllString(template, -1)); len(all) > n {
		return all[len(all)-n:]
	}
	return nil
}

func (x *extractor) parameter(n *yaml.Node, in, name string) (*yaml.Node, error) {
	made := mapping(n)
	nameKey := memberEntry(n, "name").key
	set(made, nameKey, stringNode(nameKey, name))
	set(made, stringNode(nameKey, "in"), stringNode(nameKey, in))
	if e := memberEntry(n, "required"); in == "path" {
		set(made, stringNode(cmp.Or(e.key, nameKey), "required"), trueNode(nameKey))
	} else if isTrue(e.value) {
		set(made, e.key, trueNode(e.value))
	}
	lifecycle(made, n)
	x.at = []string{"parameters", in, name}
	for _, keyword := range []string{"style", "explode", "allowReserved"} { // compared by serialization
		if e := memberEntry(n, keyword); e.value != nil && e.value.Kind == yaml.ScalarNode {
			set(made, e.key, e.value)
		}
	}
	if e := memberEntry(n, "schema"); e.value != nil {
		schema, err := x.schemaAt(e.value, "schema")
		if err != nil {
			return nil, err
		}
		set(made, e.key, schema)
	}
	return made, x.content(made, n)
}

// content copies what is under content, without examples, to made.
func (x *extractor) content(made, n *yaml.Node) error {
	e := memberEntry(n, "content")
	if len(entries(e.value)) == 0 {
		return nil
	}
	content := mapping(e.key)
	for _, m := range entries(e.value) {
		mediaType, err := x.d.resolved(m.value)
		if err != nil {
			return err
		}
		name := mediaRange(m.key.Value)
		body := mapping(m.key)
		for _, keyword := range []string{"schema", "itemSchema"} {
			if s := memberEntry(mediaType, keyword); s.value != nil {
				back := len(x.at)
				x.at = append(x.at, "content", name)
				schema, err := x.schemaAt(s.value, keyword)
				if err != nil {
					return fmt.Errorf("the schema of %s: %w", name, err)
				}
				x.at = x.at[:back]
				set(body, s.key, schema)
			}
		}
		if member(content, name) == nil {
			set(content, stringNode(m.key, name), body)
		}
	}
	sortMembers(content)
	set(made, e.key, content)
	return nil
}

// mediaRange is a media type in lower case and without its charset, which makes no difference to what is in it (RFC
// 9110, section 8.3.1; RFC 8259, section 11).
func mediaRange(s string) string {
	parts := strings.Split(strings.ToLower(s), ";")
	kept := []string{strings.TrimSpace(parts[0])}
	for _, p := range parts[1:] {
		if p = strings.TrimSpace(p); p != "" && !strings.HasPrefix(p, "charset=") {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ";")
}

func (x *extractor) responses(op *operation) (*yaml.Node, error) {
	e := memberEntry(op.node, "responses")
	if len(entries(e.value)) == 0 {
		return nil, errors.New("it documents no response")
	}
	made := mapping(e.key)
	for _, r := range entries(e.value) {
		status := r.key.Value
		if strings.HasPrefix(status, "x-") {
			continue
		}
		if status = strings.ToUpper(status); status == "DEFAULT" {
			status = "default"
		}
		response, err := x.d.resolved(r.value)
		if err != nil {
			return nil, fmt.Errorf("response %s: %w", shorten(status), err)
		}
		body := mapping(r.key)
		set(body, stringNode(r.key, "description"), stringNode(r.key, ""))
		if h := memberEntry(response, "headers"); len(entries(h.value)) > 0 {
			headers, err := x.headers(status, h)
			if err != nil {
				return nil, fmt.Errorf("response %s: %w", shorten(status), err)
			}
			set(body, h.key, headers)
		}
		x.at = []string{"responses", status}
		if err := x.content(body, response); err != nil {
			return nil, fmt.Errorf("response %s: %w", shorten(status), err)
		}
		set(made, stringNode(r.key, status), body)
	}
	sortMembers(made)
	return made, nil
}

func (x *extractor) headers(status string, e entry) (*yaml.Node, error) {
	made := mapping(e.key)
	for _, h := range entries(e.value) {
		name := http.CanonicalHeaderKey(h.key.Value)
		if name == "Content-Type" { // OpenAPI 3.0.3, "Response Object": such a definition shall be ignored
			continue
		}
		n, err := x.d.resolved(h.value)
		if err != nil {
			return nil, fmt.Errorf("header %s: %w", name, err)
		}
		header := mapping(h.key)
		if r := memberEntry(n, "required"); isTrue(r.value) {
			set(header, r.key, trueNode(r.value))
		}
		lifecycle(header, n)
		x.at = []string{"responses", status, "headers", name}
		if s := memberEntry(n, "schema"); s.value != nil {
			schema, err := x.schemaAt(s.value, "schema")
			if err != nil {
				return nil, fmt.Errorf("header %s: %w", name, err)
			}
			set(header, s.key, schema)
		}
		if err := x.content(header, n); err != nil {
			return nil, fmt.Errorf("header %s: %w", name, err)
		}
		set(made, stringNode(h.key, name), header)
	}
	sortMembers(made)
	return made, nil
}
