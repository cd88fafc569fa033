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

// sourceName says where a finding was seen: "recordings/a.yaml, entry 0", or "published.yaml:3:11" in a file that does
// not hold exchanges. It leaves out an unknown line or column.
func sourceName(s drift.Source) string {
	switch {
	case s.Entry >= 0:
		return fmt.Sprintf("%s, entry %d", text.Line(s.File, 0), s.Entry)
	case s.Line > 0 && s.Column > 0:
		return fmt.Sprintf("%s:%d:%d", text.Line(s.File, 0), s.Line, s.Column)
	case s.Line > 0:
		return fmt.Sprintf("%s:%d", text.Line(s.File, 0), s.Line)
	}
	return text.Line(s.File, 0)
}

// slashPath returns a file's path as other programs expect it: with slashes, and relative to the working directory if
// it is inside. It is false for what is not a file: standard input and a URL.
func slashPath(file string) (string, bool) {
	if _, ok := documentURL(file); ok || file == "" || file == "-" {
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

// documentURL returns the URL of a document that was fetched. It is false for a file.
func documentURL(file string) (string, bool) {
	if !strings.HasPrefix(file, "https://") && !strings.HasPrefix(file, "http://") {
		return "", false
	}
	u, err := url.Parse(file)
	if err != nil {
		return "", false
	}
	return u.String(), true
}

// fileURI returns a file's path as a URI reference (RFC 3986, section 4.1). It is relative, or has the scheme file if
// the path is absolute and outside the working directory. It is false for standard input.
func fileURI(file string) (string, bool) {
	if u, ok := documentURL(file); ok {
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
