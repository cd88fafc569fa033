package contract

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// router finds the operation of a request. Servers are a hint: the host is ignored, and a request that no template
// matches under the base paths that its operation declares is looked for under the others, and under none. It has the
// templates under the base paths that count for their operation, then those under each list that is tried next.
type router [levels]route

// route is one place in the tree of path templates. The tree, not a list, keeps matching independent of the number of
// operations.
type route struct {
	literal    map[string]*route // by decoded segment
	partial    []partialSegment  // templated in part, such as "{id}.json"
	parameter  *route            // templated as a whole, such as "{id}"
	rest       *route            // a parameter of several segments (x-multi-segment)
	operations map[string][]*operation
	hasPlain   bool // of the root: a template below it has no parameters
}

type partialSegment struct {
	template string
	pattern  *regexp.Regexp
	route    *route
}

// routed is what a router finds.
type routed struct {
	operation *operation
	lax       bool           // only under a base path that is not the operation's
	doubtful  *pathParameter // whose schema the path does not match; nil if all do
}

var templateExpression = regexp.MustCompile(`\{[^{}/]*\}`)

// add files op under a base path and its path template, which begins with a slash.
func (r *route) add(base string, op *operation) {
	r.hasPlain = r.hasPlain || len(op.pathParameters) == 0
	segments := strings.Split((base + op.template)[1:], "/")
	for _, segment := range segments {
		r = r.child(segment, op)
	}
	if r.operations == nil {
		r.operations = map[string][]*operation{}
	}
	if !slices.Contains(r.operations[op.method], op) {
		r.operations[op.method] = append(r.operations[op.method], op)
	}
}

func (r *route) child(segment string, op *operation) *route {
	spans := templateExpression.FindAllStringIndex(segment, -1)
	switch {
	case len(spans) == 0:
		if r.literal == nil {
			r.literal = map[string]*route{}
		}
		segment = decodeSegment(segment)
		if r.literal[segment] == nil {
			r.literal[segment] = &route{}
		}
		return r.literal[segment]
	case len(spans) == 1 && spans[0][0] == 0 && spans[0][1] == len(segment):
		next := &r.parameter
		if op.isMultiSegment(segment) {
			next = &r.rest
		}
		if *next == nil {
			*next = &route{}
		}
		return *next
	}
	shape := templateExpression.ReplaceAllString(segment, "{}")
	for _, p := range r.partial {
		if p.template == shape {
			return p.route
		}
	}
	var pattern strings.Builder
	for i, literal := range strings.Split(shape, "{}") {
		if i > 0 {
			pattern.WriteString("(.+)")
		}
		pattern.WriteString(regexp.QuoteMeta(decodeSegment(literal)))
	}
	p := partialSegment{shape, regexp.MustCompile("^" + pattern.String() + "$"), &route{}}
	r.partial = append(r.partial, p)
	return p.route
}

// find is the operation for a method and an escaped path. A template that spells the path out wins over a templated
// one, whatever its base path (OpenAPI 3.0.3, "Path Templating Matching"), as long as it has the method. If success,
// the answer's status is in the 200s: then a path parameter that does not match its schema makes a match doubtful, and
// any other match wins.
func (r *router) find(method, path string, success bool) routed {
	if path == "" || path[0] != '/' {
		return routed{}
	}
	var values [8]string
	s := search{method: method, strictly: success}
	op := s.from(&r[0], path[1:], values[:0])
	if op != nil && len(op.pathParameters) == 0 {
		return routed{operation: op}
	}
	for level := 1; level < levels; level++ {
		if other := s.spelledOut(&r[level], path[1:]); other != nil {
			return routed{operation: other, lax: true}
		}
	}
	for level := 1; op == nil && level < levels; level++ {
		s.lax = true
		op = s.from(&r[level], path[1:], values[:0])
	}
	if op != nil {
		return routed{operation: op, lax: s.lax}
	}
	return s.doubt
}

// search is one walk through the tree.
type search struct {
	method   string
	strictly bool   // a path parameter that does not match its schema makes a match doubtful
	lax      bool   // the base paths are not those that count
	doubt    routed // the first doubtful match
}

// from looks below a route for the rest of a path, with the values of the parameters before it.
func (s *search) from(r *route, rest string, values []string) *operation {
	segment, rest, more := strings.Cut(rest, "/")
	segment = decodeSegment(segment)
	next := func(child *route, values []string) *operation {
		if more {
			return s.from(child, rest, values)
		}
		return s.choose(child, values)
	}
	if child := r.literal[segment]; child != nil {
		if op := next(child, values); op != nil {
			return op
		}
	}
	for _, p := range r.partial {
		if m := p.pattern.FindStringSubmatch(segment); m != nil {
			if op := next(p.route, append(values, m[1:]...)); op != nil {
				return op
			}
		}
	}
	if r.parameter != nil && segment != "" {
		if op := next(r.parameter, append(values, segment)); op != nil {
			return op
		}
	}
	if r.rest == nil || segment == "" {
		return nil
	}
	for value := segment; ; value += "/" + segment { // the shortest value first
		if op := next(r.rest, append(values, value)); op != nil || !more {
			return op
		}
		segment, rest, more = strings.Cut(rest, "/")
		segment = decodeSegment(segment)
	}
}

// choose picks one of the operations that end at a route: the first one whose path parameters accept the values,
// narrower schemas first, or else the last one.
func (s *search) choose(r *route, values []string) *operation {
	candidates := r.operations[s.method]
	if len(candidates) == 0 {
		return nil
	}
	op := candidates[len(candidates)-1]
	for _, c := range candidates[:len(candidates)-1] {
		if c.accepts(values) {
			op = c
			break
		}
	}
	if s.strictly {
		if p := op.mismatched(values); p != nil {
			if s.doubt.operation == nil {
				s.doubt = routed{operation: op, doubtful: p, lax: s.lax}
			}
			return nil
		}
	}
	return op
}

// spelledOut looks for a template without parameters.
func (s *search) spelledOut(r *route, rest string) *operation {
	for more := r.hasPlain; more; {
		var segment string
		segment, rest, more = strings.Cut(rest, "/")
		if r = r.literal[decodeSegment(segment)]; r == nil {
			return nil
		}
	}
	for _, op := range r.operations[s.method] {
		if len(op.pathParameters) == 0 {
			return op
		}
	}
	return nil
}

// decodeSegment undoes percent-encoding. A segment with a broken escape stays as it is.
func decodeSegment(segment string) string {
	if strings.IndexByte(segment, '%') < 0 {
		return segment
	}
	if s, err := url.PathUnescape(segment); err == nil {
		return s
	}
	return segment
}
