package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// DefaultBaseURL is where the API is served; [WithBaseURL] changes it.
const DefaultBaseURL = "https://api.supermemory.ai"

const defaultTimeout = 30 * time.Second

// New makes a client that authenticates with an API key, as a bearer token (RFC 6750, section 2.1). It makes no request, and
// reads no environment variables.
//
// Options may come in any order: [WithBaseURL], [WithHTTPClient], [WithRequestEditorFn], [WithTimeout] and [WithRetries]. A
// caller's *http.Client is copied, not changed: its transport, cookies and own timeout are used, its CheckRedirect is not. Of
// any other caller's [HttpRequestDoer], an answer to another request than the one it was given is refused, because it may
// follow redirects. Request editors run in the order given, and can replace the headers Authorization and User-Agent; the
// latter is "supermemory-go/" and the module's version.
//
// New refuses a key that is empty or has a character outside visible ASCII, a base URL that is not an http or https URL with a
// host, or that has a user, a query or a fragment, and options that are nil or out of range. The base URL's path is kept, with
// or without a slash at its end. No error contains the key or the base URL.
func New(apiKey string, opts ...ClientOption) (*ClientWithResponses, error) {
	if apiKey == "" {
		return nil, errors.New("supermemory: the API key is empty")
	}
	if strings.ContainsFunc(apiKey, func(r rune) bool { return r < '!' || r > '~' }) {
		return nil, errors.New("supermemory: the API key has a character that a bearer token cannot have, such as a space or a line end")
	}
	authorization := "Bearer " + apiKey
	all := []ClientOption{WithRequestEditorFn(func(_ context.Context, req *http.Request) error {
		req.Header.Set("Authorization", authorization)
		req.Header.Set("User-Agent", userAgent())
		return nil
	})}
	d := &doer{timeout: defaultTimeout, key: newSecret(apiKey)}
	if err := d.use(&http.Client{}); err != nil {
		return nil, err
	}
	for _, opt := range opts {
		all = append(all, d.apply(opt))
	}
	client, err := NewClient(DefaultBaseURL, all...)
	if err != nil {
		if e, ok := errors.AsType[*url.Error](err); ok && e.Op == "parse" {
			return nil, errBaseURL // Without the parser's error, which contains the URL.
		}
		return nil, err
	}
	client.Client = d
	if err := checkBaseURL(client.Server); err != nil {
		return nil, err
	}
	return &ClientWithResponses{client}, nil
}

// apply makes an option work on this doer, also one that sets the HTTP client.
func (d *doer) apply(opt ClientOption) ClientOption {
	return func(c *Client) error {
		if opt == nil {
			return errors.New("supermemory: an option is nil")
		}
		c.Client = d
		if err := opt(c); err != nil {
			return err
		}
		if c.Client != HttpRequestDoer(d) {
			return d.use(c.Client)
		}
		return nil
	}
}

// WithTimeout bounds a call, its retries and the reading of the response's body included. The default is 30 seconds; zero means
// no bound. The caller's context ends a call, too: what comes first counts. It is an option for [New] only.
func WithTimeout(timeout time.Duration) ClientOption {
	return func(c *Client) error {
		d, ok := c.Client.(*doer)
		switch {
		case !ok:
			return errors.New("supermemory: WithTimeout is an option for New")
		case timeout < 0:
			return fmt.Errorf("supermemory: the timeout is negative: %v", timeout)
		}
		d.timeout = timeout
		return nil
	}
}

// WithRetries makes up to max further attempts after a connection error or one of the statuses 408, 429 and 5xx except 501. The
// default is none. Before the nth retry the client waits for a random time of at most half a second times 2 to the power of
// n-1, and at most 8 seconds; or, if the response has a Retry-After header, for as long as that says. A wait of more than a
// minute, or beyond the end of the call, is not begun. The last attempt's result is what the caller gets.
//
// After a retry, status 404 may mean that an earlier attempt deleted the connection: see [ErrNotFound]. It is an option for
// [New] only.
func WithRetries(max int) ClientOption {
	return func(c *Client) error {
		d, ok := c.Client.(*doer)
		switch {
		case !ok:
			return errors.New("supermemory: WithRetries is an option for New")
		case max < 0:
			return fmt.Errorf("supermemory: the number of retries is negative: %d", max)
		}
		d.retries = max
		return nil
	}
}

var errBaseURL = errors.New("supermemory: the base URL is not an http or https URL with a host, such as " + DefaultBaseURL)

func checkBaseURL(baseURL string) error {
	u, err := url.Parse(baseURL)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return errBaseURL
	case u.User != nil:
		return errors.New("supermemory: the base URL has a user; the API key is the only credential")
	case u.RawQuery != "" || u.Fragment != "":
		return errors.New("supermemory: the base URL has a query or a fragment")
	}
	return nil
}

// userAgent is the User-Agent header (RFC 9110, section 10.1.5).
var userAgent = sync.OnceValue(func() string {
	const module = "github.com/seed-97812ecd/supermemory-go"
	version := ""
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, m := range append(build.Deps, &build.Main) {
			if m.Path == module {
				version = m.Version
			}
		}
	}
	if version == "" || version == "(devel)" {
		version = "devel"
	}
	return "supermemory-go/" + version
})

// DeleteOption changes what DeleteConnection does beside deleting the connection.
type DeleteOption func(*DeleteConnectionByIDParams)

// KeepDocuments keeps the documents that the connection imported. It sends deleteDocuments=false.
func KeepDocuments() DeleteOption {
	return func(p *DeleteConnectionByIDParams) { p.DeleteDocuments = new("false") }
}

// DeleteConnection deletes a connection and, by default, every document that it imported, permanently, over the minutes that
// follow. [KeepDocuments] keeps the documents.
//
// It returns the connection that the server says it deleted, or an error. The server's answer may be either of the forms that
// were published: an object, or an array of exactly one. The ID in it is the server's; a caller who wants to be sure can
// compare it. Any other answer is an [*Error], with the status and the body: [ErrUnauthorized] for 401, [ErrNotFound] for 404,
// whatever the body, and [ErrUnexpectedResponse] for one in the 200s that does not confirm the deletion, so that the connection
// may have been deleted. An answer confirms it with status 200, media type application/json and no more than 1 MiB of JSON
// whose id and provider are strings, the id not empty. Other properties are ignored.
//
// A request that was not answered, because the connection failed or the time was over, is another error. It says whether the
// connection may have been deleted. After a retry ([Error.Attempts] above 1), a 404 may mean that an earlier attempt deleted
// the connection and its answer was lost: if it was there before, take it for deleted, or look.
//
// The ID is sent as one path segment, escaped. Refused with [ErrInvalidID], without a request: the empty ID, "." and "..";
// "list", and the names of providers such as "notion" in any letter case, which stand for other operations; an ID with a
// control character, that is not UTF-8, or of more than 1024 bytes.
func (c *ClientWithResponses) DeleteConnection(ctx context.Context, connectionID string, opts ...DeleteOption) (
	*DeletedConnection, error,
) {
	if ctx == nil || c == nil || c.ClientInterface == nil {
		return nil, errors.New("delete connection: the context or the client is nil")
	}
	if err := checkID(connectionID); err != nil {
		return nil, fmt.Errorf("delete connection: %w", err)
	}
	params, err := deleteParams(opts)
	if err != nil {
		return nil, err
	}
	resp, err := c.DeleteConnectionByID(ctx, connectionID, params)
	if err != nil {
		return nil, c.unanswered(connectionID, err)
	}
	if resp == nil || resp.Body == nil {
		return nil, errors.New("delete connection: the client gave neither a response with a body nor an error")
	}
	defer resp.Body.Close()
	body, err := readBody(resp)
	if err != nil {
		return nil, c.unconfirmed(connectionID, resp, body, "the body could not be read: "+reason(err), err)
	}
	deleted, err := confirmation(resp, body)
	if err != nil {
		return nil, c.unconfirmed(connectionID, resp, body, err.Error())
	}
	return deleted, nil
}

// deleteParams is nil without options: then there is no query to build.
func deleteParams(opts []DeleteOption) (*DeleteConnectionByIDParams, error) {
	if len(opts) == 0 {
		return nil, nil
	}
	params := &DeleteConnectionByIDParams{}
	for _, opt := range opts {
		if opt == nil {
			return nil, errors.New("delete connection: an option is nil")
		}
		opt(params)
	}
	return params, nil
}

// unanswered is the error for a request without a response. Those that a doer returns are complete.
func (c *ClientWithResponses) unanswered(connectionID string, err error) error {
	var key secret
	consequence := "it is unknown whether the connection was deleted"
	if client, ok := c.ClientInterface.(*Client); ok {
		if d, ok := client.Client.(*doer); ok {
			switch err.(type) {
			case *Error, *requestError:
				return err
			}
			key, consequence = d.key, "the request was not sent" // It failed before the doer: in a request editor.
		}
	}
	return newRequestError(describe(connectionID, key), key.line(reason(err), maxMessage/2)+"; "+consequence, key, err)
}

// unconfirmed is the error for a response that is not a confirmed deletion, and why it is not.
func (c *ClientWithResponses) unconfirmed(id string, resp *http.Response, body []byte, why string, causes ...error) error {
	if sent, ok := resp.Body.(*call); ok {
		return newError(sent.describe(), resp, body, sent.attempts, why, sent.doer.key, causes...)
	}
	return newError(describe(id, nil), resp, body, 1, why, nil, causes...)
}

// describe is a request in an error's text, where the base URL is not known.
func describe(connectionID string, key secret) string {
	return "DELETE " + key.line("/v3/connections/"+url.PathEscape(connectionID), maxPath)
}
