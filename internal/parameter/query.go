package parameter

import (
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Query is the pairs of a query, a cookie or a form, and which of them were taken by a parameter.
type Query struct {
	pairs  []pair
	byName map[string][]int // positions of pairs, by name and, for a deepObject, by what stands before the first "["

	objects map[*openapi3.Schema]bool // exploded objects whose properties were taken
}

type pair struct {
	name  string
	raw   string // of the value, as it was sent
	taken bool
}

// ParseQuery reads a query or a form (WHATWG URL, "application/x-www-form-urlencoded parsing"). What cannot be
// unescaped stays as it is.
func ParseQuery(raw string) (q Query) {
	if raw == "" {
		return q
	}
	for part := range strings.SplitSeq(raw, "&") {
		if part != "" {
			name, value, _ := strings.Cut(part, "=")
			q.add(Unescape(name), value)
		}
	}
	return q
}

func (q *Query) add(name, raw string) {
	if q.byName == nil {
		q.byName = map[string][]int{}
	}
	q.byName[name] = append(q.byName[name], len(q.pairs))
	if base, _, deep := strings.Cut(name, "["); deep {
		q.byName[base+"["] = append(q.byName[base+"["], len(q.pairs))
	}
	q.pairs = append(q.pairs, pair{name: name, raw: raw})
}

// ParseCookies reads Cookie fields (RFC 6265, section 4.2.1). Their values are not escaped.
func ParseCookies(fields []string) (q Query) {
	for _, field := range fields {
		for part := range strings.SplitSeq(field, ";") {
			if name, value, ok := strings.Cut(strings.TrimSpace(part), "="); ok {
				q.add(name, url.QueryEscape(strings.Trim(value, `"`)))
			}
		}
	}
	return q
}

// Unescape undoes the escapes of a query. What cannot be unescaped stays as it is.
func Unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// Take is the JSON of a parameter, and false if it is not there. Its pairs are then taken.
func (q *Query) Take(name string, style Style, schema *openapi3.Schema) ([]byte, bool) {
	kinds := kindsOf(schema)
	if style.Name == "deepObject" {
		if n := q.takeDeep(name); n != nil {
			return n.appendJSON(nil, schema), true
		}
	}
	if style.Name == "form" && style.Explode && kinds.has(object) && !kinds.isScalar() && !kinds.has(array) {
		if json, ok := q.takeProperties(schema); ok {
			return json, true
		}
		return q.takeContainer(name, kinds)
	}
	values := q.take(name)
	if len(values) == 0 && kinds.has(array) { // "ids[]=1", as many programs write it
		values = q.take(name + "[]")
	}
	if len(values) == 0 {
		return nil, false
	}
	if json, ok := container(Unescape(values[0]), kinds); ok && len(values) == 1 {
		return json, true
	}
	if len(values) > 1 || kinds.has(array) && style.Explode {
		n := &node{array: kinds.has(array) && !kinds.isScalar() || len(values) > 1}
		if !n.array {
			return list(values, values[0], false, schema, Unescape), true
		}
		for _, v := range values {
			n.children = append(n.children, child{"", &node{text: Unescape(v), scalar: true}})
		}
		return n.appendJSON(nil, schema), true
	}
	return list(split(values[0], style), values[0], false, schema, Unescape), true
}

// TakeText is the text of a parameter that is written as one value, and false if it is not there.
func (q *Query) TakeText(name string) (string, bool) {
	values := q.take(name)
	if len(values) == 0 {
		return "", false
	}
	return Unescape(values[0]), true
}

// split cuts a value where its style has a separator. The separators of spaceDelimited and pipeDelimited are often
// escaped.
func split(value string, style Style) []string {
	switch style.Name {
	case "spaceDelimited":
		return strings.Split(strings.NewReplacer("%20", " ", "+", " ").Replace(value), " ")
	case "pipeDelimited":
		return strings.Split(strings.NewReplacer("%7C", "|", "%7c", "|").Replace(value), "|")
	}
	if style.Explode {
		return []string{value}
	}
	return strings.Split(value, ",")
}

// take takes every pair of a name.
func (q *Query) take(name string) (values []string) {
	for _, i := range q.byName[name] {
		if p := &q.pairs[i]; p.name == name {
			p.taken = true
			values = append(values, p.raw)
		}
	}
	return values
}

// takeProperties takes what an exploded object declares, each property under its own name.
func (q *Query) takeProperties(schema *openapi3.Schema) ([]byte, bool) {
	if q.objects[schema] {
		return nil, false
	}
	if q.objects == nil {
		q.objects = map[*openapi3.Schema]bool{}
	}
	q.objects[schema] = true
	o := &node{}
	for i := range q.pairs {
		if p := &q.pairs[i]; propertyOf(schema, p.name) != nil {
			p.taken = true
			o.add(p.name, Unescape(p.raw))
		}
	}
	if len(o.children) == 0 {
		return nil, false
	}
	return o.appendJSON(nil, schema), true
}

// takeContainer takes a parameter that is written as JSON, although its style is another one.
func (q *Query) takeContainer(name string, allowed kinds) ([]byte, bool) {
	if at := q.byName[name]; len(at) == 1 {
		if json, ok := container(Unescape(q.pairs[at[0]].raw), allowed); ok {
			q.take(name)
			return json, true
		}
	}
	return nil, false
}

// takeDeep takes "name[a][b]=value" for every a and b. It is nil if there is none.
func (q *Query) takeDeep(name string) *node {
	root := &node{}
	base, _, _ := strings.Cut(name, "[")
	for _, i := range q.byName[base+"["] {
		p := &q.pairs[i]
		keys, ok := deepKeys(p.name, name)
		if !ok {
			continue
		}
		p.taken = true
		n := root
		for _, key := range keys {
			n = n.at(key)
		}
		n.text, n.scalar = Unescape(p.raw), true
	}
	if len(root.children) == 0 {
		return nil
	}
	return root
}

// maxKeys bounds how deep the keys of a deepObject are read.
const maxKeys = 50

// deepKeys are a and b of "name[a][b]".
func deepKeys(full, name string) (keys []string, ok bool) {
	rest, ok := strings.CutPrefix(full, name)
	for ok && rest != "" {
		if rest[0] != '[' || len(keys) == maxKeys {
			return nil, false
		}
		var key string
		key, rest, ok = strings.Cut(rest[1:], "]")
		keys = append(keys, key)
	}
	return keys, ok && len(keys) > 0
}

// Rest lists the names of the pairs that no parameter took, each once.
func (q *Query) Rest() (names []string) {
	if len(q.pairs) == 0 {
		return nil
	}
	seen := map[string]bool{}
	for _, p := range q.pairs {
		if !p.taken && !seen[p.name] {
			seen[p.name] = true
			names = append(names, p.name)
		}
	}
	return names
}
