package apitest

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/seed-97812ecd/supermemory-go/api"
)

// Fault is what goes wrong with one request for the operation. The zero Fault is none.
//
// With InternalError, Forbidden, RateLimited, BadGateway or Redirect, the server refuses the request, whatever the key,
// and deletes nothing. With EmptyBody, Array or OtherID, it deletes the connection, and its 200 differs. If several of
// these are set, the first one in the order of the fields counts. Delay and LostReply combine with each of them.
type Fault struct {
	InternalError bool // status 500 with a documented body
	Forbidden     bool // status 403 with a documented body
	RateLimited   bool // status 429, and Retry-After if RetryAfter is positive
	BadGateway    bool // status 502 with an HTML page, as proxies send it
	Redirect      bool // status 307 to another path of the server

	// RetryAfter is what the Retry-After header of RateLimited says, in whole seconds, rounded up.
	RetryAfter time.Duration

	EmptyBody bool // no body: the client takes the deletion for unconfirmed
	Array     bool // an array of exactly the deleted connection, which was published on 2026-08-14
	OtherID   bool // another ID than that of the request

	// Delay holds the response back. A deletion has happened by then: a client that gives up does not know of it. The
	// delay ends early if the client goes away or the server closes.
	Delay time.Duration

	// LostReply cuts the connection instead of responding. A deletion has happened by then, and a retry gets 404.
	LostReply bool
}

// Inject queues faults. Each request for the operation takes the next one from the queue; requests for other routes
// take none.
func (s *Server) Inject(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

func (s *Server) nextFault() (next Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) > 0 {
		next, s.faults = s.faults[0], s.faults[1:]
	}
	return next
}

// refusal returns the response of a server that does not look at the request, if the fault is one.
func (f Fault) refusal() (r response, ok bool) {
	switch {
	case f.InternalError:
		return refused(http.StatusInternalServerError, "Internal server error"), true
	case f.Forbidden:
		return refused(http.StatusForbidden, "Forbidden"), true
	case f.RateLimited:
		r = refused(http.StatusTooManyRequests, "Too many requests")
		if f.RetryAfter > 0 {
			r.retryAfter = strconv.FormatInt(int64((f.RetryAfter+time.Second-1)/time.Second), 10)
		}
		return r, true
	case f.BadGateway:
		return response{status: http.StatusBadGateway, html: "<html><title>502 Bad Gateway</title></html>\n"}, true
	case f.Redirect:
		return response{status: http.StatusTemporaryRedirect, location: "/elsewhere"}, true
	}
	return response{}, false
}

// distort changes the response that confirms a deletion.
func (f Fault) distort(r response) response {
	deleted, ok := r.json.(api.DeletedConnection)
	switch {
	case !ok:
	case f.EmptyBody:
		r.json = nil
	case f.Array:
		r.json = []api.DeletedConnection{deleted}
	case f.OtherID:
		deleted.ID += "-other"
		r.json = deleted
	}
	return r
}

// wait waits for the fault's delay, and reports whether the client is still there.
func (f Fault) wait(ctx context.Context, closed <-chan struct{}) bool {
	if f.Delay <= 0 {
		return true
	}
	timer := time.NewTimer(f.Delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-closed:
	}
	return false
}
