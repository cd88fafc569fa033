package openapi

import (
	"bytes"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonOutline outlines a document in JSON. It is false for anything else.
func jsonOutline(o *outline) bool {
	start := markLength(o.data)
	start += len(o.data[start:]) - len(bytes.TrimLeft(o.data[start:], " \t\r\n"))
	j := newJSONOutliner(o.data, start, len(o.data))
	members, err := j.object(outlineDepth)
	if err != nil {
		return false
	}
	o.root = part{end: len(o.data), value: start, valueEnd: j.offset(), members: members, outlined: true}
	_, err = j.ReadToken()
	return err == io.EOF
}

// jsonMembers are the members of an object in JSON; nil if it is not in JSON.
func jsonMembers(data []byte, from, to, depth int) []part {
	members, err := newJSONOutliner(data, from, to).object(depth)
	if err != nil {
		return nil
	}
	return members
}

type jsonOutliner struct {
	*jsontext.Decoder
	data []byte
	base int
}

func newJSONOutliner(data []byte, from, to int) jsonOutliner {
	return jsonOutliner{
		jsontext.NewDecoder(
			bytes.NewBuffer(data[from:to:to]),
			jsontext.AllowDuplicateNames(true),
			jsontext.AllowInvalidUTF8(true),
		),
		data,
		from,
	}
}

func (j jsonOutliner) offset() int { return j.base + int(j.InputOffset()) }

// object reads an object, and the objects in it down to a depth.
func (j jsonOutliner) object(depth int) ([]part, error) {
	if _, err := j.ReadToken(); err != nil {
		return nil, err
	}
	parts := []part{}
	for {
		if j.PeekKind() == '}' {
			break
		}
		name, err := j.ReadValue()
		if err != nil {
			return nil, err
		}
		key, err := jsontext.AppendUnquote(nil, name)
		if err != nil {
			return nil, err
		}
		p := part{key: string(key), start: j.offset() - len(name)}
		kind := j.PeekKind()
		rest := j.data[j.offset():]
		p.value = len(j.data) - len(bytes.TrimLeft(rest, " \t\r\n:"))
		if kind == '{' && depth > 1 {
			p.members, err = j.object(depth - 1)
			p.outlined = true
		} else {
			err = j.SkipValue()
		}
		if err != nil {
			return nil, err
		}
		p.valueEnd = j.offset()
		if len(parts) > 0 {
			parts[len(parts)-1].end = p.start
		}
		parts = append(parts, p)
	}
	if _, err := j.ReadToken(); err != nil {
		return nil, err
	}
	if len(parts) > 0 {
		parts[len(parts)-1].end = j.offset() - 1
	}
	return parts, nil
}
