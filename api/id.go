package api

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxID bounds an ID, in bytes. Real IDs have 22; a longer URL than this allows is refused by many servers.
const maxID = 1024

// siblings are what other operations have in the place of the ID: DELETE /v3/connections/{provider} deletes by provider.
var siblings = []string{"list", "notion", "google-drive", "onedrive", "gmail", "github", "web-crawler", "s3", "granola"}

// checkID refuses an ID that is not one path segment of its own once it is escaped (RFC 3986, section 3.3), or that names
// another operation. A server may take a path segment in any letter case, and so does this.
func checkID(id string) error {
	switch {
	case id == "":
		return fmt.Errorf("%w: it is empty, which would call /v3/connections/", ErrInvalidID)
	case id == "." || id == "..":
		return fmt.Errorf("%w: %q is a step in a path, which would call another URL", ErrInvalidID, id)
	case len(id) > maxID:
		return fmt.Errorf("%w: it has %d bytes, more than %d", ErrInvalidID, len(id), maxID)
	case !utf8.ValidString(id):
		return fmt.Errorf("%w: it is not UTF-8", ErrInvalidID)
	case strings.ContainsFunc(id, unicode.IsControl):
		return fmt.Errorf("%w: it contains a control character", ErrInvalidID)
	case slices.ContainsFunc(siblings, func(s string) bool { return strings.EqualFold(s, id) }):
		return fmt.Errorf("%w: %q is not the ID of a connection, and would call another operation", ErrInvalidID, id)
	}
	return nil
}
