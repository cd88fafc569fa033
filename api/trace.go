package api

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"sync/atomic"
)

// tracer observes whether an attempt got a connection. Without one, no request can have been sent.
type tracer struct{ asked, got atomic.Bool }

// trace returns a context whose requests are observed.
func (t *tracer) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.got.Store(true) },
	})
}

// mayHaveSent reports whether the attempt that ended with err may have sent a request. If the transport says nothing
// about connections, as one that is not net/http's may, the error has to tell.
func (t *tracer) mayHaveSent(err error) bool {
	if t.got.Load() || err == nil {
		return true
	}
	return !t.asked.Load() && !unconnected(err)
}

// unconnected reports whether an error is one of connecting.
func unconnected(err error) bool {
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
		return true
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	_, ok := errors.AsType[*net.DNSError](err)
	return ok
}
