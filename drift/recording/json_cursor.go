package recording

import (
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/internal/syntax"
)

// cursor reads JSON, and checks what it reads. Once it meets something that is not JSON, or the end of the text, it
// reads nothing more. To find an entry of one kilobyte and its parts takes 1.1 µs; with a jsontext.Decoder that finds
// it, and another one that finds its parts, 4.
type cursor struct {
	json  []byte
	at    int  // offset of what is read next, or of what is wrong
	wrong bool // something is not JSON, or is cut off
}

// peek moves to the beginning of the next token and returns its first byte, 0 at the end of the text.
func (c *cursor) peek() byte {
	c.at = syntax.SkipSpace(c.json, c.at)
	if c.at >= len(c.json) || c.wrong {
		return 0
	}
	return c.json[c.at]
}

// readValue returns the next value. It aliases the JSON.
func (c *cursor) readValue() jsontext.Value {
	start := syntax.SkipSpace(c.json, c.at)
	c.skip(syntax.SkipValue(c.json, start))
	if c.wrong {
		return nil
	}
	return c.json[start:c.at:c.at]
}

// readName returns the name, in quotes, of the member that comes next. It aliases the JSON.
func (c *cursor) readName() []byte {
	start := syntax.SkipSpace(c.json, c.at)
	if start >= len(c.json) || c.json[start] != '"' {
		c.skip(start, false)
		return nil
	}
	end, _, ok := syntax.SkipString(c.json, start)
	if !ok {
		c.skip(end, false)
		return nil
	}
	c.at = end
	if c.peek() != ':' {
		c.wrong = true
		return nil
	}
	c.at++
	return c.json[start:end]
}

func (c *cursor) skip(end int, ok bool) { c.at, c.wrong = end, c.wrong || !ok }

// open reads the brace or bracket that begins an object or array, and reports whether something is in it.
func (c *cursor) open(closing byte) bool {
	c.at++
	if c.peek() != closing {
		return !c.wrong
	}
	c.at++
	return false
}

// more reads what follows a member or an element, and reports whether another one comes.
func (c *cursor) more(closing byte) bool {
	switch c.peek() {
	case ',':
		c.at++
		return !c.wrong
	case closing:
		c.at++
	default:
		c.wrong = true
	}
	return false
}

// readObject calls readMember with the name, in quotes, of each member of the object that comes next. readMember reads
// the member's value. null counts as an object without members.
func (c *cursor) readObject(what string, readMember func(name []byte)) error {
	if c.peek() != '{' {
		return c.unlessNull(what, '{')
	}
	for more := c.open('}'); more; more = c.more('}') {
		name := c.readName()
		if c.wrong {
			break
		}
		readMember(name)
	}
	return nil
}

// readArray calls readElement for each element of the array that comes next. readElement reads the element. null
// counts as an empty array.
func (c *cursor) readArray(what string, readElement func() error) error {
	if c.peek() != '[' {
		return c.unlessNull(what, '[')
	}
	for more := c.open(']'); more; more = c.more(']') {
		if err := readElement(); err != nil {
			return err
		}
	}
	return nil
}

// readPair returns the members "name" and "value" of the object that comes next.
func (c *cursor) readPair(what string) (name, value jsontext.Value, err error) {
	if c.peek() != '{' {
		return nil, nil, c.unlessNull(what, '{')
	}
	for more := c.open('}'); more; more = c.more('}') {
		switch key, member := c.readName(), c.readValue(); string(key) {
		case `"name"`:
			name = member
		case `"value"`:
			value = member
		}
	}
	return name, value, nil
}

// unlessNull reads a value of the wrong kind, which is an error. But null is none: it stands for an absent value.
func (c *cursor) unlessNull(what string, wanted jsontext.Kind) error {
	if seen := c.readValue().Kind(); seen != 'n' && !c.wrong {
		return unexpectedKind(what, wanted, seen)
	}
	return nil
}

func unexpectedKind(what string, wanted, seen jsontext.Kind) error {
	return fmt.Errorf("expected %s to be %s (HAR 1.2), saw %s", what, kindName(wanted), kindName(seen))
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case 0:
		return "nothing"
	case 'n':
		return "null"
	case 't', 'f':
		return "a boolean"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case '[':
		return "an array"
	default:
		return "an object"
	}
}
