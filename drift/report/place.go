package report

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// place names where an exchange was read: "recordings/a.yaml, entry 0". Of another file it names the line and column: "published.yaml:3:11".
func place(s drift.Source) string {
	switch {
	case s.Entry >= 0:
		return fmt.Sprintf("%s, entry %d", text.Line(s.File, 0), s.Entry)
	case s.Line > 0:
		return fmt.Sprintf("%s:%d:%d", text.Line(s.File, 0), s.Line, s.Column)
	}
	return text.Line(s.File, 0)
}

// response names what a finding is about: "getThing 200 at /id".
func response(operation string, status drift.Status, pointer string) string {
	name := text.Line(operation, 0)
	if status != 0 {
		name += " " + status.String()
	}
	if pointer != "" {
		name += " at " + text.Line(pointer, 0)
	}
	return name
}

// slashPath is a file's path as other programs expect it: with slashes, and relative to the working directory if it is in there. It is false if there is no
// file, as for standard input and a URL.
func slashPath(file string) (string, bool) {
	if _, ok := address(file); ok || file == "" || file == "-" {
		return "", false
	}
	if filepath.IsAbs(file) {
		if folder, err := os.Getwd(); err == nil {
			if relative, err := filepath.Rel(folder, file); err == nil && filepath.IsLocal(relative) {
				file = relative
			}
		}
	}
	return filepath.ToSlash(filepath.Clean(file)), true
}

// address is the name of a document that was fetched, as a URI.
func address(file string) (string, bool) {
	if !strings.HasPrefix(file, "https://") && !strings.HasPrefix(file, "http://") {
		return "", false
	}
	u, err := url.Parse(file)
	if err != nil {
		return "", false
	}
	return u.String(), true
}

// fileURI is a file's path as a URI reference (RFC 3986, section 4.1): relative, or of the scheme file if the path is absolute.
func fileURI(file string) (string, bool) {
	if u, ok := address(file); ok {
		return u, true
	}
	path, ok := slashPath(file)
	if !ok {
		return "", false
	}
	u := url.URL{Path: path}
	if filepath.IsAbs(file) && !filepath.IsLocal(filepath.FromSlash(path)) {
		u.Scheme = "file"
		if path[0] != '/' { // a Windows drive
			u.Path = "/" + path
		}
	}
	return u.String(), true
}
