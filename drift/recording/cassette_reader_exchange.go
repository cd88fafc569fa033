package recording

import (
	"errors"
	"io"
	"net/http"

	"github.com/andybalholm/brotli"
	"github.com/seed-97812ecd/supermemory-go/drift"
	"github.com/seed-97812ecd/supermemory-go/internal/coding"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
)

// decodeInteraction decodes an interaction of a cassette. Its time is the response's Date (RFC 9110, section 6.6.1).
func decodeInteraction(recorded *cassette.Interaction) (drift.Exchange, error) {
	switch {
	case recorded.Request.Method == "" || recorded.Request.URL == "":
		return drift.Exchange{}, errors.New("the interaction has no request method or URL")
	case recorded.Response.Code == 0:
		return drift.Exchange{}, errors.New("the interaction has no response status code")
	}
	x := drift.Exchange{
		Method: recorded.Request.Method,
		URL:    recorded.Request.URL,
		Status: recorded.Response.Code,
		Header: canonicalHeader(recorded.Response.Headers),
	}
	x.Time, _ = http.ParseTime(x.Header.Get("Date"))
	var err error
	x.Body, err = coding.Decode(x.Header["Content-Encoding"], []byte(recorded.Response.Body), moreCodings)
	if errors.Is(err, coding.ErrUnknown) {
		x.Body, x.BodyUnknown, err = nil, true, nil
	}
	return x, err
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
