package recording

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// An entry has two members that HAR 1.2 does not have. Their names begin with an underscore, as its section on custom
// fields asks: _redacted lists pointers into the response's body whose values were replaced, and _dropped the names of
// parameters, header fields and cookies that were left out.

// decodeRedacted reads _redacted. It ignores elements that are not strings.
func (e *harEntry) decodeRedacted() ([]string, error) {
	return stringsOf("_redacted", e.of(e.redacted))
}

// decodeDropped reads _dropped, and ignores what is not an array of strings.
func (e *harEntry) decodeDropped() []string {
	names, _ := stringsOf("_dropped", e.of(e.dropped))
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

// stringsOf returns the strings of an array.
func stringsOf(what string, array jsontext.Value) (all []string, err error) {
	if len(array) == 0 {
		return nil, nil
	}
	c := cursor{json: array}
	err = c.readArray(what, func() error {
		if value := c.readValue(); value.Kind() == '"' {
			all = append(all, unquote(value))
		}
		return nil
	})
	return all, err
}

// dropped is what was left out, in the order in which it is named.
func (r *Recorded) dropped() []string {
	if r.Exchange.Request == nil {
		return nil
	}
	return r.Exchange.Request.Dropped
}

// appendNames appends a member with an array of strings, unless that is empty.
func appendNames(b []byte, member string, names []string) []byte {
	for i, name := range names {
		if i == 0 {
			b = append(appendString(append(b, ','), member), ":["...)
		} else {
			b = append(b, ',')
		}
		b = appendString(b, name)
	}
	if len(names) > 0 {
		b = append(b, ']')
	}
	return b
}
