package contract

import (
	"net/http"

	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/capture"
)

// MaxTransportBody is how much of a request's or a response's body [Transport] keeps to judge it, in bytes.
const MaxTransportBody = capture.MaxBody

// Transport wraps base, or [http.DefaultTransport] if it is nil, so that every exchange which passes is compared with
// the contract. It is safe for concurrent use if base is.
//
// The response reaches the caller byte for byte, and no later than without it. Transport keeps a copy of what the
// caller reads, up to [MaxTransportBody] bytes, and calls report once the body is at its end or closed, in the
// goroutine of that Read or Close. A body that the copy does not hold completely is not judged: a longer one, one
// that the caller did not read to its end (unless what was read is a complete JSON value), one whose transfer failed,
// and one in a content coding other than gzip and deflate. Status, headers and media type are judged all the same,
// and the Exchange says BodyUnknown. A protocol upgrade (101) is passed through untouched and reported at once.
//
// The request reaches base as it is, but for a Body that keeps a copy of what base reads. A body that is longer than
// MaxTransportBody, or that base does not read to its end, is not judged.
//
// report gets every exchange, matched by an operation of the contract or not: [drift.Result.Matched] tells which. It
// may be called from several goroutines at once, must not keep the caller waiting, and a panic in it is the caller's.
// A request that gets no response is not reported.
func Transport(base http.RoundTripper, c *Contract, report func(drift.Exchange, drift.Result)) http.RoundTripper {
	return capture.WithRequests(base, func(x drift.Exchange) { report(x, c.Check(x)) })
}
