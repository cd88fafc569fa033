package api

import (
	"errors"
	"fmt"
)

// What callers branch on, found with [errors.Is].
var (
	ErrUnauthorized       = errors.New("unauthorized")        // 401
	ErrNotFound           = errors.New("not found")           // 404
	ErrUnexpectedResponse = errors.New("unexpected response") // an answer in the 200s that does not confirm a deletion
)

// Error is a request that was answered, and not with a confirmed deletion.
type Error struct {
	StatusCode int    // the response's status code
	Message    string // the server's "error", verbatim; "" if the body is not the documented one
	Details    string // the server's "details", verbatim
	err        error
}

// Error is one line.
func (e *Error) Error() string {
	message := e.Message
	if message == "" && e.err != nil {
		message = e.err.Error()
	}
	return fmt.Sprintf("delete connection: status %d: %s", e.StatusCode, message)
}

// Unwrap is the sentinel for the status, if there is one.
func (e *Error) Unwrap() error { return e.err }
