package apitest

import (
	"context"
	"time"
)

// Fault is what befalls one request for the operation. Its members combine; the zero Fault is none.
type Fault struct {
	// InternalError answers with status 500 and deletes nothing, whatever the key.
	InternalError bool

	// Delay holds the answer back. A deletion has happened by then: a client that gives up does not know of it. The wait ends when the client
	// goes away or the server closes.
	Delay time.Duration

	// LostReply cuts the connection instead of answering. A deletion has happened by then, and a retry gets 404.
	LostReply bool
}

// Inject makes each fault befall one of the next requests for the operation, in this order, after those that are still to come. Requests for
// other routes do not count.
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

// wait reports whether there is still somebody to answer.
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
