package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// doer sends the requests of a client that New made. It ends a call at the timeout, follows no redirect, makes the retries, and
// keeps the API key out of errors. It does not change once New has returned.
type doer struct {
	client  *http.Client // sends one request; never the caller's own
	timeout time.Duration
	retries int
	key     secret
}

// use makes the caller's choice the one that sends requests, without changing it.
func (d *doer) use(choice HttpRequestDoer) error {
	switch choice := choice.(type) {
	case nil:
		return errNoHTTPClient
	case *doer: // Another client's: what it sends with, and not its timeout and retries a second time.
		d.client = choice.client
	case *http.Client:
		if choice == nil {
			return errNoHTTPClient
		}
		client := *choice
		client.Transport = transport{send: send(choice.Transport)}
		client.CheckRedirect = refuseRedirect
		d.client = &client
	default:
		d.client = &http.Client{Transport: transport{send: sendWith(choice), sameURL: true}, CheckRedirect: refuseRedirect}
	}
	return nil
}

var errNoHTTPClient = errors.New("supermemory: the HTTP client is nil")

func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func send(t http.RoundTripper) func(*http.Request) (*http.Response, error) {
	if t == nil {
		return func(req *http.Request) (*http.Response, error) { return http.DefaultTransport.RoundTrip(req) }
	}
	return t.RoundTrip
}

func sendWith(d HttpRequestDoer) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		resp, err := d.Do(req)
		if err != nil {
			if outer, ok := err.(*url.Error); ok && outer.Err != nil {
				err = outer.Err // The client around this adds the rest again.
			}
			return nil, err
		}
		return resp, nil
	}
}

// transport sends one request, and answers for redirects where an http.Client cannot. It does not pass on CloseIdleConnections,
// which go-retryablehttp calls when it gives up: the connections may be in use for others.
type transport struct {
	send    func(*http.Request) (*http.Response, error)
	sameURL bool // also refuse the answer to a request for another URL: send may follow redirects
}

func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	method, target := req.Method, *req.URL
	resp, err := t.send(req)
	if err != nil || resp == nil {
		return nil, err
	}
	if r := resp.Request; r != nil && (r.Method != method || r.Response != nil || t.sameURL && r.URL != nil && *r.URL != target) {
		if resp.Body != nil {
			resp.Body.Close()
		}
		return nil, &redirected{resp}
	}
	switch resp.StatusCode {
	case http.StatusSwitchingProtocols: // The body is the connection, which may never end.
		if resp.Body != nil {
			resp.Body.Close()
		}
		resp.Body = http.NoBody
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		if _, err := url.Parse(resp.Header.Get("Location")); err != nil {
			resp.Header.Del("Location") // With it, http.Client would give an error instead of the response.
		}
	}
	return resp, nil
}

// redirected is the answer to a request that the caller's HTTP client made instead of the one that it was given.
type redirected struct{ resp *http.Response }

func (r *redirected) Error() string {
	sent := r.resp.Request
	return fmt.Sprintf("the HTTP client followed a redirect, and this answers %s %s", sent.Method, sent.URL.Redacted())
}

// Do sends a request, with retries if there are any. The timeout ends when the response's body is closed.
func (d *doer) Do(req *http.Request) (*http.Response, error) {
	c := &call{doer: d, request: req, ctx: req.Context(), cancel: func() {}}
	if err := c.ctx.Err(); err != nil {
		return nil, c.unanswered(err)
	}
	if d.timeout > 0 {
		c.ctx, c.cancel = context.WithTimeout(c.ctx, d.timeout)
		req = req.WithContext(c.ctx)
	}
	var resp *http.Response
	var err error
	if d.retries > 0 {
		resp, err = c.sendRepeatedly(req)
	} else {
		resp, err = d.client.Do(req)
		c.count(resp, err)
	}
	if err != nil {
		defer c.cancel()
		return nil, c.unanswered(err)
	}
	c.ReadCloser, resp.Body = resp.Body, c
	return resp, nil
}

// call is one call, all its attempts included. It becomes the body of the response.
type call struct {
	io.ReadCloser
	doer     *doer
	request  *http.Request
	ctx      context.Context // the request's, with the timeout
	cancel   context.CancelFunc
	attempts int
	sent     bool          // whether an attempt may have reached the server
	last     int           // the last response's status code, if there was one
	wait     time.Duration // before the next attempt
}

// count takes note of how an attempt ended.
func (c *call) count(resp *http.Response, err error) {
	c.attempts++
	c.sent = c.sent || !unsent(err)
	if err == nil {
		c.last = resp.StatusCode
	}
}

// unsent reports whether an attempt surely ended before the request was written.
func unsent(err error) bool {
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
		return true
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	_, ok := errors.AsType[*net.DNSError](err)
	return ok
}

// unanswered is the error for a call that ended without a response.
func (c *call) unanswered(err error) error {
	if r, ok := errors.AsType[*redirected](err); ok {
		e := &Error{StatusCode: r.resp.StatusCode, Header: r.resp.Header, Attempts: c.attempts}
		e.causes = []error{ErrUnexpectedResponse} // Whatever the status: it is another request's.
		e.text = render(c.describe(), e, r.Error()+"; the connection may have been deleted", c.doer.key)
		return e
	}
	text := c.doer.key.line(c.end(err), maxMessage/2) // Room for what follows it.
	if c.attempts > 1 {
		text = fmt.Sprintf("after %d attempts: %s", c.attempts, text)
	}
	if c.last != 0 {
		text += fmt.Sprintf("; the last answer had status %d", c.last)
	}
	if c.sent {
		text += "; it is unknown whether the connection was deleted"
	} else {
		text += "; the request was not sent"
	}
	return newRequestError(c.describe(), text, c.doer.key, err, c.ctx.Err())
}

// Read reads the response's body until the timeout.
func (c *call) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = newRequestError(c.describe(), c.end(err), c.doer.key, err, c.ctx.Err())
	}
	return n, err
}

// Close closes the response's body and ends the call.
func (c *call) Close() error {
	defer c.cancel()
	return c.ReadCloser.Close()
}

// end is what ended the call: an error, or the timeout behind it.
func (c *call) end(err error) string {
	if c.ctx.Err() == context.DeadlineExceeded && c.request.Context().Err() == nil {
		return fmt.Sprintf("no complete answer within the timeout of %v", c.doer.timeout)
	}
	return reason(err)
}

// describe is the request in an error's text: its method and path.
func (c *call) describe() string {
	return c.request.Method + " " + c.doer.key.line(c.request.URL.EscapedPath(), maxPath)
}
