package report

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// spot is a range of bytes in a body. If start and end are the same, it is between two bytes.
type spot struct{ start, end int }

// spotOf finds what a mark and a pointer refer to in a body.
func spotOf(mark drift.Mark, pointer, body string) (spot, bool) {
	switch mark {
	case drift.WholeBody:
		return spot{0, len(body)}, true
	case drift.BodyEnd:
		return spot{len(body), len(body)}, true
	case drift.TrailingBytes:
		return trailingBytes(body)
	case drift.InvalidBytes:
		return offendingBytes(body)
	case drift.UnreadableBytes:
		return offendingBytes(body, jsontext.AllowInvalidUTF8(true))
	case drift.MissingMember:
		return parentStart(body, pointer)
	}
	found := locate(body, pointer)
	if len(found) == 0 {
		return spot{}, false
	}
	switch mark {
	case drift.Member:
		return found[0].whole(), true
	case drift.SecondMember:
		return found[min(1, len(found)-1)].whole(), true
	case drift.Value:
		return found[0].value, true
	}
	return spot{}, false
}

// located says where a value is in a body, and its name if it is a member of an object.
type located struct{ name, value spot }

// whole returns the spot from the name, if there is one, to the end of the value.
func (l located) whole() spot {
	if l.name.end > 0 {
		return spot{l.name.start, l.value.end}
	}
	return l.value
}

var tolerant = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// locate finds the values that an RFC 6901 pointer names, in their order: several if an object has members with the
// same name. It reads as much as it can of a body that is cut off or is not JSON; objects and arrays that are still
// open end with the body.
func locate(body, pointer string) []located {
	type container struct {
		located
		wanted bool
	}
	var (
		found []located
		open  []container
		name  spot
		d     = jsontext.NewDecoder(strings.NewReader(body), tolerant...)
	)
	pop := func(end int) {
		last := open[len(open)-1]
		if open = open[:len(open)-1]; last.wanted {
			last.value.end = end
			found = append(found, last.located)
		}
	}
	for {
		switch kind := d.PeekKind(); kind {
		case '{', '[':
			if _, err := d.ReadToken(); err != nil {
				return found
			}
			end := int(d.InputOffset())
			open = append(open, container{located{name, spot{end - 1, end}}, string(d.StackPointer()) == pointer})
			name = spot{}
		case '}', ']':
			if _, err := d.ReadToken(); err != nil {
				return found
			}
			pop(int(d.InputOffset()))
		default:
			raw, err := d.ReadValue()
			if err != nil {
				for len(open) > 0 {
					pop(len(body))
				}
				return found
			}
			end := int(d.InputOffset())
			here := spot{end - len(raw), end}
			if parent, n := d.StackIndex(d.StackDepth()); parent == '{' && n%2 == 1 {
				name = here
				continue
			}
			if string(d.StackPointer()) == pointer {
				found = append(found, located{name, here})
			}
			name = spot{}
		}
	}
}

// parentStart is the first byte of the object in which a member is missing, or of the nearest value around it that
// exists.
func parentStart(body, pointer string) (spot, bool) {
	for i := strings.LastIndexByte(pointer, '/'); i >= 0; i = strings.LastIndexByte(pointer[:i], '/') {
		if found := locate(body, pointer[:i]); len(found) > 0 {
			start := found[0].value.start
			return spot{start, start + 1}, true
		}
	}
	return spot{}, false
}

// trailingBytes returns what follows the first JSON value, without the white space around it.
func trailingBytes(body string) (spot, bool) {
	d := jsontext.NewDecoder(strings.NewReader(body), tolerant...)
	if _, err := d.ReadValue(); err != nil {
		return spot{}, false
	}
	const whitespace = " \t\r\n"
	s := spot{int(d.InputOffset()), len(strings.TrimRight(body, whitespace))}
	s.start += len(body[s.start:]) - len(strings.TrimLeft(body[s.start:], whitespace))
	return s, s.start < s.end
}

// offendingBytes returns the first bytes of a body that are not JSON.
func offendingBytes(body string, options ...jsontext.Options) (spot, bool) {
	for _, prefix := range []string{"\ufeff", ")]}'"} {
		if strings.HasPrefix(body, prefix) {
			return spot{0, len(prefix)}, true
		}
	}
	d := jsontext.NewDecoder(bytes.NewReader([]byte(body)), append(options, jsontext.AllowDuplicateNames(true))...)
	for {
		_, err := d.ReadToken()
		if err == nil {
			continue
		}
		syntactic, ok := errors.AsType[*jsontext.SyntacticError](err)
		if !ok || errors.Is(err, io.ErrUnexpectedEOF) {
			return spot{}, false
		}
		start := min(int(syntactic.ByteOffset), len(body))
		return spot{start, start + offendingLength(body[start:])}, true
	}
}

// offendingLength is the length of the unreadable part at the start of a text: a word, an escape, a run of invalid
// UTF-8, or one character.
func offendingLength(text string) int {
	const maxWord = 40
	if strings.HasPrefix(text, `\u`) {
		return min(len(text), len(`\ud800`))
	}
	n := 0
	for n < len(text) && n < maxWord {
		r, size := utf8.DecodeRuneInString(text[n:])
		invalid := r == utf8.RuneError && size == 1
		word := unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("<>!/-_.", r)
		if n > 0 && !word || n > 0 && invalid {
			break
		}
		n += size
		if invalid {
			for n < len(text) && n < maxWord {
				if r, size := utf8.DecodeRuneInString(text[n:]); r != utf8.RuneError || size != 1 {
					break
				}
				n++
			}
			return n
		}
		if !word || r == '>' {
			break
		}
	}
	return n
}
