package api

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// withoutRedirects returns a client that sends requests with the caller's choice, but follows no redirects. It does not
// change the choice.
func withoutRedirects(choice Doer) (*http.Client, error) {
	client := http.Client{}
	switch choice := choice.(type) {
	case nil:
		return nil, errNoHTTPClient
	case sender: // Of a generated client: what it sends with, without its timeout and retries.
		return choice.client, nil
	case *http.Client:
		if choice == nil {
			return nil, errNoHTTPClient
		}
		client = *choice
		client.Transport = transport{inner: choice.Transport}
	default:
		client.Transport = transport{inner: doerTransport{choice}, sameURL: true}
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client, nil
}

var errNoHTTPClient = errors.New("supermemory: the HTTP client is nil")

// doerTransport makes a transport of a Doer.
type doerTransport struct{ Doer }

func (t doerTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.Do(req)
	if err != nil {
		return nil, withoutURL(err) // The http.Client around this describes the request again.
	}
	return resp, nil
}

// transport sends one request and returns its response, so that an http.Client around it need not look at redirects. It
// has no method CloseIdleConnections, which go-retryablehttp would call when it gives up: the connections may be in use
// elsewhere.
type transport struct {
	inner   http.RoundTripper // nil for http.DefaultTransport
	sameURL bool              // refuse a response to a request for another URL, because inner may follow redirects
}

func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	method, target := req.Method, *req.URL
	resp, err := cmp.Or(t.inner, http.DefaultTransport).RoundTrip(req)
	if err != nil || resp == nil {
		return nil, err
	}
	if resp.Body == nil {
		resp.Body = http.NoBody
	}
	if r := resp.Request; r != nil &&
		(r.Method != method || r.Response != nil || t.sameURL && r.URL != nil && *r.URL != target) {
		resp.Body.Close()
		return nil, &redirected{resp}
	}
	switch resp.StatusCode {
	case http.StatusSwitchingProtocols: // The body is the connection, which may never end.
		resp.Body.Close()
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
