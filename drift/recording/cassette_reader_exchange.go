package recording

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/coding"
)

// decodeInteraction decodes an interaction of a cassette. Its time is the response's Date (RFC 9110, section 6.6.1).
func decodeInteraction(recorded *interaction) (drift.Exchange, error) {
	code := recorded.Response.statusCode()
	switch {
	case recorded.Request.Method == "" || recorded.Request.URL == "":
		return drift.Exchange{}, errors.New("the interaction has no request method or URL")
	case code == 0:
		return drift.Exchange{}, errors.New("the interaction has no response status code")
	}
	x := drift.Exchange{
		Method:  recorded.Request.Method,
		URL:     recorded.Request.URL,
		Status:  code,
		Header:  canonicalHeader(recorded.Response.Headers),
		Request: recorded.Request.decode(),
	}
	x.Time, _ = http.ParseTime(x.Header.Get("Date"))
	var err error
	x.Body, err = coding.Decode(x.Header["Content-Encoding"], []byte(recorded.Response.Body), moreCodings)
	if errors.Is(err, coding.ErrUnknown) {
		x.Body, x.BodyUnknown, err = nil, true, nil
	}
	return x, err
}

// statusCode is the response's code, or else the number with which its status begins.
func (r *cassetteResponse) statusCode() int {
	if r.Code != 0 {
		return r.Code
	}
	number, _, _ := strings.Cut(r.Status, " ")
	code, err := strconv.ParseUint(number, 10, 16)
	if err != nil {
		return 0
	}
	return int(code)
}

// decode returns what was recorded of a request. A body that is not there was empty if the cassette says so: with an
// empty text in version 1, with a length of 0 in version 2.
func (r *cassetteRequest) decode() *drift.Request {
	request := &drift.Request{}
	if len(r.Headers) > 0 {
		request.Header = canonicalHeader(r.Headers)
	}
	switch form := r.formBody(request.Header); {
	case r.Body != nil && *r.Body != "":
		setBody(request, []byte(*r.Body))
	case form != "":
		request.Body = []byte(form)
	case r.Length != nil:
		request.BodyUnknown = *r.Length != 0
	default:
		request.BodyUnknown = r.Body == nil
	}
	if request.Header == nil && request.BodyUnknown {
		return nil
	}
	return request
}

// formBody is the body of a form of which the cassette has the values alone.
func (r *cassetteRequest) formBody(header http.Header) string {
	if !strings.HasPrefix(header.Get("Content-Type"), formType) {
		return ""
	}
	var query url.Values
	if u, err := url.Parse(r.URL); err == nil {
		query = u.Query()
	}
	sent := url.Values{}
	for name, values := range r.Form {
		if n := len(values) - len(query[name]); n > 0 { // net/http puts those of the query behind the others
			sent[name] = values[:n]
		}
	}
	return sent.Encode()
}

const formType = "application/x-www-form-urlencoded"

// setBody sets the body of a request, without its content coding.
func setBody(request *drift.Request, body []byte) {
	codings := request.Header["Content-Encoding"]
	if len(codings) == 0 {
		request.Body = body
		return
	}
	decoded, err := coding.Decode(codings, body, moreCodings)
	request.Body, request.BodyUnknown = decoded, err != nil
	if err != nil {
		request.Body = nil
	}
}

// moreCodings adds Brotli (RFC 7932) to the content codings that package coding knows. Its library is linked only here.
var moreCodings = map[string]coding.Decompressor{"br": func(r io.Reader) io.Reader { return brotli.NewReader(r) }}

// canonicalHeader returns the fields under their canonical names, which a cassette written by hand may not use.
func canonicalHeader(h http.Header) http.Header {
	c := make(http.Header, len(h))
	for name, values := range h {
		for _, v := range values {
			c.Add(name, v)
		}
	}
	return c
}
