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
	linesFormat // entries of a HAR, one a line (NDJSON)
	cassetteFormat
)

// sniffed is how much of a recording is examined to recognize its format, in bytes.
const sniffed = 64 << 10

const byteOrderMark = "\ufeff"

// recognize finds the format of a recording from its beginning, without consuming input. The error says what else the
// recording looks like. YAML is a superset of JSON, so only the members of an object tell a cassette from a HAR.
func recognize(input *bufio.Reader) (format, error) {
	start, err := input.Peek(sniffed)
	whole := err == io.EOF
	if err != nil && !whole {
		return unknownFormat, err
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte(byteOrderMark)), " \t\r\n")
	if bytes.HasPrefix(text, []byte("{")) {
		format, err := recognizeObject(text)
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF) && whole:
			return unknownFormat, notARecording(fmt.Sprintf("JSON that is cut off at byte %d", len(start)), nextExport)
		case errors.Is(err, io.ErrUnexpectedEOF): // a member longer than what is examined; the HAR reader skips it
			return harFormat, nil
		case format != unknownFormat || err != nil:
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

// recognizeObject reads the members of an object until the name of one tells the format. The format is unknown if the
// text is not JSON; it may then be YAML. The error is io.ErrUnexpectedEOF if the text ends before a member tells.
func recognizeObject(text []byte) (format, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(text), lenient...)
	if _, err := d.ReadToken(); err != nil {
		return unknownFormat, err
	}
	for {
		if d.PeekKind() == '}' {
			return unknownFormat, notARecording("a JSON object without a member log, interactions or request", nextExport)
		}
		name, err := d.ReadValue()
		switch string(name) {
		case `"log"`:
			return harFormat, nil
		case `"interactions"`:
			return cassetteFormat, nil
		case `"startedDateTime"`, `"request"`, `"response"`:
			return linesFormat, nil
		case `"http_interactions"`:
			return unknownFormat, notARecording(recorderOf(text), nextVCR)
		case `"openapi"`, `"swagger"`:
			return unknownFormat, notARecording(anOpenAPIDocument, nextOpenAPI)
		case `"item"`:
			return unknownFormat, notARecording("a Postman collection", nextPostman)
		}
		if err == nil {
			err = d.SkipValue()
		}
		switch {
		case err == nil:
		case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
			return unknownFormat, io.ErrUnexpectedEOF
		default:
			return unknownFormat, nil
		}
	}
}

const (
	anOpenAPIDocument = "an OpenAPI document"

	nextExport  = "export the traffic again, as HAR"
	nextOpenAPI = "it is a contract; name recordings of traffic to check against it"
	nextPostman = "record the traffic that it causes, and export that as HAR"
	nextUnpack  = "unpack it first"
	nextVCR     = "record the traffic as HAR instead, or with go-vcr"

	aVCRCassette     = "a cassette of VCR (Ruby)"
	aBetamaxCassette = "a cassette of Betamax (Python)"
	aVCRpyCassette   = "a cassette of vcrpy (Python)"
)

func notARecording(seen, next string) error {
	return fmt.Errorf("not a go-vcr cassette and not a HAR 1.2 file: it looks like %s: %s", seen, next)
}

// recorderOf names the cassette that has a member http_interactions: one of VCR, or one of Betamax, which took VCR's
// format over. Betamax writes JSON by default, VCR writes YAML.
func recorderOf(text []byte) string {
	if m := recordedWith.FindSubmatch(text); m != nil {
		if bytes.EqualFold(m[1], []byte("betamax")) {
			return aBetamaxCassette
		}
		return aVCRCassette
	}
	if bytes.HasPrefix(text, []byte("{")) {
		return aBetamaxCassette
	}
	return aVCRCassette
}

var (
	openAPIMember  = regexp.MustCompile(`(?m)^["']?(openapi|swagger)["']?[ \t]*:`)
	vcrMember      = regexp.MustCompile(`(?m)^["']?http_interactions["']?[ \t]*:`)
	recordedWith   = regexp.MustCompile(`\brecorded_with["']?[ \t]*:[ \t]*["']?([A-Za-z]+)`)
	cassetteMember = regexp.MustCompile(`\b(version|interactions)\b`)
)

// foreigners are kinds of files that are often mistaken for recordings. Each is recognized by its beginning, without
// leading white space.
var foreigners = []struct {
	name      string
	next      string
	looksLike func([]byte) bool
}{
	{"an empty file", "record the traffic again, or delete the file", func(b []byte) bool { return len(b) == 0 }},
	{"a gzip file", nextUnpack, hasPrefix("\x1f\x8b")},
	{"a zip file", nextUnpack, hasPrefix("PK\x03\x04", "PK\x05\x06")},
	{"a Zstandard file", nextUnpack, hasPrefix("\x28\xb5\x2f\xfd")},
	{"text in UTF-16", "save it as UTF-8", hasPrefix("\xff\xfe", "\xfe\xff")},
	{"an XML document", nextExport, hasPrefix("<?xml")},
	{"an HTML page", nextExport, hasPrefix("<")},
	{"a JSON array", nextExport, hasPrefix("[")},
	{"a binary file", nextExport, func(b []byte) bool { return bytes.IndexByte(b, 0) >= 0 || !isUTF8(b) }},
	{anOpenAPIDocument, nextOpenAPI, openAPIMember.Match},
	{aBetamaxCassette, nextVCR, func(b []byte) bool { return vcrMember.Match(b) && recorderOf(b) == aBetamaxCassette }},
	{
		aVCRCassette,
		nextVCR,
		func(b []byte) bool { return vcrMember.Match(b) || bytes.Contains(b, []byte("!ruby/struct:VCR::")) },
	},
	{"text without interactions", nextExport, func(b []byte) bool { return !cassetteMember.Match(b) }},
}

// hasPrefix returns a function that reports whether a text begins with one of the prefixes.
func hasPrefix(prefixes ...string) func([]byte) bool {
	return func(b []byte) bool {
		for _, p := range prefixes {
			if bytes.HasPrefix(b, []byte(p)) {
				return true
			}
		}
		return false
	}
}

// isUTF8 reports whether b is UTF-8. It may end within a character.
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
