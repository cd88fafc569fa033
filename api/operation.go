package api

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// operation is what the client knows about an operation of the API, besides the code that is generated for it. The
// checks and the error messages use nothing else.
//
// To add an operation, describe it in openapi.yaml, run go generate, and write a value of this type and a method of
// [Client] that calls perform.
type operation struct {
	name     string   // what it does, for errors before there is a request
	method   string   // of its request
	path     string   // the contract's template, with one {parameter} for each ID
	siblings []string // what other operations have in the place of an ID
	status   int      // of the response that confirms it

	success     string // what such a response is, such as "a confirmed deletion"
	unconfirmed string // what may have happened if the response does not confirm it
	unanswered  string // what is unknown if the response was lost
}

// maxID bounds an ID, in bytes. Real IDs have 22; many servers refuse a longer URL than this allows.
const maxID = 1024

// checkIDs refuses an ID that would not be one path segment of its own once it is escaped (RFC 3986, section 3.3),
// or that names a sibling operation, in any letter case, because a server may ignore it.
func (o *operation) checkIDs(ids ...string) error {
	for _, id := range ids {
		switch {
		case id == "":
			return fmt.Errorf("%w: it is empty, which would call %s", ErrInvalidID, o.target(ids...))
		case id == "." || id == "..":
			return fmt.Errorf("%w: %q is a step in a path, which would call another URL", ErrInvalidID, id)
		case len(id) > maxID:
			return fmt.Errorf("%w: it has %d bytes, more than %d", ErrInvalidID, len(id), maxID)
		case !utf8.ValidString(id):
			return fmt.Errorf("%w: it is not UTF-8", ErrInvalidID)
		case strings.ContainsFunc(id, unicode.IsControl):
			return fmt.Errorf("%w: it contains a control character", ErrInvalidID)
		case slices.ContainsFunc(o.siblings, func(s string) bool { return strings.EqualFold(s, id) }):
			return fmt.Errorf("%w: %q is not the ID of a connection, and would call another operation",
				ErrInvalidID, id)
		}
	}
	return nil
}

// target returns the path with the IDs in it, escaped.
func (o *operation) target(ids ...string) string {
	path := o.path
	for _, id := range ids {
		before, rest, _ := strings.Cut(path, "{")
		_, after, _ := strings.Cut(rest, "}")
		path = before + url.PathEscape(id) + after // An escaped ID contains no brace.
	}
	return path
}
