// Package openapi reads OpenAPI documents into kin-openapi's model, and knows where everything in them stands: file,
// JSON pointer, line and column. It is the one way to load a document.
package openapi

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/drift"
)

// Document is an OpenAPI document, and where its parts stand. It is safe for concurrent use once it is loaded.
type Document struct {
	*openapi3.T
	Lost []drift.Note // references that lead nowhere, and that no response needs

	root    string             // the document's own file, as kin-openapi names it
	last    string             // the file that was read last; "" for the document's own
	sources map[string]*source // every file that was read, by its path and as origins name it
	mu      sync.Mutex         // guards the outlines of sources, and places
	places  map[openapi3.Location]drift.Place
	homes   map[any]string      // the pointer of each component of the document itself, by kin-openapi's value
	indexes map[string]pointers // of files in which a reference leads on to another one
}

// source is the text of a file as it was parsed, and the document that it was cut from.
type source struct {
	location       string
	text, document []byte
	pieces         []piece
	started        bool     // text has a mark before it: see start
	outline        *outline // nil until it is known, or a pointer is asked for

	once      sync.Once
	positions *positions
}

func newDocument(root string) *Document {
	return &Document{root: root, sources: map[string]*source{}, places: map[openapi3.Location]drift.Place{}}
}

// add adds a file under its path, and under the URL that origins have for it.
func (d *Document) add(location string, s *source) {
	s.location = location
	d.sources[location], d.sources[(&url.URL{Path: location}).String()] = s, s
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
		place.Line, place.Column = d.editor(field)
	} else if o.Key != nil {
		place.Line, place.Column = d.editor(*o.Key)
	}
	return place
}

// At is the place of a location in one of the document's files, with the pointer of what has its key there. What is
// unknown is left out.
func (d *Document) At(l openapi3.Location) drift.Place {
	d.mu.Lock()
	defer d.mu.Unlock()
	if place, known := d.places[l]; known {
		return place
	}
	offset, s := d.offset(l)
	if s == nil {
		return drift.Place{}
	}
	place := drift.Place{File: d.relative(l.File)}
	place.Line, place.Column = s.positions.editor(offset)
	if s.outline == nil {
		s.outline, _ = newOutline(s.document)
	}
	if s.outline != nil {
		if site, ok := s.outline.at(offset); ok {
			place.Pointer = site.pointer
		}
	}
	d.places[l] = place
	return place
}

// File is the path of the file that a location is in, as it was read; "" is the document itself.
func (d *Document) File(l openapi3.Location) string {
	if l.File == (&url.URL{Path: d.root}).String() {
		return ""
	}
	if decoded, err := url.PathUnescape(l.File); err == nil {
		return strings.TrimPrefix(decoded, "./")
	}
	return l.File
}

// editor is the line and column of a location in an editor, 0 if they are unknown.
func (d *Document) editor(l openapi3.Location) (line, column int) {
	offset, s := d.offset(l)
	if s == nil {
		return 0, 0
	}
	return s.positions.editor(offset)
}

func (d *Document) offset(l openapi3.Location) (int, *source) {
	s := d.sources[l.File]
	if s == nil {
		return 0, nil
	}
	s.once.Do(func() { s.positions = newPositions(s.document, s.text, s.pieces) })
	if offset, ok := s.positions.offset(l.Line, l.Column); ok {
		return offset, s
	}
	return 0, nil
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
	if rest, err := filepath.Rel(filepath.FromSlash(folder), filepath.FromSlash(file)); err == nil {
		return filepath.ToSlash(rest)
	}
	return file
}

var tokenEscaper = strings.NewReplacer("~", "~0", "/", "~1")

// EscapeToken escapes a reference token of a JSON pointer (RFC 6901, section 3).
func EscapeToken(token string) string { return tokenEscaper.Replace(token) }
