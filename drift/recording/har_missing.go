package recording

// An entry has two members that HAR 1.2 does not have. Their names begin with an underscore, as its section on custom
// fields asks: _redacted lists pointers into the response's body whose values were replaced, and _dropped the names of
// parameters, header fields and cookies that were left out.

// readRedacted reads an element of _redacted, and ignores what is not a string.
func (e *harEntry) readRedacted() error {
	if value := e.json.readValue(); value.Kind() == '"' {
		e.redacted = append(e.redacted, unquote(value))
	}
	return nil
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
