// Package proxy passes HTTP traffic on, and compares it with a contract and records it as it passes.
//
// [Proxy.Serve] hands a request to a httputil.ReverseProxy (serve.go), whose transport is a tap that learns credentials
// and copies the exchange (tap.go). The copy waits in a queue (queue.go) until a worker scrubs, judges and records it
// (watch.go).
package proxy

import (
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/seed-97812ecd/supermemory-go/drift/contract"
	"github.com/seed-97812ecd/supermemory-go/drift/recording"
	"github.com/seed-97812ecd/supermemory-go/drift/report"
)

// Proxy is a proxy that is ready to serve. Do not change its fields once it serves.
type Proxy struct {
	Target   *url.URL             // from ParseTarget
	Contract *contract.Contract   // what exchanges are compared with
	Report   *report.Report       // where findings go; do not use it before Serve returns
	HAR      *recording.HARWriter // where exchanges are recorded, closed by Serve; nil to record none
	Log      io.Writer            // gets lines: the address, and each kind of finding, unmatched exchange and failure
	Drain    time.Duration        // how long Serve waits for requests in flight before it cuts them off
}

// ParseTarget parses the URL of the server that requests go to. Its errors do not repeat the URL, since that may hold
// credentials.
func ParseTarget(text string) (*url.URL, error) {
	const example = "such as --target https://api.example.com"
	target, err := url.Parse(text)
	switch {
	case text == "":
		return nil, errors.New("--target is required: name the server, " + example)
	case err != nil, target.Scheme != "http" && target.Scheme != "https", target.Hostname() == "":
		return nil, errors.New("--target must be an http or https URL, " + example)
	case target.User != nil:
		return nil, errors.New("--target has a user or password in it: leave them out, and let the client send them")
	case target.RawQuery != "" || target.ForceQuery || target.Fragment != "":
		return nil, errors.New("--target has a query or fragment: leave it out")
	}
	target.Path, target.RawPath = strings.TrimSuffix(target.Path, "/"), strings.TrimSuffix(target.RawPath, "/")
	return target, nil
}

// announceAddress prints where the proxy listens, and a warning if other machines can reach it.
func (w *watch) announceAddress(listener net.Listener) {
	w.printf("listening on http://%s", listener.Addr())
	if address, ok := listener.Addr().(*net.TCPAddr); ok && !address.IP.IsLoopback() {
		w.printf("apidrift: warning: other machines can reach this address, and through it the target: "+
			"--listen 127.0.0.1:%d keeps them out", address.Port)
	}
}
