package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Recognize returns an error that names what a text is, if it is known and not an OpenAPI document of version 3.0 or
// 3.1: another version, or a file that is easily given in its place. It says nothing about a text that it does not
// know.
//
// OpenAPI 3.2 is refused as a whole: the model has QUERY, additionalOperations and itemSchema, but neither
// in: querystring, nor media types by reference, nor defaultMapping, so that it would be judged in part.
func Recognize(data []byte) error {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	lower := bytes.ToLower(data[:min(len(data), 100)])
	switch {
	case len(data) == 0:
		return errors.New("it is empty")
	case bytes.HasPrefix(lower, []byte("<?xml")) && !bytes.Contains(lower, []byte("<html")):
		return looksLike("an XML document", "export it as OpenAPI 3, in YAML or JSON")
	case data[0] == '<':
		return looksLike("an HTML page", "find the URL of the document itself, in YAML or JSON")
	}
	members := topLevel(data)
	if version, ok := members["openapi"]; ok {
		return recognizeVersion(version)
	}
	for _, k := range otherKinds {
		if _, ok := members[k.member]; ok && (k.with == "" || members.has(k.with)) {
			return looksLike(k.name, k.next)
		}
	}
	return nil
}

func looksLike(name, next string) error {
	return fmt.Errorf("not an OpenAPI 3 document: it looks like %s: %s", name, next)
}

func recognizeVersion(version string) error {
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	if major != "3" || minor == "0" || minor == "1" || minor == "" {
		return nil // another major version is for the loader to refuse
	}
	return fmt.Errorf("it is of OpenAPI %s, and only 3.0 and 3.1 are judged: publish it as OpenAPI 3.1",
		text.Line(major+"."+minor, text.MaxName))
}

const nextRecording = "it is what a contract is compared with, not a contract"

// otherKinds are files that are known by a member of their own.
var otherKinds = []struct{ member, with, name, next string }{
	{"swagger", "", "a Swagger 2.0 document", "convert it to OpenAPI 3, for instance with swagger2openapi"},
	{"asyncapi", "", "an AsyncAPI document", "export the HTTP part as OpenAPI 3"},
	{"log", "", "a recording (HAR)", nextRecording},
	{"interactions", "", "a recording (a cassette)", nextRecording},
	{"http_interactions", "", "a recording (a cassette)", nextRecording},
	{"request", "response", "a recording (entries of a HAR)", nextRecording},
	{"item", "info", "a Postman collection", "export it as OpenAPI 3"},
	{"collection", "", "a Postman collection", "export it as OpenAPI 3"},
}

// members are the names of an object's members, with the text of those that are strings or numbers.
type members map[string]string

func (m members) has(name string) bool {
	_, ok := m[name]
	return ok
}

// topLevel lists the members of a document in JSON or, if they begin a line, in YAML.
func topLevel(data []byte) members {
	m := members{}
	if data[0] == '{' && m.readJSON(data) {
		return m
	}
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		if len(line) == 0 || line[0] == ' ' && !bytes.HasPrefix(line, []byte(" \"")) || line[0] == '-' || line[0] == '#' {
			continue // most lines, without asking the pattern
		}
		if match := topLevelMember.FindSubmatch(line); match != nil && !m.has(string(match[1])) {
			m[string(match[1])] = string(match[2])
		}
	}
	return m
}

var topLevelMember = regexp.MustCompile(`^[{ ]?["']?([a-z_]+)["']?[ \t]*:(?:[ \t]+["']?([0-9][0-9.]*)|[ \t\r]|$)`)

// readJSON reads the members of the first object of a text. It is false if the text is not JSON.
func (m members) readJSON(data []byte) bool {
	d := jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if _, err := d.ReadToken(); err != nil {
		return false
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return false
		}
		key, value := name.String(), ""
		if kind := d.PeekKind(); kind == '"' || kind == '0' {
			token, err := d.ReadToken()
			if err != nil {
				return false
			}
			value = token.String()
		} else if err := d.SkipValue(); err != nil {
			return m.isKnown(key) // cut off, or long: the name tells enough
		}
		if m[key] = value; key == "openapi" {
			return true // it tells enough, and the rest may be long
		}
	}
	return d.PeekKind() == '}'
}

func (m members) isKnown(name string) bool {
	m[name] = ""
	return name == "log" || name == "interactions" || name == "http_interactions"
}
