package proxy

import (
	"net/http"
	"strconv"
)

// answer writes a response as the target sent it. It keeps net/http from adding a Date and guessing a Content-Type, and
// does not flush a response that is complete, which saves a system call.
type answer struct {
	http.ResponseWriter
	rest int64 // bytes of the Content-Length that are not yet written; negative if it is unknown
}

// WriteHeader implements [http.ResponseWriter].
func (a *answer) WriteHeader(status int) {
	if header := a.Header(); status >= 200 {
		for _, name := range []string{"Date", "Content-Type"} {
			if _, ok := header[name]; !ok {
				header[name] = nil
			}
		}
		if length, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64); err == nil {
			a.rest = length
		}
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (a *answer) Write(p []byte) (int, error) {
	n, err := a.ResponseWriter.Write(p)
	a.rest -= int64(n)
	return n, err
}

// FlushError is what [http.ResponseController] calls.
func (a *answer) FlushError() error {
	if a.rest == 0 {
		return nil
	}
	return http.NewResponseController(a.ResponseWriter).Flush()
}

// Unwrap is how [http.ResponseController] finds the other methods.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
