package schema

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// tape is a JSON text as a list of its tokens, in their order. Objects and arrays are one entry each, followed by
// those of their content: an object's members are pairs of a name and a value. An index into the tape stands for the
// value that begins there.
type tape struct {
	body    []byte
	tokens  []token
	lenient bool // invalid UTF-8 is allowed: a name or string may hold some

	decoder    *jsontext.Decoder
	buffer     *bytes.Buffer
	huge       []uint32 // numbers beyond float64
	duplicates duplicates
	unquoted   []byte // of the last text
}

// token is one entry of a tape.
type token struct {
	start uint32 // offset of its first byte
	stop  uint32 // of an object or array, the index behind its content; otherwise the offset behind its last byte
	link  uint32 // of a name, its hash; otherwise the index of the object or array around it, none at the top
	kind  kinds
	flags flags
}

// none is an index that no tape has.
const none = math.MaxUint32

// flags are what is known of one entry of a tape.
type flags uint8

const (
	flagName     flags = 1 << iota // it is a member's name
	flagQuoted                     // of a name or string: it has escapes, or may hold invalid UTF-8
	flagDeclared                   // of a name: a schema declares the member
	flagOpen                       // of an object: a schema allows members that it does not declare
	flagSwept                      // of an object: undeclared members were looked for
)

func newTape() tape {
	buffer := &bytes.Buffer{}
	return tape{buffer: buffer, decoder: jsontext.NewDecoder(buffer)}
}

// Duplicate names are found here, all of them, and not by the decoder, which stops at the first.
var (
	strictly  = jsontext.AllowDuplicateNames(true)
	leniently = jsontext.AllowInvalidUTF8(true)
)

// maxBody is the longest body whose offsets fit into a token.
const maxBody = math.MaxUint32 - 1

// maxTokens is how many tokens a tape has at most. It then takes 92 MiB.
const maxTokens = 6_000_000

var (
	errTooLarge = errors.New("it has more than 4 GiB")
	errTooMany  = errors.New("it has more than 6 million names and values")
)

// read fills the tape with the first value of a body, and returns the offset behind it.
func (t *tape) read(body []byte, lenient bool) (end int, err error) {
	t.body, t.tokens, t.huge, t.lenient = body, t.tokens[:0], t.huge[:0], lenient
	t.duplicates.found = t.duplicates.found[:0]
	if uint64(len(body)) > maxBody {
		return 0, errTooLarge
	}
	end, err = t.cut(body)
	if err == errNotJSON || err == nil && !lenient && (!utf8.Valid(body[:end]) || hasSurrogate(body[:end])) {
		if fault := t.fault(body); fault != nil {
			return 0, fault
		}
	}
	return end, err
}

// hasSurrogate reports whether an escape stands for half of a character, which may lack the other half.
func hasSurrogate(body []byte) bool {
	return bytes.Contains(body, []byte(`\ud`)) || bytes.Contains(body, []byte(`\uD`))
}

// fault is what the decoder says is wrong with a body.
func (t *tape) fault(body []byte) error {
	*t.buffer = *bytes.NewBuffer(body)
	if t.lenient {
		t.decoder.Reset(t.buffer, strictly, leniently)
	} else {
		t.decoder.Reset(t.buffer, strictly)
	}
	_, err := t.decoder.ReadValue()
	return err
}

// unquote removes a string's quotes and escapes. Invalid UTF-8 is replaced. The result is valid until the next call.
func (t *tape) unquote(quoted []byte) []byte {
	t.unquoted, _ = jsontext.AppendUnquote(t.unquoted[:0], quoted)
	return t.unquoted
}

// text is the content of a string or name. It is valid until the next call.
func (t *tape) text(i uint32) []byte {
	entry := &t.tokens[i]
	if entry.flags&flagQuoted != 0 {
		return t.unquote(t.body[entry.start:entry.stop])
	}
	return t.body[entry.start+1 : entry.stop-1]
}

// next is the index behind a value.
func (t *tape) next(i uint32) uint32 {
	if entry := &t.tokens[i]; entry.kind&kindContainer != 0 {
		return entry.stop
	}
	return i + 1
}

// raw is a scalar as it is written.
func (t *tape) raw(i uint32) []byte {
	return t.body[t.tokens[i].start:t.tokens[i].stop]
}

// length counts an array's items, or an object's members.
func (t *tape) length(v uint32) int {
	n := 0
	object := t.tokens[v].kind == kindObject
	for i, end := v+1, t.tokens[v].stop; i < end; n++ {
		if object {
			i++
		}
		i = t.next(i)
	}
	return n
}

// member finds an object's member by its name, and returns the index of its value.
func (t *tape) member(object uint32, name string, hash uint32) (uint32, bool) {
	for i, end := object+1, t.tokens[object].stop; i < end; i = t.next(i + 1) {
		if t.tokens[i].link == hash && string(t.text(i)) == name {
			return i + 1, true
		}
	}
	return 0, false
}

func isInvalidUTF8(err error) bool {
	reason := err.Error()
	return strings.Contains(reason, "invalid UTF-8") || strings.Contains(reason, "surrogate")
}

// isTruncated reports whether the text ended before its value did.
func isTruncated(err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF }
