package apitest

import (
	"context"
	"time"
)

// Fault is what goes wrong with one request for the operation. Its fields combine; the zero Fault is none.
type Fault struct {
	// InternalError responds with status 500 and deletes nothing, whatever the key.
	InternalError bool

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
