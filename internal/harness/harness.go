// Package harness has what the tests of the command and of the proxy share.
package harness

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Contract documents two operations on a thing.
const Contract = `openapi: 3.0.3
info: {title: things, version: "1"}
paths:
  /things/{id}:
    get:
      operationId: getThing
      responses:
        "200":
          description: a thing
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties: {id: {type: string}}
        "404": {description: none}
    delete:
      operationId: deleteThing
      responses:
        "204": {description: gone}
`

// Server starts a server that stops when the test ends.
func Server(t testing.TB, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

// Respond writes a JSON response.
func Respond(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	io.WriteString(w, body)
}

// Output can be read while it is written to.
type Output struct {
	mu    sync.Mutex
	text  bytes.Buffer
	first chan string
}

// NewOutput is an empty output.
func NewOutput() *Output { return &Output{first: make(chan string, 1)} }

// Write implements [io.Writer].
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.text.Len() == 0 && len(p) > 0 {
		line, _, _ := strings.Cut(string(p), "\n")
		o.first <- line
	}
	return o.text.Write(p)
}

// First gets the first line.
func (o *Output) First() <-chan string { return o.first }

// String is what was written so far.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
