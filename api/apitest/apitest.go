// Package apitest has a server for the tests of programs that delete connections: it stands in for the Supermemory API, on loopback, and
// answers this module's operation as the contract describes it.
//
// Start with [NewServer]. What a caller relies on:
//
//   - A connection that the server was given is deleted once, with status 200; from then on, and for every other ID, the status is 404.
//   - A request without the right key gets 401, whatever it asks for, and changes nothing.
//   - [Server.Inject] makes the next request fail or wait, or loses its answer. Without it, nothing fails and nothing waits.
//   - [Server.Deleted] says what was deleted, and whether the documents were kept.
//   - Every other route answers 404 with a JSON body, as the hosted API has since 2026-08-23.
//   - The bodies are those that the contract documents. Their texts, such as "Connection not found", are for people: the hosted API's may
//     be others.
//   - A Server is safe for concurrent use. It limits neither rates nor sizes, and writes no log.
package apitest

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// Server is a server on a free port of loopback that has some connections. Make one with [NewServer].
type Server struct {
	URL string // the base URL, such as "http://127.0.0.1:40123", for api.WithBaseURL
	Key string // the only valid API key

	t      testing.TB
	server *httptest.Server
	closed chan struct{} // ends what waits

	mu          sync.Mutex
	connections map[string]api.DeletedConnection // those that are left, by ID
	deleted     []Deletion
	faults      []Fault
}

// Deletion is a connection that the server deleted.
type Deletion struct {
	api.DeletedConnection
	KeptDocuments bool // whether the request had deleteDocuments=false; any other value, or none, deletes the documents
}

// NewServer starts a server that has these connections. It ends with the test. An ID that the client would refuse
// ([api.ErrInvalidID]), or that occurs twice, fails the test.
func NewServer(t testing.TB, connections ...api.DeletedConnection) *Server {
	t.Helper()
	s := &Server{
		Key:         "sm_apitest",
		t:           t,
		closed:      make(chan struct{}),
		connections: map[string]api.DeletedConnection{},
	}
	for _, c := range connections {
		if _, twice := s.connections[c.ID]; twice {
			t.Fatalf("apitest: two connections have the ID %q", c.ID)
		}
		if err := checkID(t, c.ID); err != nil {
			t.Fatalf("apitest: %v", err)
		}
		s.connections[c.ID] = c
	}
	s.server = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.server.URL
	t.Cleanup(func() {
		close(s.closed)
		s.server.Close()
	})
	return s
}

// Client is a client with the server's URL and key. An option after them can replace either, the HTTP client included; one that
// api.New refuses fails the test, so call it in the test's goroutine.
func (s *Server) Client(opts ...api.ClientOption) *api.ClientWithResponses {
	s.t.Helper()
	client, err := api.New(s.Key, append([]api.ClientOption{api.WithBaseURL(s.URL), api.WithHTTPClient(s.server.Client())}, opts...)...)
	if err != nil {
		s.t.Fatalf("apitest: %v", err)
	}
	return client
}

// Deleted lists what was deleted so far, in the order in which it was. A deletion whose answer was lost is in it.
func (s *Server) Deleted() []Deletion {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.deleted)
}

// serve answers one request.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	id, ok := operation(r)
	if !ok {
		write(w, http.StatusNotFound, api.ErrorResponse{Error: "Not found"})
		return
	}
	fault := s.nextFault()
	status, body := http.StatusInternalServerError, any(api.ErrorResponse{Error: "Internal server error"})
	if !fault.InternalError {
		status, body = s.delete(r, id)
	}
	if !fault.wait(r.Context(), s.closed) || fault.LostReply {
		panic(http.ErrAbortHandler) // It cuts the connection; net/http logs nothing for this value.
	}
	write(w, status, body)
}

// operation is the connection ID of a request for the operation, unescaped.
func operation(r *http.Request) (id string, ok bool) {
	segment, ok := strings.CutPrefix(r.URL.EscapedPath(), "/v3/connections/")
	if !ok || r.Method != http.MethodDelete || segment == "" || strings.Contains(segment, "/") {
		return "", false
	}
	id, err := url.PathUnescape(segment)
	return id, err == nil
}

// delete deletes a connection, and says how to answer.
func (s *Server) delete(r *http.Request, id string) (status int, body any) {
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || key != s.Key { // The scheme has no letter case (RFC 9110, section 11.1).
		return http.StatusUnauthorized, api.ErrorResponse{Error: "Unauthorized"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	connection, ok := s.connections[id]
	if !ok {
		return http.StatusNotFound, api.ErrorResponse{Error: "Connection not found"}
	}
	delete(s.connections, id)
	s.deleted = append(s.deleted, Deletion{connection, r.URL.Query().Get("deleteDocuments") == "false"})
	return http.StatusOK, connection
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // The client may have gone away.
}

// checkID is the client's own check, without a request.
func checkID(t testing.TB, id string) error {
	t.Helper()
	client, err := api.New("sm_apitest", api.WithHTTPClient(nowhere{}))
	if err != nil {
		t.Fatalf("apitest: %v", err)
	}
	if _, err := client.DeleteConnection(t.Context(), id); errors.Is(err, api.ErrInvalidID) {
		return err
	}
	return nil
}

// nowhere sends no request.
type nowhere struct{}

func (nowhere) Do(*http.Request) (*http.Response, error) { return nil, errors.ErrUnsupported }
