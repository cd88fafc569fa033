package upstream

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/oasdiff/oasdiff/checker"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"go.yaml.in/yaml/v4"
)

// HasRule reports whether a rule is about a published document: one of oasdiff's, or of [drift.Rules] with the
// subject [drift.Document].
func HasRule(name string) bool {
	_, ok := checker.GetCheckLevels()[name]
	rule, ours := drift.RuleNamed(name)
	return ok || ours && rule.Of == drift.Document
}

// servers compares the URLs of the operation. oasdiff compares servers, and has no rule for them.
//
// A URL is server and path together, so that a path that moved into the server's URL is no change. A relative server
// URL in a document that was read from a file stands for any host.
func (c *comparison) servers(contract *Document, op *operation, d *Document, published *operation) {
	has := func(servers []server, template string, s server, path string) bool {
		return slices.ContainsFunc(servers, func(o server) bool {
			return shape(o.path+template) == shape(s.path+path) && (o.origin == s.origin || o.origin == "" || s.origin == "")
		})
	}
	var names []string
	for _, s := range published.servers {
		names = append(names, s.origin+s.path+published.template)
	}
	at := published.servers[0].at
	for _, s := range op.servers {
		if !has(published.servers, published.template, s, op.template) {
			c.own(drift.ServerRemoved, drift.Breaking, at,
				fmt.Sprintf("expected the URL %s, saw %s", s.origin+s.path+op.template, strings.Join(names, ", ")))
		}
	}
	for _, s := range published.servers {
		if !has(op.servers, op.template, s, published.template) && len(published.servers) > 1 {
			c.own(drift.ServerAdded, drift.Additive, s.at,
				fmt.Sprintf("saw the URL %s, which the contract does not have", s.origin+s.path+published.template))
		}
	}
}

func (c *comparison) own(rule string, severity drift.Severity, at *yaml.Node, message string) {
	c.findings = append(c.findings, drift.Finding{Rule: rule, Severity: severity, Operation: c.operation, Message: message,
		Source: drift.Source{File: c.file, Entry: -1, Line: at.Line, Column: at.Column}})
}

// operationOf is the one operation of an extracted document.
func operationOf(root *yaml.Node) *yaml.Node {
	for _, path := range entries(member(root, "paths")) {
		for _, op := range entries(path.value) {
			return op.value
		}
	}
	return nil
}

func responsesOf(root *yaml.Node) *yaml.Node { return member(operationOf(root), "responses") }

// spreadStatuses lets each side have every status that the other names and that a range or the default of its own
// stands for: so 404 is compared with what 4XX says, and no status is missed that is documented under another name.
func spreadStatuses(ours, theirs *yaml.Node) {
	a, b := responsesOf(ours), responsesOf(theirs)
	spread := func(from, to *yaml.Node) {
		for _, e := range entries(from) {
			status := e.key.Value
			if _, err := strconv.Atoi(status); err != nil || member(to, status) != nil {
				continue
			}
			for _, wider := range []string{status[:1] + "XX", "default"} {
				if w := memberEntry(to, wider); w.value != nil {
					set(to, stringNode(w.key, status), w.value)
					break
				}
			}
		}
		sortMembers(to)
	}
	spread(a, b)
	spread(b, a)
}

// rangesOfStatuses finds ranges and defaults that are gone or new. oasdiff passes over statuses that are no number.
func (c *comparison) rangesOfStatuses() {
	a, b := responsesOf(c.ourRoot), responsesOf(c.theirRoot)
	rule := func(status, change string) string {
		if status == "2XX" {
			return "response-success-status-" + change
		}
		return "response-non-success-status-" + change
	}
	for _, e := range entries(a) {
		if _, err := strconv.Atoi(e.key.Value); err != nil && member(b, e.key.Value) == nil {
			c.own(rule(e.key.Value, "removed"), drift.Breaking, b, fmt.Sprintf("expected the response %s, saw none", e.key.Value))
		}
	}
	for _, e := range entries(b) {
		if _, err := strconv.Atoi(e.key.Value); err != nil && member(a, e.key.Value) == nil {
			c.own(rule(e.key.Value, "added"), drift.Additive, e.key, fmt.Sprintf("saw the response %s, which the contract does not have", e.key.Value))
		}
	}
}

// serializations compares how parameters are written (OpenAPI 3.0.3, "Parameter Object", style). oasdiff compares it,
// and has no rule for it.
func (c *comparison) serializations() {
	theirParameters := parametersOf(c.theirRoot)
	for name, p := range parametersOf(c.ourRoot) {
		if q := theirParameters[name]; q != nil && serialization(p) != serialization(q) {
			c.own(drift.RequestParameterSerializationChanged, drift.Breaking, q, fmt.Sprintf("expected the parameter %s as %s, saw %s", name, serialization(p), serialization(q)))
		}
	}
}

func parametersOf(root *yaml.Node) map[string]*yaml.Node {
	all := map[string]*yaml.Node{}
	for _, p := range items(member(operationOf(root), "parameters")) {
		all[text(member(p, "in"))+" "+text(member(p, "name"))] = p
	}
	return all
}

// serialization is how a parameter is written. For a single value, style and explode make no difference in the styles
// that are the defaults.
func serialization(p *yaml.Node) string {
	if content := entries(member(p, "content")); len(content) > 0 {
		return content[0].key.Value
	}
	style := "simple"
	if in := text(member(p, "in")); in == "query" || in == "cookie" {
		style = "form"
	}
	if s := text(member(p, "style")); s != "" {
		style = s
	}
	explode := style == "form"
	if e := member(p, "explode"); e != nil {
		explode = isTrue(e)
	}
	s := "style " + style
	if t := text(member(member(p, "schema"), "type")); explode && (t == "array" || t == "object" || t == "") {
		s += ", exploded"
	}
	if isTrue(member(p, "allowReserved")) {
		s += ", with reserved characters"
	}
	return s
}

// headers compares what documented response headers may be. oasdiff has rules for their presence, type, format and
// bounds, and none for these.
func (c *comparison) headers() {
	theirResponses := responsesOf(c.theirRoot)
	for _, r := range entries(responsesOf(c.ourRoot)) {
		theirs := member(member(theirResponses, r.key.Value), "headers")
		for _, h := range entries(member(r.value, "headers")) {
			their := member(theirs, h.key.Value)
			if their == nil {
				continue
			}
			before, after := member(h.value, "schema"), member(their, "schema")
			for _, keyword := range []string{"enum", "pattern"} {
				a, b := member(before, keyword), member(after, keyword)
				if a == nil && b == nil || a != nil && b != nil && fingerprint(a) == fingerprint(b) {
					continue
				}
				f := drift.Finding{Rule: drift.ResponseHeaderConstraintRemoved, Severity: drift.Breaking, Operation: c.operation}
				if narrower(keyword, a, b) {
					f.Rule, f.Severity = drift.ResponseHeaderConstraintAdded, drift.Additive
				}
				f.Status, _ = drift.ParseStatus(r.key.Value)
				f.Message = fmt.Sprintf("expected the header %s with %s %s, saw %s", h.key.Value, keyword, shown(a), shown(b))
				f.Source = drift.Source{File: c.file, Entry: -1, Line: their.Line, Column: their.Column}
				c.findings = append(c.findings, f)
			}
		}
	}
}

// narrower reports whether a keyword's value b allows nothing that a does not.
func narrower(keyword string, a, b *yaml.Node) bool {
	if a == nil || b == nil {
		return a == nil
	}
	if keyword == "enum" {
		for _, value := range items(b) {
			if !slices.ContainsFunc(items(a), func(n *yaml.Node) bool { return fingerprint(n) == fingerprint(value) }) {
				return false
			}
		}
		return true
	}
	return false
}

// shown is a value in a message.
func shown(n *yaml.Node) string {
	if n == nil {
		return "none"
	}
	return shorten(fingerprint(n))
}

// sunset compares the day on which the operation ends. oasdiff has a rule only for one that comes too early.
func (c *comparison) sunset() {
	a, b := operationOf(c.ourRoot), memberEntry(operationOf(c.theirRoot), "x-sunset")
	if before := text(member(a, "x-sunset")); before != "" && b.value != nil && before != text(b.value) {
		c.own(drift.SunsetDateChanged, drift.Additive, b.key, fmt.Sprintf("expected the sunset date %s, saw %s", shorten(before), shorten(text(b.value))))
	}
}
