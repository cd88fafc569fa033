package contract

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/parameter"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// pathParameter is a parameter in a path template.
type pathParameter struct {
	name         string
	place        drift.Place
	schema       *openapi3.Schema // nil if the contract does not describe it
	multiSegment bool             // x-multi-segment: it stands for one segment or more
	fromEnd      int              // how many segments follow its own; -1 if the operation's form tells where it stands
	doubtNote    []drift.Note     // that its schema kept the operation from being matched
}

// isMultiSegment reports whether an expression of the operation's template, such as "{path}", may match several
// segments.
func (op *operation) isMultiSegment(expression string) bool {
	return slices.ContainsFunc(op.pathParameters, func(p pathParameter) bool {
		return p.multiSegment && expression == "{"+p.name+"}"
	})
}

// own are the values of the template's own parameters. Those before them stand in the base path.
func (op *operation) own(values []string) []string {
	return values[max(0, len(values)-len(op.pathParameters)):]
}

// accepts reports whether the schemas of the operation's path parameters allow these values. It tells operations of one
// shape apart, which OpenAPI forbids and vendors publish.
func (op *operation) accepts(values []string) bool {
	values = op.own(values)
	for i := range op.pathParameters {
		p := &op.pathParameters[i]
		if p.schema == nil || i >= len(values) {
			continue
		}
		var value any = values[i]
		if p.isNumber() {
			if !number.MatchString(values[i]) {
				return false
			}
			value, _ = strconv.ParseFloat(values[i], 64) // beyond its range it is infinite, and a number
		}
		if p.schema.VisitJSON(value) != nil {
			return false
		}
	}
	return true
}

// mismatched is the first parameter whose value is not a number where the contract wants one, or not in its enum. Other
// keywords are too weak a hint to doubt a match.
func (op *operation) mismatched(values []string) *pathParameter {
	values = op.own(values)
	for i := range op.pathParameters {
		if p := &op.pathParameters[i]; p.schema != nil && i < len(values) && !p.isPossible(values[i]) {
			return p
		}
	}
	return nil
}

func (p *pathParameter) isPossible(value string) bool {
	isNumber := p.isNumber()
	if isNumber && !number.MatchString(value) {
		return false
	}
	return len(p.schema.Enum) == 0 || slices.ContainsFunc(p.schema.Enum, func(listed any) bool {
		if !isNumber {
			return fmt.Sprint(listed) == value
		}
		wanted, err := strconv.ParseFloat(fmt.Sprint(listed), 64)
		got, _ := strconv.ParseFloat(value, 64)
		return err == nil && got == wanted
	})
}

// number is a number as JSON writes it; zeros before it do not matter in a path.
var number = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

func (p *pathParameter) isNumber() bool { return parameter.IsNumber(p.schema) }

// narrowness orders operations of one shape: the more their path parameters rule out, the earlier they are asked.
func (op *operation) narrowness() (n int) {
	for _, p := range op.pathParameters {
		switch s := p.schema; {
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

// describePathParameters lists the parameters of a template in their order.
func (c *compiler) describePathParameters(op *operation, lists ...parameterList) {
	for _, expression := range templateExpression.FindAllString(op.template, -1) {
		p := pathParameter{name: strings.Trim(expression, "{}")}
		for _, list := range lists {
			if i := slices.IndexFunc(list.parameters, func(ref *openapi3.ParameterRef) bool {
				return ref.Value != nil && ref.Value.In == openapi3.ParameterInPath && ref.Value.Name == p.name
			}); i >= 0 {
				ref := list.parameters[i]
				site := c.doc.Follow(list.at.Child("parameters", strconv.Itoa(i)), ref, ref.Value, ref.Value.Origin)
				p.place = c.doc.Place(site, ref.Value.Origin, "")
				p.multiSegment = ref.Value.Extensions["x-multi-segment"] == true
				if ref.Value.Schema != nil {
					p.schema = ref.Value.Schema.Value
				}
				break
			}
		}
		p.doubtNote = []drift.Note{{Place: p.place, Message: fmt.Sprintf(
			"%s was not matched, because a value of its path parameter %s does not match the parameter's schema: "+
				"correct the schema if the operation was meant", text.Line(op.name, text.MaxName), text.Line(p.name,
				text.MaxName))}}
		op.pathParameters = append(op.pathParameters, p)
	}
	op.locate()
}
