package apitest

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// response is what the server answers.
type response struct {
	status     int
	json       any    // the body's value; nil for none
	html       string // the body instead of json
	location   string // of a redirect
	retryAfter string
}

// refused returns a response with the documented body of an error.
func refused(status int, message string) response {
	return response{status: status, json: api.ErrorResponse{Error: message}}
}

// write sends the response. The client may have gone away.
func (r response) write(w http.ResponseWriter) {
	for name, value := range map[string]string{"Location": r.location, "Retry-After": r.retryAfter} {
		if value != "" {
			w.Header().Set(name, value)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	if r.html != "" {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	}
	w.WriteHeader(r.status)
	if r.json != nil {
		_ = json.NewEncoder(w).Encode(r.json)
	}
	_, _ = io.WriteString(w, r.html)
}
