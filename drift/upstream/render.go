package upstream

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/normal"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// shown renders both sides of a change: the schemas, or what the keyword that changed says.
func (c *aligner) shown(ours, theirs spot) (was, is string) {
	hasBoth := !c.sites[ours.site].ours.isMissing() && !c.sites[theirs.site].theirs.isMissing()
	if hasBoth && ours.mark.keyword+theirs.mark.keyword == "" {
		return "", "" // such as a deprecation, for which the shapes say nothing
	}
	our, their := c.sites[ours.site].ours.value, c.sites[theirs.site].theirs.value
	if m := c.keyword(ours); m.keyword == "discriminator" {
		return onlyMapped(our, their), onlyMapped(their, our)
	}
	was, is = rendered(our, c.keyword(ours)), rendered(their, c.keyword(theirs))
	if was == is { // too long to tell them apart
		was = c.itemOf(ours, func(s *site) side { return s.ours })
		is = c.itemOf(theirs, func(s *site) side { return s.theirs })
	}
	if was == is {
		was, is = "", ""
	}
	return was, is
}

// itemOf is the item of a spot, if the side has it.
func (c *aligner) itemOf(at spot, of func(*site) side) string {
	s, _ := of(&c.sites[at.site]).value.(*openapi3.Schema)
	if s == nil || !slices.Contains(normal.Texts(s.Enum), at.mark.item) {
		return ""
	}
	return text.Line(at.mark.item, text.MaxError)
}

func rendered(value any, m mark) string {
	switch v := value.(type) {
	case *openapi3.Schema:
		if v != nil {
			return text.Line(keywordOf(v, m), text.MaxError)
		}
	case *openapi3.Parameter:
		return parameterText(v, m)
	case mediaTypeName:
		return text.Line(string(v), text.MaxError)
	case *openapi3.RequestBody:
		return requiredOrNot(v.Required, m)
	case *openapi3.SecurityScheme:
		return text.Line(schemeText(v), text.MaxError)
	}
	return ""
}

func requiredOrNot(required bool, m mark) string {
	switch {
	case m.keyword != "required":
		return ""
	case required:
		return "required"
	}
	return "optional"
}

// parameterText is what a parameter or header is, or whether it is required.
func parameterText(p *openapi3.Parameter, m mark) string {
	if m.keyword != "" || p.Schema == nil {
		return requiredOrNot(p.Required, m)
	}
	presence := requiredOrNot(p.Required, mark{keyword: "required"})
	return text.Line(fmt.Sprintf("%s %s, %s %s", p.In, p.Name, presence, normal.Shape(p.Schema.Value, 2)), text.MaxError)
}

// onlyMapped is what the discriminator of a schema says, and that of another one does not: the property, or values.
func onlyMapped(value, other any) string {
	discriminator := func(value any) openapi3.Discriminator {
		s, _ := value.(*openapi3.Schema)
		if s == nil || s.Discriminator == nil {
			return openapi3.Discriminator{}
		}
		return *s.Discriminator
	}
	d, o := discriminator(value), discriminator(other)
	if d.PropertyName != o.PropertyName {
		return text.Line(d.PropertyName, text.MaxError)
	}
	values := slices.DeleteFunc(
		slices.Sorted(maps.Keys(d.Mapping)),
		func(v string) bool { return o.Mapping[v].Ref != "" },
	)
	return text.Line(normal.List(values, " | "), text.MaxError)
}

// keywordOf is what a schema says in one keyword, or all of it in short.
func keywordOf(s *openapi3.Schema, m mark) string {
	switch m.keyword {
	case "", "type", "nullable", "anyOf", "oneOf", "allOf", "items", "properties":
		return normal.Shape(s, 2)
	case "required":
		if m.item != "" {
			return requiredOrNot(slices.Contains(s.Required, m.item), m)
		}
		return normal.List(s.Required, ", ")
	case "enum":
		return normal.List(normal.Texts(s.Enum), " | ")
	case "exclusiveMinimum":
		return textOf(reflect.ValueOf(s.ExclusiveMin.Value))
	case "exclusiveMaximum":
		return textOf(reflect.ValueOf(s.ExclusiveMax.Value))
	}
	return fieldText(s, m.keyword)
}

// fieldText is the value of a keyword.
func fieldText(s *openapi3.Schema, keyword string) string {
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		if name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); name == keyword {
			return textOf(v.Field(i))
		}
	}
	return ""
}

// textOf is a text, or another value in JSON; "" for none.
func textOf(v reflect.Value) string {
	if v.IsZero() {
		return ""
	}
	if s, ok := v.Interface().(string); ok {
		return s
	}
	data, _ := json.Marshal(v.Interface())
	return string(data)
}

func listed(value any) []any {
	list, _ := value.([]any)
	return list
}
