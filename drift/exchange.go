package drift

import (
	"net/http"
	"strings"
	"time"
)

// Exchange is the parts of a request and its response that a contract describes.
type Exchange struct {
	Method string      // the request's method, such as "DELETE"
	URL    string      // the request's URL, escaped as it was sent; scheme, host and fragment are ignored
	Status int         // the response's status code
	Header http.Header // the response's header fields, under their canonical names
	Body   []byte      // the response's content, after any Content-Encoding is removed

	// BodyUnknown says that the body was not recorded, or not completely. It is then not judged, and Body is ignored.
	BodyUnknown bool

	Redacted []string // pointers (RFC 6901) into the body whose values the recorder replaced; they are not judged

	Request *Request // nil if nothing of the request was recorded but its method and URL

	Time   time.Time // when it took place; zero if unknown
	Source           // where the exchange was read from; its findings repeat it
}

// Request is the parts of a request, beside its method and URL, that a contract describes.
type Request struct {
	Header      http.Header // the header fields, under their canonical names; nil if none was recorded
	Body        []byte      // the content, after any Content-Encoding is removed
	BodyUnknown bool        // the body was not recorded, or not completely; Body is then ignored
	MediaType   string      // of the body, as a recording may say it beside the header fields; Content-Type comes first
	Dropped     []string    // names of header fields, cookies and query parameters that the recorder says it left out
}

// Source is where an exchange was read from.
type Source struct {
	File  string `json:"file"`           // as it was named to the reader; "" if it came from no file
	Entry int    `json:"entry"`          // zero-based position in the file; -1 if the file does not hold exchanges
	Line  int    `json:"line,omitempty"` // one-based line of the file on which the response begins; 0 if unknown

	Column int `json:"column,omitempty"` // one-based column in that line, in characters; 0 if unknown
}

// IsRedacted reports whether a finding is about a value that Redacted names, or about a part of one.
func (x Exchange) IsRedacted(f Finding) bool {
	if rule, _ := RuleNamed(f.Rule); rule.Mark == NoMark || f.In != "" {
		return false // it is not about the response's body
	}
	for _, pointer := range x.Redacted {
		if rest, ok := strings.CutPrefix(f.Pointer, pointer); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}

// Path is the path of the request's URL as it was sent, without unescaping: of "https://h/a%2Fb?q" it is "/a%2Fb".
// Unlike url.Parse it does not allocate.
func (x Exchange) Path() string {
	path, _, _ := strings.Cut(x.URL, "#")
	path, _, _ = strings.Cut(path, "?")
	if i := strings.Index(path, "://"); i >= 0 {
		path = path[i+len("://"):]
		slash := strings.IndexByte(path, '/')
		if slash < 0 {
			return "/"
		}
		path = path[slash:]
	}
	return path
}
