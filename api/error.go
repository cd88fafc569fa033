package api

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api/openapi"
)

// What callers branch on, found with [errors.Is].
var (
	// ErrUnauthorized is status 401: the API key is missing, wrong or revoked.
	ErrUnauthorized = errors.New("unauthorized")

	// ErrForbidden is status 403: the API key is valid, but may not do this.
	ErrForbidden = errors.New("forbidden")

	// ErrNotFound is status 404: the connection does not exist. After a retry it may also mean that an earlier
	// attempt deleted the connection and its response was lost; [Error.Attempts] says how many there were.
	ErrNotFound = errors.New("not found")

	// ErrRateLimited is status 429: there were too many requests. [Error.RetryAfter] says how long to wait.
	ErrRateLimited = errors.New("rate limited")

	// ErrUnexpectedResponse is a response in the 200s that does not confirm a deletion, or the response to a
	// redirected request. The connection may have been deleted.
	ErrUnexpectedResponse = errors.New("unexpected response")

	// ErrInvalidID is an ID that is refused before any request is made.
	ErrInvalidID = errors.New("invalid connection ID")
)

// Error is a response that does not confirm what was asked for.
//
// Its fields are what the server sent, unchanged: they may repeat the API key. The text that the method Error
// returns does not.
type Error struct {
	StatusCode int         // the response's status code
	Message    string      // the property "error" of an [ErrorResponse], verbatim; "" if the body is another
	Details    string      // the property "details" of an [ErrorResponse], verbatim
	Header     http.Header // the response's header
	Body       []byte      // the response's body as received, its first 64 KiB
	Attempts   int         // how many requests were made: 1 without retries

	text   string  // what Error returns; "" in an Error that this package did not make
	causes []error // what Unwrap returns; nil for what StatusCode says
}

// ErrorResponse is the documented body of an error: its Error, and perhaps its Details.
type ErrorResponse = openapi.ErrorResponse

const (
	maxKept    = 64 << 10 // bytes of a body kept in an Error
	maxMessage = 512      // bytes of an error's text that somebody else wrote
	maxPath    = 256      // bytes of a path in an error's text
)

// Error returns one line that names the method, the path, the status and the server's message, such as
//
//	supermemory: DELETE /v3/connections/conn_abc123: 404 Not Found: Connection not found
//
// The message is cut after 512 bytes. A body that is not an [ErrorResponse] is summarized: by the messages in an
// array of errors, or the title of an HTML page, or its text. For a status in the 500s, the line says that it is
// unknown whether the server did what was asked for.
func (e *Error) Error() string {
	if e.text != "" {
		return e.text
	}
	return render("supermemory", e, e.said(), nil)
}

// Unwrap returns the sentinel for the status, such as [ErrNotFound], if there is one, and what else caused the
// error.
func (e *Error) Unwrap() []error {
	if e.causes != nil {
		return e.causes
	}
	switch {
	case e.StatusCode == http.StatusUnauthorized:
		return []error{ErrUnauthorized}
	case e.StatusCode == http.StatusForbidden:
		return []error{ErrForbidden}
	case e.StatusCode == http.StatusNotFound:
		return []error{ErrNotFound}
	case e.StatusCode == http.StatusTooManyRequests:
		return []error{ErrRateLimited}
	case e.StatusCode/100 == 2:
		return []error{ErrUnexpectedResponse}
	}
	return nil
}

// RetryAfter returns how long the server asks to wait before another request, by the response's Retry-After header
// (RFC 9110, section 10.2.3): a number of seconds, or the time until a date, which is 0 for one that has passed. It
// returns false if the header is missing or is neither. It is at most about 292 years.
func (e *Error) RetryAfter() (time.Duration, bool) {
	return retryAfter(e.Header.Get("Retry-After"))
}

// said returns the server's message and details, if there is a message.
func (e *Error) said() string {
	if e.Message != "" && e.Details != "" {
		return e.Message + " (" + e.Details + ")"
	}
	return e.Message
}

// render returns the text of an Error.
func render(request string, e *Error, said string, key secret) string {
	text := fmt.Sprintf("%s: %d", request, e.StatusCode)
	if phrase := http.StatusText(e.StatusCode); phrase != "" { // Not the server's own, which may say anything.
		text += " " + phrase
	}
	if said = key.line(said, maxMessage); said != "" {
		text += ": " + said
	}
	if e.Attempts > 1 {
		text += fmt.Sprintf(" (after %d attempts)", e.Attempts)
	}
	return key.hide(text)
}
