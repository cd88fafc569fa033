package openapi

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Parse reads an OpenAPI 3 document in YAML or JSON that is complete in itself. A reference to another document is an
// error.
func Parse(data []byte) (*Document, error) {
	d := newDocument("openapi")
	if err := checkChains(data); err != nil {
		return nil, err
	}
	written, pieces := resolveIdentifiers(data)
	d.add(d.root, &source{text: written, document: data, pieces: pieces})
	load := func() (*openapi3.T, error) {
		return newLoader().LoadFromDataWithPath(d.sources[d.root].text, &url.URL{Path: d.root})
	}
	doc, err := load()
	if err != nil {
		doc, err = d.loadRepaired(err, load, func(string) bool { return false })
	}
	return d.loaded(doc, err)
}

// Load reads an OpenAPI 3 document from a file, following references to other files. It never fetches anything from a
// network. If the file itself cannot be read, the error is an *[fs.PathError].
func Load(name string) (*Document, error) {
	d := newDocument(filepath.ToSlash(name))
	read := d.reading(func(location string) ([]byte, error) {
		data, err := readFile(filepath.FromSlash(location))
		if err == nil {
			err = checkChains(data)
		}
		if err != nil {
			return nil, err
		}
		written, pieces := resolveIdentifiers(data)
		d.add(location, &source{text: written, document: data, pieces: pieces})
		return written, nil
	})
	load := func() (*openapi3.T, error) {
		loader := newLoader()
		loader.ReadFromURIFunc = read
		return loader.LoadFromURI(&url.URL{Path: d.root})
	}
	doc, err := load()
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok && pathErr.Path == filepath.FromSlash(name) {
		return nil, pathErr
	}
	if err != nil {
		doc, err = d.loadRepaired(err, load, func(address string) bool {
			_, err := os.Stat(filepath.FromSlash(joined(d.root, address)))
			return err == nil && !strings.Contains(address, "://")
		})
	}
	return d.loaded(doc, err)
}

// loadRepaired loads a document again after references that lead nowhere were hidden from the loader. If there are none
// of these, the error stays.
func (d *Document) loadRepaired(err error, load func() (*openapi3.T, error), exists func(address string) bool) (
	*openapi3.T, error) {
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
		if err := checkChains(text); err != nil {
			return nil, err
		}
		d.add(file.location, &source{text: text, document: file.outline.data, pieces: pieces})
	}
	return d.loaded(d.loadSources())
}

// loadSources parses the document from the files that have been read.
func (d *Document) loadSources() (*openapi3.T, error) {
	loader := newLoader()
	loader.ReadFromURIFunc = d.reading(func(location string) ([]byte, error) {
		return nil, &fs.PathError{Op: "open", Path: location, Err: fs.ErrNotExist}
	})
	return loader.LoadFromDataWithPath(d.sources[d.root].text, &url.URL{Path: d.root})
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
	d.index()
	return d, nil
}

var lineInError = regexp.MustCompile(`\bline (\d+)`)

// oneLine is an error's text up to the first line that says something: those of YAML and of schemas have several. Lines
// of the parsed text are those of the document.
func (d *Document) oneLine(err error) string {
	line, rest, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	if line = strings.TrimSpace(line); strings.HasSuffix(line, ":") {
		second, _, _ := strings.Cut(strings.TrimSpace(rest), "\n")
		line += " " + strings.TrimSpace(second)
	}
	line = lineInError.ReplaceAllStringFunc(line, func(found string) string {
		number, _ := strconv.Atoi(strings.TrimPrefix(found, "line "))
		if n, _ := d.editor(openapi3.Location{File: d.root, Line: number, Column: 1}); n > 0 {
			return "line " + strconv.Itoa(n)
		}
		return found
	})
	if found := misformed.FindStringSubmatch(line); found != nil {
		line = fmt.Sprintf("#%s, line %s: the value does not have the form that OpenAPI asks for", found[2], found[1])
	}
	return text.Fold(line, text.MaxError)
}

// misformed is how the loader says that a value has another form than its model: with the names of Go types.
var misformed = regexp.MustCompile(`\bline (\d+): cannot (?:construct|unmarshal) .* in (/\S*)$`)
