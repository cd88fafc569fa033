package openapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/input"
)

// Parse reads an OpenAPI 3 document in YAML or JSON that is complete in itself. A reference to another document is an
// error.
func Parse(data []byte) (*Document, error) {
	d := newDocument("openapi")
	if _, err := d.addFile(d.root, data); err != nil {
		return nil, err
	}
	load := d.retried(func() (*openapi3.T, error) {
		return newLoader().LoadFromDataWithPath(d.sources[d.root].text, &url.URL{Path: d.root})
	})
	doc, err := load()
	if err != nil {
		doc, err = d.loadRepaired(err, load, func(string) bool { return false })
	}
	return d.loaded(doc, err)
}

// Load reads an OpenAPI 3 document from a file. It follows references to other files in the document's folder and in
// the folders of allowed, and never fetches anything from a network. If the file itself cannot be read, the error is an
// *[fs.PathError].
func Load(name string, allowed ...string) (*Document, error) { return LoadOver(name, nil, allowed...) }

// LoadOver is [Load] with texts that stand for files, by the names under which [Document.Files] lists them.
func LoadOver(name string, texts map[string][]byte, allowed ...string) (*Document, error) {
	folders, err := newFolders(name, allowed)
	if err != nil {
		return nil, err
	}
	data, replaced := texts[filepath.FromSlash(name)]
	if !replaced {
		if data, err = input.Named(context.Background(), name, maxSize); err != nil {
			return nil, err
		}
	}
	d := newDocument(filepath.ToSlash(name))
	if _, err := d.addFile(d.root, data); err != nil {
		return nil, err
	}
	read := d.reading(func(location string) ([]byte, error) {
		data, replaced := texts[filepath.FromSlash(location)]
		var err error
		if !replaced {
			data, err = folders.read(location)
		}
		if err != nil {
			return nil, err
		}
		return d.addFile(location, data)
	})
	load := d.retried(func() (*openapi3.T, error) {
		loader := newLoader()
		loader.ReadFromURIFunc = read
		return loader.LoadFromDataWithPath(d.sources[d.root].text, &url.URL{Path: d.root})
	})
	doc, err := load()
	if err != nil {
		doc, err = d.loadRepaired(err, load, func(address string) bool {
			return !strings.Contains(address, "://") && folders.mayHave(joined(d.root, address))
		})
	}
	return d.loaded(doc, err)
}

// addFile adds a file, and returns its text as it is parsed.
func (d *Document) addFile(location string, data []byte) (written []byte, err error) {
	if err := checkLimits(data); err != nil {
		return nil, err
	}
	s := &source{document: data}
	s.text, s.pieces = resolveIdentifiers(data)
	s.start()
	d.add(location, s)
	return s.text, nil
}

// loadRepaired loads a document again after references that lead nowhere were hidden from the loader. If there are none
// of these, the error stays.
func (d *Document) loadRepaired(err error, load func() (*openapi3.T, error), exists func(address string) bool) (
	*openapi3.T, error) {
	if doc, err := d.loadWithoutExamples(err, load); err == nil {
		return doc, nil
	}
	repaired, lost := d.repair(exists)
	switch {
	case lost != nil:
		return nil, lost
	case repaired:
		return load()
	}
	return nil, err
}

// parseCut parses what is kept of a file, and of the files that it refers to.
func parseCut(f *File, r *reacher) (*Document, error) {
	d := newDocument(f.location)
	for file, k := range r.keep {
		text, pieces := file.outline.cut(k)
		if file.outline.isJSON(&file.outline.root) {
			readableJSON(text)
		}
		if err := checkLimits(text); err != nil {
			return nil, err
		}
		s := &source{text: text, document: file.outline.data, pieces: pieces, outline: file.outline}
		s.start()
		d.add(file.location, s)
	}
	load := d.retried(func() (*openapi3.T, error) { return d.loadSources(r.foreign...) })
	doc, err := load()
	if err != nil {
		doc, err = d.loadWithoutExamples(err, load)
	}
	return d.loaded(doc, err)
}

// loadSources parses the document from the files that have been read. Subtypes in other files become components: none
// of the document refers to them.
func (d *Document) loadSources(foreign ...subtype) (*openapi3.T, error) {
	loader := newLoader()
	loader.ReadFromURIFunc = d.reading(func(location string) ([]byte, error) {
		return nil, &fs.PathError{Op: "open", Path: location, Err: fs.ErrNotExist}
	})
	root := &url.URL{Path: d.root}
	doc, err := loader.LoadFromDataWithPath(d.sources[d.root].text, root)
	if err != nil || len(foreign) == 0 {
		return doc, err
	}
	if doc.Components == nil {
		doc.Components = &openapi3.Components{}
	}
	if doc.Components.Schemas == nil {
		doc.Components.Schemas = openapi3.Schemas{}
	}
	for _, s := range foreign {
		if doc.Components.Schemas[s.name] == nil {
			ref := (&url.URL{Path: d.relative(s.file.location)}).String() + schemaReference + EscapeToken(s.name)
			doc.Components.Schemas[s.name] = &openapi3.SchemaRef{Ref: ref}
		}
	}
	return doc, loader.ResolveRefsIn(doc, root)
}

// reading is how a loader reads the files that a document refers to.
func (d *Document) reading(file func(location string) ([]byte, error)) openapi3.ReadFromURIFunc {
	return func(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
		if location.Host != "" || location.Scheme != "" && location.Scheme != "file" {
			return nil, fmt.Errorf(
				"it refers to %s, and nothing is fetched from a network: save that document beside it",
				redacted(location),
			)
		}
		d.last = location.Path
		if s, ok := d.sources[location.Path]; ok {
			return s.text, nil
		}
		return file(location.Path)
	}
}

func newLoader() *openapi3.Loader {
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	return loader
}

func (d *Document) loaded(doc *openapi3.T, err error) (*Document, error) {
	if err == nil && doc.Origin == nil { // members of one name make the parser lose all positions
		for _, s := range d.sources {
			s.text = bytes.Clone(s.text) // the caller's
			blankDuplicates(s.text)
		}
		doc, err = d.loadSources()
	}
	if s := d.sources[d.root]; s != nil {
		if err := Recognize(s.document); err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, errors.New(d.oneLine(err))
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.") {
		return nil, errors.New(`not an OpenAPI 3 document: it has no line "openapi: 3.…"`)
	}
	d.T = doc
	if err := d.checkPaths(); err != nil {
		return nil, err
	}
	d.index()
	return d, nil
}
