package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api/openapi"
)

// ClientOption is an option for [New].
type ClientOption func(*settings) error

// settings are what options set. They do not change once New has returned.
type settings struct {
	baseURL string // ends in a slash
	editors []openapi.RequestEditorFn
	client  *http.Client // sends one request and follows no redirect; never the caller's own
	timeout time.Duration
	retries int
	logger  *slog.Logger // nil for none
	key     secret
}

// WithBaseURL sets where the API is served, instead of [DefaultBaseURL]. It must be an http or https URL with a
// host, and without a user, a query or a fragment. A path is kept, with or without a slash at its end.
func WithBaseURL(baseURL string) ClientOption {
	return func(s *settings) error {
		u, err := url.Parse(baseURL)
		switch {
		case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
			// Without the parser's error, which contains the URL.
			return errors.New("supermemory: the base URL is not an http or https URL with a host, such as " +
				DefaultBaseURL)
		case u.User != nil:
			return errors.New("supermemory: the base URL has a user; the API key is the only credential")
		case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
			return errors.New("supermemory: the base URL has a query or a fragment")
		}
		s.baseURL = strings.TrimSuffix(u.String(), "/") + "/"
		return nil
	}
}

// Doer sends an HTTP request and returns its response, as *http.Client does.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// WithHTTPClient sets what sends the requests. An *http.Client is copied, not changed: its transport, cookies and
// own timeout are used, its CheckRedirect is not. Any other Doer might follow redirects on its own; a response to
// another request than the one it was given is an error.
func WithHTTPClient(client Doer) ClientOption {
	return func(s *settings) (err error) {
		s.client, err = withoutRedirects(client)
		return err
	}
}

// WithRequestEditorFn adds a function that may change each request before it is sent, such as its headers
// Authorization and User-Agent, which are already set. Editors run in the order in which they were added, once a
// call: a retry repeats the edited request. An error from an editor ends the call.
func WithRequestEditorFn(edit func(ctx context.Context, req *http.Request) error) ClientOption {
	return func(s *settings) error {
		if edit == nil {
			return errors.New("supermemory: the request editor is nil")
		}
		s.editors = append(s.editors, edit)
		return nil
	}
}

const defaultTimeout = 30 * time.Second

// WithTimeout bounds a call, including its retries and the reading of the response's body. The default is 30
// seconds; zero means no bound. The caller's context ends a call too, whichever comes first.
func WithTimeout(timeout time.Duration) ClientOption {
	return func(s *settings) error {
		if timeout < 0 {
			return fmt.Errorf("supermemory: the timeout is negative: %v", timeout)
		}
		s.timeout = timeout
		return nil
	}
}

// WithRetries makes up to max further attempts after a connection error or one of the statuses 408, 429 and 5xx
// except 501. The default is none. Before the nth retry, the client waits for a random time of at most half a
// second times 2 to the power of n-1, and at most 8 seconds; or for as long as the response's Retry-After header
// says, if that is longer. It does not retry if it would have to wait for more than a minute, or beyond the end of
// the call. The caller gets the last attempt's result.
//
// After a retry, status 404 may mean that an earlier attempt deleted the connection: see [ErrNotFound].
func WithRetries(max int) ClientOption {
	return func(s *settings) error {
		if max < 0 {
			return fmt.Errorf("supermemory: the number of retries is negative: %d", max)
		}
		s.retries = max
		return nil
	}
}
