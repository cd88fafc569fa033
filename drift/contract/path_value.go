package contract

import (
	"regexp"
	"slices"
	"strings"
)

// sentSegment is the part of a path in which a parameter of the operation stands, as it was sent. It is false if the
// path has another form.
func (op *operation) sentSegment(path string, position int) (string, bool) {
	if n := op.pathParameters[position].fromEnd; n >= 0 {
		for range n {
			i := strings.LastIndexByte(path, '/')
			if i < 0 {
				return "", false
			}
			path = path[:i]
		}
		return path[strings.LastIndexByte(path, '/')+1:], true
	}
	m := op.form.FindStringSubmatch(path)
	if m == nil {
		return "", false
	}
	return m[position+1], true
}

// locate finds where in a path the parameters stand: counted from its end if each fills a segment, or else by the form
// of paths that end in the template, with a group for each parameter.
func (op *operation) locate() {
	segments := strings.Split(op.template, "/")
	simple := true
	for i := range op.pathParameters {
		p := &op.pathParameters[i]
		at := slices.Index(segments, "{"+p.name+"}")
		p.fromEnd = len(segments) - 1 - at
		simple = simple && at >= 0 && !p.multiSegment
	}
	if simple {
		return
	}
	for i := range op.pathParameters {
		op.pathParameters[i].fromEnd = -1
	}
	var b strings.Builder
	b.WriteString(`^.*?`) // a base path
	literals := templateExpression.Split(op.template, -1)
	for i, literal := range literals {
		if i > 0 {
			group := "([^/]+)"
			if op.pathParameters[i-1].multiSegment {
				group = "(.+)"
			}
			b.WriteString(group)
		}
		b.WriteString(regexp.QuoteMeta(literal))
	}
	op.form = regexp.MustCompile(b.String() + "$")
}
