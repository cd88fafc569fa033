package openapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/seed-97812ecd/supermemory-go/internal/input"
	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

const (
	timeout      = 30 * time.Second // of a fetch, redirects and body included
	maxRedirects = 5
)

// fetch gets a document over HTTP, and says where it was in the end.
func fetch(ctx context.Context, address *url.URL, options Options) ([]byte, *url.URL, error) {
	if address.Host == "" {
		return nil, nil, errors.New("it is not a valid URL")
	}
	if err := allowed(address, options); err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, nil, errors.New("it is not a valid URL")
	}
	request.Header.Set("Accept", "application/yaml, application/json, */*;q=0.1")
	request.Header.Set("User-Agent", "apidrift")
	if options.UserAgent != "" {
		request.Header.Set("User-Agent", options.UserAgent)
	}
	kept, cached := cache{options.CacheDir}.read(address)
	if cached {
		request.Header.Set("If-None-Match", kept.ETag)
	}
	response, err := client(options).Do(request)
	if err != nil {
		return nil, nil, fetchError(err)
	}
	defer response.Body.Close()
	location := response.Request.URL
	if response.StatusCode == http.StatusNotModified && cached {
		return kept.Body, location, nil
	}
	if response.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("the server answered %d %s", response.StatusCode, http.StatusText(response.StatusCode))
	}
	body, err := bodyOf(response)
	if err != nil {
		return nil, nil, err
	}
	if etag := response.Header.Get("ETag"); etag != "" && options.CacheDir != "" {
		if err := (cache{options.CacheDir}).write(address, cacheEntry{ETag: etag, Body: body}); err != nil {
			return nil, nil, fmt.Errorf("cannot write the cache: %w", err)
		}
	}
	return body, location, nil
}

func bodyOf(response *http.Response) ([]byte, error) {
	mediaType, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	body, err := input.Stream(response.Request.Context(), response.Body, maxSize)
	switch {
	case err != nil:
		return nil, fetchError(err)
	case mediaType == "text/html" || mediaType == "application/xhtml+xml":
		return nil, fmt.Errorf("the server answered with a page of HTML (%s), not with an OpenAPI document", mediaType)
	case bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")):
		return nil, errors.New("the server answered with HTML or XML, not with an OpenAPI document")
	}
	return body, nil
}

func client(options Options) *http.Client {
	return &http.Client{CheckRedirect: func(next *http.Request, before []*http.Request) error {
		if len(before) > maxRedirects {
			return refusal(fmt.Sprintf("it redirects more than %d times", maxRedirects))
		}
		if before[0].URL.Scheme == "https" && next.URL.Scheme != "https" {
			return refusal("it redirects from https to " + next.URL.Scheme)
		}
		if isLoopback(next.URL) && !isLoopback(before[0].URL) {
			return refusal("it redirects to this machine")
		}
		if err := allowed(next.URL, options); err != nil {
			return refusal("it redirects to " + redacted(next.URL) + ", and " + err.Error())
		}
		return nil
	}}
}

// refusal is why a redirect is not followed.
type refusal string

func (r refusal) Error() string { return string(r) }

// allowed reports why a URL must not be fetched.
func allowed(u *url.URL, options Options) error {
	switch strings.ToLower(u.Scheme) {
	case "https":
		return nil
	case "http":
		if isLoopback(u) || options.InsecureHTTP {
			return nil
		}
		return errors.New("plain http can be changed on the way: use https, or allow it with --insecure-http")
	}
	return fmt.Errorf("the scheme %q is not fetched", text.Line(u.Scheme, text.MaxName))
}

func isLoopback(u *url.URL) bool {
	host := u.Hostname()
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// fetchError is an error of net/http without the URL, which may have secrets in it.
func fetchError(err error) error {
	if r, ok := errors.AsType[refusal](err); ok {
		return r
	}
	var timedOut interface{ Timeout() bool }
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timedOut) && timedOut.Timeout() {
		return fmt.Errorf("no complete answer in time: %s at most", timeout)
	}
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	return errors.New(text.Fold(err.Error(), text.MaxError))
}
