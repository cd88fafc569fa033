package drift

import (
	"net/http"
	"strings"
	"time"
)

// Exchange is one HTTP request and the response to it, as far as a contract speaks of them.
type Exchange struct {
	Method string      // the request's method, such as "DELETE"
	URL    string      // the request's URL, escaped as it was sent; scheme, host, query and fragment are not looked at
	Status int         // the response's status code
	Header http.Header // the response's header fields, under their canonical names
	Body   []byte      // the response's content, after any Content-Encoding is removed

	// BodyUnknown says that the body was not recorded, or not whole; it is not judged, and Body is not looked at.
	BodyUnknown bool

	Time   time.Time // when it took place; zero if it is not known
	Source           // where the exchange was read from, copied into its findings
}

// Path is the escaped path of the request's URL.
func (x Exchange) Path() string { return escapedPath(x.URL) }

// escapedPath is the path of a URL as it was written, without the allocations of url.Parse: "https://h/a%2Fb?q" is "/a%2Fb".
func escapedPath(url string) string {
	if i := strings.IndexAny(url, "?#"); i >= 0 {
		url = url[:i]
	}
	if i := strings.Index(url, "://"); i >= 0 {
		url = url[i+len("://"):]
		slash := strings.IndexByte(url, '/')
		if slash < 0 {
			return "/"
		}
		url = url[slash:]
	}
	return url
}
