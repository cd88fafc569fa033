package upstream

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxSize is how many bytes of a document are read, after decompression.
const maxSize = 50 << 20

// timeout bounds a fetch, redirects and body included.
const timeout = 30 * time.Second

// Options say how [Load] reads.
type Options struct {
	Stdin        io.Reader // what "-" is read from
	CacheDir     string    // where fetched documents are kept with their ETag; "" is nowhere
	InsecureHTTP bool      // fetch over http from other hosts than this one
	UserAgent    string    // of requests; "" is "apidrift"
}

// Load reads a document by its name: a file, "-" for standard input, or an http or https URL. At most 50 MiB are
// read, and a fetch takes at most 30 seconds; plain http is only for a loopback host unless the options allow more.
//
// A file may refer to other files, which are read; a fetched document, or one from standard input, has to be complete
// in itself. An error is one line, and has neither the user nor the query of a URL in it.
func Load(ctx context.Context, name string, options Options) (*Document, error) {
	if address, ok := httpURL(name); ok {
		shown := redacted(address)
		data, location, err := fetch(ctx, address, options)
		if err != nil {
			return nil, fmt.Errorf("cannot fetch %s: %w", shown, err)
		}
		d, err := Parse(data, shown)
		if err != nil {
			return nil, err
		}
		return d.at(location)
	}
	if name == "-" {
		data, err := readAll(options.Stdin)
		if err != nil {
			return nil, fmt.Errorf("cannot read standard input: %w", err)
		}
		return Parse(data, "-")
	}
	data, err := readFile(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read the document: %w", err)
	}
	if refersElsewhere(data) {
		if data, err = bundled(name); err != nil {
			return nil, fmt.Errorf("cannot use %s: %s", name, oneLine(err))
		}
	}
	return Parse(data, name)
}

// at says where a document was fetched from, for its relative server URLs.
func (d *Document) at(location *url.URL) (*Document, error) {
	d.location = location.String()
	d.operations, d.broken = nil, nil
	return d, d.outline()
}

func httpURL(name string) (*url.URL, bool) {
	lower := strings.ToLower(name)
	if !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://") {
		return nil, false
	}
	u, err := url.Parse(name)
	if err != nil {
		u = &url.URL{Scheme: strings.ToLower(lower[:strings.IndexByte(lower, ':')])}
	}
	return u, true
}

// Redacted is a name that [Load] takes as it may be shown: of a URL, without user, query and fragment.
func Redacted(name string) string {
	if address, ok := httpURL(name); ok {
		return redacted(address)
	}
	return name
}

// redacted is a URL as it may be shown: without user, query and fragment.
func redacted(u *url.URL) string {
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	return shown.String()
}

var errTooLong = fmt.Errorf("it is longer than %d MiB", maxSize>>20)

func readAll(r io.Reader) ([]byte, error) {
	if r == nil {
		return nil, errors.New("there is none")
	}
	var b bytes.Buffer
	n, err := b.ReadFrom(io.LimitReader(r, maxSize+1))
	if err == nil && n > maxSize {
		err = errTooLong
	}
	return b.Bytes(), err
}

func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := readAll(f)
	if errors.Is(err, errTooLong) {
		err = &fs.PathError{Op: "read", Path: name, Err: errTooLong}
	}
	return data, err
}

// refersElsewhere reports whether a document may refer to other files. A wrong guess costs the positions of its
// findings, nothing else.
func refersElsewhere(data []byte) bool {
	for rest := data; ; {
		_, after, found := bytes.Cut(rest, []byte("$ref"))
		if !found {
			return false
		}
		value := bytes.TrimLeft(after, " \t\r\n\"':")
		if len(value) > 0 && value[0] != '#' && value[0] != '{' && value[0] != ',' {
			return true
		}
		rest = after
	}
}

// bundled is a document in files as one document. It reads nothing from a network.
func bundled(name string) ([]byte, error) {
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
		if location.Host != "" || location.Scheme != "" && location.Scheme != "file" {
			return nil, fmt.Errorf("it refers to %s, and nothing else is fetched from a network: save that document beside it", redacted(location))
		}
		return readFile(filepath.FromSlash(location.Path))
	}
	doc, err := loader.LoadFromURI(&url.URL{Path: filepath.ToSlash(name)})
	if err != nil {
		return nil, err
	}
	doc.InternalizeRefs(context.Background(), nil)
	return doc.MarshalJSON()
}
