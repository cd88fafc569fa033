package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// unconfirmed returns the error for a response that does not confirm the operation: why it does not, and the cause
// of that, if there is one.
func (c *call) unconfirmed(resp *http.Response, body []byte, why string, cause error) *Error {
	e := &Error{StatusCode: resp.StatusCode, Header: resp.Header, Body: body, Attempts: c.attempts}
	if len(body) > maxKept {
		e.Body = bytes.Clone(body[:maxKept]) // A copy, so that the rest is not kept with it.
	}
	e.Message, e.Details = decodeErrorBody(body)
	if cause != nil {
		e.causes = append(e.Unwrap(), errors.Join(cause, c.ctx.Err()))
	}
	why = c.key.line(why, maxMessage/2) // Room for what follows it.
	var said string
	switch e.StatusCode / 100 {
	case 2:
		said = "not " + c.op.success + ": " + why + "; " + c.op.unconfirmed
	case 3:
		said = "redirects are not followed"
		if location := e.Header.Get("Location"); location != "" {
			said += ": Location " + location
		}
	default:
		if said = e.said(); said == "" {
			said = summary(e.Header.Get("Content-Type"), body)
		}
		if said == fmt.Sprint(e.StatusCode, " ", http.StatusText(e.StatusCode)) {
			said = "" // The text has that already. Proxies say no more in their pages.
		}
		if cause != nil {
			said = strings.TrimPrefix(c.key.line(said, maxMessage/2)+"; "+why, "; ")
		}
	}
	e.text = render(c.describe(), e, said, c.key)
	if e.StatusCode/100 == 5 { // The server failed, before or after it did what was asked for.
		e.text += "; " + c.op.unanswered
	}
	return e
}

// unanswered returns the error for a call that ended without a response, or with that to another request.
func (c *call) unanswered(err error) error {
	if r, ok := errors.AsType[*redirected](err); ok {
		e := &Error{StatusCode: r.resp.StatusCode, Header: r.resp.Header, Attempts: c.attempts}
		e.causes = []error{ErrUnexpectedResponse} // Whatever the status: it is another request's.
		e.text = render(c.describe(), e, r.Error()+"; "+c.op.unconfirmed, c.key)
		return e
	}
	text := c.key.line(c.reason(err), maxMessage/2) // Room for what follows it.
	if c.attempts > 1 {
		text = fmt.Sprintf("after %d attempts: %s", c.attempts, text)
	}
	if c.last != 0 {
		text += fmt.Sprintf("; the last answer had status %d", c.last)
	}
	if c.sent {
		text += "; " + c.op.unanswered
	} else {
		text += "; no request was sent"
	}
	return c.fail(text, err)
}

// fail returns the error for a call without a complete response.
func (c *call) fail(text string, cause error) error {
	return &requestError{
		text:  c.key.hide(c.describe() + ": " + c.key.line(text, maxMessage)),
		cause: errors.Join(cause, c.ctx.Err()),
	}
}

// requestError is a call without a complete response.
type requestError struct {
	text  string // one line, without the API key
	cause error
}

func (e *requestError) Error() string { return e.text }
func (e *requestError) Unwrap() error { return e.cause }

// describe returns the method and the path, as an error's text begins with them.
func (c *call) describe() string {
	return "supermemory: " + c.op.method + " " + c.key.line(c.op.target(c.ids...), maxPath)
}

// reason says what ended the call: the client's timeout, or else the error.
func (c *call) reason(err error) string {
	if c.ctx.Err() == context.DeadlineExceeded && c.caller.Err() == nil {
		return fmt.Sprintf("no complete answer within the timeout of %v", c.timeout)
	}
	return withoutURL(err).Error()
}

// withoutURL returns an error without the method and the URL that net/http puts before it.
func withoutURL(err error) error {
	if outer, ok := err.(*url.Error); ok && outer.Err != nil {
		return outer.Err
	}
	return err
}
