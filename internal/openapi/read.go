package openapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"strings"
)

// maxSize bounds a document in bytes, after decompression.
const maxSize = 50 << 20

var errTooLong = fmt.Errorf("it is longer than %d MiB", maxSize>>20)

// Options say how [Open] reads.
type Options struct {
	Stdin        io.Reader // what "-" is read from
	CacheDir     string    // where fetched documents are kept with their ETag; "" is nowhere
	InsecureHTTP bool      // allow plain HTTP to hosts other than localhost
	UserAgent    string    // of requests; "" is "apidrift"
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
		if data, err = readAll(options.Stdin); err != nil {
			return nil, nil, fmt.Errorf("cannot read standard input: %w", err)
		}
		return data, nil, nil
	}
	if data, err = readFile(name); err != nil {
		return nil, nil, fmt.Errorf("cannot read the document: %w", err)
	}
	return data, nil, nil
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

func readAll(r io.Reader) ([]byte, error) {
	if r == nil {
		return nil, errors.New("none was given")
	}
	var b bytes.Buffer
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			b.Grow(int(min(info.Size(), maxSize)) + bytes.MinRead)
		}
	}
	n, err := b.ReadFrom(io.LimitReader(r, maxSize+1))
	if err == nil && n > maxSize {
		err = errTooLong
	}
	return b.Bytes(), err
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
