package openapi

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/seed-97812ecd/supermemory-go/internal/input"
)

// maxSize bounds a document in bytes, after decompression.
const maxSize = 50 << 20

// Options say how [Open] reads.
type Options struct {
	Stdin        io.Reader // what "-" is read from
	CacheDir     string    // where fetched documents are kept with their ETag; "" is nowhere
	InsecureHTTP bool      // allow plain HTTP to hosts other than localhost
	UserAgent    string    // of requests; "" is "apidrift"
	AllowRefs    []string  // folders to whose files a document may refer, beside its own

	Texts map[string][]byte // that stand for files, by their names
}

// read reads a document by its name: a file, "-" for standard input, or an http or https URL. It returns where a URL
// led to.
func read(ctx context.Context, name string, options Options) (data []byte, location *url.URL, err error) {
	if address, ok := httpURL(name); ok {
		data, location, err = fetch(ctx, address, options)
		if err != nil {
			return nil, nil, fmt.Errorf("cannot fetch %s: %w", redacted(address), err)
		}
		return data, location, nil
	}
	if name == "-" {
		if data, err = input.Stream(ctx, options.Stdin, maxSize); err != nil {
			return nil, nil, fmt.Errorf("cannot read standard input: %w", err)
		}
		return data, nil, nil
	}
	if data, ok := options.Texts[filepath.FromSlash(name)]; ok {
		return data, nil, nil
	}
	if data, err = input.Named(ctx, name, maxSize); err != nil {
		return nil, nil, fmt.Errorf("cannot read the document: %w", err)
	}
	return data, nil, nil
}

func httpURL(name string) (*url.URL, bool) {
	scheme, _, ok := strings.Cut(name, "://")
	if scheme = strings.ToLower(scheme); !ok || scheme != "http" && scheme != "https" {
		return nil, false
	}
	u, err := url.Parse(name)
	if err != nil {
		u = &url.URL{Scheme: scheme}
	}
	return u, true
}

// Redacted is a name that [Open] takes as it may be shown: of a URL, without user, query and fragment.
func Redacted(name string) string {
	if address, ok := httpURL(name); ok {
		return redacted(address)
	}
	return name
}

func redacted(u *url.URL) string {
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	return shown.String()
}
