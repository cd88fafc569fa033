package edit

import (
	"slices"

	"github.com/seed-97812ecd/supermemory-go/drift"
)

// vendors is what a published document has at a place, in the version of OpenAPI that the contract has. A schema that a
// component of the contract says, too, is a reference to that.
func (c *Contract) vendors(v *Vendor, at drift.Place, file string) (Value, error) {
	value, err := v.value(at, nil)
	if err != nil {
		return Value{}, err
	}
	switch {
	case v.later && !c.later:
		value = older(value, keyOf(at) == "properties")
	case !v.later && c.later:
		value = newer(value, keyOf(at) == "properties")
	}
	if file != "" { // from where references to components would need another form
		return value, nil
	}
	return c.shared(value), nil
}

// each rewrites the members of a value. Under properties, names are only names.
func (v Value) each(names bool, rewrite func(Value, bool) Value) Value {
	out := v
	out.Members, out.Items = nil, nil
	for _, m := range v.Members {
		out.add(m.Name, rewrite(m.Value, !names && m.Name == "properties"))
	}
	for _, item := range v.Items {
		out.Items = append(out.Items, rewrite(item, false))
	}
	return out
}

// older writes schemas of OpenAPI 3.1 as 3.0 does.
func older(v Value, names bool) Value {
	v = v.each(names, older)
	if names || v.form != objectForm {
		return v
	}
	out := Object()
	nullable := false
	for _, m := range v.Members {
		switch {
		case m.Name == "type" && m.Value.form == arrayForm:
			var types []Value
			for _, t := range m.Value.Items {
				if t.text == "null" {
					nullable = true
				} else {
					types = append(types, t)
				}
			}
			out.addTypes(types)
		case m.Name == "const":
			out.add("enum", Array(m.Value))
		case m.Name == "exclusiveMinimum" && m.Value.form == scalarForm && m.Value.token != "true":
			out.add("minimum", m.Value)
			out.add("exclusiveMinimum", Token("true"))
		case m.Name == "exclusiveMaximum" && m.Value.form == scalarForm && m.Value.token != "true":
			out.add("maximum", m.Value)
			out.add("exclusiveMaximum", Token("true"))
		case (m.Name == "oneOf" || m.Name == "anyOf") && m.Value.form == arrayForm:
			rest := slices.DeleteFunc(slices.Clone(m.Value.Items), saysNull)
			nullable = nullable || len(rest) < len(m.Value.Items)
			out.add(m.Name, Array(rest...))
		case m.Name == "$schema" || m.Name == "$defs" || m.Name == "$comment" || m.Name == "$id":
		default:
			out.Members = append(out.Members, m)
		}
	}
	if nullable {
		at := slices.IndexFunc(out.Members, func(m Member) bool { return m.Name == "type" })
		out.Members = slices.Insert(out.Members, at+1, Member{"nullable", Token("true")})
	}
	return out
}

func (v *Value) addTypes(types []Value) {
	if len(types) == 1 {
		v.add("type", types[0])
		return
	}
	var all []Value
	for _, t := range types {
		all = append(all, Object(Member{"type", t}))
	}
	if len(all) > 0 {
		v.add("oneOf", Array(all...))
	}
}

func isNull(v Value) bool { return v.token == "null" }

func saysNull(v Value) bool {
	return len(v.Members) == 1 && v.Members[0].Name == "type" && v.Members[0].Value.text == "null"
}

// newer writes schemas of OpenAPI 3.0 as 3.1 does.
func newer(v Value, names bool) Value {
	v = v.each(names, newer)
	if names || v.form != objectForm {
		return v
	}
	is := func(name, token string) bool {
		return slices.ContainsFunc(v.Members, func(m Member) bool { return m.Name == name && m.Value.token == token })
	}
	nullable := is("nullable", "true")
	out := Object()
	for _, m := range v.Members {
		switch {
		case m.Name == "nullable" && m.Value.form == scalarForm && m.Value.token != "":
		case m.Name == "type" && nullable && m.Value.form == scalarForm:
			out.add("type", Array(m.Value, Text("null")))
		case m.Name == "enum" && nullable && !slices.ContainsFunc(m.Value.Items, isNull):
			out.add("enum", Array(append(slices.Clone(m.Value.Items), Token("null"))...))
		case m.Name == "minimum" && is("exclusiveMinimum", "true"):
			out.add("exclusiveMinimum", m.Value)
		case m.Name == "maximum" && is("exclusiveMaximum", "true"):
			out.add("exclusiveMaximum", m.Value)
		case (m.Name == "exclusiveMinimum" || m.Name == "exclusiveMaximum") && m.Value.form == scalarForm &&
			(m.Value.token == "true" || m.Value.token == "false"):
		default:
			out.Members = append(out.Members, m)
		}
	}
	return out
}

// shared writes references to components of the contract where a schema says what they say.
func (c *Contract) shared(value Value) Value {
	f, err := c.file("")
	if err != nil {
		return value
	}
	components, _, err := f.root.at("/components/schemas")
	if err != nil {
		return value
	}
	var same func(v Value, names bool) Value
	same = func(v Value, names bool) Value {
		if v.form == objectForm && !names && len(v.Members) > 1 {
			for _, e := range components.entries {
				if own, ok := copied(e.value); ok && e.value.form == objectForm && own.sameSchema(v) {
					to := child(drift.Place{}, "components", "schemas", e.name)
					return reference("#" + to.Pointer)
				}
			}
		}
		return v.each(names, same)
	}
	return same(value, false)
}

// sameSchema reports whether two schemas say the same, prose and order aside.
func (v Value) sameSchema(o Value) bool { return v.sorted(false).equal(o.sorted(false)) }

func (v Value) sorted(names bool) Value {
	out := v.each(names, Value.sorted)
	if !names {
		out.Members = slices.DeleteFunc(out.Members, func(m Member) bool { return isProse(m.Name) })
	}
	slices.SortFunc(out.Members, func(a, b Member) int {
		switch {
		case a.Name < b.Name:
			return -1
		case a.Name > b.Name:
			return 1
		}
		return 0
	})
	return out
}
