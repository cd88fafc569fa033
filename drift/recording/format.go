package recording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

type format int

const (
	unknownFormat format = iota
	harFormat
	cassetteFormat
)

// sniffed is how much of a recording is looked at to find its format.
const sniffed = 64 << 10

const byteOrderMark = "\ufeff"

// recognize finds the format of a recording by its beginning, or says what it looks like instead. It takes nothing off the input. YAML is a
// superset of JSON, so that only the members of an object tell a cassette from a HAR.
func recognize(input *bufio.Reader) (format, error) {
	start, err := input.Peek(sniffed)
	whole := err == io.EOF
	if err != nil && !whole {
		return unknownFormat, err
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte(byteOrderMark)), " \t\r\n")
	if bytes.HasPrefix(text, []byte("{")) {
		format, err := recognizeObject(text, whole, len(start))
		if format != unknownFormat || err != nil {
			return format, err
		}
	}
	for _, foreign := range foreigners {
		if foreign.looksLike(text) {
			return unknownFormat, notARecording(foreign.name, foreign.next)
		}
	}
	return cassetteFormat, nil
}

func hasByteOrderMark(input *bufio.Reader) bool {
	start, _ := input.Peek(len(byteOrderMark))
	return string(start) == byteOrderMark
}

// recognizeObject looks at the members of an object until one tells its format. The format stays unknown for one that is not JSON and may
// be YAML.
func recognizeObject(text []byte, whole bool, end int) (format, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(text), lenient...)
	members := 0
	next := func() (jsontext.Value, error) {
		if members == 0 {
			if _, err := d.ReadToken(); err != nil {
				return nil, err
			}
		}
		members++
		if d.PeekKind() == '}' {
			return nil, nil
		}
		return d.ReadValue()
	}
	for {
		name, err := next()
		if err == nil && name == nil {
			return unknownFormat, notARecording("a JSON object without a member log or interactions", nextExport)
		}
		switch string(name) {
		case `"log"`:
			return harFormat, nil
		case `"interactions"`:
			return cassetteFormat, nil
		case `"openapi"`, `"swagger"`:
			return unknownFormat, notARecording(anOpenAPIDocument, nextOpenAPI)
		case `"item"`:
			return unknownFormat, notARecording("a Postman collection", "record the traffic that it causes, and export that as HAR")
		}
		if err == nil {
			err = d.SkipValue()
		}
		switch {
		case err == nil:
		case !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF):
			return unknownFormat, nil
		case whole:
			return unknownFormat, notARecording(fmt.Sprintf("JSON that is cut off at byte %d", end), nextExport)
		default: // a member longer than what is looked at; reading a HAR passes over it
			return harFormat, nil
		}
	}
}

const (
	anOpenAPIDocument = "an OpenAPI document"

	nextExport  = "export the traffic again, as HAR"
	nextOpenAPI = "it is a contract; name recordings of traffic to check against it"
	nextUnpack  = "unpack it first"
)

func notARecording(seen, next string) error {
	return fmt.Errorf("not a go-vcr cassette and not a HAR 1.2 file: it looks like %s: %s", seen, next)
}

var (
	openAPIMember  = regexp.MustCompile(`(?m)^["']?(openapi|swagger)["']?[ \t]*:`)
	cassetteMember = regexp.MustCompile(`\b(version|interactions)\b`)
)

// foreigners are the files that are often taken for a recording. Each is told by its beginning, without leading whitespace.
var foreigners = []struct {
	name      string
	next      string
	looksLike func([]byte) bool
}{
	{"an empty file", "record the traffic again, or delete the file", func(b []byte) bool { return len(b) == 0 }},
	{"a gzip file", nextUnpack, prefixed("\x1f\x8b")},
	{"a zip file", nextUnpack, prefixed("PK\x03\x04", "PK\x05\x06")},
	{"a Zstandard file", nextUnpack, prefixed("\x28\xb5\x2f\xfd")},
	{"text in UTF-16", "save it as UTF-8", prefixed("\xff\xfe", "\xfe\xff")},
	{"an XML document", nextExport, prefixed("<?xml")},
	{"an HTML page", nextExport, prefixed("<")},
	{"a JSON array", nextExport, prefixed("[")},
	{"a binary file", nextExport, func(b []byte) bool { return bytes.IndexByte(b, 0) >= 0 || !isUTF8(b) }},
	{anOpenAPIDocument, nextOpenAPI, openAPIMember.Match},
	{"text without interactions", nextExport, func(b []byte) bool { return !cassetteMember.Match(b) }},
}

func prefixed(prefixes ...string) func([]byte) bool {
	return func(b []byte) bool {
		for _, p := range prefixes {
			if bytes.HasPrefix(b, []byte(p)) {
				return true
			}
		}
		return false
	}
}

// isUTF8 reports whether b, which may end within a character, is UTF-8.
func isUTF8(b []byte) bool {
	for i := len(b) - 1; i >= 0 && i >= len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				b = b[:i]
			}
			break
		}
	}
	return utf8.Valid(b)
}
