package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// withoutRedirects returns a client that sends requests with the caller's choice, but follows no redirects. It does
// not change the choice.
func withoutRedirects(choice Doer) (*http.Client, error) {
	switch choice := choice.(type) {
	case nil:
		return nil, errNoHTTPClient
	case sender: // Of a generated client: what it sends with, without its timeout and retries.
		return choice.client, nil
	case *http.Client:
		if choice == nil {
			return nil, errNoHTTPClient
		}
		client := *choice
		client.Transport = transport{send: send(choice.Transport)}
		client.CheckRedirect = refuseRedirect
		return &client, nil
	default:
		return &http.Client{
			Transport:     transport{send: sendWith(choice), sameURL: true},
			CheckRedirect: refuseRedirect,
		}, nil
	}
}

var errNoHTTPClient = errors.New("supermemory: the HTTP client is nil")

func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func send(t http.RoundTripper) func(*http.Request) (*http.Response, error) {
	if t == nil {
		return func(req *http.Request) (*http.Response, error) { return http.DefaultTransport.RoundTrip(req) }
	}
	return t.RoundTrip
}

func sendWith(d Doer) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		resp, err := d.Do(req)
		if err != nil {
			return nil, inner(err) // The client around this adds the rest again.
		}
		return resp, nil
	}
}

// transport sends one request and returns its response, so that an http.Client around it need not look at
// redirects. It has no method CloseIdleConnections, which go-retryablehttp would call when it gives up: the
// connections may be in use elsewhere.
type transport struct {
	send    func(*http.Request) (*http.Response, error)
	sameURL bool // refuse a response to a request for another URL, because send may follow redirects
}

func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	method, target := req.Method, *req.URL
	resp, err := t.send(req)
	if err != nil || resp == nil {
		return nil, err
	}
	if r := resp.Request; r != nil &&
		(r.Method != method || r.Response != nil || t.sameURL && r.URL != nil && *r.URL != target) {
		if resp.Body != nil {
			resp.Body.Close()
		}
		return nil, &redirected{resp}
	}
	switch resp.StatusCode {
	case http.StatusSwitchingProtocols: // The body is the connection, which may never end.
		if resp.Body != nil {
			resp.Body.Close()
		}
		resp.Body = http.NoBody
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		if _, err := url.Parse(resp.Header.Get("Location")); err != nil {
			resp.Header.Del("Location") // With it, http.Client would give an error instead of the response.
		}
	}
	return resp, nil
}

// redirected is a response to another request than the one that the caller's HTTP client was given.
type redirected struct{ resp *http.Response }

func (r *redirected) Error() string {
	sent := r.resp.Request
	return fmt.Sprintf("the HTTP client followed a redirect, and this answers %s %s", sent.Method, sent.URL.Redacted())
}
