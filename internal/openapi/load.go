package openapi

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Parse reads an OpenAPI 3 document in YAML or JSON that is complete in itself. A reference to another document is an
// error.
func Parse(data []byte) (*Document, error) {
	d := &Document{root: "openapi", sources: map[string][]byte{"openapi": data}}
	loader := newLoader()
	doc, err := loader.LoadFromDataWithPath(data, &url.URL{Path: d.root})
	return d.loaded(doc, err)
}

// Load reads an OpenAPI 3 document from a file, following references to other files. It never fetches anything from a
// network. If the file itself cannot be read, the error is an *[fs.PathError].
func Load(name string) (*Document, error) {
	d := &Document{root: filepath.ToSlash(name), sources: map[string][]byte{}}
	loader := newLoader()
	loader.IsExternalRefsAllowed = true
	loader.ReadFromURIFunc = func(l *openapi3.Loader, location *url.URL) ([]byte, error) {
		if location.Host != "" || location.Scheme != "" && location.Scheme != "file" {
			return nil, fmt.Errorf(
				"it refers to %s, and nothing is fetched from a network: save that document beside it",
				location.Redacted(),
			)
		}
		if data, ok := d.sources[location.Path]; ok {
			return data, nil
		}
		data, err := openapi3.ReadFromFile(l, location)
		if err == nil {
			d.sources[location.Path] = data
		}
		return data, err
	}
	doc, err := loader.LoadFromURI(&url.URL{Path: d.root})
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok && pathErr.Path == filepath.FromSlash(name) {
		return nil, pathErr
	}
	return d.loaded(doc, err)
}

func newLoader() *openapi3.Loader {
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	return loader
}

func (d *Document) loaded(doc *openapi3.T, err error) (*Document, error) {
	if err := Recognize(d.sources[d.root]); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, errors.New(firstLine(err))
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.") {
		return nil, errors.New(`not an OpenAPI 3 document: it has no line "openapi: 3.…"`)
	}
	d.T = doc
	d.index()
	return d, nil
}

// firstLine is an error's text up to the first line that says something: those of YAML and of schemas have several.
func firstLine(err error) string {
	line, rest, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	if line = strings.TrimSpace(line); strings.HasSuffix(line, ":") {
		second, _, _ := strings.Cut(strings.TrimSpace(rest), "\n")
		line += " " + strings.TrimSpace(second)
	}
	return text.Fold(line, text.MaxError)
}
