package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

// DefaultBaseURL is where the API is served; [WithBaseURL] changes it.
const DefaultBaseURL = "https://api.supermemory.ai"

// Client calls the API. Make one with [New]. It is safe for concurrent use. The zero Client makes no requests: its
// methods return an error.
type Client struct{ settings settings }

// config returns the client's settings, which are empty if New did not make it.
func (c *Client) config() *settings {
	if c == nil {
		return &settings{}
	}
	return &c.settings
}

// New returns a client that authenticates with an API key, as a bearer token (RFC 6750, section 2.1). It makes no
// request and reads no environment variables. Options may come in any order.
//
// New fails if the key is empty or contains a character other than visible ASCII, or if an option is nil or
// invalid. No error contains the key or the base URL.
func New(apiKey string, opts ...ClientOption) (*Client, error) {
	if apiKey == "" {
		return nil, errors.New("supermemory: the API key is empty")
	}
	if strings.ContainsFunc(apiKey, func(r rune) bool { return r < '!' || r > '~' }) {
		return nil, errors.New(
			"supermemory: the API key has a character that a bearer token cannot have, such as a space or a line end")
	}
	all := []ClientOption{
		WithBaseURL(DefaultBaseURL),
		WithHTTPClient(&http.Client{}),
		WithTimeout(defaultTimeout),
		WithRequestEditorFn(identify("Bearer " + apiKey)),
	}
	s := settings{key: newSecret(apiKey)}
	for _, opt := range append(all, opts...) {
		if opt == nil {
			return nil, errors.New("supermemory: an option is nil")
		}
		if err := opt(&s); err != nil {
			return nil, err
		}
	}
	return &Client{s}, nil
}

// identify returns a request editor that says who makes a request.
func identify(authorization string) func(context.Context, *http.Request) error {
	return func(_ context.Context, req *http.Request) error {
		req.Header.Set("Authorization", authorization)
		req.Header.Set("User-Agent", userAgent())
		return nil
	}
}
