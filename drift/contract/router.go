package contract

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A route is one place in the tree of path templates. The tree, not a list, is what keeps matching independent of the number of
// operations; kin-openapi's routers either walk all paths or refuse documents with two templates of one shape.
type route struct {
	literal    map[string]*route // by decoded segment
	partial    []partialSegment  // templated in part, such as "{id}.json"
	parameter  *route            // templated as a whole, such as "{id}"
	operations map[string][]*operation
}

type partialSegment struct {
	template string
	pattern  *regexp.Regexp
	route    *route
}

var templateExpression = regexp.MustCompile(`\{[^{}/]*\}`)

// add files op under a path template, which begins with a slash.
func (r *route) add(template string, op *operation) {
	for segment := range strings.SplitSeq(template[1:], "/") {
		r = r.child(segment)
	}
	if r.operations == nil {
		r.operations = map[string][]*operation{}
	}
	r.operations[op.method] = append(r.operations[op.method], op)
}

func (r *route) child(segment string) *route {
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
		if r.parameter == nil {
			r.parameter = &route{}
		}
		return r.parameter
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

// find is the operation for a method and an escaped path, or nil. A segment that the contract spells out wins over a templated one
// (OpenAPI 3.0.3, "Path Templating Matching") as long as its path has the method. Several operations of one shape, which OpenAPI
// forbids and vendors publish, are told apart by the schemas of their path parameters.
func (r *route) find(method, path string) *operation {
	if path == "" || path[0] != '/' {
		return nil
	}
	var values [8]string
	return r.findFrom(method, path[1:], values[:0])
}

func (r *route) findFrom(method, rest string, values []string) *operation {
	segment, rest, more := strings.Cut(rest, "/")
	segment = decodeSegment(segment)
	next := func(child *route, values []string) *operation {
		if more {
			return child.findFrom(method, rest, values)
		}
		return child.operation(method, values)
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
		return next(r.parameter, append(values, segment))
	}
	return nil
}

// operation chooses among the operations that end here: the first one whose path parameters accept the values, those with the narrower schemas
// first, or else the last one.
func (r *route) operation(method string, values []string) *operation {
	candidates := r.operations[method]
	if len(candidates) == 0 {
		return nil
	}
	last := len(candidates) - 1
	for _, op := range candidates[:last] {
		if op.accepts(values) {
			return op
		}
	}
	return candidates[last]
}

// accepts reports whether the schemas of the operation's path parameters allow these values.
func (op *operation) accepts(values []string) bool {
	values = values[max(0, len(values)-len(op.pathParameters)):] // the first ones may be of the server's path
	for i, schema := range op.pathParameters {
		if schema == nil || i >= len(values) {
			continue
		}
		var value any = values[i]
		if schema.Type.Is(openapi3.TypeInteger) || schema.Type.Is(openapi3.TypeNumber) {
			number, err := strconv.ParseFloat(values[i], 64)
			if err != nil {
				return false
			}
			value = number
		}
		if schema.VisitJSON(value) != nil {
			return false
		}
	}
	return true
}

// narrowness orders operations of one shape: the more their path parameters rule out, the earlier they are asked.
func (op *operation) narrowness() (n int) {
	for _, s := range op.pathParameters {
		switch {
		case s == nil:
		case len(s.Enum) > 0:
			n += 4
		case s.Pattern != "" || s.Format != "":
			n += 2
		case s.MinLength > 0 || s.MaxLength != nil || !s.Type.Is(openapi3.TypeString):
			n++
		}
	}
	return n
}

// decodeSegment undoes percent-encoding; a segment with a broken escape stays as it is.
func decodeSegment(segment string) string {
	if strings.IndexByte(segment, '%') < 0 {
		return segment
	}
	if s, err := url.PathUnescape(segment); err == nil {
		return s
	}
	return segment
}
