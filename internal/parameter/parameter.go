// Package parameter turns parameters, header fields and forms back into JSON, so that a schema can judge them. It is
// the reverse of OpenAPI's serialization (3.0.3, "Parameter Object", style and explode).
//
// Every value on the wire is text. Where a schema allows a string, the text is one; otherwise text that reads as a
// number, a boolean or null becomes that if the schema allows it. What fits nothing stays a string, for the schema to
// refuse. Where a schema allows nothing but objects and arrays, text that is one in JSON is taken as it is: vendors
// describe JSON in a header field or a query so, instead of with content.
package parameter

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"
)

// Style is how a value is written.
type Style struct {
	Name    string // "simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited" or "deepObject"
	Explode bool
}

// StyleOf is the style of a parameter, by default that of its place (OpenAPI 3.0.3, "Parameter Object", style).
func StyleOf(in, style string, explode *bool) Style {
	s := Style{Name: style}
	if s.Name == "" {
		s.Name = "simple"
		if in == openapi3.ParameterInQuery || in == openapi3.ParameterInCookie {
			s.Name = "form"
		}
	}
	s.Explode = s.Name == "form"
	if explode != nil {
		s.Explode = *explode
	}
	return s
}

// Single is the JSON of a value that stands by itself: a path segment or a header field, in the styles simple, label
// and matrix. It is still escaped if unescape is not nil; if it is, white space around the values of a list does not
// count (RFC 9110, section 5.6.1). The name matters to matrix alone.
func Single(name, value string, style Style, schema *openapi3.Schema, unescape func(string) string) []byte {
	if unescape == nil {
		unescape = strings.TrimSpace
	}
	kinds := kindsOf(schema)
	if style.Name == "simple" && !kinds.has(array) && !kinds.has(object) {
		return appendScalar(nil, unescape(value), kinds)
	}
	separator := ","
	switch style.Name {
	case "label":
		value = strings.TrimPrefix(value, ".")
		if style.Explode {
			separator = "."
		}
	case "matrix":
		value = strings.TrimPrefix(value, ";")
		if style.Explode {
			separator = ";"
			if kinds.has(array) && !kinds.has(object) {
				value = strings.ReplaceAll(";"+value, ";"+name+"=", ";")[1:]
			}
		}
		if !style.Explode || !kinds.has(object) {
			value = strings.TrimPrefix(value, name+"=")
		}
	}
	return list(strings.Split(value, separator), value, style.Explode, schema, unescape)
}

// list is the JSON of parts that were written with a separator between them; whole is what they are if the schema wants
// neither an array nor an object.
func list(parts []string, whole string, pairs bool, schema *openapi3.Schema, unescape func(string) string) []byte {
	kinds := kindsOf(schema)
	if json, ok := container(unescape(whole), kinds); ok {
		return json
	}
	switch {
	case kinds.has(array) && (len(parts) > 1 || !kinds.isScalar()):
		a := &node{array: true}
		for _, part := range parts {
			if whole != "" {
				a.children = append(a.children, child{"", &node{text: unescape(part)}})
			}
		}
		return a.appendJSON(nil, schema)
	case kinds.has(object) && (len(parts) > 1 || !kinds.isScalar()):
		o := &node{}
		for i := 0; i < len(parts); i++ {
			if pairs {
				key, value, _ := strings.Cut(parts[i], "=")
				o.add(unescape(key), unescape(value))
			} else if i+1 < len(parts) {
				o.add(unescape(parts[i]), unescape(parts[i+1]))
				i++
			}
		}
		return o.appendJSON(nil, schema)
	}
	return (&node{text: unescape(whole), scalar: true}).appendJSON(nil, schema)
}

// container is a text that is an object or an array in JSON, where nothing else is allowed.
func container(text string, allowed kinds) ([]byte, bool) {
	if allowed.isScalar() || len(text) < len(`{}`) || text[0] != '{' && text[0] != '[' {
		return nil, false
	}
	return []byte(text), jsontext.Value(text).IsValid(jsontext.AllowDuplicateNames(true))
}
