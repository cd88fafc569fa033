package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// What callers branch on, found with [errors.Is].
var (
	// ErrUnauthorized is status 401: the API key is missing, wrong or revoked.
	ErrUnauthorized = errors.New("unauthorized")

	// ErrNotFound is status 404: there is no such connection. After a retry it may also mean that an earlier attempt deleted
	// the connection and its answer was lost; [Error.Attempts] says how many there were.
	ErrNotFound = errors.New("not found")

	// ErrUnexpectedResponse is an answer in the 200s that does not confirm a deletion, or the answer to a redirected request.
	// The connection may have been deleted.
	ErrUnexpectedResponse = errors.New("unexpected response")

	// ErrInvalidID is an ID that is refused before any request is made.
	ErrInvalidID = errors.New("invalid connection ID")
)

// Error is the answer to a request, when it is not a confirmed deletion.
//
// Its fields are what the server sent, unchanged: they may repeat the API key. The text that the method Error returns does not.
type Error struct {
	StatusCode int         // the response's status code
	Message    string      // the property "error" of the documented body, verbatim; "" if the body is another
	Details    string      // the property "details" of the documented body, verbatim
	Header     http.Header // the response's header
	Body       []byte      // the response's body as received, its first 64 KiB
	Attempts   int         // how many requests were made: 1 without retries

	text   string  // what Error returns; "" in an Error that New's clients did not make
	causes []error // what Unwrap returns; nil for what StatusCode says
}

const (
	maxKept    = 64 << 10 // bytes of a body kept in an Error
	maxMessage = 512      // bytes of an error's text that somebody else wrote
	maxPath    = 256      // bytes of a path in an error's text
)

// Error returns one line that names the method, the path, the status and the server's message, such as
//
//	DELETE /v3/connections/conn_abc123: 404 Not Found: Connection not found
//
// Of the message, it has at most 512 bytes. A body that is not the documented one is summarized: by the messages in an array of
// errors, or the title of an HTML page, or its text.
func (e *Error) Error() string {
	if e.text != "" {
		return e.text
	}
	return render("delete connection", e, e.documented(), nil)
}

// Unwrap returns the sentinel for the status, such as [ErrNotFound], if there is one, and what else caused the error.
func (e *Error) Unwrap() []error {
	if e.causes != nil {
		return e.causes
	}
	switch {
	case e.StatusCode == http.StatusUnauthorized:
		return []error{ErrUnauthorized}
	case e.StatusCode == http.StatusNotFound:
		return []error{ErrNotFound}
	case e.StatusCode/100 == 2:
		return []error{ErrUnexpectedResponse}
	}
	return nil
}

// newError is the error for a response: with what was read of its body, why it does not confirm a deletion, and what caused
// that.
func newError(request string, resp *http.Response, body []byte, attempts int, why string, key secret, causes ...error) *Error {
	e := &Error{StatusCode: resp.StatusCode, Header: resp.Header, Body: body, Attempts: attempts}
	if len(body) > maxKept {
		e.Body = bytes.Clone(body[:maxKept]) // A copy, so that the rest is not kept with it.
	}
	e.Message, e.Details = documented(body)
	e.causes = append(e.Unwrap(), causes...)
	why = key.line(why, maxMessage/2) // Room for what follows it.
	var said string
	switch e.StatusCode / 100 {
	case 2:
		said = "not a confirmed deletion: " + why + "; the connection may have been deleted"
	case 3:
		said = "redirects are not followed"
		if location := e.Header.Get("Location"); location != "" {
			said += ": Location " + location
		}
	default:
		if said = e.documented(); said == "" {
			said = summary(e.Header.Get("Content-Type"), body)
		}
		if len(causes) > 0 {
			said = strings.TrimPrefix(key.line(said, maxMessage/2)+"; "+why, "; ")
		}
	}
	e.text = render(request, e, said, key)
	return e
}

// documented is the server's message and details, if there is a message.
func (e *Error) documented() string {
	if e.Message != "" && e.Details != "" {
		return e.Message + " (" + e.Details + ")"
	}
	return e.Message
}

// render is the text of an Error.
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

// documented is the message and the details of the documented error body. They are "" in another body.
func documented(body []byte) (message, details string) {
	var properties struct{ Error, Details json.RawMessage }
	_ = json.Unmarshal(body, &properties) // What does not decode stays empty, here and below.
	_ = json.Unmarshal(properties.Error, &message)
	_ = json.Unmarshal(properties.Details, &details)
	return message, details
}

var title = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title`)

// summary is what an error body that is not the documented one says: the messages in an array of errors or in an object, the
// title of an HTML page, or else the body itself.
func summary(contentType string, body []byte) string {
	var properties struct{ Error, Message json.RawMessage }
	_ = json.Unmarshal(body, &properties) // What does not decode is not what is looked for.
	var message string
	var object struct{ Message string }
	var array []struct {
		Path    []any
		Message string
	}
	switch {
	case json.Unmarshal(properties.Error, &object) == nil && object.Message != "":
		return object.Message
	case json.Unmarshal(properties.Error, &array) == nil && len(array) > 0:
		messages := make([]string, len(array))
		for i, e := range array {
			for _, step := range e.Path {
				messages[i] += fmt.Sprintf("/%v", step)
			}
			messages[i] = strings.TrimPrefix(messages[i]+": "+e.Message, ": ")
		}
		return strings.Join(messages, "; ")
	case json.Unmarshal(properties.Message, &message) == nil && message != "":
		return message
	}
	if strings.Contains(strings.ToLower(contentType), "html") {
		if page := title.FindSubmatch(body); page != nil {
			return html.UnescapeString(string(page[1]))
		}
	}
	return string(body)
}

// requestError is a request that was not made, or an answer that did not come or end.
type requestError struct {
	request, reason string // one line, without the API key
	causes          []error
}

func newRequestError(request, reason string, key secret, causes ...error) *requestError {
	causes = slices.DeleteFunc(causes, func(err error) bool { return err == nil })
	return &requestError{request: request, reason: key.line(reason, maxMessage), causes: causes}
}

func (e *requestError) Error() string   { return e.request + ": " + e.reason }
func (e *requestError) Unwrap() []error { return e.causes }

// reason is an error's text without the method and the URL, which net/http puts around it and every error here names already.
func reason(err error) string {
	switch e := err.(type) {
	case *url.Error:
		if e.Err != nil {
			return e.Err.Error()
		}
	case *requestError:
		return e.reason
	}
	return err.Error()
}
