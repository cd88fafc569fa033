// Package apitest provides a server for tests of programs that delete connections. It stands in for the Supermemory
// API, on loopback, and behaves as the contract says.
//
// Start with [NewServer]. What a caller relies on:
//
//   - A connection that the server was given is deleted once, with status 200. After that, and for every other ID, the
//     status is 404.
//   - A request without the right key gets 401, whatever it asks for, and changes nothing.
//   - [Server.Inject] makes the next request fail, delays its response, or loses it. Without it, nothing fails and
//     nothing is delayed.
//   - [Server.Deleted] lists what was deleted, and whether the documents were kept.
//   - Every other route gets 404 with a JSON body, as from the hosted API since 2026-08-23.
//   - The bodies are those that the contract documents, but for some faults. Their texts, such as "Connection not
//     found", are for people: the hosted API may send others.
//   - A Server is safe for concurrent use. It limits neither rates nor sizes, and writes no log.
package apitest

import (
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

// Server has some connections, and serves on a free port of loopback. Make one with [NewServer].
type Server struct {
	URL string // the base URL, such as "http://127.0.0.1:40123", for api.WithBaseURL
	Key string // the only valid API key

	t      testing.TB
	server *httptest.Server
	closed chan struct{} // closed when the test ends

	mu          sync.Mutex
	connections map[string]api.DeletedConnection // those that are not deleted, by ID
	deleted     []Deletion
	faults      []Fault
}

// Deletion is a connection that the server deleted.
type Deletion struct {
	api.DeletedConnection
	KeptDocuments bool // whether the request had deleteDocuments=false; any other value, or none, deletes the documents
}

// NewServer starts a server that has these connections and closes when the test ends. It fails the test if two
// connections have the same ID, or if the client would refuse one ([api.ErrInvalidID]).
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

// Client returns a client with the server's URL and key. The options come after these and can replace them, the HTTP
// client included. Call it in the test's goroutine, because it fails the test if api.New refuses an option.
func (s *Server) Client(opts ...api.ClientOption) *api.Client {
	s.t.Helper()
	own := []api.ClientOption{api.WithBaseURL(s.URL), api.WithHTTPClient(s.server.Client())}
	client, err := api.New(s.Key, append(own, opts...)...)
	if err != nil {
		s.t.Fatalf("apitest: %v", err)
	}
	return client
}

// Deleted lists what was deleted so far, in that order, including deletions whose response was lost.
func (s *Server) Deleted() []Deletion {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.deleted)
}

// serve answers one request.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	id, ok := connectionID(r)
	if !ok {
		refused(http.StatusNotFound, "Not found").write(w)
		return
	}
	fault := s.nextFault()
	answer, ok := fault.refusal()
	if !ok {
		answer = fault.distort(s.delete(r, id))
	}
	if !fault.wait(r.Context(), s.closed) || fault.LostReply {
		panic(http.ErrAbortHandler) // This cuts the connection. net/http does not log this value.
	}
	answer.write(w)
}

// connectionID returns the unescaped ID in a request for the operation.
func connectionID(r *http.Request) (id string, ok bool) {
	segment, ok := strings.CutPrefix(r.URL.EscapedPath(), "/v3/connections/")
	if !ok || r.Method != http.MethodDelete || segment == "" || strings.Contains(segment, "/") {
		return "", false
	}
	id, err := url.PathUnescape(segment)
	return id, err == nil
}

// delete deletes a connection if the key is right, and returns the response.
func (s *Server) delete(r *http.Request, id string) response {
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || key != s.Key { // RFC 9110, section 11.1: in any letter case.
		return refused(http.StatusUnauthorized, "Unauthorized")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	connection, ok := s.connections[id]
	if !ok {
		return refused(http.StatusNotFound, "Connection not found")
	}
	delete(s.connections, id)
	s.deleted = append(s.deleted, Deletion{connection, r.URL.Query().Get("deleteDocuments") == "false"})
	return response{status: http.StatusOK, json: connection}
}

// checkID returns the client's error for an ID that it would refuse. It makes no request.
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
