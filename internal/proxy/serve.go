package proxy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/seed-97812ecd/supermemory-go/internal/text"
)

// Serve passes traffic from the listener to the target, and adds every exchange to the report. When the context is done
// it accepts no more requests, and returns after those in flight. The error says what was not judged, not recorded, or
// cut off.
func (p *Proxy) Serve(ctx context.Context, listener net.Listener) error {
	w := newWatch(p)
	w.announceAddress(listener)
	w.start()
	deadline, cutOff := p.serve(ctx, listener, w)
	judge, cancel := context.WithDeadline(context.Background(), deadline)
	defer cancel()
	return errors.Join(w.finish(judge), cutOff)
}

// settle is the least time that Serve waits, after the last request, for exchanges that are still to be judged and
// recorded. What is left of Drain is added.
const settle = 5 * time.Second

// serve serves until the context is done. The deadline is that for judging what is still in the queue.
func (p *Proxy) serve(ctx context.Context, listener net.Listener, w *watch) (deadline time.Time, err error) {
	h := &handler{stopping: ctx}
	base := newTransport()
	defer base.CloseIdleConnections()
	h.reverse = newReverseProxy(p.Target, &tap{base, &w.keyring, w.queue.put}, w)
	inFlight, cutOff := context.WithCancel(context.Background())
	defer cutOff()
	server := &http.Server{
		Handler:           h, // net/http itself answers OPTIONS *
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0),
		BaseContext:       func(net.Listener) context.Context { return inFlight },
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return time.Now().Add(settle), fmt.Errorf("cannot accept connections: %w", err)
	case <-ctx.Done():
	}
	deadline = time.Now().Add(p.Drain + settle)
	drain, cancel := context.WithTimeout(context.Background(), p.Drain)
	defer cancel()
	if h.active.Load() > 0 {
		w.printf("apidrift: stopping: waiting up to %v for requests in flight", p.Drain)
	}
	err = server.Shutdown(drain)
	n := h.active.Load()
	if err != nil {
		server.Close()
	}
	if h.wait(drain) == nil && err == nil {
		return deadline, nil
	}
	cutOff()
	server.Close()
	last, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err = fmt.Errorf("requests still in flight after %v were cut off: %d", p.Drain, n)
	return deadline, errors.Join(err, h.wait(last))
}

// handler passes requests to a [httputil.ReverseProxy] and counts them.
type handler struct {
	reverse  *httputil.ReverseProxy
	stopping context.Context // closes upgraded connections when it is done
	active   atomic.Int64    // requests in flight
}

// wait waits for the requests in flight. Unlike [http.Server.Shutdown], it includes upgraded connections.
func (h *handler) wait(ctx context.Context) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for h.active.Load() > 0 {
		select {
		case <-ctx.Done():
			return errors.New("requests in flight do not end")
		case <-tick.C:
		}
	}
	return nil
}

// newTransport returns a transport like [http.DefaultTransport] that leaves content codings alone and keeps more idle
// connections.
func newTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DisableCompression = true
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, 1024
	t.DialContext = (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	return t
}

func newReverseProxy(target *url.URL, transport http.RoundTripper, w *watch) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Transport:     transport,
		FlushInterval: -1,
		BufferPool:    make(buffers, 64),
		ErrorLog:      log.New(io.Discard, "", 0),
		Rewrite:       func(r *httputil.ProxyRequest) { rewrite(r, target) },
		ModifyResponse: func(resp *http.Response) error {
			t, ok := resp.Request.Context().Value(tunnelKey{}).(*tunnel)
			if ok && resp.StatusCode == http.StatusSwitchingProtocols {
				t.open()
			}
			return nil
		},
		ErrorHandler: func(rw http.ResponseWriter, r *http.Request, err error) {
			if r.Context().Err() != nil { // the client left
				rw.WriteHeader(http.StatusBadGateway)
				return
			}
			reason := text.Line(w.keyring.Scrubber(r.URL, r.Header).Text(err.Error()), text.MaxLine)
			w.printf("apidrift: no answer from %s: %s", text.Line(target.Host, text.MaxName), reason)
			rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
			rw.WriteHeader(http.StatusBadGateway)
			fmt.Fprintf(rw, "apidrift proxy: no answer from %s: %s\n", text.Line(target.Host, text.MaxName), reason)
		},
	}
}

// rewrite directs a request to the target. Path, query and header fields stay as the client sent them.
func rewrite(r *httputil.ProxyRequest, target *url.URL) {
	r.SetURL(target)
	r.Out.URL.RawQuery = r.In.URL.RawQuery // ReverseProxy drops parameters that it cannot parse
	path, _, _ := strings.Cut(r.In.RequestURI, "?")
	path = target.EscapedPath() + path
	if path != r.Out.URL.EscapedPath() && path[0] == '/' && !strings.HasPrefix(path, "//") {
		r.Out.URL.Opaque = path // it has characters that net/url would escape
	}
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		if values, ok := r.In.Header[name]; ok {
			r.Out.Header[name] = values
		}
	}
}

// ServeHTTP implements [http.Handler].
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.active.Add(1)
	defer h.active.Add(-1)
	if r.Method == http.MethodConnect {
		http.Error(
			w,
			"apidrift proxy: CONNECT is not supported: use the address of this proxy as the base URL of the API, "+
				"not as an HTTP proxy",
			http.StatusNotImplemented,
		)
		return
	}
	if r.Header.Get("Upgrade") != "" {
		t := &tunnel{stopping: h.stopping, release: func() bool { return false }}
		var ctx context.Context
		ctx, t.cancel = context.WithCancel(context.WithValue(r.Context(), tunnelKey{}, t))
		defer t.close()
		r = r.WithContext(ctx)
	}
	if r.ContentLength != 0 {
		// Otherwise net/http sends no response before the request has arrived.
		http.NewResponseController(w).EnableFullDuplex()
	}
	h.reverse.ServeHTTP(&answer{ResponseWriter: w, rest: -1}, r)
}

// tunnel is a request that may become an upgraded connection. That is closed when the proxy stops.
type tunnel struct {
	stopping context.Context
	cancel   func()
	release  func() bool
}

type tunnelKey struct{}

func (t *tunnel) open() { t.release = context.AfterFunc(t.stopping, t.cancel) }

func (t *tunnel) close() {
	t.release()
	t.cancel()
}

// buffers implements [httputil.BufferPool]. A sync.Pool would allocate a pointer for each slice.
type buffers chan []byte

func (b buffers) Get() []byte {
	select {
	case buffer := <-b:
		return buffer
	default:
		return make([]byte, 32<<10)
	}
}

func (b buffers) Put(buffer []byte) {
	select {
	case b <- buffer:
	default:
	}
}
