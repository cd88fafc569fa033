package proxy

import (
	"net/http"
	"strconv"
)

// answer writes a response as the target sent it: net/http adds no Date and guesses no Content-Type, and what is complete anyway is not
// flushed first, which would cost a system call.
type answer struct {
	http.ResponseWriter
	rest int64 // of the Content-Length, what is not yet written; negative if it is not known
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

// Unwrap gives [http.ResponseController] everything else.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
