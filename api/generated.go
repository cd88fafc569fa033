package api

import (
	"io"
	"net/http"
	"slices"

	"github.com/seed-97812ecd/supermemory-go/api/openapi"
)

// Generated returns a generated client with the same base URL, key, request editors, timeout, retries and treatment
// of redirects. It checks neither IDs nor responses: an empty ID calls another URL, and a response that the
// contract does not describe gives neither a value nor an error. Close a response's body to end its call. Changes
// to the generated client do not affect this one.
func (c *Client) Generated() *openapi.ClientWithResponses {
	s := c.config()
	return &openapi.ClientWithResponses{ClientInterface: &openapi.Client{
		Server:         s.baseURL,
		Client:         sender{s},
		RequestEditors: slices.Clone(s.editors),
	}}
}

// sender sends the requests of a client that Generated returned.
type sender struct{ *settings }

// Do makes a call of one request. The call ends when the response's body is closed.
func (s sender) Do(req *http.Request) (*http.Response, error) {
	c := s.begin(req.Context(), &operation{
		method:      req.Method,
		path:        req.URL.EscapedPath(),
		unconfirmed: "the server may have acted on the request",
		unanswered:  "it is unknown whether the server acted on the request",
	})
	resp, err := c.Do(req.WithContext(c.ctx))
	if err != nil {
		defer c.cancel()
		return nil, c.unanswered(err)
	}
	resp.Body = &callBody{resp.Body, c}
	return resp, nil
}

// callBody is a response's body whose reader does not know of the call.
type callBody struct {
	io.ReadCloser
	call *call
}

// Read reads the body until the call's timeout.
func (b *callBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = b.call.fail(b.call.reason(err), err)
	}
	return n, err
}

// Close closes the body and ends the call.
func (b *callBody) Close() error {
	defer b.call.cancel()
	return b.ReadCloser.Close()
}
