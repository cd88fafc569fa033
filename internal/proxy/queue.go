package proxy

import "sync"

const (
	maxWaiting      = 4096     // exchanges in the queue
	maxWaitingBytes = 64 << 20 // of their bodies together
)

// queue holds the exchanges that are not judged yet. put waits only while it is full.
type queue struct {
	mu      sync.Mutex
	change  sync.Cond // an exchange was put, or the queue was closed
	room    sync.Cond // an exchange was taken
	waiting []passed
	bytes   int
	closed  bool
}

func newQueue() *queue {
	q := &queue{}
	q.change.L, q.room.L = &q.mu, &q.mu
	return q
}

// put waits for room and adds an exchange. One that is larger than the whole queue is added once that is empty.
func (q *queue) put(p passed) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) > 0 && (len(q.waiting) >= maxWaiting || q.bytes+len(p.Body) > maxWaitingBytes) {
		q.room.Wait()
	}
	q.waiting = append(q.waiting, p)
	q.bytes += len(p.Body)
	q.change.Signal()
}

// take waits for an exchange and removes it. It returns false once the queue is closed and empty.
func (q *queue) take() (passed, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 {
		if q.closed {
			return passed{}, false
		}
		q.change.Wait()
	}
	p := q.waiting[0]
	q.waiting[0] = passed{}
	q.waiting = q.waiting[1:]
	q.bytes -= len(p.Body)
	q.room.Broadcast()
	return p, true
}

// close makes take return false once the queue is empty.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.change.Broadcast()
}

// abandon removes everything that waits, and returns how many exchanges that were.
func (q *queue) abandon() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := len(q.waiting)
	q.waiting, q.bytes = nil, 0
	q.room.Broadcast()
	return n
}
