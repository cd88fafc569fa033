package openapi

import (
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
	if err := d.addFile(d.root, data); err != nil {
		return nil, err
	}
	doc, err := newLoader().LoadFromDataWithPath(data, &url.URL{Path: d.root})
	return d.loaded(doc, err)
}

// Load reads an OpenAPI 3 document from a file. It follows references to other files in the document's folder and in
// the folders of allowed, and never fetches anything from a network. If the file itself cannot be read, the error is an
// *[fs.PathError].
func Load(name string, allowed ...string) (*Document, error) {
	folders, err := newFolders(name, allowed)
	if err != nil {
		return nil, err
	}
	data, err := input.Named(context.Background(), name, maxSize)
	if err != nil {
		return nil, err
	}
	d := newDocument(filepath.ToSlash(name))
	if err := d.addFile(d.root, data); err != nil {
		return nil, err
	}
	loader := newLoader()
	loader.ReadFromURIFunc = d.reading(func(location string) ([]byte, error) {
		data, err := folders.read(location)
		if err == nil {
			err = d.addFile(location, data)
		}
		return data, err
	})
	doc, err := loader.LoadFromDataWithPath(data, &url.URL{Path: d.root})
	return d.loaded(doc, err)
}

// addFile adds a file that is parsed as it is.
func (d *Document) addFile(location string, data []byte) error {
	if err := checkLimits(data); err != nil {
		return err
	}
	d.add(location, &source{text: data, document: data})
	return nil
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
		d.add(file.location, &source{text: text, document: file.outline.data, pieces: pieces})
	}
	loader := newLoader()
	loader.ReadFromURIFunc = d.reading(func(location string) ([]byte, error) {
		return nil, &fs.PathError{Op: "open", Path: location, Err: fs.ErrNotExist}
	})
	doc, err := loader.LoadFromDataWithPath(d.sources[d.root].text, &url.URL{Path: d.root})
	return d.loaded(doc, err)
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
