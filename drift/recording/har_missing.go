package recording

import "github.com/seed-97812ecd/supermemory-go/drift"

// missing is what the recorder of an entry left out, in two members that HAR 1.2 does not have. Their names begin with
// an underscore, as its section on custom fields asks.
type missing struct {
	redacted []string // _redacted: pointers into the response's body whose values were replaced
	dropped  []string // _dropped: names of parameters, header fields and cookies
}

// readMissing reads an element of one of the members, and ignores what is not a string.
func (e *harEntry) readMissing(names *[]string) error {
	if value := e.json.readValue(); value.Kind() == '"' {
		*names = append(*names, unquote(value))
	}
	return nil
}

// decodeMissing says in an exchange what is missing from its entry.
func (e *harEntry) decodeMissing(x *drift.Exchange) {
	x.Redacted = e.redacted
	if len(e.dropped) > 0 {
		x.Request = &drift.Request{BodyUnknown: true, Dropped: e.dropped}
	}
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
