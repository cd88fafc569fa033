// Package openapi reads OpenAPI documents into kin-openapi's model, and knows where everything in them stands: file,
// JSON pointer, line and column. It is the one way to load a document.
package openapi

import (
	"path"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Document is an OpenAPI document, and where its parts stand. It is safe for concurrent use once it is loaded.
type Document struct {
	*openapi3.T

	root    string               // the document's own file, as kin-openapi names it
	sources map[string][]byte    // the text of every file that was read
	homes   map[any]string       // the pointer of each component of the document itself, by kin-openapi's value
	indexes map[string]positions // of files in which a reference leads on to another one
}

// Site is where a definition stands: a file and an RFC 6901 pointer in it.
type Site struct{ file, pointer string }

// Root is the site of the document itself.
func (d *Document) Root() Site { return Site{file: d.root} }

// Pointer is the site's RFC 6901 pointer.
func (s Site) Pointer() string { return s.pointer }

// Child is the site of what stands under tokens, such as "responses", "404". It escapes them.
func (s Site) Child(tokens ...string) Site {
	var b strings.Builder
	b.WriteString(s.pointer)
	for _, t := range tokens {
		b.WriteByte('/')
		b.WriteString(EscapeToken(t))
	}
	return Site{s.file, b.String()}
}

// Place is the site for a finding: with line and column of the keyword in the origin of what stands there, or of its
// own name if the keyword is "" or unknown.
func (d *Document) Place(s Site, o *openapi3.Origin, keyword string) drift.Place {
	place := drift.Place{File: d.relative(s.file), Pointer: s.pointer}
	if o == nil {
		return place
	}
	if field, ok := o.Fields.Lookup(keyword); ok {
		place.Line, place.Column = field.Line, field.Column
	} else if o.Key != nil {
		place.Line, place.Column = o.Key.Line, o.Key.Column
	}
	return place
}

// relative names a file as a Place does: relative to the document's folder, "" for the document itself.
func (d *Document) relative(file string) string {
	if file == d.root {
		return ""
	}
	folder := path.Dir(d.root)
	if folder == "." {
		return file
	}
	if rest, ok := strings.CutPrefix(file, strings.TrimSuffix(folder, "/")+"/"); ok {
		return rest
	}
	return file
}

var tokenEscaper = strings.NewReplacer("~", "~0", "/", "~1")

// EscapeToken escapes a reference token of a JSON pointer (RFC 6901, section 3).
func EscapeToken(token string) string { return tokenEscaper.Replace(token) }
